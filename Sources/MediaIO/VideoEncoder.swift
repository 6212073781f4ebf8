// libavcodec's encoder: frames in without a copy where it takes their layout, packets out.
import CFFmpeg
import Glibc
import VideoFrame

/// Owns an AVCodecContext for encoding. Used by one thread; libav's own threads may hold planes longer and let go from theirs.
final class VideoEncoder {
    private let context: UnsafeMutablePointer<AVCodecContext>
    private let frame: UnsafeMutablePointer<AVFrame>
    private let path: String
    private let converter: EncoderConverter?

    init(plan: OutputPlan, options: EncoderOptions, shape: FrameShape, source: SourceInfo) throws(MediaError) {
        path = plan.path
        frame = try allocated(av_frame_alloc(), "av_frame_alloc", .output)
        context = try allocated(avcodec_alloc_context3(plan.encoder), "avcodec_alloc_context3", .output)
        converter =
            plan.pixelFormat == shape.format.libavFormat || plan.pixelFormat.isFullRangeTwin(of: shape.format.libavFormat)
            ? nil : try EncoderConverter(shape: shape, to: plan.pixelFormat)
        context.pointee.width = Int32(shape.width)
        context.pointee.height = Int32(shape.height)
        context.pointee.pix_fmt = plan.pixelFormat
        context.pointee.time_base = Self.timeBase(source, plan)
        if source.frameRate.numerator > 0 { context.pointee.framerate = source.frameRate.libav }
        context.pointee.sample_aspect_ratio = source.sampleAspect.numerator > 0 ? source.sampleAspect.libav : AVRational(num: 0, den: 1)
        context.pointee.colorspace = AVColorSpace(UInt32(shape.color.matrix))
        context.pointee.color_primaries = AVColorPrimaries(UInt32(shape.color.primaries))
        context.pointee.color_trc = AVColorTransferCharacteristic(UInt32(shape.color.transfer))
        context.pointee.color_range = shape.color.range.libav
        context.pointee.chroma_sample_location = AVChromaLocation(UInt32(shape.color.chromaLocation))
        context.pointee.thread_count = Int32(options.threads)
        if let gop = options.gop { context.pointee.gop_size = Int32(clamping: gop) }
        if let bitrate = options.bitrate { context.pointee.bit_rate = Int64(bitrate) }
        if plan.muxer.pointee.flags & AVFMT_GLOBALHEADER != 0 { context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER }
        context.pointee.strict_std_compliance = FF_COMPLIANCE_UNOFFICIAL
        try open(plan, options)
    }

    deinit {
        var frame: UnsafeMutablePointer<AVFrame>? = frame
        av_frame_free(&frame)
        var context: UnsafeMutablePointer<AVCodecContext>? = context
        avcodec_free_context(&context)
    }

    /// Ticks of the packets that come out.
    var timeBase: AVRational { context.pointee.time_base }

    private func open(_ plan: OutputPlan, _ options: EncoderOptions) throws(MediaError) {
        var settings: OpaquePointer?
        defer { av_dict_free(&settings) }
        if let crf = options.crf {
            av_dict_set(&settings, "crf", String(crf), 0)
        } else if options.bitrate == nil, ["libx264", "libx265"].contains(plan.encoderName) {
            av_dict_set(&settings, "crf", "20", 0)
        } else if options.bitrate == nil, plan.encoderName == "libvpx-vp9" {
            av_dict_set(&settings, "crf", "31", 0)
        }
        if let preset = options.preset { av_dict_set(&settings, "preset", preset, 0) }
        if let tune = options.tune { av_dict_set(&settings, "tune", tune, 0) }
        for (key, value) in options.options { av_dict_set(&settings, key, value, 0) }
        let code = avcodec_open2(context, plan.encoder, &settings)
        guard code >= 0 else {
            throw MediaError(
                .usage, "\(plan.encoderName) refuses these settings (\(libavText(code)))", call: "avcodec_open2", code: code,
                hint: "check --preset, --tune, --crf and --encoder-option; `ffmpeg -h encoder=\(plan.encoderName)` lists its words")
        }
        if let left = av_dict_get(settings, "", nil, AV_DICT_IGNORE_SUFFIX) {
            throw MediaError(.usage, "\(plan.encoderName) has no option '\(String(cString: left.pointee.key))'")
        }
    }

    /// The source's ticks, but for containers of one constant rate (AVI fills every tick in between with an empty frame) and MPEG-4 part 2, whose ticks
    /// have 16 bits: there one tick is one frame.
    private static func timeBase(_ source: SourceInfo, _ plan: OutputPlan) -> AVRational {
        let needsConstantRate = plan.muxer.pointee.flags & AVFMT_VARIABLE_FPS == 0
        let hasShortTicks = plan.encoder.pointee.id == AV_CODEC_ID_MPEG4 && source.timeBase.denominator > 65535
        guard needsConstantRate || hasShortTicks, source.frameRate.numerator > 0 else { return source.timeBase.libav }
        return AVRational(num: Int32(clamping: source.frameRate.denominator), den: Int32(clamping: source.frameRate.numerator))
    }

    /// Fills the output stream's parameters.
    func describe(_ stream: UnsafeMutablePointer<AVStream>) throws(MediaError) {
        try check(avcodec_parameters_from_context(stream.pointee.codecpar, context), "avcodec_parameters_from_context", .output, path)
        stream.pointee.time_base = context.pointee.time_base
        stream.pointee.avg_frame_rate = context.pointee.framerate
        stream.pointee.sample_aspect_ratio = context.pointee.sample_aspect_ratio
    }

    func send(_ picture: consuming Frame) throws(MediaError) {
        av_frame_unref(frame)
        if let decoded = picture.properties?.owner as? DecodedPicture {
            try check(av_frame_copy_props(frame, decoded.frame), "av_frame_copy_props", .output, path)
        }
        let timing = picture.timing, color = picture.shape.color
        frame.pointee.width = context.pointee.width
        frame.pointee.height = context.pointee.height
        frame.pointee.format = context.pointee.pix_fmt.rawValue
        // The decoder's picture types would force the encoder's.
        frame.pointee.pict_type = AV_PICTURE_TYPE_NONE
        frame.pointee.pts = av_rescale_q(timing.pts ?? Int64(timing.sequence) * max(1, timing.duration), timing.timeBase.libav, context.pointee.time_base)
        frame.pointee.color_range = color.range.libav
        frame.pointee.sample_aspect_ratio = context.pointee.sample_aspect_ratio
        if let converter {
            try converter.convert(picture, to: frame, path)
        } else {
            try lend(picture)
        }
        try check(avcodec_send_frame(context, frame), "avcodec_send_frame", .output, path)
        av_frame_unref(frame)
    }

    /// Points the AVFrame at the planes, each with a reference that goes when libav lets go.
    private func lend(_ picture: borrowing Frame) throws(MediaError) {
        for plane in 0..<picture.shape.format.planeCount {
            let reference = LentPlane(picture.planes.share(plane))
            let view = picture.view(plane)
            let data = view.base.assumingMemoryBound(to: UInt8.self)
            let token = Unmanaged.passRetained(reference).toOpaque()
            let size = max(0, view.size.height) * abs(view.stride)
            guard
                let buffer = av_buffer_create(
                    data, size, { token, _ in if let token { Unmanaged<LentPlane>.fromOpaque(token).release() } }, token, AV_BUFFER_FLAG_READONLY)
            else {
                Unmanaged<LentPlane>.fromOpaque(token).release()
                throw MediaError(.output, "out of memory in av_buffer_create", call: "av_buffer_create", code: cffmpeg_error(ENOMEM))
            }
            switch plane {
            case 0: (frame.pointee.data.0, frame.pointee.linesize.0, frame.pointee.buf.0) = (data, Int32(view.stride), buffer)
            case 1: (frame.pointee.data.1, frame.pointee.linesize.1, frame.pointee.buf.1) = (data, Int32(view.stride), buffer)
            case 2: (frame.pointee.data.2, frame.pointee.linesize.2, frame.pointee.buf.2) = (data, Int32(view.stride), buffer)
            default: (frame.pointee.data.3, frame.pointee.linesize.3, frame.pointee.buf.3) = (data, Int32(view.stride), buffer)
            }
        }
        frame.pointee.extended_data = UnsafeMutableRawPointer(frame).assumingMemoryBound(to: UnsafeMutablePointer<UInt8>?.self)
    }

    func drain() throws(MediaError) {
        let code = avcodec_send_frame(context, nil)
        if code != cffmpeg_eof() { try check(code, "avcodec_send_frame", .output, path) }
    }

    /// False: nothing more for now.
    func receive(_ packet: UnsafeMutablePointer<AVPacket>) throws(MediaError) -> Bool {
        let code = avcodec_receive_packet(context, packet)
        if code == cffmpeg_error(EAGAIN) || code == cffmpeg_eof() { return false }
        try check(code, "avcodec_receive_packet", .output, path)
        return true
    }
}

/// A plane that libav refers to.
private final class LentPlane: Sendable {
    let plane: PlaneRef
    init(_ plane: consuming PlaneRef) { self.plane = plane }
}

/// Converts frames to the pixel format that the user asked for.
final class EncoderConverter {
    private let scaler: OpaquePointer
    private let target: AVPixelFormat

    init(shape: FrameShape, to target: AVPixelFormat) throws(MediaError) {
        self.target = target
        let width = Int32(shape.width), height = Int32(shape.height)
        guard let scaler = sws_getContext(width, height, shape.format.libavFormat, width, height, target, Int32(SWS_BICUBIC | SWS_ACCURATE_RND), nil, nil, nil)
        else {
            throw MediaError(.usage, "libswscale cannot convert \(shape.format) to the pixel format asked for", call: "sws_getContext")
        }
        self.scaler = scaler
        let matrix = Int32(shape.color.matrix == 2 ? (shape.height >= 720 ? SWS_CS_ITU709 : SWS_CS_ITU601) : Int32(shape.color.matrix))
        if let table = sws_getCoefficients(matrix) {
            let range: Int32 = shape.isFullRange ? 1 : 0
            _ = sws_setColorspaceDetails(scaler, table, range, table, range, 0, 1 << 16, 1 << 16)
        }
    }

    deinit { sws_freeContext(scaler) }

    func convert(_ picture: borrowing Frame, to frame: UnsafeMutablePointer<AVFrame>, _ path: String) throws(MediaError) {
        frame.pointee.format = target.rawValue
        try check(av_frame_get_buffer(frame, 0), "av_frame_get_buffer", .output, path)
        var source: [UnsafePointer<UInt8>?] = [nil, nil, nil, nil]
        var strides: [Int32] = [0, 0, 0, 0]
        for plane in 0..<picture.shape.format.planeCount {
            let view = picture.view(plane)
            source[plane] = UnsafePointer(view.base.assumingMemoryBound(to: UInt8.self))
            strides[plane] = Int32(view.stride)
        }
        let data = [frame.pointee.data.0, frame.pointee.data.1, frame.pointee.data.2, frame.pointee.data.3]
        let lines = [frame.pointee.linesize.0, frame.pointee.linesize.1, frame.pointee.linesize.2, frame.pointee.linesize.3]
        let rows = sws_scale(scaler, source, strides, 0, Int32(picture.shape.height), data, lines)
        try check(rows, "sws_scale", .output, path)
    }
}

extension AVPixelFormat {
    /// Whether this is the old full-range name of `other`.
    func isFullRangeTwin(of other: AVPixelFormat) -> Bool {
        guard let mine = av_get_pix_fmt_name(self), let theirs = av_get_pix_fmt_name(other) else { return false }
        return String(cString: mine) == "yuvj" + String(cString: theirs).dropFirst(3)
    }
}
