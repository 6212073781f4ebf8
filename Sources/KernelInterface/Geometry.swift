// What the kernels of geometry are called with.

/// A rectangle of samples to be transposed: row c, sample r of the target is row r, sample c of the source. Strides in bytes, of either sign.
public struct TileCall {
    public let source: UnsafeRawPointer
    public let sourceStride: Int
    public let target: UnsafeMutableRawPointer
    public let targetStride: Int
    /// Of the source.
    public let rows: Int
    public let columns: Int

    @inlinable public init(source: UnsafeRawPointer, sourceStride: Int, target: UnsafeMutableRawPointer, targetStride: Int, rows: Int, columns: Int) {
        self.source = source
        self.sourceStride = sourceStride
        self.target = target
        self.targetStride = targetStride
        self.rows = rows
        self.columns = columns
    }
}

/// Weighted sums of the call's rows; `weights` are pairs, the last one's second half 0 for an odd number.
public struct ResizeRowTaps {
    public let weights: UnsafePointer<Int16>
    public let count: Int
    /// Right shift of the sum.
    public let shift: Int

    @inlinable public init(weights: UnsafePointer<Int16>, count: Int, shift: Int) {
        self.weights = weights
        self.count = count
        self.shift = shift
    }
}

/// Weighted sums of columns, each output column with a first input column and weights of its own.
public struct ResizeColumnTaps {
    public let first: UnsafePointer<Int32>
    /// Close: for each output column four times the low byte of twice its first input column, where the bytes of its first word lie.
    public let places: UnsafePointer<UInt32>
    /// Close: for each pair of taps one pair of weights an output column, `pitch` columns apart. Else for each output column `count` weights in a row.
    public let weights: UnsafePointer<Int16>
    /// Taps of an output column; close: a multiple of 2, else of 8.
    public let count: Int
    public let pitch: Int
    /// Whether 4 neighbouring columns begin at most 6, and 16 at most 30, input columns apart.
    public let isClose: Bool
    /// Close: whether all taps of 16 neighbouring columns lie within 32 input columns; whether 16 columns have the weights of the 16 before, and equal distances.
    public let isNarrow, repeats: Bool
    public let shift: Int
    /// The largest sample.
    public let maximum: Int

    @inlinable public init(
        first: UnsafePointer<Int32>, places: UnsafePointer<UInt32>, weights: UnsafePointer<Int16>, count: Int, pitch: Int, isClose: Bool, isNarrow: Bool,
        repeats: Bool, shift: Int, maximum: Int
    ) {
        self.first = first
        self.places = places
        self.weights = weights
        self.count = count
        self.pitch = pitch
        self.isClose = isClose
        self.isNarrow = isNarrow
        self.repeats = repeats
        self.shift = shift
        self.maximum = maximum
    }
}

/// Weighted sums of the call's rows with weights in 2^-24: 2^10 · upper + lower, 0 ≤ lower < 2^10. In pairs, as the narrow ones.
public struct WideResizeRowTaps {
    public let upper: UnsafePointer<Int16>
    public let lower: UnsafePointer<Int16>
    public let count: Int

    @inlinable public init(upper: UnsafePointer<Int16>, lower: UnsafePointer<Int16>, count: Int) {
        self.upper = upper
        self.lower = lower
        self.count = count
    }
}

/// Weighted sums of columns with weights in 2^-24 and sums of 64 bits; output columns have `count` weights in a row, a multiple of 4.
public struct WideResizeTaps {
    public let first: UnsafePointer<Int32>
    public let weights: UnsafePointer<Int32>
    public let count: Int
    public let maximum: Int

    @inlinable public init(first: UnsafePointer<Int32>, weights: UnsafePointer<Int32>, count: Int, maximum: Int) {
        self.first = first
        self.weights = weights
        self.count = count
        self.maximum = maximum
    }
}

/// One of the planes that are sampled at the same places.
public struct WarpPlane {
    public let source: UnsafeRawPointer
    public let stride: Int
    /// The first row, and bytes to the next.
    public let output: UnsafeMutableRawPointer
    public let outputStride: Int
    /// What lies beyond the plane; negative: the plane, mirrored without repeating its edge.
    public let fill: Int

    @inlinable public init(source: UnsafeRawPointer, stride: Int, output: UnsafeMutableRawPointer, outputStride: Int, fill: Int) {
        (self.source, self.stride, self.output, self.outputStride, self.fill) = (source, stride, output, outputStride, fill)
    }
}

/// Rows of each of a few planes of one size, sampled at the places of a grid.
public struct WarpCall {
    public static var mostPlanes: Int { 3 }

    public let planes: UnsafePointer<WarpPlane>
    /// 1 to `mostPlanes`.
    public let planeCount: Int
    public let width: Int
    public let height: Int
    /// Across and down, in 2^-12 samples, at every 16th output column of the first row; `pitch` numbers further those of the next.
    public let grid: UnsafePointer<Int32>
    public let pitch: Int
    /// Output rows, `count` samples each.
    public let rows: Int
    public let count: Int

    /// Rows that a kernel may take together: fewer, and other numbers of them, cost more.
    public static var rowsAtOnce: Int { 8 }

    @inlinable public init(
        planes: UnsafePointer<WarpPlane>, planeCount: Int, width: Int, height: Int, grid: UnsafePointer<Int32>, pitch: Int, rows: Int, count: Int
    ) {
        self.planes = planes
        self.planeCount = planeCount
        self.width = width
        self.height = height
        self.grid = grid
        self.pitch = pitch
        self.rows = rows
        self.count = count
    }
}

public typealias ReverseKernel = @Sendable (RowCall, _ width: Int) -> Void
public typealias TransposeKernel = @Sendable (TileCall) -> Void
public typealias ResizeRowsKernel = @Sendable (RowCall, ResizeRowTaps) -> Void
/// Rows of 8-bit samples `width` wide to sums of 2, or smooth of 4, as words for half the columns; then 2 or 4 rows of these to 8-bit samples.
public typealias HalfColumnsKernel = @Sendable (RowCall, _ width: Int, _ isSmooth: Bool) -> Void
public typealias HalfRowsKernel = @Sendable (RowCall, _ isSmooth: Bool) -> Void
/// Both at once: 2 rows of 8-bit samples `width` wide, or smooth 4, to a row of half as many.
public typealias HalfKernel = @Sendable (RowCall, _ width: Int, _ isSmooth: Bool) -> Void
public typealias ResizeColumnsKernel = @Sendable (RowCall, ResizeColumnTaps) -> Void
public typealias WideResizeRowsKernel = @Sendable (RowCall, WideResizeRowTaps) -> Void
public typealias WideResizeColumnsKernel = @Sendable (RowCall, WideResizeTaps) -> Void
public typealias WarpKernel = @Sendable (WarpCall) -> Void
