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
    /// By worker: banks of bins, or pairs and, from `singles` on, what they become.
    private let bins: Scratch<UInt32>
    private let banks, stride, workers: Int
    private let isByte, isPaired: Bool
    private static let singles = 65536
    /// Samples a worker for pairs to pay: adding up their 65536 bins costs as much as 80000 samples gain.
    private static let leastPaired = 1 << 17
    /// By worker: not 0 where it has counted pairs that are not added up yet.
    private let counted: Scratch<UInt8>
    private let kernels: WholeFrameKernels

    /// `shift`: code values share a bin with their 2^shift neighbours; 0 at 8 bits.
    init(_ shape: FrameShape, kernels: KernelTable, workers: Int, shift: Int = 0) {
        isByte = shape.format.bytesPerSample == 1
        count = (shape.white - shape.black) >> shift + 1
        isPaired = isByte && shape.width * shape.height / workers >= Self.leastPaired
        // Four banks of more than 2^12 bins would fall out of the nearest cache.
        let isLarge = count > 4096
        banks = isPaired ? 1 : isByte ? 8 : isLarge ? 1 : 4
        stride = isPaired ? Self.singles + 256 : isByte ? 256 : count
        range = BinRange(low: shape.black, high: shape.white, shift: shift, stride: isLarge ? 0 : stride)
        self.workers = workers
        self.kernels = kernels.wholeFrame
        bins = Scratch(workers * banks * stride)
        counted = Scratch(workers)
        total = Scratch(isByte ? 256 : count)
    }

    /// Before each frame.
    func clear() {
        if isPaired {
            // `fold` leaves the pairs at zero.
            for worker in 0..<workers { singles(worker).update(repeating: 0, count: 256) }
        } else {
            bins.clear()
        }
        total.clear()
    }

    private func singles(_ worker: Int) -> UnsafeMutablePointer<UInt32> { bins.values + worker * stride + Self.singles }

    /// Adds samples of one row.
    func add(_ row: UnsafeRawPointer, count: Int, worker: Int) {
        let target = bins.values + worker * banks * stride
        if isPaired {
            counted.values[worker] = 1
            kernels.countPairs8(row, count, target)
        } else if isByte {
            kernels.count8(row, count, target, range)
        } else {
            kernels.count16(row, count, target, range)
        }
    }

    /// Tasks of the phase between counting and `merge`.
    var foldTasks: Int { isPaired ? workers : 0 }

    /// Adds up the pairs that `worker` counted.
    func fold(_ worker: Int) {
        guard counted.values[worker] != 0 else { return }
        counted.values[worker] = 0
        kernels.foldPairs8(bins.values + worker * stride)
    }

    /// Sums up what the workers counted.
    func merge() {
        kernels.merge(isPaired ? singles(0) : bins.values, workers * banks, stride, total.values, isByte ? 256 : stride)
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
