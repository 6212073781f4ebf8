// Everything about an output that can be refused is refused here, before anything is opened for writing.
import CFFmpeg
import Glibc
import VideoFrame

/// A checked output: where, in which container, by which encoder, in which pixel format.
struct OutputPlan {
    let path: String
    /// Where it is written until it is complete; nil when it is written in place (standard output, URLs, image patterns).
    let partPath: String?
    /// Where it lies then: `path`, or where that leads as a link.
    let finalPath: String
    let muxer: UnsafePointer<AVOutputFormat>
    let encoder: UnsafePointer<AVCodec>
    let pixelFormat: AVPixelFormat
    /// Whether the pictures come at their own pace and never again.
    let isLive: Bool
    /// Seconds that whoever takes what is sent to an address may take nothing; nil: for ever.
    let patience: Double?

    var muxerName: String { String(cString: muxer.pointee.name) }
    var encoderName: String { String(cString: encoder.pointee.name) }
    /// What is opened for writing.
    var writingPath: String {
        guard let partPath else { return path == "-" ? "pipe:1" : path }
        return partPath
    }

    /// The same for muxers that open files themselves: libav takes what stands before a colon for a protocol; a file's name may have one.
    var address: String { partPath != nil && writingPath.contains(":") ? "file:" + writingPath : writingPath }

    /// mp4 and its kin.
    var isMovie: Bool { ["mp4", "mov", "ipod", "3gp", "3g2", "psp", "f4v"].contains(muxerName) }
    var isY4M: Bool { muxerName == "yuv4mpegpipe" }
    var isMatroska: Bool { ["matroska", "webm"].contains(muxerName) }

    /// Whether the encoder can code the two fields of interlaced pictures as such.
    var codesFields: Bool { ["libx264", "mpeg2video", "mpeg4", "prores", "prores_ks", "prores_aw", "dnxhd"].contains(encoderName) }
    /// Whether it at least says which field is first, or keeps each sample.
    var saysFields: Bool { codesFields || ["ffv1", "rawvideo", "wrapped_avframe", "v210", "huffyuv", "ffvhuff", "utvideo"].contains(encoderName) }

    /// A muxer of numbered pictures that shall write a single one.
    var isSinglePicture: Bool { muxerName == "image2" && partPath != nil }

    /// Errors: usage for what makes no sense, output for what cannot be written. Nothing is opened or changed.
    init(path: String, options: EncoderOptions, shape: FrameShape, source: SourceInfo) throws(MediaError) {
        cffmpeg_silence()
        self.path = path
        // Beside a name that it does not know libav would go by the ending.
        let format = options.format ?? (path == "-" ? "yuv4mpegpipe" : NetworkOutput.format(path))
        (isLive, patience) = (source.isLive || options.reconnects, options.timeoutSeconds)
        guard let muxer = av_guess_format(format, format == nil ? path : nil, nil) else {
            if let format { throw Self.unknownFormat(format) }
            throw Self.unknownEnding(path)
        }
        self.muxer = muxer
        encoder = try Self.encoder(options, muxer, path)
        try EncoderWords(encoder: encoder).check(options.settings)
        pixelFormat = try Self.pixelFormat(options, encoder, shape, muxer)
        guard Self.holds(encoder.pointee.id, muxer) else {
            let codec = String(cString: avcodec_get_name(encoder.pointee.id)), usual = String(cString: avcodec_get_name(muxer.pointee.video_codec))
            throw MediaError(
                .usage, "\(path): \(String(cString: muxer.pointee.name)) cannot hold \(codec)",
                hint: "its usual video is \(usual); mkv holds nearly everything")
        }
        switch try OutputTarget(path, muxer: muxer, overwrites: options.overwrites, source: source) {
        case .file(let part, let place): (partPath, finalPath) = (part, place)
        case .direct: (partPath, finalPath) = (nil, path)
        }
        try checkSize(shape)
    }

    /// x264 and x265 code whole chroma samples only, and say so in no words of their own. libav's y4m writer, which counts bytes where it means samples, loses
    /// one of each row of chroma that ends in half a pair of two-byte samples.
    private func checkSize(_ shape: FrameShape) throws(MediaError) {
        if isY4M, let layout = av_pix_fmt_desc_get(pixelFormat)?.pointee, layout.comp.0.depth > 8, shape.width % (1 << Int(layout.log2_chroma_w)) != 0 {
            throw MediaError(
                .usage, "\(path): y4m of an odd width (\(shape.width)) cannot be written in \(pixelFormat.name)",
                hint: "--pix-fmt yuv444p\(layout.comp.0.depth)le keeps every sample; --encoder ffv1 into mkv takes any size")
        }
        guard [AV_CODEC_ID_H264, AV_CODEC_ID_HEVC].contains(encoder.pointee.id), let layout = av_pix_fmt_desc_get(pixelFormat)?.pointee else { return }
        let columns = 1 << Int(layout.log2_chroma_w), rows = 1 << Int(layout.log2_chroma_h)
        guard shape.width % columns != 0 || shape.height % rows != 0 else { return }
        throw MediaError(
            .usage, "\(encoderName) takes no \(shape.width)x\(shape.height) frames in \(pixelFormat.name): the size must be a multiple of \(columns)x\(rows)",
            hint: "--pix-fmt yuv444p keeps every sample; --encoder ffv1 into mkv takes any size")
    }

    private static func encoder(_ options: EncoderOptions, _ muxer: UnsafePointer<AVOutputFormat>, _ path: String) throws(MediaError) -> UnsafePointer<AVCodec>
    {
        if let name = options.encoder {
            if let codec = avcodec_find_encoder_by_name(name), codec.pointee.type == AVMEDIA_TYPE_VIDEO { return codec }
            throw unknownEncoder(name)
        }
        let preferred: [String: String] = [
            "mp4": "libx264", "mov": "libx264", "matroska": "libx264", "webm": "libvpx-vp9", "avi": "libx264", "mpegts": "libx264", "flv": "libx264",
            "hls": "libx264",
            "rtp_mpegts": "libx264", "rtsp": "libx264",
        ]
        if let name = preferred[String(cString: muxer.pointee.name)], let codec = avcodec_find_encoder_by_name(name) { return codec }
        let identifier = muxer.pointee.flags & AVFMT_NOFILE != 0 ? av_guess_codec(muxer, nil, path, nil, AVMEDIA_TYPE_VIDEO) : muxer.pointee.video_codec
        guard identifier != AV_CODEC_ID_NONE, let codec = avcodec_find_encoder(identifier) else {
            throw MediaError(.usage, "\(path): \(String(cString: muxer.pointee.name)) holds no video that can be encoded here", hint: usualEndings)
        }
        return codec
    }

    /// The frames' own format, or the one asked for; never another in silence.
    private static func pixelFormat(_ options: EncoderOptions, _ encoder: UnsafePointer<AVCodec>, _ shape: FrameShape, _ muxer: UnsafePointer<AVOutputFormat>)
        throws(MediaError) -> AVPixelFormat
    {
        let isY4M = String(cString: muxer.pointee.name) == "yuv4mpegpipe"
        let accepted = isY4M ? y4mFormats : acceptedFormats(encoder)
        let name = isY4M ? "y4m" : String(cString: encoder.pointee.name)
        if let asked = options.pixelFormat {
            let format = av_get_pix_fmt(asked)
            guard format != AV_PIX_FMT_NONE, accepted.isEmpty || accepted.contains(format) else {
                throw refusedPixelFormat(asked, format, of: name, accepted: accepted)
            }
            return format
        }
        let own = shape.format.libavFormat
        if accepted.isEmpty || accepted.contains(own) { return own }
        // MJPEG and its like list full-range YUV under its old name.
        let fullRange = av_get_pix_fmt(own.name.replacingPrefix("yuv", with: "yuvj"))
        if shape.color.range == .full, accepted.contains(fullRange) { return fullRange }
        throw refusedFrames(shape, of: name, accepted: accepted)
    }

    /// What y4m's header has a word for; its encoder would take anything.
    private static var y4mFormats: [AVPixelFormat] {
        let eight = ["yuv420p", "yuv422p", "yuv444p", "yuv411p", "gray"]
        let more = ["yuv420p", "yuv422p", "yuv444p"].flatMap { name in [9, 10, 12, 14, 16].map { "\(name)\($0)le" } }
        return (eight + more + [9, 10, 12, 16].map { "gray\($0)le" }).map { av_get_pix_fmt($0) }
    }

    static func acceptedFormats(_ encoder: UnsafePointer<AVCodec>) -> [AVPixelFormat] {
        guard let list = encoder.pointee.pix_fmts else { return [] }
        var formats: [AVPixelFormat] = []
        while list[formats.count] != AV_PIX_FMT_NONE { formats.append(list[formats.count]) }
        return formats
    }
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String, with other: String) -> String { hasPrefix(prefix) ? other + dropFirst(prefix.count) : self }
}
