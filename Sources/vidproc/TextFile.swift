// A small file written whole or not at all.
import Glibc

enum TextFile {
    /// Writes beside `path`, then renames: a reader never sees half of it.
    static func write(_ text: String, to path: String) throws(Failure) {
        var status = stat()
        // A device or a pipe (/dev/stdout, a named pipe) is written where it stands; a rename would replace it.
        let isPlace = stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
        let part = isPlace ? path : path + ".part"
        guard let file = fopen(part, "we") else { throw failure(path) }
        let bytes = Array(text.utf8)
        let isWritten = fwrite(bytes, 1, bytes.count, file) == bytes.count
        let isClosed = fclose(file) == 0
        guard isWritten && isClosed && (isPlace || rename(part, path) == 0) else {
            let failure = failure(path)
            if !isPlace { unlink(part) }
            throw failure
        }
    }

    /// Whether `path` can be written and is none of `others`, told before a long run begins.
    static func check(_ path: String, against others: [String]) throws(Failure) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        var status = stat()
        let exists = stat(path, &status) == 0, kind = status.st_mode & S_IFMT
        if exists && kind == S_IFDIR { throw Failure(.output, "\(path): is a directory") }
        guard access(exists && kind != S_IFREG ? path : folder, W_OK) == 0 else { throw failure(path) }
        for other in others where other == path || areSame(other, path) {
            throw Failure(.usage, "\(path) is to be the report, but also an end of the run", hint: "give --report a name of its own")
        }
    }

    /// The same file, also by link.
    private static func areSame(_ first: String, _ second: String) -> Bool {
        var one = stat(), two = stat()
        return stat(first, &one) == 0 && stat(second, &two) == 0 && one.st_dev == two.st_dev && one.st_ino == two.st_ino
    }

    private static func failure(_ path: String) -> Failure { Failure(.output, "\(path): \(String(cString: strerror(errno)))") }
}
