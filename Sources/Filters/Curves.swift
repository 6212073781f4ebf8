// curves: a tone curve through points.
//
// Definition. t = (v − black) / (white − black), c the monotone cubic of MonotoneCurve.swift through the points; f(v) = black + (white − black) · c(t), rounded
// half up and clamped to the code range. Beyond black and white the curve goes on with slope 1: c(0) + t and c(1) + t − 1.
// all: luma, or each of R, G and B, becomes f of itself. luma: luma becomes f(luma); in RGB f(L) − L is added to R, G and B. red, green, blue: that one becomes f
// of itself; in YUV it is computed as a plane P by the frame's own matrix and Y' = Y + k · (f(P) − P), k its weight in Y, and so Cb and Cr, whose P and f(P) are
// the means of what they cover (ChromaSampling.swift, AffineRow.swift). A gray frame has no red, green or blue and passes.
import Kernels
import VideoFrame

public struct Curves: VideoFilter {
    /// What the curve acts on.
    public enum Channel: String, CaseIterable, Sendable { case all, luma, red, green, blue }

    public static let points = TextParameter(
        "points", form: "X:Y/X:Y/...", default: "0:0/1:1", samples: ["0:0/0.25:0.2/0.75:0.8/1:1", "0:0.1/0.5:0.6/1:0.9", "0.1:1/0.9:0"],
        "shares of the range from black to white, X rising")
    public static let channel = ChoiceParameter<Channel>("channel", default: .all, "what the curve acts on")
    public static let descriptor = FilterDescriptor(
        name: "curves", summary: "tone curve through points", parameters: [.text(points), .choice(channel)],
        example: "--curves=0:0/0.25:0.2/0.75:0.8/1:1,channel=luma", topic: .light, planes: .colors)

    public let channel: Channel
    let curve: MonotoneCurve

    public init(_ arguments: FilterArguments) throws(FilterError) {
        channel = arguments[Self.channel]
        curve = try MonotoneCurve.parse(arguments[Self.points])
    }

    private func table(_ shape: FrameShape) -> SampleTable {
        let start = curve.value(0), end = curve.value(1)
        return SampleTable(depth: shape.format.depth) { code in
            let share = Double(code - shape.black) / Double(shape.span)
            let value = share < 0 ? start + share : share > 1 ? end + share - 1 : curve.value(share)
            return Double(shape.black) + Double(shape.span) * value
        }
    }

    /// Index of the channel in (R, G, B).
    private var component: Int? {
        switch channel {
        case .red: 0
        case .green: 1
        case .blue: 2
        case .all, .luma: nil
        }
    }

    /// Rows of (v, f(P), P) that add `weight` · (f(P) − P).
    private static func lightStep(_ shape: FrameShape, _ weight: Double, _ kernels: KernelTable? = nil) -> AffineRow {
        shape.lights([1, weight, -weight], kernels: kernels)
    }

    private static func chromaStep(_ shape: FrameShape, _ weight: Double, _ kernels: KernelTable? = nil) -> AffineRow {
        let scaled = weight * Double(shape.chromaSpan) / Double(shape.span)
        return AffineRow(
            [1, scaled, -scaled], zeros: [shape.neutral, shape.black, shape.black], outputZero: shape.neutral, depth: shape.format.depth, kernels: kernels)
    }

    public func reference(_ picture: Picture) -> Picture {
        let shape = picture.shape, family = shape.format.family, planes = picture.planes, table = table(shape)
        var result = picture
        func bent(_ samples: [Int]) -> [Int] { samples.map { Int(table.values[$0]) } }
        func added(_ samples: [Int], _ new: [Int], _ old: [Int], _ row: AffineRow) -> [Int] {
            samples.indices.map { row.value(samples[$0], new[$0], old[$0]) }
        }
        if let component {
            guard family != .gray else { return picture }
            if family == .rgb {
                let plane = [2, 0, 1][component]
                result.planes[plane] = bent(planes[plane])
                return result
            }
            let frame = FrameMatrix(for: shape), weights = frame.toYUV.rows, row = shape.light(frame.toRGB.rows[component])
            let u = picture.repeated(planes[1]), v = picture.repeated(planes[2]), old = planes[0].indices.map { row.value(planes[0][$0], u[$0], v[$0]) }
            let new = bent(old), meanOld = picture.mean(old), meanNew = picture.mean(new)
            result.planes[0] = added(planes[0], new, old, Self.lightStep(shape, weights[0][component]))
            for plane in 1...2 { result.planes[plane] = added(planes[plane], meanNew, meanOld, Self.chromaStep(shape, weights[plane][component])) }
        } else if family == .rgb && channel == .luma {
            let old = picture.luma, new = bent(old)
            for plane in 0..<3 { result.planes[plane] = added(planes[plane], new, old, Self.lightStep(shape, 1)) }
        } else {
            for plane in 0..<(family == .rgb ? 3 : 1) { result.planes[plane] = bent(planes[plane]) }
        }
        return result
    }

    public var hasRowPlan: Bool { true }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        let shape = graph.shape, family = shape.format.family, planes = graph.planes, table = table(shape)
        if let component {
            guard family != .gray else { return }
            if family == .rgb {
                let plane = [2, 0, 1][component]
                graph.planes[plane] = graph.table(table, input: planes[plane])
                return
            }
            let frame = FrameMatrix(for: shape), weights = frame.toYUV.rows
            let old = graph.operation(
                shape.light(frame.toRGB.rows[component], kernels: kernels),
                inputs: [planes[0], graph.repeated(planes[1], kernels: kernels), graph.repeated(planes[2], kernels: kernels)])
            let new = graph.table(table, input: old)
            graph.planes[0] = graph.affine(Self.lightStep(shape, weights[0][component], kernels), [planes[0], new, old])
            let meanNew = graph.mean(new, kernels: kernels), meanOld = graph.mean(old, kernels: kernels)
            for plane in 1...2 {
                graph.planes[plane] = graph.affine(Self.chromaStep(shape, weights[plane][component], kernels), [planes[plane], meanNew, meanOld])
            }
        } else if family == .rgb && channel == .luma {
            let old = graph.luma(kernels: kernels), new = graph.table(table, input: old)
            for plane in 0..<3 { graph.planes[plane] = graph.affine(Self.lightStep(shape, 1, kernels), [planes[plane], new, old]) }
        } else {
            for plane in 0..<(family == .rgb ? 3 : 1) { graph.planes[plane] = graph.table(table, input: planes[plane]) }
        }
    }
}
