// Parameters of box, median, unsharp and convolution kernels.

/// How large sums of a box become its mean: ⌊(sum + bias) · inverse⌋.
public struct BoxMean: Sendable {
    /// Rows of a call that does not continue: those of the window, and before them the one that leaves it.
    public var rows: Int
    /// Half of the number of samples, rounded down, and a half.
    public var bias: Double
    public var inverse: Double

    public init(rows: Int, bias: Double, inverse: Double) {
        self.rows = rows
        self.bias = bias
        self.inverse = inverse
    }
}

/// A box whose sums of rows are below 2^15, and how its sums become means: ⌊(sum + bias) · inverse⌋.
public struct BoxWindow: Sendable {
    /// Rows of a call that does not continue: those of the window, and before them the one that leaves it.
    public var rows: Int
    /// Columns to the left and right.
    public var radius: Int
    /// Columns of the plane.
    public var width: Int
    /// Half of the number of samples, rounded down, and a half.
    public var bias: Float
    public var inverse: Float
    /// The same where all sums fit 16 bits, else 0: (sum + ⌊bias⌋) · multiplier >> 16 >> shift.
    public var multiplier: UInt16
    public var shift: UInt16

    public init(rows: Int, radius: Int, width: Int, bias: Float, inverse: Float, multiplier: UInt16, shift: UInt16) {
        self.rows = rows
        self.radius = radius
        self.width = width
        self.bias = bias
        self.inverse = inverse
        self.multiplier = multiplier
        self.shift = shift
    }

    /// Bytes between the parts of the state for `count` columns: sums of rows from `radius` columns before the span on, and their prefix sums up to even
    /// and to odd columns.
    @inlinable @inline(__always) public func part(_ count: Int) -> Int { (2 &* (count &+ 2 &* radius) &+ 255) & ~63 }
    /// Bytes.
    @inlinable @inline(__always) public func stateSize(_ count: Int) -> Int { 3 &* part(count) }
}

/// Radii of a median's window, across and down.
public struct MedianWindow: Sendable {
    public var rx: Int
    public var ry: Int
    /// With radius 1 the width of rows whose ends the kernel mirrors itself, at least 2: then it reads no column outside them. 0: rows hold all that is read.
    public var width: Int

    public init(rx: Int, ry: Int, width: Int = 0) {
        self.rx = rx
        self.ry = ry
        self.width = width
    }
}

public struct UnsharpParameters: Sendable {
    /// Share of the difference that is added, in 1/256.
    public var amount: Int32
    /// Differences smaller than this, in code values, are left alone.
    public var threshold: Int32
    public var maximum: Int32

    public init(amount: Int32, threshold: Int32, maximum: Int32) {
        self.amount = amount
        self.threshold = threshold
        self.maximum = maximum
    }
}

/// A sum of weighted samples, and how it becomes a sample: min(⌊max(sum + bias, 0) / divisor⌋, limit).
public struct ConvolutionSum {
    /// Row, column and weight of each of `count` taps.
    public let taps: UnsafePointer<Int>
    public let count: Int
    public let bias: Int
    /// One over the divisor. (v + ½) · inverse lies at least half an inverse from the next whole number, far more than its error for v < 2^47.
    public let inverse: Double
    /// The same for v < 2^15: ⌊v / divisor⌋ = (v · multiplier >> 16) >> shift; multiplier 0 for divisor 1.
    public let multiplier: UInt16
    public let shift: UInt16
    public let limit: Int32

    public init(taps: UnsafePointer<Int>, count: Int, bias: Int, inverse: Double, multiplier: UInt16, shift: UInt16, limit: Int32) {
        self.taps = taps
        self.count = count
        self.bias = bias
        self.inverse = inverse
        self.multiplier = multiplier
        self.shift = shift
        self.limit = limit
    }
}

public typealias MedianKernel = @Sendable (RowCall, MedianWindow, _ depth: Int) -> Void
public typealias BoxColumnsKernel = @Sendable (RowCall, _ radius: Int) -> Void
public typealias BoxRowsKernel = @Sendable (RowCall, BoxMean) -> Void
public typealias BoxMeansKernel = @Sendable (RowCall, BoxWindow) -> Void
/// Row 0 the picture, row 1 its blur.
public typealias UnsharpKernel = @Sendable (RowCall, UnsharpParameters) -> Void
public typealias ConvolutionKernel = @Sendable (RowCall, ConvolutionSum) -> Void
