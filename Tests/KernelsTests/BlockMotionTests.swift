// Kernels that find how blocks lie in another picture: sums against plain loops, at every level.
import Kernels
import TestSupport
import Testing

@Suite struct BlockMotionTests {
    private static func bytes(_ count: Int, seed: UInt64, extreme: Bool) -> [UInt8] {
        var generator = SeededGenerator(state: seed)
        return (0..<count).map { _ in extreme ? (generator.next() & 1 == 0 ? 0 : 255) : UInt8(truncatingIfNeeded: generator.next()) }
    }

    @Test(arguments: [false, true]) func sumsAreThoseOfTheDefinition(extreme: Bool) {
        let stride = 48, area = Self.bytes(stride * 40, seed: 1, extreme: extreme), block = Self.bytes(stride * 40, seed: 2, extreme: extreme)
        func difference(_ x: Int, _ y: Int) -> Int32 {
            (0..<256).reduce(0) { $0 + abs(Int32(area[(y + $1 / 16) * stride + x + $1 % 16]) - Int32(block[$1 / 16 * stride + $1 % 16])) }
        }
        var expected = [Int32](repeating: 0, count: 9)
        for y in 1...16 {
            for x in 1...16 {
                func both(_ at: Int) -> Int32 { Int32(area[at]) + Int32(block[at]) }
                let at = y * stride + x, gx = both(at + 1) - both(at - 1), gy = both(at + stride) - both(at - stride), e = Int32(area[at]) - Int32(block[at])
                for (index, value) in [gx, gy, e, gx * gx, gx * gy, gy * gy, gx * e, gy * e, e * e].enumerated() { expected[index] += value }
            }
        }
        for level in KernelLevel.allCases where level <= .detected {
            let kernels = KernelTable(level: level).time
            var found = [Int32](repeating: -1, count: 9), sums = [Int32](repeating: -1, count: 7 * 5 + 1)
            area.withUnsafeBufferPointer { area in
                block.withUnsafeBufferPointer { block in
                    guard let area = area.baseAddress, let block = block.baseAddress else { return }
                    found.withUnsafeMutableBufferPointer { to in
                        guard let to = to.baseAddress else { return }
                        kernels.blockGradients(area + stride + 1, stride, block + stride + 1, stride, to)
                    }
                    sums.withUnsafeMutableBufferPointer { if let to = $0.baseAddress { kernels.blockDifferences(block, stride, area, stride, 7, 5, to) } }
                }
            }
            #expect(found == expected, "\(level)")
            #expect(sums == (0..<35).map { difference($0 % 7, $0 / 7) } + [-1], "\(level)")
        }
    }

    @Test(arguments: 0...6) func picturesShrink(halvings: Int) {
        for count in [1, 7, 64, 101] {
            var generator = SeededGenerator(state: UInt64(count))
            let input = (0..<count << halvings).map { _ in UInt32(generator.next() & 0xFFFF) }
            let expected = (0..<count).map { x in UInt8((0..<1 << halvings).reduce(0) { $0 + Int(input[x << halvings + $1]) } >> (halvings + 8)) }
            for level in KernelLevel.allCases where level <= .detected {
                var sums = input, output = [UInt8](repeating: 7, count: count + 1)
                sums.withUnsafeMutableBufferPointer { sums in
                    output.withUnsafeMutableBufferPointer { output in
                        guard let sums = sums.baseAddress, let output = output.baseAddress else { return }
                        KernelTable(level: level).time.shrink(sums, output, count, halvings, halvings + 8)
                    }
                }
                #expect(output == expected + [7], "\(level) \(count)")
            }
        }
    }
}
