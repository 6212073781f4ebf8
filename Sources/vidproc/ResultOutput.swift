// Results on standard output: a line that could not be written makes the run fail, for a script would take what is there for all.
import Base
import Glibc
import VideoFrame

final class ResultOutput: Sendable {
    private let failure = Locked<Int32>(0)
    /// What stands on the terminal that the results go to.
    private let area: StatusArea?

    init(area: StatusArea? = nil) { self.area = StandardStream.output.isTerminal ? area : nil }

    /// Any thread; after a failure nothing more is written.
    func write(line: String) {
        failure.withLock { failure in
            guard failure == 0 else { return }
            guard let area else { return failure = StandardStream.output.write(line + "\n") }
            area.hide { failure = StandardStream.output.write(line + "\n") }
        }
    }

    func check() throws(Failure) {
        let number = failure.withLock { $0 }
        if number != 0 { throw Failure(.output, "standard output: \(String(cString: strerror(number)))") }
    }
}
