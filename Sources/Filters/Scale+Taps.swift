// The weights of scale in one direction of a plane.
import Glibc
import VideoFrame

/// For each output sample the first input sample it reads and the weights from there on, as many for each.
struct ScaleTaps {
    /// Rises, may be negative.
    private(set) var first: [Int]
    /// Sum to one each.
    private(set) var weights: [[Double]]

    /// One in the two fixed-point forms.
    static let narrow = 1 << 14, wide = 1 << 24

    /// `from` and `to` luma samples; the plane has `count` output samples, each covering `step` luma samples and sited `offset` behind the first.
    init(_ method: Scale.Method, from: Int, to: Int, count: Int, step: Int, offset: Double) {
        let ratio = Double(from) / Double(to), radius = Self.radius(method) * (method == .area ? ratio : max(1, ratio))
        let taps = Int((2 * radius).rounded(.up)) + (method == .area ? 1 : 0)
        first = []
        weights = []
        for i in 0..<count {
            let centre = ((Double(step * i) + offset + 0.5) * ratio - 0.5 - offset) / Double(step)
            // The last sample that is not reached; area reaches half a sample more.
            let start = method == .area ? Int((centre - radius + 0.5).rounded(.down)) : Int((centre - radius).rounded(.down)) + 1
            let shape = (start..<start + taps).map { k in
                method == .area
                    ? max(0, min(Double(k) + 0.5, centre + radius) - max(Double(k) - 0.5, centre - radius))
                    : Self.weight(method, (Double(k) - centre) / max(1, ratio))
            }
            let total = shape.reduce(0, +)
            first.append(start)
            weights.append(shape.map { $0 / total })
        }
        trim()
    }

    private static func radius(_ method: Scale.Method) -> Double {
        switch method {
        case .area: 0.5
        case .bilinear: 1
        case .bicubic: 2
        case .lanczos: 3
        }
    }

    private static func weight(_ method: Scale.Method, _ distance: Double) -> Double {
        let t = abs(distance)
        switch method {
        case .area, .bilinear: return max(0, 1 - t)
        case .bicubic: return t < 1 ? (1.5 * t - 2.5) * t * t + 1 : t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0
        case .lanczos:
            func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(Double.pi * x) / (Double.pi * x) }
            return t < 3 ? sinc(t) * sinc(t / 3) : 0
        }
    }

    /// Drops taps at either end that are nothing for every output sample: an unchanged direction has one.
    private mutating func trim() {
        func isNothing(_ index: (([Double]) -> Double)) -> Bool { weights.allSatisfy { $0.count > 1 && abs(index($0)) < 1e-9 } }
        while isNothing({ $0[$0.count - 1] }) { for i in weights.indices { weights[i].removeLast() } }
        while isNothing({ $0[0] }) {
            for i in weights.indices {
                weights[i].removeFirst()
                first[i] += 1
            }
        }
    }

    var count: Int { weights.first?.count ?? 0 }

    /// Whether every output sample is the input's of that number.
    var isIdentity: Bool { count == 1 && first.indices.allSatisfy { first[$0] == $0 } }

    /// Where each output sample is the mean of its two input samples, or 1 3 3 1 of four: how many. The narrow form loses nothing then, whichever comes first.
    var halving: Int? {
        let shape = count == 2 ? [1, 1] : [1, 3, 3, 1], one = Self.narrow / shape.reduce(0, +)
        guard count == shape.count, first.indices.allSatisfy({ first[$0] == 2 * $0 + 1 - count / 2 }) else { return nil }
        return whole(Self.narrow).allSatisfy { $0 == shape.map { $0 * one } } ? count : nil
    }

    /// Whole numbers that sum to `one`.
    func whole(_ one: Int) -> [[Int]] {
        weights.map { taps in
            var whole = taps.map { Int(($0 * Double(one)).rounded()) }
            if let largest = whole.indices.max(by: { whole[$0] < whole[$1] }) { whole[largest] += one - whole.reduce(0, +) }
            return whole
        }
    }

    /// The most that weights are off, and the most that they weigh, in sum over one output sample.
    private var narrowError: (off: Double, gain: Double) {
        var off = 0.0, gain = 0.0
        for (exact, whole) in zip(weights, whole(Self.narrow)) {
            off = max(off, zip(exact, whole).reduce(0) { $0 + abs($1.0 - Double($1.1) / Double(Self.narrow)) })
            gain = max(gain, whole.reduce(0) { $0 + abs(Double($1)) } / Double(Self.narrow))
        }
        return (off, gain)
    }

    /// Whether the narrow form stays within 0.45 of the exact sum before its last rounding. Errors of weights cancel in sum, so at most half the largest code counts; the
    /// words between the passes are off by half of 2^(depth − 14), and fit 16 bits up to a gain of 3.
    static func suits(_ rows: ScaleTaps, _ columns: ScaleTaps, depth: Int) -> Bool {
        guard depth <= 12 else { return false }
        let down = rows.narrowError, across = columns.narrowError
        let weights = Double((1 << depth) - 1) / 2 * (down.off * across.gain + across.off * down.gain)
        return down.gain < 3 && across.gain < 3 && weights + across.gain / Double(1 << (15 - depth)) <= 0.45
    }
}
