// What an HDR10 display is told of a film: the mastering display (SMPTE ST 2086) and the content's light (CTA-861.3). libavcodec 5.1 hands neither to its encoders.
import CFFmpeg

/// Either part may be missing.
struct HDRMetadata: Equatable {
    struct Display: Equatable {
        /// x and y of red, green, blue and white in units of 0.00002 (CIE 1931).
        var red: Point, green: Point, blue: Point, white: Point
        /// Units of 0.0001 cd/m².
        var leastLuminance: Int, greatestLuminance: Int
    }

    struct Point: Equatable { var x: Int, y: Int }

    struct Light: Equatable {
        /// Greatest and greatest average light level of the content, cd/m².
        var content: Int, average: Int
    }

    var display: Display?
    var light: Light?

    var isComplete: Bool { display != nil && light != nil }

    init() {}

    /// What the container says.
    init(stream: UnsafeMutablePointer<AVStream>) {
        for index in 0..<cffmpeg_side_data_count(stream) {
            guard let side = cffmpeg_side_data(stream, index)?.pointee, let data = UnsafeMutableRawPointer(side.data) else { continue }
            switch side.type {
            case AV_PKT_DATA_MASTERING_DISPLAY_METADATA: display = Display(data.load(as: AVMasteringDisplayMetadata.self))
            case AV_PKT_DATA_CONTENT_LIGHT_LEVEL: light = Light(data.load(as: AVContentLightMetadata.self))
            default: break
            }
        }
    }

    /// Takes from a decoded picture what is not known yet.
    mutating func complete(from frame: UnsafeMutablePointer<AVFrame>) {
        if display == nil, let data = av_frame_get_side_data(frame, AV_FRAME_DATA_MASTERING_DISPLAY_METADATA)?.pointee.data {
            display = Display(UnsafeMutableRawPointer(data).load(as: AVMasteringDisplayMetadata.self))
        }
        if light == nil, let data = av_frame_get_side_data(frame, AV_FRAME_DATA_CONTENT_LIGHT_LEVEL)?.pointee.data {
            light = Light(UnsafeMutableRawPointer(data).load(as: AVContentLightMetadata.self))
        }
    }

    /// Gives it to an output stream, for containers that hold it. Returns libav's code.
    func describe(_ stream: UnsafeMutablePointer<AVStream>) -> Int32 {
        if var value = display?.libav {
            let code = cffmpeg_add_side_data(stream, AV_PKT_DATA_MASTERING_DISPLAY_METADATA, &value, MemoryLayout.size(ofValue: value))
            if code < 0 { return code }
        }
        guard var value = light?.libav else { return 0 }
        return cffmpeg_add_side_data(stream, AV_PKT_DATA_CONTENT_LIGHT_LEVEL, &value, MemoryLayout.size(ofValue: value))
    }

    /// The encoder's private option that carries it, in the encoder's own words; nil where the encoder has none.
    func option(forEncoder name: String) -> (key: String, value: String)? {
        func point(_ point: Point) -> String { "(\(point.x),\(point.y))" }
        func fraction(_ point: Point) -> String { "(\(Double(point.x) * 0.00002),\(Double(point.y) * 0.00002))" }
        var parts: [String] = []
        switch name {
        case "libx265", "libx264":
            let isX265 = name == "libx265"
            if let display {
                let colors = "G\(point(display.green))B\(point(display.blue))R\(point(display.red))WP\(point(display.white))"
                parts.append("\(isX265 ? "master-display" : "mastering-display")=\(colors)L(\(display.greatestLuminance),\(display.leastLuminance))")
            }
            if let light { parts.append("\(isX265 ? "max-cll" : "cll")=\(light.content),\(light.average)") }
            return parts.isEmpty ? nil : (isX265 ? "x265-params" : "x264-params", parts.joined(separator: ":"))
        case "libsvtav1":
            if let display {
                let colors = "G\(fraction(display.green))B\(fraction(display.blue))R\(fraction(display.red))WP\(fraction(display.white))"
                let most = Double(display.greatestLuminance) * 0.0001, least = Double(display.leastLuminance) * 0.0001
                parts.append("mastering-display=\(colors)L(\(most),\(least))")
            }
            if let light { parts.append("content-light=\(light.content),\(light.average)") }
            return parts.isEmpty ? nil : ("svtav1-params", parts.joined(separator: ":"))
        default: return nil
        }
    }
}

extension HDRMetadata.Display {
    /// Nil where the source says neither primaries nor luminance.
    init?(_ value: AVMasteringDisplayMetadata) {
        guard value.has_primaries != 0, value.has_luminance != 0 else { return nil }
        func units(_ number: AVRational, _ scale: Double) -> Int { number.den == 0 ? 0 : Int((av_q2d(number) * scale).rounded()) }
        func point(_ x: AVRational, _ y: AVRational) -> HDRMetadata.Point { .init(x: units(x, 50000), y: units(y, 50000)) }
        let primaries = value.display_primaries
        red = point(primaries.0.0, primaries.0.1)
        green = point(primaries.1.0, primaries.1.1)
        blue = point(primaries.2.0, primaries.2.1)
        white = point(value.white_point.0, value.white_point.1)
        leastLuminance = units(value.min_luminance, 10000)
        greatestLuminance = units(value.max_luminance, 10000)
    }

    var libav: AVMasteringDisplayMetadata {
        func pair(_ point: HDRMetadata.Point) -> (AVRational, AVRational) {
            (AVRational(num: Int32(clamping: point.x), den: 50000), AVRational(num: Int32(clamping: point.y), den: 50000))
        }
        var value = AVMasteringDisplayMetadata()
        value.display_primaries = (pair(red), pair(green), pair(blue))
        value.white_point = pair(white)
        value.min_luminance = AVRational(num: Int32(clamping: leastLuminance), den: 10000)
        value.max_luminance = AVRational(num: Int32(clamping: greatestLuminance), den: 10000)
        value.has_primaries = 1
        value.has_luminance = 1
        return value
    }
}

extension HDRMetadata.Light {
    init(_ value: AVContentLightMetadata) {
        content = Int(value.MaxCLL)
        average = Int(value.MaxFALL)
    }

    var libav: AVContentLightMetadata { AVContentLightMetadata(MaxCLL: UInt32(clamping: content), MaxFALL: UInt32(clamping: average)) }
}
