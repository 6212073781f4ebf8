// Colour tags of a frame, carried as the codes of ISO/IEC 23091-2 (as libav has them), and the nominal levels they imply.

public enum SampleRange: Hashable, Sendable { case unspecified, limited, full }

/// Colour tags. Codes are those of ISO/IEC 23091-2 (H.273); 2 is "unspecified". An untagged frame stays untagged.
public struct ColorInfo: Hashable, Sendable {
    public var matrix: Int
    public var primaries: Int
    public var transfer: Int
    public var range: SampleRange
    /// libav's `AVChromaLocation`; 0 is unspecified.
    public var chromaLocation: Int

    public init(matrix: Int = 2, primaries: Int = 2, transfer: Int = 2, range: SampleRange = .unspecified, chromaLocation: Int = 0) {
        self.matrix = matrix
        self.primaries = primaries
        self.transfer = transfer
        self.range = range
        self.chromaLocation = chromaLocation
    }

    /// Whether the transfer is PQ (SMPTE ST 2084, 16) or HLG (ARIB STD-B67, 18).
    public var isHDR: Bool { transfer == 16 || transfer == 18 }
}

/// What one frame is, apart from its samples: everything a filter's plan may depend on.
public struct FrameShape: Hashable, Sendable {
    public var format: PixelFormat
    /// Luma samples.
    public var width: Int
    public var height: Int
    public var color: ColorInfo
    /// Width to height of a sample; 0/1 where unknown.
    public var sampleAspect: Rational
    /// What the display does to the picture; nil: something that is no quarter turn, which the output keeps as it is.
    public var orientation: Orientation?
    /// Nil where unknown.
    public var fieldOrder: FieldOrder?

    public init(
        format: PixelFormat, width: Int, height: Int, color: ColorInfo = ColorInfo(), sampleAspect: Rational = Rational(0, 1),
        orientation: Orientation? = .upright, fieldOrder: FieldOrder? = nil
    ) {
        self.fieldOrder = fieldOrder
        self.sampleAspect = sampleAspect
        self.orientation = orientation
        self.format = format
        self.width = width
        self.height = height
        self.color = color
    }

    /// Whether the rows show two moments.
    public var isInterlaced: Bool { fieldOrder?.isInterlaced == true }

    public func size(ofPlane plane: Int) -> PlaneSize { format.size(ofPlane: plane, width: width, height: height) }

    /// Whether samples span the full code range. Untagged YUV counts as limited; untagged gray and RGB as full, as libav holds.
    public var isFullRange: Bool {
        switch color.range {
        case .full: return true
        case .limited: return false
        case .unspecified: return format.family != .yuv
        }
    }

    /// H.273 code of the matrix of YUV frames; untagged ones count as BT.709 (1) from 720 lines on, else as BT.601 (6).
    public var usualMatrix: Int {
        let isTagged = format.family == .yuv && color.matrix != 2 && color.matrix != 0
        return isTagged ? color.matrix : height >= 720 ? 1 : 6
    }

    /// Code value of nominal black in luma, gray or RGB planes.
    public var black: Int { isFullRange ? 0 : 16 << (format.depth - 8) }
    /// Code value of nominal white in luma, gray or RGB planes.
    public var white: Int { isFullRange ? format.maximum : 235 << (format.depth - 8) }
    /// Code value of no colour in chroma planes.
    public var neutral: Int { 1 << (format.depth - 1) }
}
