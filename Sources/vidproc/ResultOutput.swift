// Results on standard output: a line that could not be written makes the run fail, for a script would take what is there for all.
import Base
import Glibc
import VideoFrame

final class ResultOutput: Sendable {
    private let failure = Locked<Int32>(0)

    /// Any thread; after a failure nothing more is written.
    func write(line: String) {
        failure.withLock { if $0 == 0 { $0 = StandardStream.output.write(line + "\n") } }
    }

    func check() throws(Failure) {
        let number = failure.withLock { $0 }
        if number != 0 { throw Failure(.output, "standard output: \(String(cString: strerror(number)))") }
    }
}
