// sepia: the brown of old prints.
//
// Definition. The widely used matrix R' = 0.393R + 0.769G + 0.189B, G' = 0.349R + 0.686G + 0.168B, B' = 0.272R + 0.534G + 0.131B has rows that are multiples of
// the first to within 0.002, and is taken as such: with S = (0.393R + 0.769G + 0.189B) / 1.351, a plane of its own made as in ColourMatrix.swift,
//     R' = min(1.351 S, 1),   G' = min(1.203 S, 1),   B' = min(0.937 S, 1)   of the nominal range, below black as black.
// So the result is a table of S: R', G', B' themselves, or the frame's own Y, Cb, Cr of them, rounded half up. In subsampled frames luma and chroma each have
// an S of their own, at their own sampling. Gray frames pass.
import Kernels
import VideoFrame

public struct Sepia: VideoFilter {
    public static let descriptor = FilterDescriptor(name: "sepia", summary: "the brown of old prints", example: "--sepia", topic: .light, planes: .colors)

    public init(_ arguments: FilterArguments) throws(FilterError) {}
    public init() {}

    /// Of S, with the frame's own R, G, B or Y, Cb, Cr as planes.
    private func tables(_ shape: FrameShape) -> [SampleTable] {
        let black = Double(shape.black), span = Double(shape.span), frame = FrameMatrix(for: shape).toYUV
        func tint(_ code: Int) -> [Double] {
            let share = max(0, (Double(code) - black) / span)
            return [1.351, 1.203, 0.937].map { min($0 * share, 1) }
        }
        return (0..<3).map { plane in
            SampleTable(depth: shape.format.depth) { code in
                let rgb = tint(code)
                if shape.format.family == .rgb { return black + span * rgb[[1, 2, 0][plane]] }
                let value = zip(frame.rows[plane], rgb).reduce(0) { $0 + $1.0 * $1.1 }
                return plane == 0 ? black + span * value : Double(shape.neutral) + Double(shape.chromaSpan) * value
            }
        }
    }

    private static let weights = [0.393 / 1.351, 0.769 / 1.351, 0.189 / 1.351]

    /// S from R, G, B or from Y, Cb, Cr.
    private func light(_ shape: FrameShape, kernels: KernelTable? = nil) -> AffineRow {
        if shape.format.family == .rgb { return shape.lights(Self.weights, kernels: kernels) }
        let toRGB = FrameMatrix(for: shape).toRGB
        return shape.light((0..<3).map { column in (0..<3).reduce(0) { $0 + Self.weights[$1] * toRGB.rows[$1][column] } }, kernels: kernels)
    }

    public func reference(_ picture: Picture) -> Picture {
        let shape = picture.shape, planes = picture.planes
        guard shape.format.family != .gray else { return picture }
        let row = light(shape), tables = tables(shape)
        var result = picture
        func tone(_ a: [Int], _ b: [Int], _ c: [Int], plane: Int) -> [Int] { a.indices.map { Int(tables[plane].values[row.value(a[$0], b[$0], c[$0])]) } }
        if shape.format.family == .rgb {
            for plane in 0..<3 { result.planes[plane] = tone(planes[2], planes[0], planes[1], plane: plane) }
        } else {
            let mean = picture.mean(planes[0])
            result.planes[0] = tone(planes[0], picture.repeated(planes[1]), picture.repeated(planes[2]), plane: 0)
            for plane in 1...2 { result.planes[plane] = tone(mean, planes[1], planes[2], plane: plane) }
        }
        return result
    }

    public var hasRowPlan: Bool { true }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        let shape = graph.shape, planes = graph.planes
        guard shape.format.family != .gray else { return }
        let row = light(shape, kernels: kernels), tables = tables(shape)
        if shape.format.family == .rgb {
            let light = graph.operation(row, inputs: [planes[2], planes[0], planes[1]])
            for plane in 0..<3 { graph.planes[plane] = graph.table(tables[plane], input: light) }
            return
        }
        let light = graph.operation(
            row, inputs: [planes[0], graph.repeated(planes[1], kernels: kernels), graph.repeated(planes[2], kernels: kernels)])
        graph.planes[0] = graph.table(tables[0], input: light)
        let isWhole = shape.format.chromaShiftX == 0 && shape.format.chromaShiftY == 0
        let coarse = isWhole ? light : graph.operation(row, inputs: [graph.mean(planes[0], kernels: kernels), planes[1], planes[2]])
        for plane in 1...2 { graph.planes[plane] = graph.table(tables[plane], input: coarse) }
    }
}
