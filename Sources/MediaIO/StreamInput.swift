// Standard input and named pipes: read so that a wait can be ended, which libav's own reading of them cannot.
import CFFmpeg
import Glibc

/// A descriptor behind an AVIOContext. Read by the thread that uses the demuxer; seekable when the descriptor is (`< file`).
final class StreamInput {
    let io: UnsafeMutablePointer<AVIOContext>
    private let reader: Unmanaged<Reader>

    private final class Reader {
        let descriptor: Int32
        let ownsDescriptor: Bool
        let interruption: InputContainer.Interruption

        init(descriptor: Int32, ownsDescriptor: Bool, interruption: InputContainer.Interruption) {
            self.descriptor = descriptor
            self.ownsDescriptor = ownsDescriptor
            self.interruption = interruption
        }

        deinit { if ownsDescriptor { close(descriptor) } }

        /// Bytes read, or libav's code. Looks every 100 ms whether it is to give up.
        func read(_ buffer: UnsafeMutablePointer<UInt8>, _ count: Int32) -> Int32 {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            while true {
                if interruption.isSet.load(ordering: .relaxed) { return cffmpeg_exit() }
                let ready = poll(&entry, 1, 100)
                if ready == 0 || (ready < 0 && errno == EINTR) { continue }
                if ready < 0 { return cffmpeg_error(errno) }
                let got = Glibc.read(descriptor, buffer, Int(count))
                if got < 0 && (errno == EINTR || errno == EAGAIN) { continue }
                if got < 0 { return cffmpeg_error(errno) }
                return got == 0 ? cffmpeg_eof() : Int32(got)
            }
        }

        func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
            if whence & AVSEEK_SIZE != 0 {
                var status = stat()
                return fstat(descriptor, &status) == 0 ? Int64(status.st_size) : Int64(cffmpeg_error(errno))
            }
            let position = lseek(descriptor, off_t(offset), whence & 3)
            return position < 0 ? Int64(cffmpeg_error(errno)) : Int64(position)
        }
    }

    /// Standard input for `-`, else the named pipe `path`, whose opening waits for a writer.
    init(path: String, interruption: InputContainer.Interruption) throws(MediaError) {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw MediaError(.input, "\(path): \(String(cString: strerror(errno)))", call: "open", code: -errno) }
        let reader = Unmanaged.passRetained(Reader(descriptor: descriptor, ownsDescriptor: path != "-", interruption: interruption))
        let size = 1 << 16
        let isSeekable = lseek(descriptor, 0, SEEK_CUR) >= 0
        guard let buffer = av_malloc(size) else {
            reader.release()
            throw MediaError(.input, "out of memory in av_malloc", call: "av_malloc", code: cffmpeg_error(ENOMEM))
        }
        let made = avio_alloc_context(
            buffer.assumingMemoryBound(to: UInt8.self), Int32(size), 0, reader.toOpaque(),
            { reader, buffer, count in
                guard let reader, let buffer else { return cffmpeg_error(EINVAL) }
                return Unmanaged<Reader>.fromOpaque(reader).takeUnretainedValue().read(buffer, count)
            }, nil,
            isSeekable
                ? { reader, offset, whence in
                    guard let reader else { return Int64(cffmpeg_error(EINVAL)) }
                    return Unmanaged<Reader>.fromOpaque(reader).takeUnretainedValue().seek(offset, whence)
                } : nil)
        guard let made else {
            av_free(buffer)
            reader.release()
            throw MediaError(.input, "out of memory in avio_alloc_context", call: "avio_alloc_context", code: cffmpeg_error(ENOMEM))
        }
        self.reader = reader
        io = made
    }

    deinit {
        // libav may have put another buffer in place of the first.
        av_free(io.pointee.buffer)
        var io: UnsafeMutablePointer<AVIOContext>? = io
        avio_context_free(&io)
        reader.release()
    }
}
