// Did you mean: the encoder, pixel format or ending that is least far from what was typed.
import Base
import CFFmpeg
import VideoFrame

extension OutputPlan {
    static let usualEndings = "mp4, mkv, mov, webm, avi, y4m, gif, png patterns (img%04d.png)"

    /// An ending that names no container.
    static func unknownEnding(_ path: String) -> MediaError {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
            return MediaError(.usage, "\(path): has no ending that names a container", hint: usualEndings)
        }
        let near = nearest(String(name[name.index(after: dot)...]), in: Media.videoEndings).map { "did you mean .\($0)? " } ?? ""
        return MediaError(.usage, "\(path): no container is known by this ending", hint: near + usualEndings)
    }

    static func unknownFormat(_ name: String) -> MediaError {
        let near = nearest(name, in: Media.outputFormats).map { "did you mean \($0)?" }
        return MediaError(.usage, "unknown output format '\(name)'", hint: near ?? "ffmpeg -muxers lists libav's names")
    }

    static func unknownEncoder(_ name: String) -> MediaError {
        if let other = avcodec_find_encoder_by_name(name) {
            let kind = av_get_media_type_string(other.pointee.type).map { String(cString: $0) } ?? "no video"
            return MediaError(.usage, "\(name) encodes \(kind), not video", hint: "usual ones are \(usualEncoders)")
        }
        // `h264` and `vp9` are codecs; several encoders may make them.
        let makers = avcodec_descriptor_get_by_name(name).map { encoders(of: $0.pointee.id) } ?? []
        if !makers.isEmpty { return MediaError(.usage, "unknown encoder '\(name)'", hint: "\(name) is made by \(makers.joined(separator: ", "))") }
        return MediaError(
            .usage, "unknown encoder '\(name)'", hint: nearest(name, in: Media.videoEncoders).map { "did you mean \($0)?" } ?? "usual ones are \(usualEncoders)"
        )
    }

    private static var usualEncoders: String {
        ["libx264", "libx265", "libvpx-vp9", "libsvtav1", "ffv1", "prores_ks"].filter { avcodec_find_encoder_by_name($0) != nil }.joined(separator: ", ")
    }

    private static func encoders(of codec: AVCodecID) -> [String] {
        Media.videoEncoders.filter { avcodec_find_encoder_by_name($0)?.pointee.id == codec }
    }

    /// `asked` is no name, or none that `taker` takes. An empty `accepted` means any.
    static func refusedPixelFormat(_ asked: String, _ format: AVPixelFormat, of taker: String, accepted: [AVPixelFormat]) -> MediaError {
        let names = accepted.map(\.name), list = names.isEmpty ? "" : "\(taker) takes \(names.joined(separator: ", "))"
        guard format != AV_PIX_FMT_NONE else {
            let near = nearest(asked, in: names.isEmpty ? Media.pixelFormats(of: nil) : names).map { "did you mean \($0)?" }
            return MediaError(.usage, "unknown pixel format '\(asked)'", hint: [near, list.isEmpty ? nil : list].compactMap { $0 }.joined(separator: " "))
        }
        let best = avcodec_find_best_pix_fmt_of_list(accepted + [AV_PIX_FMT_NONE], format, 0, nil)
        return MediaError(.usage, "\(taker) does not take \(asked)", hint: "nearest is \(best.name); \(list)")
    }

    /// The frames' own format is not taken.
    static func refusedFrames(_ shape: FrameShape, of taker: String, accepted: [AVPixelFormat]) -> MediaError {
        let own = shape.format.libavFormat
        let best = avcodec_find_best_pix_fmt_of_list(accepted + [AV_PIX_FMT_NONE], own, shape.format.hasAlpha ? 1 : 0, nil)
        return MediaError(
            .usage, "\(taker) does not take \(own.name) frames",
            hint: "--pix-fmt \(best.name) would convert them; it takes \(accepted.map(\.name).joined(separator: ", "))")
    }
}
