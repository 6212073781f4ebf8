// Three by three matrices between R, G, B and Y, Cb, Cr, and how a filter that is one in RGB acts on frames of any layout.
//
// The frame's own matrix as LumaWeights has it. With the luma weights kR, kG, kB (ITU-R BT.709, BT.601, BT.2020 and others; H.273 eq. 39 ff.):
//     Y = kR·R + kG·G + kB·B,   Cb = (B − Y) / (2 − 2kB),   Cr = (R − Y) / (2 − 2kR)
// A filter whose matrix on (R, G, B) is F acts on YUV as T·F·T⁻¹, T the matrix above: linear, so nothing is clamped between. Luma reads the chroma that covers it,
// chroma the mean of the luma it covers (ChromaSampling.swift).
import Kernels
import VideoFrame

/// Rows of three weights.
struct ColourMatrix: Equatable {
    var rows: [[Double]]

    static let identity = ColourMatrix(rows: [[1, 0, 0], [0, 1, 0], [0, 0, 1]])

    static func diagonal(_ a: Double, _ b: Double, _ c: Double) -> ColourMatrix { ColourMatrix(rows: [[a, 0, 0], [0, b, 0], [0, 0, c]]) }

    /// First `b`, then `a`.
    static func * (a: ColourMatrix, b: ColourMatrix) -> ColourMatrix {
        ColourMatrix(rows: (0..<3).map { row in (0..<3).map { column in (0..<3).reduce(0) { $0 + a.rows[row][$1] * b.rows[$1][column] } } })
    }
}

/// A frame's luma weights as shares, and its matrices with Y, Cb, Cr and R, G, B each spanning 1.
struct FrameMatrix {
    let red, green, blue: Double

    init(for shape: FrameShape) {
        let weights = LumaWeights(for: shape)
        red = Double(weights.red) / 65536
        green = Double(weights.green) / 65536
        blue = Double(weights.blue) / 65536
    }

    /// (Y, Cb, Cr) of (R, G, B).
    var toYUV: ColourMatrix {
        let u = 2 - 2 * blue, v = 2 - 2 * red
        return ColourMatrix(rows: [[red, green, blue], [-red / u, -green / u, (1 - blue) / u], [(1 - red) / v, -green / v, -blue / v]])
    }

    /// (R, G, B) of (Y, Cb, Cr).
    var toRGB: ColourMatrix {
        let u = 2 - 2 * blue, v = 2 - 2 * red
        return ColourMatrix(rows: [[1, 0, v], [1, -blue * u / green, -red * v / green], [1, u, 0]])
    }
}

extension FrameShape {
    /// Codes from no to full chroma, both signs: 224/255 of 8 bits in limited range, every code in full.
    var chromaSpan: Int { isFullRange ? format.maximum : 224 << (format.depth - 8) }
    /// Codes from black to white.
    var span: Int { white - black }

    private func code(_ value: Double) -> Int { min(max(Int((value + 0.5).rounded(.down)), 0), format.maximum) }

    /// The code of Cb or Cr in -0.5...0.5, rounded half up.
    func chromaCode(_ value: Double) -> Int { code(Double(neutral) + Double(chromaSpan) * value) }

    /// From R, G and B in 0...1 to the code in `plane` by the frame's own matrix, rounded half up; the largest in alpha.
    func coder(plane: Int) -> (SIMD4<Double>) -> Int {
        let maximum = format.maximum
        if format.isAlpha(plane: plane) { return { _ in maximum } }
        let row = format.family == .rgb ? ColourMatrix.identity.rows[[1, 2, 0][plane]] : FrameMatrix(for: self).toYUV.rows[plane]
        let isChroma = format.isChroma(plane: plane)
        return { color in
            let value = row[0] * color.x + row[1] * color.y + row[2] * color.z
            return isChroma ? chromaCode(value) : code(Double(black) + Double(span) * value)
        }
    }

    /// The row of a matrix that makes a luma-like plane (Y, or R, G, B at luma's scale) of Y, Cb, Cr.
    func light(_ weights: [Double], kernels: KernelTable? = nil) -> AffineRow {
        let ratio = Double(span) / Double(chromaSpan)
        return AffineRow(
            [weights[0], weights[1] * ratio, weights[2] * ratio], zeros: [black, neutral, neutral], outputZero: black, depth: format.depth, kernels: kernels)
    }

    /// The row of a matrix that makes chroma of (the chroma itself, the other one, Y): in this order, so that an unchanged row is the identity.
    func chroma(own: Double, other: Double, luma: Double, kernels: KernelTable? = nil) -> AffineRow {
        AffineRow(
            [own, other, luma * Double(chromaSpan) / Double(span)], zeros: [neutral, neutral, black], outputZero: neutral, depth: format.depth,
            kernels: kernels)
    }

    /// The row of a matrix over three planes of luma's kind.
    func lights(_ weights: [Double], kernels: KernelTable? = nil) -> AffineRow {
        AffineRow(weights, zeros: [black, black, black], outputZero: black, depth: format.depth, kernels: kernels)
    }
}

/// A filter that is one matrix on R, G and B counted from black. Gray frames pass.
protocol MatrixFilter: VideoFilter {
    func matrix(for shape: FrameShape) -> ColourMatrix
}

extension MatrixFilter {
    /// Rows for planes 0, 1, 2 of a frame with three colour planes: RGB over (R, G, B), YUV over (Y, Cb, Cr), (Cb, Cr, Y), (Cr, Cb, Y).
    private func rows(_ shape: FrameShape, kernels: KernelTable? = nil) -> [AffineRow] {
        let matrix = matrix(for: shape)
        if shape.format.family == .rgb { return [1, 2, 0].map { shape.lights(matrix.rows[$0], kernels: kernels) } }
        let frame = FrameMatrix(for: shape), m = (frame.toYUV * matrix * frame.toRGB).rows.map { $0.map(Self.cleaned) }
        return [
            shape.light(m[0], kernels: kernels), shape.chroma(own: m[1][1], other: m[1][2], luma: m[1][0], kernels: kernels),
            shape.chroma(own: m[2][2], other: m[2][1], luma: m[2][0], kernels: kernels),
        ]
    }

    /// What rounding of Double leaves where the weight is a whole number.
    private static func cleaned(_ weight: Double) -> Double { abs(weight - weight.rounded()) < 1e-9 ? weight.rounded() : weight }

    public func reference(_ picture: Picture) -> Picture {
        let shape = picture.shape
        guard shape.format.family != .gray else { return picture }
        let rows = rows(shape), planes = picture.planes
        var result = picture
        func apply(_ row: AffineRow, _ a: [Int], _ b: [Int], _ c: [Int]) -> [Int] { a.indices.map { row.value(a[$0], b[$0], c[$0]) } }
        if shape.format.family == .rgb {
            for plane in 0..<3 { result.planes[plane] = apply(rows[plane], planes[2], planes[0], planes[1]) }
        } else {
            let mean = picture.mean(planes[0])
            result.planes[0] = apply(rows[0], planes[0], picture.repeated(planes[1]), picture.repeated(planes[2]))
            result.planes[1] = apply(rows[1], planes[1], planes[2], mean)
            result.planes[2] = apply(rows[2], planes[2], planes[1], mean)
        }
        return result
    }

    public var hasRowPlan: Bool { true }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        guard graph.shape.format.family != .gray else { return }
        let rows = rows(graph.shape, kernels: kernels), planes = graph.planes
        if graph.shape.format.family == .rgb {
            for plane in 0..<3 {
                // A plane that only its own samples change is a table's work.
                let position = [1, 2, 0][plane]
                if rows[plane].weights.indices.allSatisfy({ $0 == position || rows[plane].weights[$0] == 0 }) {
                    graph.planes[plane] = graph.table(rows[plane].table(position), input: planes[plane])
                } else {
                    graph.planes[plane] = graph.operation(rows[plane], inputs: [planes[2], planes[0], planes[1]])
                }
            }
            return
        }
        if rows[0].weights[1] != 0 || rows[0].weights[2] != 0 {
            graph.planes[0] = graph.affine(
                rows[0], [planes[0], graph.repeated(planes[1], kernels: kernels), graph.repeated(planes[2], kernels: kernels)])
        } else if !rows[0].isIdentity {
            graph.planes[0] = graph.table(rows[0].table(0), input: planes[0])
        }
        for (plane, other) in [(1, 2), (2, 1)] {
            let row = rows[plane]
            if row.weights[1] == 0 && row.weights[2] == 0 {
                if !row.isIdentity { graph.planes[plane] = graph.table(row.table(0), input: planes[plane]) }
                continue
            }
            // A luma of no weight is not fetched; the chroma's own stands in.
            let luma = row.weights[2] == 0 ? planes[plane] : graph.mean(planes[0], kernels: kernels)
            graph.planes[plane] = graph.operation(row, inputs: [planes[plane], planes[other], luma])
        }
    }
}

extension AffineRow {
    /// The row as a table of input `position`, the others having no weight.
    func table(_ position: Int) -> SampleTable {
        SampleTable((0...maximum).map { code in UInt16(min(max((weights[position] * code + offset) >> shift, 0), maximum)) })
    }
}
