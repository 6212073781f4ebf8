// Signatures and parameters of the kernels of filters that look at whole frames. Pointers belong to the caller and outlive the call.

/// Which code values a histogram counts: bin (clamp(v, low, high) − low) >> shift. One-byte samples are counted as they are, in 8 banks of 256 bins; the
/// others in 4 banks that lie `stride` bins apart (0: all the same).
public struct BinRange: Sendable {
    public let low, high, shift, stride: Int

    public init(low: Int, high: Int, shift: Int, stride: Int) {
        (self.low, self.high, self.shift, self.stride) = (low, high, shift, stride)
    }
}

public typealias CountKernel = @Sendable (UnsafeRawPointer, _ count: Int, _ bins: UnsafeMutablePointer<UInt32>, BinRange) -> Void
/// Bytes counted as pairs of neighbours, into 256 · 256 + 256 bins; then the pairs added to the last 256, and made zero.
public typealias CountPairsKernel = @Sendable (UnsafeRawPointer, _ count: Int, _ bins: UnsafeMutablePointer<UInt32>) -> Void
public typealias FoldPairsKernel = @Sendable (_ bins: UnsafeMutablePointer<UInt32>) -> Void
public typealias MergeKernel =
    @Sendable (UnsafePointer<UInt32>, _ banks: Int, _ stride: Int, _ total: UnsafeMutablePointer<UInt32>, _ count: Int) -> Void
/// Inputs: colour, luma before, luma after.
public typealias MoveKernel = @Sendable (RowCall, _ maximum: Int) -> Void

/// Bit maps of one frame: bit x & 63 of word x >> 6 of row y stands for sample (x, y). Rows are `stride` words apart, of which `words` have samples; the word
/// before and after them and the rows above the first and below the last are zero.
public struct BitMaps: @unchecked Sendable {  // memory is the caller's; kernels write the rows that they are given
    /// What may belong to an edge, and what does.
    public let weak, strong: UnsafeMutablePointer<UInt64>
    public let stride, words, height: Int

    public init(weak: UnsafeMutablePointer<UInt64>, strong: UnsafeMutablePointer<UInt64>, stride: Int, words: Int, height: Int) {
        (self.weak, self.strong, self.stride, self.words, self.height) = (weak, strong, stride, words, height)
    }
}

/// Three rows that can be read one sample beyond both ends; magnitude (2 or 4 bytes a sample) and direction (0 across, 1 down, 2 and 3 the diagonals).
public typealias DirectionKernel =
    @Sendable (
        _ above: UnsafeRawPointer, _ middle: UnsafeRawPointer, _ below: UnsafeRawPointer, _ magnitude: UnsafeMutableRawPointer,
        _ direction: UnsafeMutableRawPointer, _ count: Int
    ) -> Void
/// Three rows of magnitudes that can be read one sample beyond both ends, the middle row's directions, a scratch row of bytes, two rows of bits.
public typealias PeakKernel =
    @Sendable (
        _ above: UnsafeRawPointer, _ middle: UnsafeRawPointer, _ below: UnsafeRawPointer, _ direction: UnsafeRawPointer, _ low: UInt32, _ high: UInt32,
        _ classes: UnsafeMutablePointer<UInt8>, _ weak: UnsafeMutablePointer<UInt64>, _ strong: UnsafeMutablePointer<UInt64>, _ count: Int
    ) -> Void
/// Spreads `strong` through `weak` in rows first ..< end. `stack` and `isStacked` have an entry for each word of the map, zero before and after.
public typealias GrowKernel =
    @Sendable (
        BitMaps, _ first: Int, _ end: Int, _ stack: UnsafeMutablePointer<UInt32>, _ isStacked: UnsafeMutablePointer<UInt8>
    ) -> Void
/// Spreads `strong` on over the seams between rows that were grown in parts: seam k lies above row seams[k].
public typealias JoinKernel =
    @Sendable (
        BitMaps, _ seams: UnsafePointer<Int>, _ count: Int, _ stack: UnsafeMutablePointer<UInt32>, _ isStacked: UnsafeMutablePointer<UInt8>
    ) -> Void
/// A row of samples from a row of bits.
public typealias ExpandKernel = @Sendable (UnsafePointer<UInt64>, UnsafeMutableRawPointer, _ count: Int, _ clear: UInt16, _ set: UInt16) -> Void

/// output[i] = (above[i] · (16384 − weight) + below[i] · weight + 64) >> 7, `weight` in 0 ... 16384.
public typealias BlendTables16Kernel =
    @Sendable (
        _ above: UnsafePointer<UInt16>, _ below: UnsafePointer<UInt16>, _ weight: UInt32, _ output: UnsafeMutablePointer<UInt32>, _ count: Int
    ) -> Void
/// The same for entries of 8 bits: the result fits in 16.
public typealias BlendTables8Kernel =
    @Sendable (
        _ above: UnsafePointer<UInt16>, _ below: UnsafePointer<UInt16>, _ weight: UInt32, _ output: UnsafeMutablePointer<UInt16>, _ count: Int
    ) -> Void
/// One-byte samples between two tables of 256 entries in 1/128, with a weight of the right one for each sample.
public typealias BetweenTables8Kernel =
    @Sendable (
        UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>, _ count: Int, _ left: UnsafePointer<UInt16>, _ right: UnsafePointer<UInt16>,
        _ weights: UnsafePointer<UInt16>
    ) -> Void
/// Two-byte samples between two tables in 1/128; entry i + 1 stands for bin i's last code.
public typealias BetweenTables16Kernel =
    @Sendable (
        UnsafePointer<UInt16>, UnsafeMutablePointer<UInt16>, _ count: Int, _ left: UnsafePointer<UInt32>, _ right: UnsafePointer<UInt32>,
        _ weights: UnsafePointer<UInt16>, BinRange
    ) -> Void

/// output = input >> shift, one byte a sample.
public typealias BytesKernel = @Sendable (UnsafePointer<UInt16>, UnsafeMutablePointer<UInt8>, _ count: Int, _ shift: Int) -> Void
/// Three rows of bytes that can be read one sample beyond both ends; gx and gy of the Sobel operators, and for each vector of them whether |gx| + |gy| is `least`
/// or more anywhere. Room for a vector beyond the ends of all.
public typealias GradientsKernel =
    @Sendable (
        _ above: UnsafePointer<UInt8>, _ middle: UnsafePointer<UInt8>, _ below: UnsafePointer<UInt8>, _ least: Int32, _ gx: UnsafeMutablePointer<Int16>,
        _ gy: UnsafeMutablePointer<Int16>, _ isStrong: UnsafeMutablePointer<UInt8>, _ count: Int
    ) -> Void
/// gx of the row above, of the middle and of the row below, then their gy, all of which can be read one sample beyond both ends; their isStrong, which begins and
/// ends with one vector more; the scores and a 0, in room for two vectors beyond their end. Scores without a strong gradient near may come out as 0.
public typealias HarrisKernel =
    @Sendable (
        _ gradients: UnsafePointer<UnsafePointer<Int16>?>, _ isStrong: UnsafePointer<UnsafePointer<UInt8>?>, UnsafeMutablePointer<Int32>, _ count: Int
    ) -> Void
/// Seven rows of bytes; scores, 0 nearer than 3 to an end and one beyond it. A score that is not above `floor` may come out as anything that is not. Room for a
/// vector beyond the ends of all.
public typealias SegmentKernel =
    @Sendable (UnsafePointer<UnsafePointer<UInt8>?>, UnsafeMutablePointer<UInt8>, _ floor: Int32, _ count: Int) -> Void
/// Three rows of scores that can be read one sample before their start and a vector beyond their end; columns of the middle row's peaks above `floor`, in rising
/// order; returns how many.
public typealias ScorePeaksKernel =
    @Sendable (
        _ above: UnsafePointer<Int32>, _ middle: UnsafePointer<Int32>, _ below: UnsafePointer<Int32>, _ floor: Int32,
        _ columns: UnsafeMutablePointer<UInt32>, _ count: Int
    ) -> Int
/// The same of scores of a byte.
public typealias BytePeaksKernel =
    @Sendable (
        _ above: UnsafePointer<UInt8>, _ middle: UnsafePointer<UInt8>, _ below: UnsafePointer<UInt8>, _ floor: Int32,
        _ columns: UnsafeMutablePointer<UInt32>, _ count: Int
    ) -> Int

/// Non-local means of the rows firstRow ..< endRow of a plane.
public struct MeansCall {
    /// Sample (0, 0) of a plane that can be read beyond its borders as far as search and patch reach, and 80 samples more to the right.
    public let plane: UnsafeRawPointer
    /// In samples.
    public let stride: Int
    public let output: UnsafeMutableRawPointer
    /// In bytes.
    public let outputStride: Int
    public let width, firstRow, endRow: Int
    /// 64-byte aligned.
    public let scratch: UnsafeMutableRawPointer

    @inlinable public init(
        plane: UnsafeRawPointer, stride: Int, output: UnsafeMutableRawPointer, outputStride: Int, width: Int, firstRow: Int, endRow: Int,
        scratch: UnsafeMutableRawPointer
    ) {
        (self.plane, self.stride, self.output, self.outputStride) = (plane, stride, output, outputStride)
        (self.width, self.firstRow, self.endRow, self.scratch) = (width, firstRow, endRow, scratch)
    }
}

/// The names of nlm's definition.
public struct MeansParameters: Sendable {
    public var patchX, patchY, searchX, searchY: Int32
    /// Right shift of the difference of two samples, and of its square.
    public var shift, drop: Int32
    public var farthest, reach, factor, scale: Int32

    public init(
        patchX: Int, patchY: Int, searchX: Int, searchY: Int, shift: Int, drop: Int, farthest: Int, reach: Int, factor: Int, scale: Int
    ) {
        (self.patchX, self.patchY, self.searchX, self.searchY) = (Int32(patchX), Int32(patchY), Int32(searchX), Int32(searchY))
        (self.shift, self.drop, self.farthest) = (Int32(shift), Int32(drop), Int32(farthest))
        (self.reach, self.factor, self.scale) = (Int32(reach), Int32(factor), Int32(scale))
    }
}

public typealias MeansKernel = @Sendable (MeansCall, MeansParameters) -> Void
public typealias ScratchBytes = @Sendable () -> Int

/// sums[x] += added[x], and −= removed[x] where there is such a row.
public typealias ColumnSumsKernel = @Sendable (UnsafeRawPointer, _ removed: UnsafeRawPointer?, UnsafeMutablePointer<UInt32>, _ count: Int) -> Void
/// Inputs: samples, what they are compared with.
public typealias AboveKernel = @Sendable (RowCall, AboveParameters) -> Void

/// sample + offset > limit ? set : clear.
public struct AboveParameters: Sendable {
    public let offset: Int32
    public let clear, set: UInt16

    public init(offset: Int, clear: Int, set: Int) { (self.offset, self.clear, self.set) = (Int32(offset), UInt16(clear), UInt16(set)) }
}

/// A row of blocks' means from sums of `rows` rows; block k ends before column ((k + 1) · size + 2^shift − 1) >> shift.
public typealias BlockMeansKernel =
    @Sendable (UnsafePointer<UInt32>, UnsafeMutableRawPointer, _ count: Int, _ size: Int, _ shift: Int, _ rows: Int) -> Void
