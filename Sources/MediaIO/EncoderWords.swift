// An encoder's settings and their words: what libav would refuse without a reason is refused here with one.
import Base
import CFFmpeg
import Glibc

struct EncoderWords {
    let encoder: UnsafePointer<AVCodec>

    private var name: String { String(cString: encoder.pointee.name) }

    /// x264 and x265 read these words themselves and libav has no list of them.
    private static let x264Presets = ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo"]
    private static let ownWords: [String: [String: [String]]] = [
        "libx264": ["preset": x264Presets, "tune": ["film", "animation", "grain", "stillimage", "psnr", "ssim", "fastdecode", "zerolatency", "touhou"]],
        "libx264rgb": ["preset": x264Presets, "tune": ["film", "animation", "grain", "stillimage", "psnr", "ssim", "fastdecode", "zerolatency", "touhou"]],
        "libx265": ["preset": x264Presets, "tune": ["psnr", "ssim", "grain", "zerolatency", "fastdecode", "animation"]],
    ]

    /// The words for `key`, libav's or the encoder's own.
    func words(for key: String) -> [String] {
        if let words = Self.ownWords[name]?[key] { return words }
        guard let option = options.first(where: { String(cString: $0.pointee.name) == key }), let unit = option.pointee.unit else { return [] }
        let all = Self.options(of: encoder.pointee.priv_class) + Self.options(of: avcodec_get_class())
        return all.filter { $0.pointee.type == AV_OPT_TYPE_CONST && $0.pointee.unit.map { strcmp($0, unit) == 0 } == true }.map {
            String(cString: $0.pointee.name)
        }
    }

    /// Names of all settings: the encoder's own, then those of every video encoder.
    var keys: [String] { options.map { String(cString: $0.pointee.name) } }

    private var options: [UnsafePointer<AVOption>] {
        let wanted = AV_OPT_FLAG_ENCODING_PARAM | AV_OPT_FLAG_VIDEO_PARAM
        let own = Self.options(of: encoder.pointee.priv_class)
        let general = Self.options(of: avcodec_get_class()).filter { $0.pointee.flags & wanted == wanted }
        return (own + general).filter { $0.pointee.type != AV_OPT_TYPE_CONST }
    }

    private static func options(of type: UnsafePointer<AVClass>?) -> [UnsafePointer<AVOption>] {
        guard var type else { return [] }
        var found: [UnsafePointer<AVOption>] = []
        // libav takes an object whose first word is its class.
        withUnsafeMutablePointer(to: &type) { object in
            while let option = av_opt_next(object, found.last) { found.append(option) }
        }
        return found
    }

    /// Errors: usage, for the first setting that the encoder does not have or whose value it does not take.
    func check(_ settings: [(key: String, value: String)]) throws(MediaError) {
        guard !settings.isEmpty else { return }
        var context = try allocated(avcodec_alloc_context3(encoder), "avcodec_alloc_context3", .output) as UnsafeMutablePointer<AVCodecContext>?
        defer { avcodec_free_context(&context) }
        for (key, value) in settings { try check(key, value, context) }
    }

    private func check(_ key: String, _ value: String, _ context: UnsafeMutablePointer<AVCodecContext>?) throws(MediaError) {
        if let words = Self.ownWords[name]?[key] {
            guard takes(value, key: key, words) else { throw unknownWord(key, value, words) }
            return
        }
        var code = cffmpeg_option_not_found()
        if let own = context?.pointee.priv_data, encoder.pointee.priv_class != nil { code = av_opt_set(own, key, value, 0) }
        if code == cffmpeg_option_not_found() { code = av_opt_set(context, key, value, 0) }
        if code >= 0 { return }
        guard code != cffmpeg_option_not_found() else { throw unknownKey(key) }
        let words = words(for: key)
        if code == cffmpeg_error(ERANGE) {
            throw MediaError(.usage, "\(name): \(key) \(value) is out of range", call: "av_opt_set", code: code, hint: range(key))
        }
        throw unknownWord(key, value, words)
    }

    /// As x264 and x265 read it: presets also by number; x264 in capitals too, and several tunings at once; x265 with other spellings.
    private func takes(_ value: String, key: String, _ words: [String]) -> Bool {
        if key == "preset", let number = Int(value), words.indices.contains(number) { return true }
        if name == "libx265" { return words.contains(value) || (key == "tune" && ["zero-latency", "fast-decode", "vmaf"].contains(value)) }
        let parts = key == "tune" ? value.split(whereSeparator: { ",./-+".contains($0) }) : [value[...]]
        return !parts.isEmpty && parts.allSatisfy { words.contains($0.lowercased()) }
    }

    private func unknownKey(_ key: String) -> MediaError {
        switch key {
        case "crf": return MediaError(.usage, "\(name) has no --crf", hint: "--bitrate sets its rate")
        case "preset", "tune": return MediaError(.usage, "\(name) has no --\(key)", hint: "leave it out, or take another --encoder")
        default:
            return MediaError(
                .usage, "\(name) has no option '\(key)'",
                hint: nearest(key, in: keys).map { "did you mean \($0)?" } ?? "ffmpeg -h encoder=\(name) lists its options")
        }
    }

    private func unknownWord(_ key: String, _ value: String, _ words: [String]) -> MediaError {
        guard !words.isEmpty else { return MediaError(.usage, "\(name): \(key) '\(value)' cannot be read", hint: range(key)) }
        let near = nearest(value, in: words).map { "did you mean \($0)? " } ?? ""
        return MediaError(.usage, "\(name): unknown \(key) '\(value)'", hint: near + "\(key) is one of \(words.joined(separator: ", "))")
    }

    /// What a number may be, where libav's limits say anything.
    private func range(_ key: String) -> String? {
        guard let option = options.first(where: { String(cString: $0.pointee.name) == key })?.pointee else { return nil }
        guard option.max > option.min, option.min > -1e9, option.max < 1e9 else { return "\(key) is a number" }
        return "\(key) is \(Self.short(option.min)) to \(Self.short(option.max))"
    }

    private static func short(_ value: Double) -> String { value == value.rounded() ? String(Int(value)) : String(value) }
}

extension EncoderOptions {
    /// What is set by name, in the order that libav gets it.
    var settings: [(key: String, value: String)] {
        [("crf", crf.map { String($0) }), ("preset", preset), ("tune", tune)].compactMap { key, value in value.map { (key: key, value: $0) } } + options
    }
}
