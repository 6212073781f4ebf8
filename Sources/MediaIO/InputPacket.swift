// An owned libav packet.
import CFFmpeg

/// One AVPacket with its owner. Used by one thread.
public struct InputPacket: ~Copyable {
    let pointer: UnsafeMutablePointer<AVPacket>

    init() throws(MediaError) { pointer = try allocated(av_packet_alloc(), "av_packet_alloc", .input) }

    /// Index of the input stream that it belongs to.
    public var streamIndex: Int { Int(pointer.pointee.stream_index) }

    deinit {
        var pointer: UnsafeMutablePointer<AVPacket>? = pointer
        av_packet_free(&pointer)
    }
}
