// What an HDR10 display is told of a film: the mastering display (SMPTE ST 2086) and the content's light (CTA-861.3). libavcodec 5.1 hands neither to its encoders.
import CFFmpeg

/// Either part may be missing.
struct HDRMetadata: Equatable {
    var mastering: MasteringDisplay?
    var light: ContentLight?

    var isComplete: Bool { mastering != nil && light != nil }

    init() {}

    /// What the container says.
    init(stream: UnsafeMutablePointer<AVStream>) {
        for item in StreamSideData(stream) {
            switch item.type {
            case AV_PKT_DATA_MASTERING_DISPLAY_METADATA:
                item.withValues(of: AVMasteringDisplayMetadata.self, count: 1) { mastering = MasteringDisplay($0.pointee) }
            case AV_PKT_DATA_CONTENT_LIGHT_LEVEL: item.withValues(of: AVContentLightMetadata.self, count: 1) { light = ContentLight($0.pointee) }
            default: break
            }
        }
    }

    /// What a decoded picture carries.
    init(frame: UnsafeMutablePointer<AVFrame>) {
        func data<Value>(_ type: AVFrameSideDataType, as: Value.Type) -> Value? {
            guard let found = av_frame_get_side_data(frame, type)?.pointee, found.data != nil, Int(found.size) >= MemoryLayout<Value>.size else { return nil }
            return UnsafeRawPointer(found.data)?.load(as: Value.self)
        }
        mastering = data(AV_FRAME_DATA_MASTERING_DISPLAY_METADATA, as: AVMasteringDisplayMetadata.self).flatMap { MasteringDisplay($0) }
        light = data(AV_FRAME_DATA_CONTENT_LIGHT_LEVEL, as: AVContentLightMetadata.self).map { ContentLight($0) }
    }

    /// Takes from `other` what is not known yet.
    mutating func complete(with other: HDRMetadata) {
        mastering = mastering ?? other.mastering
        light = light ?? other.light
    }

    /// Gives it to an output stream, for containers that hold it. Returns libav's code.
    func describe(_ stream: UnsafeMutablePointer<AVStream>) -> Int32 {
        if var value = mastering?.libav {
            let code = cffmpeg_add_side_data(stream, AV_PKT_DATA_MASTERING_DISPLAY_METADATA, &value, MemoryLayout.size(ofValue: value))
            if code < 0 { return code }
        }
        guard var value = light?.libav else { return 0 }
        return cffmpeg_add_side_data(stream, AV_PKT_DATA_CONTENT_LIGHT_LEVEL, &value, MemoryLayout.size(ofValue: value))
    }

    /// The encoder's private option that carries it, in the encoder's own words; nil where the encoder has none.
    func option(forEncoder name: String) -> (key: String, value: String)? {
        let isSVT = name == "libsvtav1"
        func number(_ value: Int, _ unitsPerOne: Int) -> String { isSVT ? String(Double(value) / Double(unitsPerOne)) : String(value) }
        func point(_ point: MasteringDisplay.Chromaticity) -> String {
            "(\(number(point.x, MasteringDisplay.Chromaticity.unitsPerOne)),\(number(point.y, MasteringDisplay.Chromaticity.unitsPerOne)))"
        }
        guard let words = Self.words[name] else { return nil }
        var parts: [String] = []
        if let gamut = mastering?.gamut, let luminance = mastering?.luminance {
            let colors = "G\(point(gamut.green))B\(point(gamut.blue))R\(point(gamut.red))WP\(point(gamut.white))"
            let most = number(luminance.maximum, MasteringDisplay.Luminance.unitsPerOne),
                least = number(luminance.minimum, MasteringDisplay.Luminance.unitsPerOne)
            parts.append("\(words.mastering)=\(colors)L(\(most),\(least))")
        }
        if let light { parts.append("\(words.light)=\(light.maximum),\(light.maximumAverage)") }
        return parts.isEmpty ? nil : (words.option, parts.joined(separator: ":"))
    }

    /// x264's and x265's numbers are the stream's units, SVT-AV1's fractions.
    private static var words: [String: (option: String, mastering: String, light: String)] {
        [
            "libx264": ("x264-params", "mastering-display", "cll"), "libx265": ("x265-params", "master-display", "max-cll"),
            "libsvtav1": ("svtav1-params", "mastering-display", "content-light"),
        ]
    }
}

extension MasteringDisplay {
    var libav: AVMasteringDisplayMetadata {
        func pair(_ point: Chromaticity) -> (AVRational, AVRational) {
            let one = Int32(Chromaticity.unitsPerOne)
            return (AVRational(num: Int32(clamping: point.x), den: one), AVRational(num: Int32(clamping: point.y), den: one))
        }
        var value = AVMasteringDisplayMetadata()
        if let gamut {
            value.display_primaries = (pair(gamut.red), pair(gamut.green), pair(gamut.blue))
            value.white_point = pair(gamut.white)
            value.has_primaries = 1
        }
        if let luminance {
            value.min_luminance = AVRational(num: Int32(clamping: luminance.minimum), den: Int32(Luminance.unitsPerOne))
            value.max_luminance = AVRational(num: Int32(clamping: luminance.maximum), den: Int32(Luminance.unitsPerOne))
            value.has_luminance = 1
        }
        return value
    }
}

extension ContentLight {
    var libav: AVContentLightMetadata { AVContentLightMetadata(MaxCLL: UInt32(clamping: maximum), MaxFALL: UInt32(clamping: maximumAverage)) }
}
