// A file, a pipe or a mere count of bytes behind libav's writing: one descriptor from the first byte to the sync, and the true cause of a failure.
import CFFmpeg
import Glibc

/// A descriptor and the AVIOContext that writes to it. Used by one thread at a time.
final class OutputFile {
    private let io: CallbackIO
    private let writer: Writer

    private class Writer: ByteStream {
        /// The first failure's errno.
        var failure: Int32 = 0

        override func write(_ bytes: UnsafePointer<UInt8>, _ count: Int32) -> Int32 {
            var done = 0
            while done < Int(count) {
                let wrote = Glibc.write(descriptor, bytes + done, Int(count) - done)
                if wrote > 0 {
                    done += wrote
                } else if wrote < 0 && errno == EAGAIN {
                    // Somebody else's descriptor may not wait by itself.
                    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&entry, 1, -1)
                } else if wrote == 0 || errno != EINTR {
                    if failure == 0 { failure = wrote < 0 ? errno : EIO }
                    return cffmpeg_error(failure)
                }
            }
            return count
        }
    }

    /// Writes nothing and keeps positions.
    private final class Counter: Writer {
        private var position: Int64 = 0
        private var end: Int64 = 0

        init() { super.init(descriptor: -1, ownsDescriptor: false) }

        override var canSeek: Bool { true }

        override func write(_ bytes: UnsafePointer<UInt8>, _ count: Int32) -> Int32 {
            position += Int64(count)
            end = max(end, position)
            return count
        }

        override func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
            switch whence {
            case AVSEEK_SIZE: return end
            case SEEK_SET: position = offset
            case SEEK_CUR: position += offset
            default: position = end + offset
            }
            return position
        }
    }

    /// Opens `path` for writing from its first byte on: standard output for `pipe:1`, else a file, device or named pipe (which waits for its reader). A file
    /// that another run is writing is refused. `isOurs`: the name is of our own making (`.part`), and whatever else than a plain file bears it is left alone.
    /// Errors: side output.
    convenience init(path: String, isOurs: Bool) throws(MediaError) {
        guard path != "pipe:1" else {
            try self.init(Writer(descriptor: STDOUT_FILENO, ownsDescriptor: false))
            return
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (isOurs ? O_NOFOLLOW | O_NONBLOCK : 0), 0o666)
        if isOurs, descriptor < 0, [ELOOP, ENXIO, EISDIR].contains(errno) { throw Self.inTheWay(path, errno) }
        guard descriptor >= 0 else { throw Self.failure(path, errno, "open") }
        var status = stat()
        let isKnown = fstat(descriptor, &status) == 0, isFile = isKnown && status.st_mode & S_IFMT == S_IFREG
        if isOurs && !isFile {
            close(descriptor)
            throw Self.inTheWay(path, EEXIST)
        }
        if isFile {
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
                close(descriptor)
                throw MediaError(.output, "\(path): is being written by another run", call: "flock", code: -EWOULDBLOCK)
            }
            guard ftruncate(descriptor, 0) == 0 else {
                let cause = errno
                close(descriptor)
                throw Self.failure(path, cause, "ftruncate")
            }
        }
        try self.init(Writer(descriptor: descriptor, ownsDescriptor: true))
    }

    private static func inTheWay(_ path: String, _ cause: Int32) -> MediaError {
        MediaError(.output, "\(path): is in the way and no plain file", call: "open", code: -cause, hint: "move it, or name another output")
    }

    /// Counts bytes and writes none.
    static func counting() throws(MediaError) -> OutputFile { try OutputFile(Counter()) }

    private init(_ writer: Writer) throws(MediaError) {
        self.writer = writer
        io = try CallbackIO(writer, isWriting: true, bufferSize: 1 << 18, .output)
    }

    /// What libav writes to; lives as long as the file.
    var context: UnsafeMutablePointer<AVIOContext> { io.context }

    /// Bytes written so far, counting what libav still holds.
    var position: Int64 { avio_seek(context, 0, SEEK_CUR) }

    /// Why writing failed, in words; nil while it has not.
    func failure(_ path: String) -> MediaError? {
        let cause = writer.failure
        return cause == 0 ? nil : Self.failure(path, cause, "write")
    }

    /// Writes out what libav holds and waits until it is on the disk. A file system or device that cannot sync (EINVAL) still holds it.
    func sync(_ path: String) throws(MediaError) {
        avio_flush(context)
        if let failure = failure(path) { throw failure }
        let descriptor = writer.descriptor
        guard descriptor >= 0 else { return }
        if fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS { throw Self.failure(path, errno, "fsync") }
    }

    static func failure(_ path: String, _ cause: Int32, _ call: String) -> MediaError {
        let place = path == "-" ? "standard output" : path
        return switch cause {
        case ENOSPC, EDQUOT: MediaError(.output, "\(place): the disk is full", call: call, code: -cause)
        case EPIPE: MediaError(.output, "\(place): its reader has gone", call: call, code: -cause)
        case EFBIG: MediaError(.output, "\(place): a file may not grow any larger here", call: call, code: -cause)
        default: MediaError(.output, "\(place): \(String(cString: strerror(cause)))", call: call, code: -cause)
        }
    }

    /// Puts `part` under its final name, and the name itself on the disk.
    static func rename(_ part: String, to path: String) throws(MediaError) {
        guard Glibc.rename(part, path) == 0 else { throw failure(path, errno, "rename") }
        let folder = open(path.lastIndex(of: "/").map { String(path[...$0]) } ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}
