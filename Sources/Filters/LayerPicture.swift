// A picture file made ready to lie over frames of one shape.
//
// Definition, all in Double while the plan is made; the results are whole numbers and part of it. Samples become R, G, B in 0...1 by the file's own range and
// matrix (a chroma sample counts for each luma sample that it covers), times alpha. The picture is resized with Catmull-Rom weights, widened when it shrinks
// (Scale+Taps.swift), borders mirrored, each colour cut to 0...alpha. Its R, G, B count as the frame's own: primaries and transfer are not converted.
// At a sample of a plane alpha and colours are the means of those of the luma samples that it covers, with the same rule as for chroma in Layer.swift;
//     a = round(2^15 · opacity · alpha),   p = the frame's code value of colour / alpha by its own matrix, rounded half up
import Base
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
        colors = planes[0].indices.map { index -> SIMD4<Double> in
            let share = alpha.isEmpty ? 1 : Double(alpha[index]) / Double(format.maximum)
            func part(_ plane: Int) -> Double { min(max(planes[plane][index], 0), 1) * share }
            return SIMD4(part(0), part(1), part(2), share)
        }
        (width, height) = (shape.width, shape.height)
    }

    /// Errors: a side, in whole samples, is longer than a filter makes.
    static func refuseLarge(_ size: (width: Double, height: Double)) throws(FilterError) {
        guard max(size.width, size.height) <= Double(Measure.limit) else {
            throw FilterError(
                "\(shortNumber(size.width))x\(shortNumber(size.height)) is too large", hint: "a side of the picture is at most \(Measure.limit)")
        }
    }

    /// `columns` and `rows` of the picture when its size is `newWidth` x `newHeight`, row by row.
    private func resized(width newWidth: Int, height newHeight: Int, columns: Range<Int>, rows: Range<Int>) -> [SIMD4<Double>] {
        var result: [SIMD4<Double>] = []
        result.reserveCapacity(columns.count * rows.count)
        guard newWidth != width || newHeight != height else {
            for y in rows { result += colors[y * width + columns.lowerBound..<y * width + columns.upperBound] }
            return result
        }
        let down = ScaleTaps(.bicubic, from: height, to: newHeight, count: newHeight, step: 1, offset: 0)
        let across = ScaleTaps(.bicubic, from: width, to: newWidth, count: newWidth, step: 1, offset: 0)
        for y in rows {
            var row = [SIMD4<Double>](repeating: .zero, count: width)
            for (tap, weight) in down.weights[y].enumerated() {
                let from = mirror(down.first[y] + tap, height) * width
                for x in 0..<width { row[x] += colors[from + x] * weight }
            }
            for x in columns {
                var sum = SIMD4<Double>.zero
                for (tap, weight) in across.weights[x].enumerated() { sum += row[mirror(across.first[x] + tap, width)] * weight }
                let alpha = min(max(sum.w, 0), 1)
                result.append(SIMD4(min(max(sum.x, 0), alpha), min(max(sum.y, 0), alpha), min(max(sum.z, 0), alpha), alpha))
            }
        }
        return result
    }

    /// The layer on frames of `shape`: the picture at a size, its first sample at `place`, which may lie outside. By plane, nil where nothing is covered.
    func layer(on shape: FrameShape, size: (width: Int, height: Int), at place: (x: Int, y: Int), opacity: Double) -> [LayerPlane?] {
        opacity > 0 ? planes(on: shape, size, place, opacity: opacity) : Array(repeating: nil, count: shape.format.planeCount)
    }

    /// The same of an opaque picture, black where it lets through, as paint alone.
    func ground(on shape: FrameShape, size: (width: Int, height: Int), at place: (x: Int, y: Int)) -> [LayerPlane?] {
        planes(on: shape, size, place, opacity: nil)
    }

    /// Made of the samples on the frame alone: its size bounds the memory. Without an opacity it is a ground.
    private func planes(on shape: FrameShape, _ size: (width: Int, height: Int), _ place: (x: Int, y: Int), opacity: Double?) -> [LayerPlane?] {
        let columns = (place.x..<place.x + size.width).clamped(to: 0..<shape.width), rows = (place.y..<place.y + size.height).clamped(to: 0..<shape.height)
        guard !columns.isEmpty, !rows.isEmpty else { return Array(repeating: nil, count: shape.format.planeCount) }
        func own(_ range: Range<Int>, _ start: Int) -> Range<Int> { range.lowerBound - start..<range.upperBound - start }
        var colors = resized(width: size.width, height: size.height, columns: own(columns, place.x), rows: own(rows, place.y))
        if opacity == nil { for index in colors.indices { colors[index].w = 1 } }
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
                            let (x, y) = (min(column, shape.width - 1), min(row, shape.height - 1))
                            if columns.contains(x) && rows.contains(y) { sum += colors[(y - rows.lowerBound) * columns.count + x - columns.lowerBound] }
                        }
                    }
                    if let opacity { alphas.append(UInt16((32768 * opacity * sum.w * share).rounded())) }
                    paints.append(code(sum.w > 0 ? sum / sum.w : .zero))
                }
            }
            return LayerPlane(columns: across, rows: down, alpha: alphas, paint: paints, bytesPerSample: shape.format.bytesPerSample)
        }
    }
}

/// The layer that a filter made last: plans for other sets of active filters, in the midst of a run, do not make it again.
final class LayerMemory: Sendable {
    private let made = Locked<(shape: FrameShape, layer: [LayerPlane?])?>(nil)

    func layer(on shape: FrameShape, _ make: () -> [LayerPlane?]) -> [LayerPlane?] {
        if let made = made.withLock({ $0 }), made.shape == shape { return made.layer }
        let layer = make()
        made.withLock { $0 = (shape, layer) }
        return layer
    }
}
