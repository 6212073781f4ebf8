// A small file written whole or not at all.
import Glibc

enum TextFile {
    /// Writes beside `path`, then renames: a reader never sees half of it.
    static func write(_ text: String, to path: String) throws(Failure) { try write(to: path) { put in put(Array(text.utf8)) } }

    /// The same, piece by piece. `body` hands each piece to the closure that it gets.
    static func write(to path: String, _ body: (_ put: ([UInt8]) -> Void) -> Void) throws(Failure) {
        // A device or a pipe (/dev/stdout, a named pipe) is written where it stands; a rename would replace it.
        var status = stat()
        let isPlace = stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
        let part = isPlace ? path : path + ".part"
        guard let file = fopen(part, "we") else { throw failure(path) }
        // Of the first piece that could not be written; later ones are let go.
        var cause: Int32 = 0
        body { bytes in if cause == 0 && fwrite(bytes, 1, bytes.count, file) != bytes.count { cause = errno } }
        if fclose(file) != 0 && cause == 0 { cause = errno }
        if cause == 0 && !isPlace && rename(part, path) != 0 { cause = errno }
        guard cause == 0 else {
            if !isPlace { unlink(part) }
            throw failure(path, cause)
        }
    }

    /// Whether `path`, the value of `option`, can be written and is none of `others`, told before a long run begins.
    static func check(_ path: String, for option: CommandOption, against others: [String]) throws(Failure) {
        let (folder, _) = halves(path)
        var status = stat()
        let exists = stat(path, &status) == 0, kind = status.st_mode & S_IFMT
        if exists && kind == S_IFDIR { throw failure(path, EISDIR) }
        guard access(exists && kind != S_IFREG ? path : folder, W_OK) == 0 else { throw failure(path) }
        for other in others where areSame(other, path) {
            throw Failure(
                .usage, "\(path) is to be the \(option.rawValue), but is named elsewhere in the command", hint: "give --\(option.rawValue) a name of its own")
        }
    }

    /// The same file, also by link, or by two paths to one that does not exist yet.
    private static func areSame(_ first: String, _ second: String) -> Bool {
        if first == second { return true }
        let (firstFolder, firstName) = halves(first), (secondFolder, secondName) = halves(second)
        return isOneFile(first, second) || (firstName == secondName && isOneFile(firstFolder, secondFolder))
    }

    private static func isOneFile(_ first: String, _ second: String) -> Bool {
        var one = stat(), two = stat()
        return stat(first, &one) == 0 && stat(second, &two) == 0 && one.st_dev == two.st_dev && one.st_ino == two.st_ino
    }

    private static func halves(_ path: String) -> (folder: String, name: Substring) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path[...]) }
        return (slash == path.startIndex ? "/" : String(path[..<slash]), path[path.index(after: slash)...])
    }

    private static func failure(_ path: String, _ cause: Int32 = errno) -> Failure { Failure(.output, "\(path): \(String(cString: strerror(cause)))") }
}
