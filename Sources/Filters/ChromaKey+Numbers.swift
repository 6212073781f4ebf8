// The whole numbers of chromakey for frames of one shape.
import KernelInterface
import Kernels
import VideoFrame

struct KeyNumbers {
    let key: KeyParameters
    /// Cb and Cr of R, G, B.
    let chroma: [AffineRow]
    private let spills: [SpillParameters?]

    init(_ filter: ChromaKey, _ shape: FrameShape, kernels: KernelTable? = nil) {
        let format = shape.format, frame = FrameMatrix(for: shape), down = max(0, format.depth - 12)
        let rgb = [filter.color.red, filter.color.green, filter.color.blue].map { Double($0) / 255 }
        let (u, v) = (1...2).map { row in (0..<3).reduce(0.0) { $0 + frame.toYUV.rows[row][$1] * rgb[$1] } }.pair
        func code(_ value: Double) -> Int32 { Int32(shape.chromaCode(value) >> down) }
        let largest = Double((1 << (format.depth - down)) - 1)
        func square(_ share: Double) -> Int { Int((2 * share * share * largest * largest).rounded()) }
        let inner = square(filter.similarity), ramp = max(1, square(filter.similarity + filter.blend) - inner)
        var shift = 0
        while ramp >> shift > 65535 { shift += 1 }
        key = KeyParameters(
            down: Int32(down), u: code(u), v: code(v), inner: Int32(inner), ramp: Int32(ramp), shift: Int32(shift),
            scale: UInt32((2_147_483_648 / Double(ramp >> shift)).rounded()))
        chroma = (1...2).map { row in
            AffineRow(
                frame.toYUV.rows[row].map { $0 * Double(shape.chromaSpan) / Double(shape.span) }, zeros: [shape.black, shape.black, shape.black],
                outputZero: shape.neutral, depth: format.depth, kernels: kernels)
        }
        let length = (u * u + v * v).squareRoot(), hue = (u / length, v / length)
        let losses: [Double?]
        if format.family == .rgb {
            losses = [1, 2, 0].map { row in
                (frame.toRGB.rows[row][1] * hue.0 + frame.toRGB.rows[row][2] * hue.1) * Double(shape.span) / Double(shape.chromaSpan)
            }
        } else {
            losses = [nil, hue.0, hue.1]
        }
        spills = losses.map { loss in
            guard let loss, filter.despill > 0 else { return nil }
            return SpillParameters(
                u: Int32((hue.0 * 16384).rounded()), v: Int32((hue.1 * 16384).rounded()), neutral: Int32(shape.neutral),
                weight: Int32((loss * filter.despill * 1024).rounded()), maximum: Int32(format.maximum))
        }
    }

    /// Nil where the plane keeps its light: luma of YUV, alpha.
    func spill(plane: Int) -> SpillParameters? { plane < spills.count ? spills[plane] : nil }

    /// The background's share of a sample.
    func share(_ u: Int, _ v: Int) -> Int {
        let du = (u >> Int(key.down)) - Int(key.u), dv = (v >> Int(key.down)) - Int(key.v)
        let t = min(max(du * du + dv * dv - Int(key.inner), 0), Int(key.ramp)) >> Int(key.shift)
        return 32768 - min((t * Int(key.scale) + 32768) >> 16, 32768)
    }

    static func spilled(_ sample: Int, _ u: Int, _ v: Int, _ spill: SpillParameters) -> Int {
        let du = u - Int(spill.neutral), dv = v - Int(spill.neutral)
        let along = du * Int(spill.u) + dv * Int(spill.v), across = du * Int(spill.v) - dv * Int(spill.u)
        let excess = max(along - abs(across), 0) >> 10
        return min(max(sample - ((excess * Int(spill.weight) + 8192) >> 14), 0), Int(spill.maximum))
    }
}

extension Array where Element == Double {
    fileprivate var pair: (Double, Double) { (self[0], self[1]) }
}
