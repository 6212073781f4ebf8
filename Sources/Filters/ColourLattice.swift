// A 3D look-up table made ready for frames of one shape: entries in the frame's own code values, positions by whole-number weights.
//
// Definition. Entries: the colour (1 − strength) · p + strength · table(p) at each lattice point p, cut to 0...1, as the frame's R, G, B or its Y, Cb, Cr by the
// frame's own matrix, in 1/2^(16−depth) of a code value, rounded half up, cut to the code range. Tetrahedral interpolation is linear, so a matrix and a mixture
// applied to the entries are those applied to the results. Positions: each of R, G, B is a sum of the three samples (YUV: the inverse matrix) in whole weights
// of 2^-(14+s) of a cell, shifted down by s and cut to the lattice; s is 16; up to 12 bits a sample the largest of 4...16 with
// which the sums fit 32 bits, where there is one.
// With the fractions f₁ ≥ f₂ ≥ f₃ (in 1/2^14) the result is
//     q = (c₀·(2^14 − f₁) + c₁·(f₁ − f₂) + c₂·(f₂ − f₃) + c₃·f₃ + 2^13) >> 14
// c₀ the cell's first corner, c₁ one step along the axis of f₁ from it, c₂ one more along that of f₂, c₃ the opposite corner. A sample is the mean of the q that
// it covers, one for luma or R, G, B: (Σ q + half) >> (16 − depth + log2 of their number); the last column and row stand for those beyond the frame.
import VideoFrame

struct ColourLattice: Sendable {
    static let fraction = 14

    let size: Int
    let shift: Int
    let isWide: Bool
    /// Nine weights by row (R, G, B), three offsets.
    let weights: [Int]
    /// Quads of planes 0, 1, 2 and nothing, less 2^15; past the last one as many as a cell's opposite corner is away.
    let entries: [Int16]

    /// `colour` gives R, G, B in 0...1 of R, G, B at the lattice points of `domain`.
    init(size: Int, domain: [ClosedRange<Double>], shape: FrameShape, colour: (_ r: Int, _ g: Int, _ b: Int) -> [Double]) {
        self.size = size
        (weights, shift, isWide) = Self.positions(size, domain, shape)
        let frame = FrameMatrix(for: shape).toYUV.rows, isRGB = shape.format.family == .rgb, depth = shape.format.depth
        let black = Double(shape.black), span = Double(shape.span), neutral = Double(shape.neutral), chromaSpan = Double(shape.chromaSpan)
        let scale = Double(1 << (16 - depth)), largest = Double(shape.format.maximum)
        func stored(_ code: Double) -> Int16 { Int16((min(max(code, 0), largest) * scale + 0.5).rounded(.down) - 32768) }
        var entries: [Int16] = []
        entries.reserveCapacity(4 * (size * size * size + 1 + size + size * size))
        for b in 0..<size {
            for g in 0..<size {
                for r in 0..<size {
                    let rgb = colour(r, g, b)
                    if isRGB {
                        for channel in [1, 2, 0] { entries.append(stored(black + span * rgb[channel])) }
                    } else {
                        for row in 0..<3 {
                            let value = frame[row][0] * rgb[0] + frame[row][1] * rgb[1] + frame[row][2] * rgb[2]
                            entries.append(stored(row == 0 ? black + span * value : neutral + chromaSpan * value))
                        }
                    }
                    entries.append(0)
                }
            }
        }
        self.entries = entries + [Int16](repeating: 0, count: 4 * (1 + size + size * size))
    }

    private static func positions(_ size: Int, _ domain: [ClosedRange<Double>], _ shape: FrameShape) -> ([Int], Int, Bool) {
        let isRGB = shape.format.family == .rgb, depth = shape.format.depth
        // By row the weight of each sample as the planes are handed over (R, G, B or Y, Cb, Cr), counted from its zero.
        let matrix = isRGB ? ColourMatrix.identity : FrameMatrix(for: shape).toRGB
        let spans = isRGB ? [shape.span, shape.span, shape.span] : [shape.span, shape.chromaSpan, shape.chromaSpan]
        let zeros = isRGB ? [shape.black, shape.black, shape.black] : [shape.black, shape.neutral, shape.neutral]
        func whole(_ shift: Int) -> [Int] {
            var weights: [Int] = [], offsets: [Int] = []
            for row in 0..<3 {
                let unit = Double(size - 1) * Double(1 << (fraction + shift)) / (domain[row].upperBound - domain[row].lowerBound)
                let own = (0..<3).map { Int((matrix.rows[row][$0] * unit / Double(spans[$0])).rounded()) }
                weights += own
                offsets.append(-Int((domain[row].lowerBound * unit).rounded()) - zip(own, zeros).reduce(0) { $0 + $1.0 * $1.1 } + (1 << shift) / 2)
            }
            return weights + offsets
        }
        if depth <= 12 {
            for shift in stride(from: 16, through: 4, by: -1) {
                let weights = whole(shift), maximum = shape.format.maximum
                let largest = (0..<3).map { row in (0..<3).reduce(abs(weights[9 + row])) { $0 + abs(weights[3 * row + $1]) * maximum } }.max() ?? 0
                if largest < 1 << 31 { return (weights, shift, false) }
            }
        }
        return (whole(16), 16, true)
    }

    /// The three q of a sample, each with its 2^15 back.
    func look(_ a: Int, _ b: Int, _ c: Int) -> [Int] {
        let end = (size - 1) << Self.fraction, steps = [1, size, size * size]
        let positions = (0..<3).map { row in
            min(max((weights[3 * row] * a + weights[3 * row + 1] * b + weights[3 * row + 2] * c + weights[9 + row]) >> shift, 0), end)
        }
        var corner = (0..<3).reduce(0) { $0 + (positions[$1] >> Self.fraction) * steps[$1] }
        let fractions = positions.map { $0 & 16383 }, order = [0, 1, 2].sorted { fractions[$0] > fractions[$1] }
        let falling = [1 << Self.fraction] + order.map { fractions[$0] } + [0]
        var sums = [0, 0, 0]
        for number in 0..<4 {
            if number > 0 { corner += steps[order[number - 1]] }
            for plane in 0..<3 { sums[plane] += Int(entries[4 * corner + plane]) * (falling[number] - falling[number + 1]) }
        }
        return sums.map { (($0 + 8192) >> Self.fraction) + 32768 }
    }
}
