// A picture file made ready to lie over frames of one shape.
//
// Definition, all in Double while the plan is made; the results are whole numbers and part of it. Samples become R, G, B in 0...1 by the file's own range and
// matrix (a chroma sample counts for each luma sample that it covers), times alpha. The picture is resized with Catmull-Rom weights, widened when it shrinks
// (Scale+Taps.swift), borders mirrored, each colour cut to 0...alpha. Its R, G, B count as the frame's own: primaries and transfer are not converted.
// At a sample of a plane alpha and colours are the means of those of the luma samples that it covers, with the same rule as for chroma in Layer.swift;
//     a = round(2^15 · opacity · alpha),   p = the frame's code value of colour / alpha by its own matrix, rounded half up
import VideoFrame

/// R, G and B times alpha, and alpha, all of 0...1.
struct LayerPicture: Sendable {
    let width, height: Int
    /// By row: R, G, B, alpha.
    private let colors: [SIMD4<Double>]

    init(_ picture: Picture) {
        let shape = picture.shape, format = shape.format, samples = picture.planes
        let black = Double(shape.black), span = Double(shape.span), neutral = Double(shape.neutral), chromaSpan = Double(shape.chromaSpan)
        func light(_ plane: [Int]) -> [Double] { plane.map { (Double($0) - black) / span } }
        var planes: [[Double]]
        switch format.family {
        case .gray: planes = Array(repeating: light(samples[0]), count: 3)
        case .rgb: planes = [light(samples[2]), light(samples[0]), light(samples[1])]
        case .yuv:
            let luma = light(samples[0]), matrix = FrameMatrix(for: shape).toRGB.rows
            let u = picture.repeated(samples[1]).map { (Double($0) - neutral) / chromaSpan }
            let v = picture.repeated(samples[2]).map { (Double($0) - neutral) / chromaSpan }
            planes = matrix.map { row in luma.indices.map { row[0] * luma[$0] + row[1] * u[$0] + row[2] * v[$0] } }
        }
        let alpha = format.hasAlpha ? samples[format.colorPlaneCount] : []
        let colors = planes[0].indices.map { index -> SIMD4<Double> in
            let share = alpha.isEmpty ? 1 : Double(alpha[index]) / Double(format.maximum)
            func part(_ plane: Int) -> Double { min(max(planes[plane][index], 0), 1) * share }
            return SIMD4(part(0), part(1), part(2), share)
        }
        self.init(width: shape.width, height: shape.height, colors: colors)
    }

    private init(width: Int, height: Int, colors: [SIMD4<Double>]) {
        (self.width, self.height, self.colors) = (width, height, colors)
    }

    func scaled(width newWidth: Int, height newHeight: Int) -> LayerPicture {
        guard newWidth != width || newHeight != height else { return self }
        let down = ScaleTaps(.bicubic, from: height, to: newHeight, count: newHeight, inputs: height, step: 1, offset: 0)
        let across = ScaleTaps(.bicubic, from: width, to: newWidth, count: newWidth, inputs: width, step: 1, offset: 0)
        var result: [SIMD4<Double>] = []
        result.reserveCapacity(newWidth * newHeight)
        for y in 0..<newHeight {
            var row = [SIMD4<Double>](repeating: .zero, count: width)
            for (tap, weight) in down.weights[y].enumerated() {
                let from = mirror(down.first[y] + tap, height) * width
                for x in 0..<width { row[x] += colors[from + x] * weight }
            }
            for x in 0..<newWidth {
                var sum = SIMD4<Double>.zero
                for (tap, weight) in across.weights[x].enumerated() { sum += row[mirror(across.first[x] + tap, width)] * weight }
                let alpha = min(max(sum.w, 0), 1)
                result.append(SIMD4(min(max(sum.x, 0), alpha), min(max(sum.y, 0), alpha), min(max(sum.z, 0), alpha), alpha))
            }
        }
        return LayerPicture(width: newWidth, height: newHeight, colors: result)
    }

    /// The picture, with black where it lets through what is below.
    var opaque: LayerPicture { LayerPicture(width: width, height: height, colors: colors.map { SIMD4($0.x, $0.y, $0.z, 1) }) }

    /// The layer on frames of `shape` with the picture's first sample at (x, y), which may lie outside; by plane, nil where nothing is covered.
    func layer(on shape: FrameShape, x left: Int, y top: Int, opacity: Double) -> [LayerPlane?] {
        let columns = (left..<left + width).clamped(to: 0..<shape.width), rows = (top..<top + height).clamped(to: 0..<shape.height)
        guard !columns.isEmpty, !rows.isEmpty, opacity > 0 else { return Array(repeating: nil, count: shape.format.planeCount) }
        return (0..<shape.format.planeCount).map { plane in
            let shift = shape.format.shifts(plane: plane), share = 1 / Double(1 << (shift.x + shift.y)), code = shape.coder(plane: plane)
            let across = columns.lowerBound >> shift.x..<((columns.upperBound - 1) >> shift.x) + 1
            let down = rows.lowerBound >> shift.y..<((rows.upperBound - 1) >> shift.y) + 1
            var alphas: [UInt16] = [], paints: [Int] = []
            for y in down {
                for x in across {
                    var sum = SIMD4<Double>.zero
                    for row in y << shift.y..<(y + 1) << shift.y {
                        for column in x << shift.x..<(x + 1) << shift.x {
                            let place = (x: min(column, shape.width - 1), y: min(row, shape.height - 1))
                            if columns.contains(place.x) && rows.contains(place.y) { sum += colors[(place.y - top) * width + place.x - left] }
                        }
                    }
                    alphas.append(UInt16((32768 * opacity * sum.w * share).rounded()))
                    paints.append(code(sum.w > 0 ? sum / sum.w : .zero))
                }
            }
            return LayerPlane(columns: across, rows: down, alpha: alphas, paint: paints, bytesPerSample: shape.format.bytesPerSample)
        }
    }
}

extension FrameShape {
    /// From R, G and B in 0...1 to the code value in `plane` by the frame's own matrix; the largest in alpha.
    fileprivate func coder(plane: Int) -> (SIMD4<Double>) -> Int {
        let maximum = format.maximum
        if format.isAlpha(plane: plane) { return { _ in maximum } }
        let row = format.family == .rgb ? ColourMatrix.identity.rows[[1, 2, 0][plane]] : FrameMatrix(for: self).toYUV.rows[plane]
        let isChroma = format.isChroma(plane: plane), zero = Double(isChroma ? neutral : black), scale = Double(isChroma ? chromaSpan : span)
        return { color in
            let value = zero + scale * (row[0] * color.x + row[1] * color.y + row[2] * color.z)
            return min(max(Int((value + 0.5).rounded(.down)), 0), maximum)
        }
    }
}
