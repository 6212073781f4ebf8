// Parameters of the Gaussian's kernels: taps, and which input columns an output column reads.

/// A symmetric row of taps for means of pairs: `weights[0]` of the centre in 2^-16, `weights[k]` twice that of a sample at distance k.
public struct MeanTaps {
    /// `radius + 1` weights; with radius 0 the value does not matter.
    public let weights: UnsafePointer<UInt16>
    public let radius: Int

    @inlinable public init(weights: UnsafePointer<UInt16>, radius: Int) {
        self.weights = weights
        self.radius = radius
    }
}

/// Columns of an input row that a call reads: `low ..< high`, mirrored beyond the row; of these `first ..< last` are looked at.
public struct ColumnReach {
    public let low, high, first, last: Int

    @inlinable @inline(__always) init(low: Int, high: Int, width: Int) {
        (self.low, self.high) = (low, high)
        // What lies d beyond an end stands d inside it.
        let mirroredLow = high > width ? 2 &* (width &- 1) &- (high &- 1) : low, mirroredHigh = low < 0 ? 1 &- low : high
        first = max(0, min(low, mirroredLow))
        last = min(width, max(high, mirroredHigh))
    }

    /// Scratch of a call: words of even columns, from column 2 · `base` on, then as many of odd ones; or words of all columns from 2 · `base` on.
    @inlinable @inline(__always) public var base: Int { (min(low, first) &>> 1) & ~31 }
    @inlinable @inline(__always) public var halfCount: Int { ((max(high, last) &>> 1) &- base &+ 32) & ~31 }
    /// Bytes.
    @inlinable @inline(__always) public var scratchSize: Int { 4 &* halfCount }
}

/// Where an output row's columns lie on its input row of `width` columns.
public struct LineMap: Sendable {
    public let width: Int
    /// Column x is about input column x + `from`, an even number; halving, about 2 · (x + from); doubling, about x / 2 + from, between it and the next where x is odd.
    public let from: Int
    /// Bits from a sample up to a word's top bit: 16 − depth where samples are read or written, else 0.
    public let shift: Int

    public init(width: Int, from: Int, shift: Int) {
        self.width = width
        self.from = from
        self.shift = shift
    }

    @inlinable @inline(__always) public func reach(_ x: Int, _ count: Int, radius: Int) -> ColumnReach {
        ColumnReach(low: x &+ from &- radius, high: x &+ count &+ from &+ radius, width: width)
    }

    @inlinable @inline(__always) public func halving(_ x: Int, _ count: Int) -> ColumnReach {
        ColumnReach(low: 2 &* (x &+ from) &- 2, high: 2 &* (x &+ count &+ from) &+ 1, width: width)
    }

    @inlinable @inline(__always) public func doubling(_ x: Int, _ count: Int) -> ColumnReach {
        ColumnReach(low: (x &>> 1) &+ from &- 1, high: ((x &+ count &- 1) &>> 1) &+ from &+ 2, width: width)
    }
}

/// Weighted sums of 2 · down.radius + 1 rows, then of columns.
public typealias GaussianKernel = @Sendable (RowCall, _ down: MeanTaps, _ across: MeanTaps, LineMap) -> Void
/// Five rows to one, of half the columns.
public typealias HalvingKernel = @Sendable (RowCall, LineMap) -> Void
/// Two or three rows to one, of twice the columns.
public typealias DoublingKernel = @Sendable (RowCall, _ rows: Int, LineMap) -> Void
