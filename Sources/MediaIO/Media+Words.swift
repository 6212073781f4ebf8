// The words that libav knows on this machine, for messages and shell completion.
import CFFmpeg

extension Media {
    /// Video encoders by name, in libav's order.
    public static var videoEncoders: [String] {
        var names: [String] = []
        var state: UnsafeMutableRawPointer?
        while let codec = av_codec_iterate(&state) {
            if av_codec_is_encoder(codec) != 0, codec.pointee.type == AVMEDIA_TYPE_VIDEO { names.append(String(cString: codec.pointee.name)) }
        }
        return names
    }

    /// Demuxers by name; one that has several names is there with each.
    public static var inputFormats: [String] {
        var names: [String] = []
        var state: UnsafeMutableRawPointer?
        while let format = av_demuxer_iterate(&state) { names += String(cString: format.pointee.name).split(separator: ",").map(String.init) }
        return names
    }

    /// Muxers by name.
    public static var outputFormats: [String] {
        var names: [String] = []
        var state: UnsafeMutableRawPointer?
        while let format = av_muxer_iterate(&state) { names += String(cString: format.pointee.name).split(separator: ",").map(String.init) }
        return names
    }

    /// Endings of files that can hold video, the usual ones first.
    public static var videoEndings: [String] {
        var names = ["mp4", "mkv", "mov", "webm", "avi", "y4m", "gif", "png", "jpg", "tiff", "ts", "flv"]
        var state: UnsafeMutableRawPointer?
        while let format = av_muxer_iterate(&state) {
            guard format.pointee.video_codec != AV_CODEC_ID_NONE, let endings = format.pointee.extensions else { continue }
            names += String(cString: endings).split(separator: ",").map(String.init).filter { !names.contains($0) }
        }
        return names
    }

    /// Pixel formats that `encoder` takes; all that libav knows where it does not say, or for nil.
    public static func pixelFormats(of encoder: String?) -> [String] {
        if let encoder, let codec = avcodec_find_encoder_by_name(encoder) {
            let accepted = OutputPlan.acceptedFormats(codec)
            if !accepted.isEmpty { return accepted.map(\.name) }
        }
        var names: [String] = []
        var descriptor = av_pix_fmt_desc_next(nil)
        while let found = descriptor {
            if found.pointee.flags & UInt64(AV_PIX_FMT_FLAG_HWACCEL) == 0 { names.append(String(cString: found.pointee.name)) }
            descriptor = av_pix_fmt_desc_next(found)
        }
        return names
    }

    /// The words that `encoder` takes for `key` (`preset`, `tune`, …); empty where any value may do.
    public static func words(of encoder: String, for key: String) -> [String] {
        avcodec_find_encoder_by_name(encoder).map { EncoderWords(encoder: $0).words(for: key) } ?? []
    }

    /// The options of `encoder` that `--encoder-option` sets.
    public static func options(of encoder: String) -> [String] {
        avcodec_find_encoder_by_name(encoder).map { EncoderWords(encoder: $0).keys } ?? []
    }
}

extension AVPixelFormat {
    /// libav's name.
    var name: String { av_get_pix_fmt_name(self).map { String(cString: $0) } ?? "none" }
}
