// libavcodec's decoder: packets in, pictures out, drained at the end.
import CFFmpeg
import Glibc

/// Owns an AVCodecContext. Used by one thread.
final class VideoDecoder {
    enum Outcome { case frame, needsPacket, ended, failed }

    private let context: UnsafeMutablePointer<AVCodecContext>

    init(stream: UnsafeMutablePointer<AVStream>, path: String, threads: Int) throws(MediaError) {
        guard let parameters = stream.pointee.codecpar, let codec = avcodec_find_decoder(parameters.pointee.codec_id) else {
            throw MediaError(.input, "\(path): no decoder for its video", call: "avcodec_find_decoder")
        }
        context = try allocated(avcodec_alloc_context3(codec), "avcodec_alloc_context3", .input)
        // From here on `deinit` frees it, also when this initialiser throws.
        try Self.accepted(avcodec_parameters_to_context(context, parameters), "avcodec_parameters_to_context", parameters, path)
        context.pointee.pkt_timebase = stream.pointee.time_base
        context.pointee.thread_count = Int32(threads)
        context.pointee.thread_type = FF_THREAD_FRAME | FF_THREAD_SLICE
        try Self.accepted(avcodec_open2(context, codec, nil), "avcodec_open2", parameters, path)
    }

    /// For frames that stand alone, one thread.
    init(_ codec: AVCodecID, path: String) throws(MediaError) {
        let name = String(cString: avcodec_get_name(codec))
        guard let codec = avcodec_find_decoder(codec) else { throw MediaError(.input, "\(path): no decoder for \(name)", call: "avcodec_find_decoder") }
        context = try allocated(avcodec_alloc_context3(codec), "avcodec_alloc_context3", .input)
        context.pointee.thread_count = 1
        try check(avcodec_open2(context, codec, nil), "avcodec_open2", .input, path)
    }

    /// Errors: what the header declares of the video is refused; libav's own words for it name no cause.
    private static func accepted(_ code: Int32, _ call: String, _ parameters: UnsafePointer<AVCodecParameters>, _ path: String) throws(MediaError) {
        if code >= 0 { return }
        let video = "\(String(cString: avcodec_get_name(parameters.pointee.codec_id))) of \(parameters.pointee.width)x\(parameters.pointee.height)"
        throw MediaError(.input, "\(path): the decoder refuses its header (\(video): \(libavText(code)))", call: call, code: code)
    }

    deinit {
        var context: UnsafeMutablePointer<AVCodecContext>? = context
        avcodec_free_context(&context)
    }

    func receive(into frame: UnsafeMutablePointer<AVFrame>) -> Outcome {
        let code = avcodec_receive_frame(context, frame)
        if code >= 0 { return .frame }
        if code == cffmpeg_error(EAGAIN) { return .needsPacket }
        return code == cffmpeg_eof() ? .ended : .failed
    }

    /// False: the packet was damaged and is passed over.
    func send(_ packet: UnsafeMutablePointer<AVPacket>) -> Bool { avcodec_send_packet(context, packet) >= 0 }

    /// After draining, or before packets from elsewhere in the stream.
    func restart() { avcodec_flush_buffers(context) }

    func drain() { _ = avcodec_send_packet(context, nil) }
}
