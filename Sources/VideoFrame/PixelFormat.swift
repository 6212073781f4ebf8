// The sample layouts that filters work on: planar, native depth, one description instead of a list of names.

/// A planar sample layout of 8 to 16 bits. Samples are unsigned, low-aligned, one byte up to 8 bits and two (native endian) above.
///
/// Planes come in libav's order: gray `Y`; yuv `Y U V`; rgb `G B R`; alpha, where there is one, last.
public struct PixelFormat: Hashable, Sendable {
    public enum Family: Hashable, Sendable { case gray, yuv, rgb }

    /// Bits that a sample may have.
    public static let depths = 8...16

    public let family: Family
    /// Significant bits of a sample, 8...16.
    public let depth: Int
    /// log2 of how many luma columns (rows) share one chroma sample; 0 unless `family` is yuv.
    public let chromaShiftX: Int
    public let chromaShiftY: Int
    public let hasAlpha: Bool

    public init(family: Family, depth: Int, chromaShiftX: Int = 0, chromaShiftY: Int = 0, hasAlpha: Bool = false) {
        precondition(Self.depths.contains(depth), "depth is 8 to 16 bits")
        self.family = family
        self.depth = depth
        self.chromaShiftX = family == .yuv ? chromaShiftX : 0
        self.chromaShiftY = family == .yuv ? chromaShiftY : 0
        self.hasAlpha = hasAlpha
    }

    public var colorPlaneCount: Int { family == .gray ? 1 : 3 }
    public var planeCount: Int { colorPlaneCount + (hasAlpha ? 1 : 0) }
    public var bytesPerSample: Int { depth > 8 ? 2 : 1 }
    /// The largest code value.
    public var maximum: Int { (1 << depth) - 1 }

    public func isChroma(plane: Int) -> Bool { family == .yuv && (plane == 1 || plane == 2) }
    public func isAlpha(plane: Int) -> Bool { hasAlpha && plane == colorPlaneCount }

    /// Size in samples of `plane` in a frame of `width` × `height`; a partly covered chroma sample counts.
    public func size(ofPlane plane: Int, width: Int, height: Int) -> PlaneSize {
        guard isChroma(plane: plane) else { return PlaneSize(width: width, height: height) }
        return PlaneSize(
            width: (width + (1 << chromaShiftX) - 1) >> chromaShiftX, height: (height + (1 << chromaShiftY) - 1) >> chromaShiftY)
    }
}

/// Width and height of a plane in samples.
public struct PlaneSize: Hashable, Sendable {
    public var width: Int
    public var height: Int

    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}

extension PixelFormat: CustomStringConvertible {
    /// libav's spelling without the endianness, e.g. `yuv420p10`.
    public var description: String {
        let bits = depth > 8 ? String(depth) : ""
        switch family {
        case .gray: return hasAlpha ? "graya" + (bits.isEmpty ? "8" : bits) : "gray" + bits
        case .rgb: return (hasAlpha ? "gbrap" : "gbrp") + bits
        case .yuv:
            let ratio: String
            switch (chromaShiftX, chromaShiftY) {
            case (0, 0): ratio = "444"
            case (1, 0): ratio = "422"
            case (1, 1): ratio = "420"
            case (2, 0): ratio = "411"
            case (0, 1): ratio = "440"
            case (2, 2): ratio = "410"
            default: ratio = "\(chromaShiftX)x\(chromaShiftY)"
            }
            return (hasAlpha ? "yuva" : "yuv") + ratio + "p" + bits
        }
    }
}
