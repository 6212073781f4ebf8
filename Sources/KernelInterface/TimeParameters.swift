// Parameters and signatures of the kernels that look at more than one frame.

/// How a difference of two rows is written.
public struct DifferenceParameters: Sendable {
    /// In 1/65536.
    public var scale: UInt64
    /// Added to the difference, which is cut at `limit` before.
    public var black: UInt32
    public var limit: UInt32

    public init(scale: UInt64, black: UInt32, limit: UInt32) {
        self.scale = scale
        self.black = black
        self.limit = limit
    }
}

/// What becomes of the past. States are of 16 bits: samples shifted left by 16 − depth.
public struct TrailParameters: Sendable {
    public enum Kind: Sendable {
        /// The larger of sample and decayed past, above `base`.
        case brighter
        /// The one of sample and decayed past that lies farther from `base`.
        case stronger
        /// The past drawn towards the sample.
        case blend
    }

    public var kind: Kind
    /// What is left of the past after a frame, in 1/65536.
    public var decay: UInt16
    /// Where decay leads to, of 16 bits.
    public var base: UInt16
    /// 16 − depth.
    public var shift: UInt16
    /// Whether there is no past: the state is not read.
    public var isFirst: Bool

    public init(kind: Kind, decay: UInt16, base: UInt16, shift: UInt16, isFirst: Bool = false) {
        self.kind = kind
        self.decay = decay
        self.base = base
        self.shift = shift
        self.isFirst = isFirst
    }
}

/// (sum + half) / count as (sum + half) · multiplier >> (16 + shift), exact for the sums that occur.
public struct AverageParameters: Sendable {
    /// Whether there is no sum yet: it is not read.
    public var isFirst: Bool
    /// Whether row 1 of the call, the sample that leaves the mean, counts.
    public var hasOldest: Bool
    public var half: UInt32
    public var multiplier: UInt32
    public var shift: UInt32

    public init(isFirst: Bool, hasOldest: Bool, half: UInt32, multiplier: UInt32, shift: UInt32) {
        self.isFirst = isFirst
        self.hasOldest = hasOldest
        self.half = half
        self.multiplier = multiplier
        self.shift = shift
    }
}

/// How far samples are drawn to each other, all of 16 bits: by d · g(d) with g(d) = ((max(limit − d, 0) << shift)² >> 16) · factor.
public struct DrawParameters: Sendable {
    /// Differences from here on draw no more.
    public var limit: UInt16
    /// Brings `limit` into 2^15 ..< 2^16.
    public var shift: UInt16
    /// In 2^-31 for the spatial steps, in 2^-30 for the one in time.
    public var factor: UInt16

    public init(limit: UInt16, shift: UInt16, factor: UInt16) {
        self.limit = limit
        self.shift = shift
        self.factor = factor
    }
}

/// What the vertical step and the one in time need.
public struct DenoiseParameters: Sendable {
    public var space: DrawParameters
    public var time: DrawParameters
    /// 16 − depth.
    public var depthShift: UInt16
    /// Whether there is no past: the state is not read.
    public var isFirst: Bool

    public init(space: DrawParameters, time: DrawParameters, depthShift: UInt16, isFirst: Bool = false) {
        self.space = space
        self.time = time
        self.depthShift = depthShift
        self.isFirst = isFirst
    }
}

/// How a background of 16 bits is compared and learnt.
public struct MotionParameters: Sendable {
    /// A difference above it counts.
    public var threshold: UInt16
    /// What the background takes of a difference, in 1/65536.
    public var rate: UInt16
    /// 16 − depth.
    public var shift: UInt16
    /// Whether there is no background yet.
    public var isFirst: Bool

    public init(threshold: UInt16, rate: UInt16, shift: UInt16, isFirst: Bool = false) {
        self.threshold = threshold
        self.rate = rate
        self.shift = shift
        self.isFirst = isFirst
    }
}

/// Row: luma. Adds 1 to the output's bytes where a sample differs.
public typealias MotionKernel = @Sendable (RowCall, _ background: UnsafeMutablePointer<UInt16>, MotionParameters) -> Void
/// Weights of the deinterlacer, in 1/65536. The three of the other field's detail sum to nothing.
public enum DeinterlaceWeights {
    public static let still: UInt16 = 15729
    public static let detail: UInt16 = 3408
    public static let own: UInt16 = 22282
    public static let near: UInt16 = 30409
    public static let far: UInt16 = 8127
}

/// Rows of this frame one above, one below, three above, three below (0…3); of the missing field, at the row, two above, two below, four above, four below,
/// in the frame before (4…8) and in this one (9…13); one above and one below in the frame before (14, 15) and in the one after (16, 17). Without `hasPast`
/// rows 4 to 17 are not read. Fewer columns than a vector: a whole one is read and written all the same.
public typealias DeinterlaceKernel = @Sendable (RowCall, _ hasPast: Bool, _ depthShift: UInt16) -> Void
/// Row: samples, one column more at both ends. Output: 16 bits each. Whole vectors are read and written.
public typealias DenoiseAcrossKernel = @Sendable (RowCall, DrawParameters, _ depthShift: UInt16) -> Void
/// Three rows of 16 bits; whole vectors of them, the state and the output are read and written.
public typealias DenoiseKernel = @Sendable (RowCall, _ state: UnsafeMutablePointer<UInt16>, DenoiseParameters) -> Void
/// Rows: this frame's, the other's.
public typealias DifferenceKernel = @Sendable (RowCall, DifferenceParameters) -> Void
/// Row: the frame's. Columns of `state` as of the row.
public typealias TrailKernel = @Sendable (RowCall, _ state: UnsafeMutablePointer<UInt16>, TrailParameters) -> Void
/// Rows: the newest frame's, the one that leaves. `sums` holds 16 bits for one-byte samples, else 32.
public typealias AverageKernel = @Sendable (RowCall, _ sums: UnsafeMutableRawPointer, AverageParameters) -> Void
