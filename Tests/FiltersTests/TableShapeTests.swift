// Tables that are lines or steps: found where they are, not where they are not, and computed to the same values.
import KernelInterface
import Kernels
import Testing

@testable import Filters

@Suite struct TableShapeTests {
    private static func values(_ depth: Int, _ value: (Int) -> Int) -> [UInt16] {
        (0..<1 << depth).map { UInt16(min(max(value($0), 0), (1 << depth) - 1)) }
    }

    /// Every code that its type holds, through the kernels of every level.
    private static func check(_ values: [UInt16], isByte: Bool) {
        let codes = isByte ? 256 : 65536
        for level in KernelLevel.allCases where level <= .detected {
            let rows = TableRows(table: SampleTable(values), bytesPerSample: isByte ? 1 : 2, kernels: KernelTable(level: level))
            let expected = (0..<codes).map { $0 < values.count ? values[$0] : values[values.count - 1] }
            var result = [UInt16](repeating: 0, count: codes)
            if isByte {
                let input = (0..<codes).map { UInt8($0) }
                var bytes = [UInt8](repeating: 0, count: codes)
                input.withUnsafeBytes { input in bytes.withUnsafeMutableBytes { run(rows, input, $0, codes) } }
                result = bytes.map { UInt16($0) }
            } else {
                let input = (0..<codes).map { UInt16($0) }
                input.withUnsafeBytes { input in result.withUnsafeMutableBytes { run(rows, input, $0, codes) } }
            }
            #expect(result == expected, "\(level)")
        }
    }

    private static func run(_ rows: TableRows, _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer, _ count: Int) {
        guard let source = input.baseAddress, let target = output.baseAddress else { return }
        RowCall.with(source, output: target, count: count) { rows.run($0, row: 0) }
    }

    @Test(arguments: [8, 10, 16]) func linesAreFound(depth: Int) {
        let maximum = (1 << depth) - 1, whole = depth == 8 ? 255 : 65535
        for offset in [-maximum / 2, -7, 0, 3, maximum / 3] {
            let rising = Self.values(depth) { $0 + offset }, falling = Self.values(depth) { maximum + offset - $0 }
            let cut = Self.values(depth) { min(max($0 + offset, maximum / 5), maximum / 2) }
            for values in [rising, falling, cut] {
                #expect(TableLine(values, maximum: whole) != nil && TableStep(values) == nil)
                Self.check(values, isByte: depth == 8)
            }
        }
        // Chroma's negative in 16 bits: the line begins above the type's maximum.
        #expect(depth != 16 || TableLine(Self.values(16) { 65536 - $0 }, maximum: 65535) != nil)
    }

    @Test(arguments: [8, 10, 16]) func stepsAreFound(depth: Int) {
        let maximum = (1 << depth) - 1
        for (edge, below, above) in [(maximum / 2, 0, maximum), (1, maximum, 5), (maximum, 7, 3), (0, 4, 9)] {
            let values = Self.values(depth) { $0 < edge ? below : above }
            #expect(TableStep(values) != nil)
            Self.check(values, isByte: depth == 8)
        }
    }

    @Test(arguments: [8, 10]) func othersAreLookedUp(depth: Int) {
        let maximum = (1 << depth) - 1
        let bump = Self.values(depth) { $0 == 9 ? 11 : $0 }, slope = Self.values(depth) { 2 * $0 }, dent = Self.values(depth) { $0 == maximum ? 0 : $0 }
        let island = Self.values(depth) { $0 == 100 ? 1 : 0 }
        for values in [bump, slope, dent, island] {
            #expect(TableLine(values, maximum: depth == 8 ? 255 : 65535) == nil && TableStep(values) == nil)
            Self.check(values, isByte: depth == 8)
        }
    }
}
