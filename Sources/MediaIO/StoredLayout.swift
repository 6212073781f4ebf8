// Between libav's pixel formats and ours: which can be read in place, and which planar twin the others become.
import CFFmpeg
import VideoFrame

/// How a libav pixel format is handled.
struct StoredLayout {
    private(set) var name: String
    let stored: AVPixelFormat
    /// libav's description, which lives as long as the program.
    let description: UnsafePointer<AVPixFmtDescriptor>
    let format: PixelFormat
    /// The planar layout that frames have when filters see them.
    let twin: AVPixelFormat
    /// Whether the stored samples are the twin's already.
    let isDirect: Bool
    /// The old yuvj names imply it.
    let isFullRange: Bool
    let isPalette: Bool
    /// How the samples get to the twin's planes; empty when `isDirect`.
    private(set) var routes: [SampleRoute]

    /// The same with V where U is and U where V is: two layouts of cameras that libav has no names for.
    var swappingChroma: StoredLayout {
        var layout = self
        layout.name = Self.nameSwappingChroma(of: name)
        layout.routes = routes.map { $0.swappingChroma }
        return layout
    }

    static func nameSwappingChroma(of name: String) -> String { ["nv16": "nv61", "uyvy422": "vyuy422"][name] ?? name }

    /// Nil: a layout that has no planar twin of 8 to 16 bits here (hardware, float, Bayer).
    init?(_ stored: AVPixelFormat) {
        guard let description = av_pix_fmt_desc_get(stored), let text = av_get_pix_fmt_name(stored) else { return nil }
        let descriptor = description.pointee
        self.stored = stored
        self.description = description
        name = String(cString: text)
        // The lumas of the first lie at uneven distances, which libav's description cannot say; XYZ is no YUV before its arithmetic.
        guard name != "uyyvyy411", !name.hasPrefix("xyz") else { return nil }
        let flags = UInt64(descriptor.flags)
        let refused = UInt64(AV_PIX_FMT_FLAG_HWACCEL) | UInt64(AV_PIX_FMT_FLAG_FLOAT) | UInt64(AV_PIX_FMT_FLAG_BAYER)
        guard flags & refused == 0, descriptor.nb_components > 0 else { return nil }
        let isRGB = flags & UInt64(AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL) != 0
        let hasAlpha = flags & UInt64(AV_PIX_FMT_FLAG_ALPHA) != 0
        let depths = [descriptor.comp.0.depth, descriptor.comp.1.depth, descriptor.comp.2.depth, descriptor.comp.3.depth]
        let depth = max(8, Int(depths.prefix(Int(descriptor.nb_components)).max() ?? 8))
        guard depth <= 16 else { return nil }
        // Gray with alpha has no planar form in libav: R = G = B loses nothing.
        let family: PixelFormat.Family = isRGB || (descriptor.nb_components == 2 && hasAlpha) ? .rgb : descriptor.nb_components == 1 ? .gray : .yuv
        format = PixelFormat(
            family: family, depth: depth, chromaShiftX: Int(descriptor.log2_chroma_w), chromaShiftY: Int(descriptor.log2_chroma_h), hasAlpha: hasAlpha)
        twin = format.libavFormat
        guard twin != AV_PIX_FMT_NONE else { return nil }
        isFullRange = name.hasPrefix("yuvj")
        isPalette = flags & UInt64(AV_PIX_FMT_FLAG_PAL) != 0
        isDirect = stored == twin || isFullRange
        routes = isDirect ? [] : SampleRoute.routes(from: descriptor, name: name, to: format)
    }
}

extension PixelFormat {
    /// libav's format of the same layout; NONE where libav has none.
    var libavFormat: AVPixelFormat { av_get_pix_fmt(depth > 8 ? description + "le" : description) }
}

extension SampleRange {
    init(_ range: AVColorRange) {
        switch range {
        case AVCOL_RANGE_MPEG: self = .limited
        case AVCOL_RANGE_JPEG: self = .full
        default: self = .unspecified
        }
    }

    var libav: AVColorRange {
        switch self {
        case .limited: AVCOL_RANGE_MPEG
        case .full: AVCOL_RANGE_JPEG
        case .unspecified: AVCOL_RANGE_UNSPECIFIED
        }
    }
}

extension Rational {
    init(_ rational: AVRational) { self.init(Int(rational.num), Int(rational.den)) }
    var libav: AVRational { AVRational(num: Int32(clamping: numerator), den: Int32(clamping: denominator)) }
}
