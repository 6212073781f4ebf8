// An AVIOContext that reads or writes through a descriptor of ours.
import CFFmpeg
import Glibc

/// A descriptor as libav sees it. Used by the thread that uses the demuxer or muxer.
class ByteStream {
    /// Negative: there is none.
    let descriptor: Int32
    private let ownsDescriptor: Bool

    init(descriptor: Int32, ownsDescriptor: Bool) {
        self.descriptor = descriptor
        self.ownsDescriptor = ownsDescriptor
    }

    deinit { if ownsDescriptor { close(descriptor) } }

    var canSeek: Bool { lseek(descriptor, 0, SEEK_CUR) >= 0 }

    /// Bytes read, or libav's code.
    func read(_ buffer: UnsafeMutablePointer<UInt8>, _ count: Int32) -> Int32 { cffmpeg_error(ENOSYS) }

    /// `count`, or libav's code.
    func write(_ bytes: UnsafePointer<UInt8>, _ count: Int32) -> Int32 { cffmpeg_error(ENOSYS) }

    /// The new position, or the size for AVSEEK_SIZE, or libav's code.
    func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
        if whence & AVSEEK_SIZE != 0 {
            var status = stat()
            return fstat(descriptor, &status) == 0 ? Int64(status.st_size) : Int64(cffmpeg_error(errno))
        }
        let position = lseek(descriptor, off_t(offset), whence & 3)
        return position < 0 ? Int64(cffmpeg_error(errno)) : Int64(position)
    }
}

/// Owns the context and its buffer, and keeps the stream.
final class CallbackIO {
    let context: UnsafeMutablePointer<AVIOContext>
    private let stream: Unmanaged<ByteStream>

    init(_ stream: ByteStream, isWriting: Bool, bufferSize: Int, _ side: MediaError.Side) throws(MediaError) {
        let retained = Unmanaged.passRetained(stream)
        guard let buffer = av_malloc(bufferSize) else {
            retained.release()
            throw MediaError(side, "out of memory in av_malloc", call: "av_malloc", code: cffmpeg_error(ENOMEM))
        }
        let made = avio_alloc_context(
            buffer.assumingMemoryBound(to: UInt8.self), Int32(bufferSize), isWriting ? 1 : 0, retained.toOpaque(),
            { stream, buffer, count in
                guard let stream, let buffer else { return cffmpeg_error(EINVAL) }
                return Unmanaged<ByteStream>.fromOpaque(stream).takeUnretainedValue().read(buffer, count)
            },
            { stream, bytes, count in
                guard let stream, let bytes else { return cffmpeg_error(EINVAL) }
                return Unmanaged<ByteStream>.fromOpaque(stream).takeUnretainedValue().write(bytes, count)
            },
            stream.canSeek
                ? { stream, offset, whence in
                    guard let stream else { return Int64(cffmpeg_error(EINVAL)) }
                    return Unmanaged<ByteStream>.fromOpaque(stream).takeUnretainedValue().seek(offset, whence)
                } : nil)
        guard let made else {
            av_free(buffer)
            retained.release()
            throw MediaError(side, "out of memory in avio_alloc_context", call: "avio_alloc_context", code: cffmpeg_error(ENOMEM))
        }
        self.stream = retained
        context = made
    }

    deinit {
        // libav may have put another buffer in place of the first.
        av_free(context.pointee.buffer)
        var context: UnsafeMutablePointer<AVIOContext>? = context
        avio_context_free(&context)
        stream.release()
    }
}
