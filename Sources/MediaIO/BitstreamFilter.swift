// libav's bitstream filters: the same coded sound in the packing that a container wants.
import CFFmpeg

/// Repacks the packets of one stream, one in, one out. Used by one thread.
final class BitstreamFilter {
    private let context: UnsafeMutablePointer<AVBSFContext>

    /// Errors: side output; `name` must be one of libav's.
    init(_ name: String, for stream: UnsafeMutablePointer<AVStream>) throws(MediaError) {
        guard let filter = av_bsf_get_by_name(name) else { throw MediaError(.output, "libav has no \(name)", call: "av_bsf_get_by_name") }
        var made: UnsafeMutablePointer<AVBSFContext>?
        try check(av_bsf_alloc(filter, &made), "av_bsf_alloc", .output, name)
        context = try allocated(made, "av_bsf_alloc", .output)
        try check(avcodec_parameters_copy(context.pointee.par_in, stream.pointee.codecpar), "avcodec_parameters_copy", .output, name)
        context.pointee.time_base_in = stream.pointee.time_base
        try check(av_bsf_init(context), "av_bsf_init", .output, name)
    }

    deinit {
        var context: UnsafeMutablePointer<AVBSFContext>? = context
        av_bsf_free(&context)
    }

    enum Outcome { case packed, nothing, damaged }

    /// Replaces the packet's content.
    func apply(to packet: UnsafeMutablePointer<AVPacket>, _ path: String) throws(MediaError) -> Outcome {
        try check(av_bsf_send_packet(context, packet), "av_bsf_send_packet", .output, path)
        let code = av_bsf_receive_packet(context, packet)
        if code == cffmpeg_error(EAGAIN) { return .nothing }
        if code == cffmpeg_invalid_data() { return .damaged }
        try check(code, "av_bsf_receive_packet", .output, path)
        return .packed
    }
}
