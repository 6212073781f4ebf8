// Counting of bytes as pairs, against counting one by one, at every level.
import Kernels
import TestSupport
import Testing

@Suite struct HistogramTests {
    /// Rows of every length up to some words, of samples that stand still for a while, also across rows, so that words repeat in all ways.
    @Test(arguments: [1, 2, 16, 256]) func pairsCountEverySampleOnce(values: UInt64) {
        var generator = SeededGenerator(state: values)
        for level in KernelLevel.allCases where level <= .detected {
            let kernels = KernelTable(level: level).wholeFrame
            var bins = [UInt32](repeating: 0, count: 65536 + 256), expected = [UInt32](repeating: 0, count: 256)
            for count in 0..<70 {
                var row: [UInt8] = []
                while row.count < count {
                    let value = UInt8(truncatingIfNeeded: generator.next() % values), length = Int(generator.next() % 3 == 0 ? generator.next() % 40 : 1)
                    row += [UInt8](repeating: value, count: min(length, count - row.count))
                }
                for sample in row { expected[Int(sample)] += 1 }
                row.withUnsafeBytes { row in
                    bins.withUnsafeMutableBufferPointer { bins in
                        guard let from = row.baseAddress, let to = bins.baseAddress else { return }
                        kernels.countPairs8(from, count, to)
                    }
                }
            }
            bins.withUnsafeMutableBufferPointer { if let bins = $0.baseAddress { kernels.foldPairs8(bins) } }
            #expect(bins.suffix(256) == expected[...], "\(level)")
            #expect(bins.prefix(65536).allSatisfy { $0 == 0 }, "\(level)")
        }
    }
}
