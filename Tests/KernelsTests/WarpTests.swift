// Rows sampled at the places of a grid: against the definition, sample by sample, at every level.
import KernelInterface
import Kernels
import TestSupport
import Testing

@Suite struct WarpTests {
    /// Where places come from. All begin somewhere about the plane, so that its edges and what lies beyond are met.
    enum Places: CaseIterable, Sendable {
        /// Turned and zoomed by little; by so much that samples next to each other lie far apart; bent; any places at all.
        case turned, shrunk, bent, wild

        func nodes(_ generator: inout SeededGenerator, width: Int, height: Int, rows: Int, pitch: Int) -> [Int32] {
            func draw(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &generator) }
            let scale = self == .shrunk ? draw(1.5...9) : draw(0.2...1.2), turn = (x: draw(-1...1) * scale, y: draw(-1...1) * scale)
            let from = (x: draw(-20...Double(width)), y: draw(-20...Double(height))), bend = self == .bent ? draw(-0.02...0.02) : 0
            return (0..<rows * pitch).map { index in
                let y = Double(index / pitch), x = Double(index % pitch / 2 * 16), isAcross = index % 2 == 0
                if self == .wild { return Int32(draw(-30000...30000) * 4096) }
                let place = isAcross ? from.x + x * turn.x + y * turn.y + bend * y * y : from.y - x * turn.y + y * turn.x + bend * x * y
                return Int32(min(max(place, -30000), 30000) * 4096)
            }
        }
    }

    private static func sample(_ plane: [UInt16], _ width: Int, _ height: Int, _ u: Int, _ v: Int, fill: Int) -> UInt16 {
        func folded(_ index: Int, _ count: Int) -> Int {
            guard count > 1 else { return 0 }
            let period = 2 * (count - 1), place = ((index % period) + period) % period
            return place < count ? place : period - place
        }
        func tap(_ x: Int, _ y: Int) -> Int {
            if fill >= 0, x < 0 || y < 0 || x >= width || y >= height { return fill }
            return Int(plane[folded(y, height) * width + folded(x, width)])
        }
        let (x, y, f, g) = (u >> 16, v >> 16, u >> 8 & 255, v >> 8 & 255)
        let top = tap(x, y) * (256 - f) + tap(x + 1, y) * f, low = tap(x, y + 1) * (256 - f) + tap(x + 1, y + 1) * f
        return UInt16((top * (256 - g) + low * g + 32768) >> 16)
    }

    @Test(arguments: Places.allCases, [1, 2]) func rowsAreThoseOfTheDefinition(places: Places, bytes: Int) {
        var generator = SeededGenerator(state: UInt64(bytes))
        for round in 0..<60 {
            let width = Int.random(in: round % 4 == 0 ? 1...9 : 17...150, using: &generator), height = Int.random(in: 1...70, using: &generator)
            let rows = Int.random(in: 1...19, using: &generator), pitch = 2 * ((width + 15) / 16 + 1), planeCount = round % 3 + 1
            let nodes = places.nodes(&generator, width: width, height: height, rows: rows, pitch: pitch)
            let fill = round % 2 == 0 ? -1 : Int.random(in: 0...255, using: &generator), stride = width + 5
            let planes = (0..<planeCount).map { _ in
                (0..<width * height).map { _ in UInt16(truncatingIfNeeded: generator.next()) & (bytes == 1 ? 0xFF : round % 5 == 0 ? 0xFFFF : 0x3FF) }
            }
            let expected = planes.map { plane in
                (0..<rows * stride).map { index -> UInt16 in
                    let x = index % stride, node = index / stride * pitch + x / 16 * 2
                    guard x < width else { return 77 }
                    func place(_ k: Int) -> Int { 16 * Int(nodes[k]) + x % 16 * (Int(nodes[k + 2]) - Int(nodes[k])) + 128 }
                    return Self.sample(plane, width, height, place(node), place(node + 1), fill: fill)
                }
            }
            for level in KernelLevel.allCases where level <= .detected {
                let kernels = KernelTable(level: level).geometry, kernel = bytes == 1 ? kernels.warp8 : kernels.warp16
                let found = Self.warped(planes, width, height, bytes: bytes, nodes, pitch: pitch, rows: rows, stride: stride, fill: fill, kernel)
                #expect(found == expected, "\(level), \(width)x\(height), \(rows) rows, \(planeCount) planes, fill \(fill), round \(round)")
            }
        }
    }

    /// What the kernel writes into planes of 77, padding included.
    private static func warped(
        _ planes: [[UInt16]], _ width: Int, _ height: Int, bytes: Int, _ nodes: [Int32], pitch: Int, rows: Int, stride: Int, fill: Int,
        _ kernel: WarpKernel
    ) -> [[UInt16]] {
        func memory(_ count: Int) -> UnsafeMutableRawBufferPointer { .allocate(byteCount: count * bytes, alignment: 64) }
        func put(_ value: UInt16, _ index: Int, _ memory: UnsafeMutableRawBufferPointer) {
            if bytes == 1 { memory[index] = UInt8(value) } else { memory.storeBytes(of: value, toByteOffset: 2 * index, as: UInt16.self) }
        }
        let sources = planes.map { _ in memory(width * height) }, outputs = planes.map { _ in memory(rows * stride) }
        defer { for one in sources + outputs { one.deallocate() } }
        for (plane, to) in zip(planes, sources) { for (index, value) in plane.enumerated() { put(value, index, to) } }
        for to in outputs { for index in 0..<rows * stride { put(77, index, to) } }
        let calls = zip(sources, outputs).compactMap { from, to -> WarpPlane? in
            guard let source = from.baseAddress, let output = to.baseAddress else { return nil }
            return WarpPlane(source: source, stride: width * bytes, output: output, outputStride: stride * bytes, fill: fill)
        }
        calls.withUnsafeBufferPointer { calls in
            nodes.withUnsafeBufferPointer { nodes in
                guard let calls = calls.baseAddress, let grid = nodes.baseAddress else { return }
                kernel(
                    WarpCall(planes: calls, planeCount: planes.count, width: width, height: height, grid: grid, pitch: pitch, rows: rows, count: width))
            }
        }
        return outputs.map { to in
            (0..<rows * stride).map { bytes == 1 ? UInt16(to[$0]) : to.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self) }
        }
    }
}
