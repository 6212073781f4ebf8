// Everything about an output that can be refused is refused here, before anything is opened for writing.
import CFFmpeg
import Glibc
import VideoFrame

/// A checked output: where, in which container, by which encoder, in which pixel format.
struct OutputPlan {
    let path: String
    /// Where it is written until it is complete; nil when it is written in place (standard output, URLs, image patterns).
    let partPath: String?
    let muxer: UnsafePointer<AVOutputFormat>
    let encoder: UnsafePointer<AVCodec>
    let pixelFormat: AVPixelFormat

    var muxerName: String { String(cString: muxer.pointee.name) }
    var encoderName: String { String(cString: encoder.pointee.name) }
    var writingPath: String { partPath ?? (path == "-" ? "pipe:1" : path) }

    init(path: String, options: EncoderOptions, shape: FrameShape, inputPath: String?) throws(MediaError) {
        cffmpeg_silence()
        self.path = path
        guard let muxer = av_guess_format(options.format ?? (path == "-" ? "yuv4mpegpipe" : nil), path == "-" ? nil : path, nil) else {
            if let format = options.format { throw MediaError(.usage, "unknown output format '\(format)'") }
            throw MediaError(.usage, "\(path): no container is known by this ending", hint: "mp4, mkv, mov, webm, avi, y4m, gif, png patterns (img%04d.png)")
        }
        self.muxer = muxer
        encoder = try Self.encoder(options, muxer, path)
        pixelFormat = try Self.pixelFormat(options, encoder, shape)
        let isPattern = muxer.pointee.flags & AVFMT_NOFILE != 0
        guard path != "-", !path.contains("://"), !isPattern else {
            partPath = nil
            return
        }
        try Self.checkTarget(path, overwrites: options.overwrites, inputPath: inputPath)
        partPath = path + ".part"
    }

    private static func encoder(_ options: EncoderOptions, _ muxer: UnsafePointer<AVOutputFormat>, _ path: String) throws(MediaError) -> UnsafePointer<AVCodec>
    {
        if let name = options.encoder {
            if let codec = avcodec_find_encoder_by_name(name), codec.pointee.type == AVMEDIA_TYPE_VIDEO { return codec }
            let near = Self.nearestEncoder(to: name)
            throw MediaError(.usage, "unknown encoder '\(name)'", hint: near.map { "did you mean \($0)?" })
        }
        let preferred: [String: String] = [
            "mp4": "libx264", "mov": "libx264", "matroska": "libx264", "webm": "libvpx-vp9", "avi": "libx264", "mpegts": "libx264", "flv": "libx264",
        ]
        if let name = preferred[String(cString: muxer.pointee.name)], let codec = avcodec_find_encoder_by_name(name) { return codec }
        let identifier = muxer.pointee.flags & AVFMT_NOFILE != 0 ? av_guess_codec(muxer, nil, path, nil, AVMEDIA_TYPE_VIDEO) : muxer.pointee.video_codec
        guard identifier != AV_CODEC_ID_NONE, let codec = avcodec_find_encoder(identifier) else {
            throw MediaError(.usage, "\(path): \(String(cString: muxer.pointee.name)) holds no video that can be encoded here")
        }
        return codec
    }

    /// The frames' own format, or the one asked for; never another in silence.
    private static func pixelFormat(_ options: EncoderOptions, _ encoder: UnsafePointer<AVCodec>, _ shape: FrameShape) throws(MediaError) -> AVPixelFormat {
        let accepted = acceptedFormats(encoder)
        let name = String(cString: encoder.pointee.name)
        func text(_ format: AVPixelFormat) -> String { av_get_pix_fmt_name(format).map { String(cString: $0) } ?? "none" }
        if let asked = options.pixelFormat {
            let format = av_get_pix_fmt(asked)
            guard format != AV_PIX_FMT_NONE else { throw MediaError(.usage, "unknown pixel format '\(asked)'") }
            guard accepted.isEmpty || accepted.contains(format) else {
                throw MediaError(.usage, "\(name) does not take \(asked)", hint: "it takes \(accepted.map(text).joined(separator: ", "))")
            }
            return format
        }
        let own = shape.format.libavFormat
        if accepted.isEmpty || accepted.contains(own) { return own }
        // MJPEG and its like list full-range YUV under its old name.
        let fullRange = av_get_pix_fmt(text(own).replacingPrefix("yuv", with: "yuvj"))
        if shape.color.range == .full, accepted.contains(fullRange) { return fullRange }
        let best = avcodec_find_best_pix_fmt_of_list(accepted + [AV_PIX_FMT_NONE], own, shape.format.hasAlpha ? 1 : 0, nil)
        throw MediaError(
            .usage, "\(name) does not take \(text(own)) frames",
            hint: "--pix-fmt \(text(best)) would convert them; it takes \(accepted.map(text).joined(separator: ", "))")
    }

    private static func acceptedFormats(_ encoder: UnsafePointer<AVCodec>) -> [AVPixelFormat] {
        guard let list = encoder.pointee.pix_fmts else { return [] }
        var formats: [AVPixelFormat] = []
        while list[formats.count] != AV_PIX_FMT_NONE { formats.append(list[formats.count]) }
        return formats
    }

    private static func nearestEncoder(to name: String) -> String? {
        var names: [String] = []
        var state: UnsafeMutableRawPointer?
        while let codec = av_codec_iterate(&state) {
            if av_codec_is_encoder(codec) != 0, codec.pointee.type == AVMEDIA_TYPE_VIDEO { names.append(String(cString: codec.pointee.name)) }
        }
        let wanted = Array(name.lowercased())
        let scored = names.map { ($0, Self.distance(wanted, Array($0.lowercased()))) }
        guard let best = scored.min(by: { $0.1 < $1.1 }), best.1 <= max(2, name.count / 3) else { return nil }
        return best.0
    }

    /// Levenshtein's distance in one row.
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var row = Array(0...b.count)
        for (i, left) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, right) in b.enumerated() {
                let cost = min(row[j] + 1, row[j + 1] + 1, diagonal + (left == right ? 0 : 1))
                diagonal = row[j + 1]
                row[j + 1] = cost
            }
        }
        return row[b.count]
    }

    private static func checkTarget(_ path: String, overwrites: Bool, inputPath: String?) throws(MediaError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        var status = stat()
        guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw MediaError(.output, "\(path): its folder does not exist", call: "stat", code: -errno)
        }
        guard access(folder, W_OK) == 0 else { throw MediaError(.output, "\(path): its folder cannot be written", call: "access", code: -errno) }
        guard stat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR { throw MediaError(.output, "\(path): is a directory") }
        var input = stat()
        if let inputPath, stat(inputPath, &input) == 0, input.st_dev == status.st_dev, input.st_ino == status.st_ino {
            throw MediaError(.usage, "\(path): output and input are the same file", hint: "write to another name")
        }
        guard overwrites else { throw MediaError(.usage, "\(path): exists", hint: "--overwrite replaces it") }
    }
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String, with other: String) -> String { hasPrefix(prefix) ? other + dropFirst(prefix.count) : self }
}
