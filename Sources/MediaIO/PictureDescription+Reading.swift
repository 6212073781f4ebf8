// From a video stream's parameters and side data to a description.
import CFFmpeg
import VideoFrame

extension PictureDescription {
    init(_ stream: UnsafeMutablePointer<AVStream>, _ parameters: AVCodecParameters, in context: UnsafeMutablePointer<AVFormatContext>) {
        self.init(width: Int(parameters.width), height: Int(parameters.height), range: SampleRange(parameters.color_range))
        let format = AVPixelFormat(parameters.format)
        pixelFormat = text(av_get_pix_fmt_name(format))
        if let descriptor = av_pix_fmt_desc_get(format)?.pointee {
            let depths = [descriptor.comp.0.depth, descriptor.comp.1.depth, descriptor.comp.2.depth, descriptor.comp.3.depth]
            bits = depths.prefix(Int(descriptor.nb_components)).max().map(Int.init)
        }
        averageRate = Rational(defined: stream.pointee.avg_frame_rate)
        tickRate = Rational(defined: stream.pointee.r_frame_rate)
        sampleAspect = Rational(defined: av_guess_sample_aspect_ratio(context, stream, nil))
        matrix = Self.word(av_color_space_name(parameters.color_space))
        primaries = Self.word(av_color_primaries_name(parameters.color_primaries))
        transfer = Self.word(av_color_transfer_name(parameters.color_trc))
        chromaLocation = Self.word(av_chroma_location_name(parameters.chroma_location))
        fieldOrder = FieldOrder(parameters.field_order)
        let hdr = HDRMetadata(stream: stream)
        (mastering, light) = (hdr.mastering, hdr.light)
        for item in StreamSideData(stream) {
            switch item.type {
            case AV_PKT_DATA_DISPLAYMATRIX: item.withValues(of: Int32.self, count: 9) { addTurn($0) }
            default: break
            }
        }
    }

    private mutating func addTurn(_ matrix: UnsafePointer<Int32>) {
        let degrees = av_display_rotation_get(matrix)
        isMirrored = Int64(matrix[0]) * Int64(matrix[4]) < Int64(matrix[1]) * Int64(matrix[3])
        if !degrees.isNaN && degrees.rounded(.toNearestOrEven) != 0 { rotation = degrees }
    }

    /// Nil where libav means that nothing is known.
    private static func word(_ name: UnsafePointer<CChar>?) -> String? {
        text(name).flatMap { ["unknown", "unspecified", "reserved"].contains($0) ? nil : $0 }
    }
}

extension Rational {
    /// Nil for libav's 0/0, 0/1 and 1/0.
    fileprivate init?(defined rational: AVRational) {
        guard rational.num > 0, rational.den > 0 else { return nil }
        self.init(rational)
    }

    /// A fraction in whole units, rounded; nil where it is undefined.
    fileprivate static func units(_ fraction: AVRational, perOne: Int) -> Int? {
        fraction.den > 0 ? Int(av_rescale(Int64(fraction.num), Int64(perOne), Int64(fraction.den))) : nil
    }
}

extension MasteringDisplay {
    /// Nil where neither half is set.
    init?(_ data: AVMasteringDisplayMetadata) {
        self.init()
        let (red, green, blue) = data.display_primaries
        if data.has_primaries != 0, let red = Chromaticity(red), let green = Chromaticity(green), let blue = Chromaticity(blue),
            let white = Chromaticity(data.white_point)
        {
            gamut = Gamut(red: red, green: green, blue: blue, white: white)
        }
        if data.has_luminance != 0, let minimum = Rational.units(data.min_luminance, perOne: Luminance.unitsPerOne),
            let maximum = Rational.units(data.max_luminance, perOne: Luminance.unitsPerOne)
        {
            luminance = Luminance(minimum: minimum, maximum: maximum)
        }
        if gamut == nil && luminance == nil { return nil }
    }
}

extension MasteringDisplay.Chromaticity {
    fileprivate init?(_ point: (AVRational, AVRational)) {
        guard let x = Rational.units(point.0, perOne: Self.unitsPerOne), let y = Rational.units(point.1, perOne: Self.unitsPerOne) else { return nil }
        self.init(x: x, y: y)
    }
}

extension ContentLight {
    init(_ data: AVContentLightMetadata) { self.init(maximum: Int(data.MaxCLL), maximumAverage: Int(data.MaxFALL)) }
}
