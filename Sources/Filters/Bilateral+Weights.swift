// The numbers of bilateral's definition: window, roots of weights, curve of differences. Made in Double while the plan is made.
import Glibc
import KernelInterface
import VideoFrame

extension Bilateral {
    /// What a plane's sample is mixed with, itself left out.
    struct Window {
        /// `distance` is r².
        let taps: [(x: Int, y: Int, distance: Int)]
        let radiusX, radiusY: Int

        /// The taps k rows above and below in the same column, and in the sample's own row two neighbours.
        var pairs: [Pair] {
            var pairs = taps.filter { $0.y > 0 }.map { Pair(row: $0.y, column: $0.x, first: $0.distance, second: $0.distance) }
            // From the ends inward, so that no pair reads beyond them; the innermost of an odd number has the sample itself for a second.
            let ownRow = taps.filter { $0.y == 0 && $0.x > 0 }.map(\.distance)
            for reach in stride(from: ownRow.count, to: 0, by: -2) {
                let outer = ownRow[reach - 1], inner = reach > 1 ? ownRow[reach - 2] : 0
                pairs.append(Pair(row: 0, column: -reach, first: outer, second: inner))
                pairs.append(Pair(row: 0, column: reach - 1, first: inner, second: outer))
            }
            return pairs
        }
    }

    /// Two taps as kernels take them: row of pairs, column, and both distances; 0 is that of the sample itself, which weighs nothing there.
    struct Pair {
        let row, column, first, second: Int

        func packed(_ root: (Int) -> Int) -> UInt32 { UInt32((first > 0 ? root(first) : 0) | (second > 0 ? root(second) : 0) << 16) }
    }

    /// Root of the weight at no distance: with it the window of the default just has sums below 2^31.
    static let unit = 8000

    /// a ⊗ b.
    static func times(_ a: Int, _ b: Int) -> Int { (a * b + 1 << 14) >> 15 }

    func window(plane: Int, _ format: PixelFormat) -> Window {
        let radius = max(1, Int((1.5 * sigmaSpace).rounded(.toNearestOrEven))), isChroma = format.isChroma(plane: plane)
        let shiftX = isChroma ? format.chromaShiftX : 0, shiftY = isChroma ? format.chromaShiftY : 0
        let radiusX = radius >> shiftX, radiusY = radius >> shiftY
        var taps: [(x: Int, y: Int, distance: Int)] = []
        for y in -radiusY...radiusY {
            for x in -radiusX...radiusX {
                let distance = (x << shiftX) * (x << shiftX) + (y << shiftY) * (y << shiftY)
                if distance > 0 && distance <= radius * radius { taps.append((x, y, distance)) }
            }
        }
        return Window(taps: taps, radiusX: radiusX, radiusY: radiusY)
    }

    func nearness(_ distance: Int) -> Double { exp(-Double(distance) / (2 * sigmaSpace * sigmaSpace)) }
    private func scaledColor(_ depth: Int) -> Double { sigmaColor * Double((1 << depth) - 1) / 255 }

    func root(distance: Int) -> Int { Int((Double(Self.unit) * nearness(distance).squareRoot()).rounded()) }
    func weight(distance: Int) -> Int { Int((65536 * nearness(distance)).rounded()) }

    /// The wide form's weights of all differences.
    func weights(depth: Int) -> [UInt32] {
        let sigma = scaledColor(depth)
        return (0..<1 << depth).map { UInt32((Double(1 << 28) * exp(-Double($0) * Double($0) / (2 * sigma * sigma))).rounded()) }
    }

    func curve(_ window: Window, depth: Int) -> BilateralCurve {
        let sum = window.taps.reduce(0) { $0 + nearness($1.distance) }, sigma = scaledColor(depth) * Double(1 << (15 - depth))
        let cap = Int(min(sigma * (2 * log(2550 * sum)).squareRoot(), Double(((1 << depth) - 1) << (15 - depth))))
        var shift = 0
        while cap << shift < 1 << 15 { shift += 1 }
        let factor = (32767 << 16) / (cap << shift)
        // y is `scale` times d, and h is exp(−(d / 2σ)² / 8).
        let scale = Double(factor << shift) / 65536, ratio = 32768 / (2 * sigma * scale)
        return BilateralCurve(cap: cap, shift: shift, factor: factor, coefficients: Self.coefficients(ratio * ratio / 8))
    }

    /// Those of 32700 · exp(−z·t) as a0 − a1·t + a2·t² − a3·t³, exact at the Chebyshev points of 0 ... 1.
    static func coefficients(_ z: Double) -> [Int] {
        let points = (0..<4).map { 0.5 - 0.5 * cos(Double.pi * Double(2 * $0 + 1) / 8) }
        var sums = [0.0, 0, 0, 0]
        for (i, point) in points.enumerated() {
            // The polynomial that is 1 at this point and 0 at the others.
            var product = [1.0, 0, 0, 0], divisor = 1.0
            for (j, other) in points.enumerated() where j != i {
                for power in (1...3).reversed() { product[power] = product[power - 1] - other * product[power] }
                product[0] *= -other
                divisor *= point - other
            }
            for power in 0..<4 { sums[power] += product[power] * exp(-z * point) / divisor }
        }
        return sums.enumerated().map { Int((32700 * ($0.offset % 2 == 0 ? $0.element : -$0.element)).rounded()) }
    }
}

extension BilateralCurve {
    /// Root of the weight of a difference in 1/2^15 of the range.
    func root(_ difference: Int) -> Int {
        eighth(((min(difference, Int(cap)) << Int(shift)) * Int(factor)) >> 16)
    }

    /// The eighth power of the polynomial of u.
    func eighth(_ y: Int) -> Int {
        let u = Bilateral.times(y, y)
        var h = Int(a0) - Bilateral.times(u, Int(a1) - Bilateral.times(u, Int(a2) - Bilateral.times(u, Int(a3))))
        for _ in 0..<3 { h = Bilateral.times(h, h) }
        return h
    }
}
