// Parameters of the bilateral kernels. Pointers belong to the caller and outlive the call.

/// How the root of a weight follows from a difference; the names of bilateral's definition.
public struct BilateralCurve: Equatable, Sendable {
    /// Differences count as this at most, in 1/2^15 of the range; left shift and factor (in 1/2^16) that make it 2^15.
    public var cap, shift, factor: Int32
    /// The polynomial's coefficients, in 1/2^15.
    public var a0, a1, a2, a3: Int32

    public init(cap: Int, shift: Int, factor: Int, coefficients: [Int]) {
        (self.cap, self.shift, self.factor) = (Int32(cap), Int32(shift), Int32(factor))
        (a0, a1, a2, a3) = (Int32(coefficients[0]), Int32(coefficients[1]), Int32(coefficients[2]), Int32(coefficients[3]))
    }
}

/// A window of taps in pairs, for samples of up to 10 bits.
public struct BilateralPairs {
    /// How far the window reaches, in samples.
    public let radiusX, radiusY: Int32
    public let depth, count: Int32
    /// For each pair a row of pairs and a column: row k > 0 holds the samples k rows above and below, row 0 each sample and the next one.
    public let places: UnsafePointer<Int32>
    /// For each pair the roots of its weights of distance, the first in the low half.
    public let roots: UnsafePointer<UInt32>
    /// Roots of the weights of the differences 0 ... 255 of one-byte samples.
    public let table: UnsafePointer<UInt16>
    public let curve: BilateralCurve
    /// Weight of the sample itself.
    public let centre: Int32
    /// Whether no sum can reach 2^31.
    public let isShort: Bool

    public init(
        radiusX: Int, radiusY: Int, depth: Int, count: Int, places: UnsafePointer<Int32>, roots: UnsafePointer<UInt32>, table: UnsafePointer<UInt16>,
        curve: BilateralCurve, centre: Int, isShort: Bool
    ) {
        (self.radiusX, self.radiusY, self.depth, self.count) = (Int32(radiusX), Int32(radiusY), Int32(depth), Int32(count))
        (self.places, self.roots, self.table) = (places, roots, table)
        (self.curve, self.centre, self.isShort) = (curve, Int32(centre), isShort)
    }

    /// Samples of a row that are paired before the next ones.
    @inlinable @inline(__always) public static var columns: Int { 256 }

    /// Words of a row of pairs: with the radius on either side, and what the last block of at most 64 reads beyond.
    @inlinable @inline(__always) public static func pitch(radiusX: Int) -> Int { (columns &+ 2 &* radiusX &+ 64 &+ 15) & ~15 }

    /// Bytes of scratch: `radiusY + 2` rows of pairs.
    @inlinable @inline(__always) public static func scratchSize(radiusX: Int, radiusY: Int) -> Int { 4 &* (radiusY &+ 2) &* pitch(radiusX: radiusX) }
}

/// A window of taps for one-byte samples whose weights have 15 bits: in pairs and in fours of equal distance. A level takes what suits it.
public struct BilateralWeights {
    /// How far the window reaches, in samples.
    public let radiusX, radiusY: Int32
    /// `cap` is the largest difference that has weight and `factor` is what makes it 2^15 or a little less; there is no shift.
    public let curve: BilateralCurve
    public let pairCount, quadCount: Int32
    /// As of `BilateralPairs`, and for each pair which distance its first and its second tap are at.
    public let places: UnsafePointer<Int32>, roots: UnsafePointer<UInt32>, distances: UnsafePointer<Int32>
    /// For each quad row, from the window's top, and column of four taps, and which distance they are at.
    public let quads: UnsafePointer<Int32>
    /// For each distance the weights of the differences 0 ... 255; the same as 255 · high + low: 256 low digits, then 256 high ones.
    public let weights: UnsafePointer<UInt16>, digits: UnsafePointer<Int8>
    /// Weight of the sample itself; the same less that of the taps that only fill a quad, which are the sample itself too.
    public let centre, quadCentre: Int32

    public init(
        radiusX: Int, radiusY: Int, curve: BilateralCurve, pairCount: Int, quadCount: Int, places: UnsafePointer<Int32>, roots: UnsafePointer<UInt32>,
        distances: UnsafePointer<Int32>, quads: UnsafePointer<Int32>, weights: UnsafePointer<UInt16>, digits: UnsafePointer<Int8>, centre: Int, quadCentre: Int
    ) {
        (self.radiusX, self.radiusY, self.curve) = (Int32(radiusX), Int32(radiusY), curve)
        (self.pairCount, self.quadCount, self.places, self.roots) = (Int32(pairCount), Int32(quadCount), places, roots)
        (self.distances, self.quads, self.weights, self.digits) = (distances, quads, weights, digits)
        (self.centre, self.quadCentre) = (Int32(centre), Int32(quadCentre))
    }
}

/// A window of taps for deeper samples.
public struct BilateralTaps {
    /// Row from the top, column from the middle, and weight in 1/2^16 of each of `count` taps.
    public let taps: UnsafePointer<Int>
    public let count: Int
    /// The sample's own row.
    public let middle: Int
    /// Weight of each difference, in 1/2^28.
    public let table: UnsafePointer<UInt32>

    public init(taps: UnsafePointer<Int>, count: Int, middle: Int, table: UnsafePointer<UInt32>) {
        (self.taps, self.count, self.middle, self.table) = (taps, count, middle, table)
    }
}

/// The call's rows are those of the window; its state is scratch.
public typealias BilateralPairsKernel = @Sendable (RowCall, BilateralPairs) -> Void
public typealias BilateralWeightsKernel = @Sendable (RowCall, BilateralWeights) -> Void
public typealias BilateralTapsKernel = @Sendable (RowCall, BilateralTaps) -> Void
