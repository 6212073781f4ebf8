import KernelInterface
// Histogram of luma over the nominal range, counted by many tasks.
import Kernels
import VideoFrame

/// Counts of luma's code values; samples below nominal black count as black, those above white as white.
struct LightHistogram: Sendable {
    let range: BinRange
    /// Bins of the result.
    let count: Int
    /// The sum over all workers, after `merge`.
    let total: Scratch<UInt32>
    private let bins: Scratch<UInt32>
    private let banks, stride, workers: Int
    private let isByte: Bool
    private let kernels: WholeFrameKernels

    /// `shift`: code values share a bin with their 2^shift neighbours; 0 at 8 bits.
    init(_ shape: FrameShape, kernels: KernelTable, workers: Int, shift: Int = 0) {
        isByte = shape.format.bytesPerSample == 1
        count = (shape.white - shape.black) >> shift + 1
        // Four banks of more than 2^12 bins would fall out of the nearest cache.
        let isLarge = count > 4096
        banks = isByte ? 8 : isLarge ? 1 : 4
        stride = isByte ? 256 : count
        range = BinRange(low: shape.black, high: shape.white, shift: shift, stride: isLarge ? 0 : stride)
        self.workers = workers
        self.kernels = kernels.wholeFrame
        bins = Scratch(workers * banks * stride)
        total = Scratch(isByte ? 256 : count)
    }

    func clear() {
        bins.clear()
        total.clear()
    }

    /// Adds samples of one row.
    func add(_ row: UnsafeRawPointer, count: Int, worker: Int) {
        let target = bins.values + worker * banks * stride
        if isByte { kernels.count8(row, count, target, range) } else { kernels.count16(row, count, target, range) }
    }

    /// Sums up what the workers counted.
    func merge() {
        kernels.merge(bins.values, workers * banks, stride, total.values, stride)
        guard isByte else { return }
        let values = total.values, low = range.low, high = range.high
        for code in 0..<low { values[low] &+= values[code] }
        for code in high + 1..<256 where high < 255 { values[high] &+= values[code] }
        for bin in 0..<count { values[bin] = values[low + bin] }
    }

    /// The same by definition.
    static func reference(_ luma: [Int], _ shape: FrameShape) -> [UInt32] {
        var counts = [UInt32](repeating: 0, count: shape.white - shape.black + 1)
        for sample in luma { counts[min(max(sample, shape.black), shape.white) - shape.black] += 1 }
        return counts
    }
}
