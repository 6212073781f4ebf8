// A file, a pipe or a mere count of bytes behind libav's writing: one descriptor from the first byte to the sync, and the true cause of a failure.
import CFFmpeg
import Glibc

/// Owns a descriptor and the AVIOContext that writes to it. Used by one thread at a time.
final class OutputFile {
    let io: UnsafeMutablePointer<AVIOContext>
    private let writer: Unmanaged<Writer>

    private final class Writer {
        /// Negative: nothing is written, positions are kept.
        let descriptor: Int32
        let ownsDescriptor: Bool
        /// The first failure's errno.
        var failure: Int32 = 0
        private var position: Int64 = 0
        private var end: Int64 = 0

        init(descriptor: Int32, ownsDescriptor: Bool) {
            self.descriptor = descriptor
            self.ownsDescriptor = ownsDescriptor
        }

        deinit { if ownsDescriptor { close(descriptor) } }

        func write(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int32) -> Int32 {
            if descriptor < 0 {
                position += Int64(count)
                end = max(end, position)
                return count
            }
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

        func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
            if descriptor < 0 {
                switch whence {
                case AVSEEK_SIZE: return end
                case SEEK_SET: position = offset
                case SEEK_CUR: position += offset
                default: position = end + offset
                }
                return position
            }
            if whence & AVSEEK_SIZE != 0 {
                var status = stat()
                return fstat(descriptor, &status) == 0 ? Int64(status.st_size) : Int64(cffmpeg_error(errno))
            }
            let place = lseek(descriptor, off_t(offset), whence & 3)
            return place < 0 ? Int64(cffmpeg_error(errno)) : Int64(place)
        }
    }

    /// Opens `path` for writing from its first byte on: standard output for `pipe:1`, else a file, device or named pipe (which waits for its reader). A file
    /// that another run is writing is refused. `isOurs`: the name is of our own making (`.part`), and whatever else than a plain file bears it is left alone.
    /// Errors: side output.
    convenience init(path: String, isOurs: Bool) throws(MediaError) {
        guard path != "pipe:1" else {
            try self.init(descriptor: STDOUT_FILENO, ownsDescriptor: false, isSeekable: lseek(STDOUT_FILENO, 0, SEEK_CUR) >= 0)
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
        try self.init(descriptor: descriptor, ownsDescriptor: true, isSeekable: lseek(descriptor, 0, SEEK_CUR) >= 0)
    }

    private static func inTheWay(_ path: String, _ cause: Int32) -> MediaError {
        MediaError(.output, "\(path): is in the way and no plain file", call: "open", code: -cause, hint: "move it, or name another output")
    }

    /// Counts bytes and writes none.
    static func counting() throws(MediaError) -> OutputFile { try OutputFile(descriptor: -1, ownsDescriptor: false, isSeekable: true) }

    private init(descriptor: Int32, ownsDescriptor: Bool, isSeekable: Bool) throws(MediaError) {
        let writer = Unmanaged.passRetained(Writer(descriptor: descriptor, ownsDescriptor: ownsDescriptor))
        let size = 1 << 18
        guard let buffer = av_malloc(size) else {
            writer.release()
            throw MediaError(.output, "out of memory in av_malloc", call: "av_malloc", code: cffmpeg_error(ENOMEM))
        }
        let made = avio_alloc_context(
            buffer.assumingMemoryBound(to: UInt8.self), Int32(size), 1, writer.toOpaque(), nil,
            { writer, bytes, count in
                guard let writer, let bytes else { return cffmpeg_error(EINVAL) }
                return Unmanaged<Writer>.fromOpaque(writer).takeUnretainedValue().write(UnsafeMutablePointer(mutating: bytes), count)
            },
            isSeekable
                ? { writer, offset, whence in
                    guard let writer else { return Int64(cffmpeg_error(EINVAL)) }
                    return Unmanaged<Writer>.fromOpaque(writer).takeUnretainedValue().seek(offset, whence)
                } : nil)
        guard let made else {
            av_free(buffer)
            writer.release()
            throw MediaError(.output, "out of memory in avio_alloc_context", call: "avio_alloc_context", code: cffmpeg_error(ENOMEM))
        }
        self.writer = writer
        io = made
    }

    deinit {
        av_free(io.pointee.buffer)
        var io: UnsafeMutablePointer<AVIOContext>? = io
        avio_context_free(&io)
        writer.release()
    }

    /// Bytes written so far, counting what libav still holds.
    var position: Int64 { avio_seek(io, 0, SEEK_CUR) }

    /// Why writing failed, in words; nil while it has not.
    func failure(_ path: String) -> MediaError? {
        let cause = writer.takeUnretainedValue().failure
        return cause == 0 ? nil : Self.failure(path, cause, "write")
    }

    /// Writes out what libav holds and waits until it is on the disk. A file system or device that cannot sync (EINVAL) still holds it.
    func sync(_ path: String) throws(MediaError) {
        avio_flush(io)
        if let failure = failure(path) { throw failure }
        let descriptor = writer.takeUnretainedValue().descriptor
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
