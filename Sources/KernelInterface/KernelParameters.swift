// Parameters of the row kernels and their signatures. Pointers belong to the caller and outlive the call.

/// A symmetric tap row: `weights[k]` weighs the samples at distance k on both sides.
public struct SymmetricTaps {
    /// `radius + 1` weights.
    public let weights: UnsafePointer<UInt32>
    public let radius: Int

    @inlinable public init(weights: UnsafePointer<UInt32>, radius: Int) {
        self.weights = weights
        self.radius = radius
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

    public init(side: Int32, centre: Int32, scale: Int64, black: Int32, limit: Int32) {
        self.side = side
        self.centre = centre
        self.scale = scale
        self.black = black
        self.limit = limit
    }
}

/// `shift`: left shift of the samples (narrow); for the last pass the right shift of the sum.
public typealias TapKernel = @Sendable (RowCall, SymmetricTaps, _ shift: Int) -> Void
public typealias GradientKernel = @Sendable (RowCall, GradientParameters) -> Void
/// Three inputs R, G, B; weights in 1/65536 that sum to 65536.
public typealias LumaKernel = @Sendable (RowCall, _ red: UInt32, _ green: UInt32, _ blue: UInt32) -> Void
public typealias TableKernel = @Sendable (RowCall, UnsafePointer<UInt16>) -> Void
/// Weighted sum of the call's `count` rows.
public typealias RowTapsKernel = @Sendable (RowCall, UnsafePointer<UInt32>, _ count: Int) -> Void
/// Weighted sums of `count` columns from step · x + offset.
public typealias ColumnTapsKernel = @Sendable (RowCall, UnsafePointer<UInt32>, _ count: Int, _ step: Int, _ offset: Int) -> Void
/// Weighted sums of `count` columns from x / step, with `count` weights for each x mod step.
public typealias ColumnInterpolationKernel = @Sendable (RowCall, UnsafePointer<UInt32>, _ count: Int, _ step: Int) -> Void
