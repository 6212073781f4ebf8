// An input that is not there: perhaps a subcommand was meant, perhaps a file beside it.
import Base
import Glibc

enum Misspelling {
    /// `failure`, with what `input` was probably meant to be where it names nothing.
    static func explained(_ failure: Failure, input: String) -> Failure {
        guard [.input, .usage].contains(failure.status), input != "-", !input.contains(":"), !input.contains("%"), access(input, F_OK) != 0 else {
            return failure
        }
        if !input.contains("/"), !input.contains("."), let command = nearest(input, in: CommandDefinition.root.named.map(\.commandName)) {
            return Failure(failure.status, failure.message, hint: "did you mean vidproc \(command)?")
        }
        guard failure.status == .input, failure.hint == nil else { return failure }
        let slash = input.lastIndex(of: "/"), folder = slash.map { String(input[...$0]) } ?? ""
        let name = String(slash.map { input[input.index(after: $0)...] } ?? input[...])
        guard let near = nearest(name, in: names(in: folder.isEmpty ? "." : folder)), near != name else { return failure }
        return Failure(failure.status, failure.message, hint: "did you mean \(folder)\(near)?")
    }

    /// What lies in `folder`, the first thousand names at most, hidden ones left out.
    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while names.count < 1000, let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) } }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
