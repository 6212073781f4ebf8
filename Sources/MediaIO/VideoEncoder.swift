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
    /// The colour of what is encoded.
    private let color: ColorInfo
    /// Whether the frames are whole pictures, whatever the decoder said of what a filter made them of.
    private let isProgressive: Bool
    private var clock: EncoderClock

    init(plan: OutputPlan, options: EncoderOptions, shape: FrameShape, source: SourceInfo, hdr: HDRMetadata) throws(MediaError) {
        path = plan.path
        converter =
            plan.pixelFormat == shape.format.libavFormat || (shape.isFullRange && plan.pixelFormat.isFullRangeTwin(of: shape.format.libavFormat))
            ? nil : try EncoderConverter(shape: shape, to: plan.pixelFormat)
        color = converter?.color ?? shape.color
        isProgressive = shape.fieldOrder == .progressive
        clock = EncoderClock(source: source, plan: plan)
        // Once all is set `deinit` frees it, also when this initialiser throws.
        frame = try allocated(av_frame_alloc(), "av_frame_alloc", .output)
        context = try allocated(avcodec_alloc_context3(plan.encoder), "avcodec_alloc_context3", .output)
        context.pointee.width = Int32(shape.width)
        context.pointee.height = Int32(shape.height)
        context.pointee.pix_fmt = plan.pixelFormat
        context.pointee.time_base = clock.timeBase
        if source.frameRate.numerator > 0 { context.pointee.framerate = source.frameRate.libav }
        context.pointee.sample_aspect_ratio = shape.sampleAspect.numerator > 0 ? shape.sampleAspect.libav : AVRational(num: 0, den: 1)
        context.pointee.colorspace = AVColorSpace(UInt32(color.matrix))
        context.pointee.color_primaries = AVColorPrimaries(UInt32(color.primaries))
        context.pointee.color_trc = AVColorTransferCharacteristic(UInt32(color.transfer))
        context.pointee.color_range = color.range.libav
        context.pointee.chroma_sample_location = AVChromaLocation(UInt32(color.chromaLocation))
        context.pointee.thread_count = Int32(options.threads)
        if let gop = options.gop ?? NetworkOutput.gop(plan.path, muxer: plan.muxerName, source.frameRate) { context.pointee.gop_size = Int32(clamping: gop) }
        if let bitrate = options.bitrate { context.pointee.bit_rate = Int64(bitrate) }
        if plan.muxer.pointee.flags & AVFMT_GLOBALHEADER != 0 { context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER }
        context.pointee.strict_std_compliance = FF_COMPLIANCE_UNOFFICIAL
        if let order = shape.fieldOrder, order.isInterlaced {
            context.pointee.field_order = order.shown
            if plan.codesFields { context.pointee.flags |= AV_CODEC_FLAG_INTERLACED_DCT | AV_CODEC_FLAG_INTERLACED_ME }
        }
        try open(plan, options, hdr)
    }

    deinit {
        var frame: UnsafeMutablePointer<AVFrame>? = frame
        av_frame_free(&frame)
        var context: UnsafeMutablePointer<AVCodecContext>? = context
        avcodec_free_context(&context)
    }

    /// Whether the output knows one frame rate alone, so that other times are moved to the nearest tick.
    var hasOneRate: Bool { clock.hasOneRate }

    /// Ticks of the packets that come out.
    var timeBase: AVRational { context.pointee.time_base }

    private func open(_ plan: OutputPlan, _ options: EncoderOptions, _ hdr: HDRMetadata) throws(MediaError) {
        var settings: OpaquePointer?
        defer { av_dict_free(&settings) }
        if let crf = options.crf {
            av_dict_set(&settings, "crf", String(crf), 0)
        } else if options.bitrate == nil, !options.chooseQuality, let usual = ["libx264": "20", "libx265": "20", "libvpx-vp9": "31"][plan.encoderName] {
            av_dict_set(&settings, "crf", usual, 0)
        }
        // libvpx's own default is five times slower for a hundredth of the bits, and leaves cores idle.
        if plan.encoderName == "libvpx-vp9" { for (key, value) in [("row-mt", "1"), ("cpu-used", "4")] { av_dict_set(&settings, key, value, 0) } }
        setQuality(plan, options)
        if let preset = options.preset { av_dict_set(&settings, "preset", preset, 0) }
        if let tune = options.tune { av_dict_set(&settings, "tune", tune, 0) }
        for (key, value) in options.options { av_dict_set(&settings, key, value, 0) }
        for (key, value) in ownParameters(plan, hdr) {
            // The user's own words come last and win.
            let own = av_dict_get(settings, key, nil, 0).map { ":" + String(cString: $0.pointee.value) } ?? ""
            av_dict_set(&settings, key, value + own, 0)
        }
        let code = Self.keepingSchedule { avcodec_open2(context, plan.encoder, &settings) }
        guard code >= 0 else {
            throw MediaError(
                .usage,
                "\(plan.encoderName) refuses \(context.pointee.width)x\(context.pointee.height) \(plan.pixelFormat.name) with these settings (\(libavText(code)))",
                call: "avcodec_open2", code: code,
                hint: "check --preset, --tune, --crf and --encoder-option; `ffmpeg -h encoder=\(plan.encoderName)` lists its words")
        }
        if let left = av_dict_get(settings, "", nil, AV_DICT_IGNORE_SUFFIX) {
            throw MediaError(.usage, "\(plan.encoderName) has no option '\(String(cString: left.pointee.key))'")
        }
    }

    /// SVT-AV1, opened by root, takes the calling thread to the real-time class (svt_switch_to_real_time), where it and all that it starts keep others waiting.
    private static func keepingSchedule(_ open: () -> Int32) -> Int32 {
        var parameters = sched_param()
        let policy = sched_getscheduler(0)
        guard policy >= 0, sched_getparam(0, &parameters) == 0 else { return open() }
        let code = open()
        // Whoever may go up may come down.
        if sched_getscheduler(0) != policy { _ = sched_setscheduler(0, policy, &parameters) }
        return code
    }

    /// What libavcodec does not hand on to the encoders inside it, in their own words.
    private func ownParameters(_ plan: OutputPlan, _ hdr: HDRMetadata) -> [(key: String, value: String)] {
        var parameters = [hdr.option(forEncoder: plan.encoderName)].compactMap { $0 }
        // x264 learns from the second frame on that the bottom field is first.
        if plan.encoderName == "libx264", context.pointee.field_order == AV_FIELD_BB { parameters.append(("x264-params", "bff=1")) }
        // Else x265 writes a page about itself to standard error.
        if plan.encoderName == "libx265" { parameters.append(("x265-params", "log-level=error")) }
        return parameters
    }

    /// The old codecs' encoders would take 200 kbit/s for any size when nobody says anything.
    private func setQuality(_ plan: OutputPlan, _ options: EncoderOptions) {
        let quantizers: [String: Int32] = ["mpeg4": 3, "mpeg2video": 3, "mpeg1video": 3, "mjpeg": 2, "flv": 3, "h263p": 3, "msmpeg4": 3, "wmv2": 3]
        guard options.bitrate == nil, options.crf == nil, let quantizer = quantizers[plan.encoderName] else { return }
        context.pointee.flags |= AV_CODEC_FLAG_QSCALE
        context.pointee.global_quality = quantizer * FF_QP2LAMBDA
    }

    /// Gives a packet its frame's duration where the encoder does not, so that the last frame lasts as long as it did.
    func stamp(_ packet: UnsafeMutablePointer<AVPacket>) {
        let duration = clock.takeDuration(at: packet.pointee.pts)
        if packet.pointee.duration <= 0 { packet.pointee.duration = duration }
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
        frame.pointee.width = context.pointee.width
        frame.pointee.height = context.pointee.height
        frame.pointee.format = context.pointee.pix_fmt.rawValue
        if isProgressive { (frame.pointee.interlaced_frame, frame.pointee.top_field_first) = (0, 0) }
        // The decoder's picture types would force the encoder's.
        frame.pointee.pict_type = AV_PICTURE_TYPE_NONE
        let (tick, duration) = clock.tick(of: picture.timing)
        frame.pointee.pts = tick
        cffmpeg_set_frame_duration(frame, duration)
        frame.pointee.color_range = context.pointee.color_range
        frame.pointee.colorspace = context.pointee.colorspace
        frame.pointee.color_primaries = context.pointee.color_primaries
        frame.pointee.color_trc = context.pointee.color_trc
        frame.pointee.chroma_location = context.pointee.chroma_sample_location
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

extension AVPixelFormat {
    /// Whether this is the old full-range name of `other`.
    func isFullRangeTwin(of other: AVPixelFormat) -> Bool {
        guard let mine = av_get_pix_fmt_name(self), let theirs = av_get_pix_fmt_name(other) else { return false }
        return String(cString: mine) == "yuvj" + String(cString: theirs).dropFirst(3)
    }
}
