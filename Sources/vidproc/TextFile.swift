// A small file written whole or not at all.
import Glibc

enum TextFile {
    /// Writes beside `path`, then renames: a reader never sees half of it.
    static func write(_ text: String, to path: String) throws(Failure) {
        let part = path + ".part"
        guard let file = fopen(part, "we") else { throw failure(path) }
        let bytes = Array(text.utf8)
        let isWritten = fwrite(bytes, 1, bytes.count, file) == bytes.count
        let isClosed = fclose(file) == 0
        guard isWritten && isClosed && rename(part, path) == 0 else {
            let failure = failure(path)
            unlink(part)
            throw failure
        }
    }

    private static func failure(_ path: String) -> Failure { Failure(.output, "\(path): \(String(cString: strerror(errno)))") }
}
