// Parameters of the row kernels and their signatures. Pointers belong to the caller and outlive the call.

/// 2 · `radius` + 1 taps in 2^-22 that sum to one, none below 0, for samples of `depth` bits, 11 to 16. A weight is 256 times a word of `high` and one of `low`;
/// number i of each has those of taps 2i and 2i + 1, the last one 0 above.
public struct WordTaps {
    public let high: UnsafePointer<UInt32>
    public let low: UnsafePointer<UInt32>
    /// At most 63.
    public let radius: Int
    public let depth: Int

    @inlinable public init(high: UnsafePointer<UInt32>, low: UnsafePointer<UInt32>, radius: Int, depth: Int) {
        (self.high, self.low) = (high, low)
        (self.radius, self.depth) = (radius, depth)
    }
}

/// How a gradient row is computed.
public struct GradientParameters: Sendable {
    /// Weights of the smoothing across the derivative: side, centre. Sobel 1 2, Scharr 3 10, Prewitt 1 1. Both 0: |Laplacian|.
    public var side: Int32
    public var centre: Int32
    /// Scale of the magnitude in 1/65536.
    public var scale: Int64
    /// Added to the magnitude, which is cut at `limit` before.
    public var black: Int32
    public var limit: Int32
    /// Width of rows whose ends the kernel mirrors itself, at least 2: then it reads no column outside them. 0: rows hold all that is read.
    public var width: Int

    public init(side: Int32, centre: Int32, scale: Int64, black: Int32, limit: Int32, width: Int = 0) {
        self.side = side
        self.centre = centre
        self.scale = scale
        self.black = black
        self.limit = limit
        self.width = width
    }
}

/// Sums across: of one row of samples, words of 16 bits less 2^15, half up; the row is read up to `radius` + 1 columns to the right. Sums down: of
/// 2 · radius + 1 rows of such words, samples, half up.
public typealias WordTapKernel = @Sendable (RowCall, WordTaps) -> Void
public typealias GradientKernel = @Sendable (RowCall, GradientParameters) -> Void
/// Three inputs R, G, B; weights in 1/65536 that sum to 65536.
public typealias LumaKernel = @Sendable (RowCall, _ red: UInt32, _ green: UInt32, _ blue: UInt32) -> Void
public typealias TableKernel = @Sendable (RowCall, UnsafePointer<UInt16>) -> Void

/// A table that is a straight line of slope ±1 between two bounds: input ^ flip, `up` more, `down` less, each to the ends of the sample's type at most,
/// then at least `low` and at most `high`.
public struct TableLine: Hashable, Sendable {
    public var flip, up, down, low, high: UInt16

    public init(flip: UInt16, up: UInt16, down: UInt16, low: UInt16, high: UInt16) {
        (self.flip, self.up, self.down) = (flip, up, down)
        (self.low, self.high) = (low, high)
    }
}

/// A table of two values: `below` for samples less than `edge`, `above` from there on.
public struct TableStep: Hashable, Sendable {
    public var edge, below, above: UInt16

    public init(edge: UInt16, below: UInt16, above: UInt16) { (self.edge, self.below, self.above) = (edge, below, above) }
}

public typealias TableLineKernel = @Sendable (RowCall, TableLine) -> Void
public typealias TableStepKernel = @Sendable (RowCall, TableStep) -> Void
/// Weighted sum of the call's `count` rows.
public typealias RowTapsKernel = @Sendable (RowCall, UnsafePointer<UInt32>, _ count: Int) -> Void
/// Weighted sums of `count` columns from step · x + offset.
public typealias ColumnTapsKernel = @Sendable (RowCall, UnsafePointer<UInt32>, _ count: Int, _ step: Int, _ offset: Int) -> Void
/// Weighted sums of `count` columns from x / step, with `count` weights for each x mod step.
public typealias ColumnInterpolationKernel = @Sendable (RowCall, UnsafePointer<UInt32>, _ count: Int, _ step: Int) -> Void

/// A weighted sum of three samples: (k0·a + k1·b + k2·c + offset) >> shift, cut to 0...maximum.
public struct AffineParameters: Sendable {
    public var k0, k1, k2: Int32
    public var offset: Int64
    /// Up to 14 when all three weights have 16 bits and samples 12: then the sum fits 32 bits. Else the sum takes 64.
    public var shift: Int32
    public var maximum: Int32

    public init(k0: Int32, k1: Int32, k2: Int32, offset: Int64, shift: Int32, maximum: Int32) {
        (self.k0, self.k1, self.k2) = (k0, k1, k2)
        self.offset = offset
        self.shift = shift
        self.maximum = maximum
    }
}

/// Three rows of one width.
public typealias AffineKernel = @Sendable (RowCall, AffineParameters) -> Void
/// out(x) = in(x >> shift).
public typealias RepeatKernel = @Sendable (RowCall, _ shift: Int) -> Void
/// Rounded mean of `rows` rows, 2^shift columns each; rows and columns from `width` on repeat the last. `rowShift`: log2 of the rows that are meant.
public typealias MeanKernel = @Sendable (RowCall, _ rows: Int, _ rowShift: Int, _ shift: Int, _ width: Int) -> Void
/// Samples drawn towards `base` by the fall-off (2^15 − columns[x] − row)² >> 15 in 1/2^15.
public typealias FalloffKernel = @Sendable (RowCall, _ columns: UnsafePointer<UInt16>, _ row: Int32, _ base: Int32) -> Void
/// Row 0 where a weight is 0, row 1 where it is 255; the output may be row 1 itself.
public typealias MixKernel = @Sendable (RowCall, _ weights: UnsafePointer<UInt8>) -> Void

/// A lattice of colours and how samples find their place in it.
public struct LatticeParameters {
    /// size³ quads of 16 bits, red fastest, and 1 + size + size² more.
    public let entries: UnsafePointer<Int16>
    public let size: Int32
    /// Nine weights by row, then three offsets; in 2^-(14 + shift) of a cell.
    public let weights: UnsafePointer<Int64>
    public let shift: Int32
    /// Whether the weighted sums need 64 bits.
    public let isWide: Bool

    public init(entries: UnsafePointer<Int16>, size: Int32, weights: UnsafePointer<Int64>, shift: Int32, isWide: Bool) {
        self.entries = entries
        self.size = size
        self.weights = weights
        self.shift = shift
        self.isWide = isWide
    }
}

/// Which samples of quads make one plane's sample.
public struct QuadParameters {
    /// Place in the quad, 0...2.
    public let component: Int
    /// Rows that are there, log2 of the rows and of the columns that are meant; rows and columns beyond repeat the last. `width` in quads.
    public let rows, rowShift, columnShift, width: Int
    /// Bits of a sample.
    public let depth: Int

    public init(component: Int, rows: Int, rowShift: Int, columnShift: Int, width: Int, depth: Int) {
        self.component = component
        self.rows = rows
        self.rowShift = rowShift
        self.columnShift = columnShift
        self.width = width
        self.depth = depth
    }
}

/// Three rows of samples to one row of quads; the span counts 16-bit words, four a quad.
public typealias LatticeKernel = @Sendable (RowCall, LatticeParameters) -> Void
/// Rounded mean of one component of the quads that a sample covers.
public typealias QuadKernel = @Sendable (RowCall, QuadParameters) -> Void
