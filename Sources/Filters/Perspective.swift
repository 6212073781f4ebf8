// perspective: a quadrilateral of the picture is stretched over the whole frame.
//
// Definition. The four corners, clockwise from the top left, come to lie at the frame's. With s = (x + ½)/width, t = (y + ½)/height the place (x, y) shows the place
// (u, v) of the input (Warp.swift), where u + ½ = (a·s + b·t + c)/(g·s + h·t + 1) and v + ½ = (d·s + e·t + f)/(g·s + h·t + 1) is the projective map of the unit square
// (Heckbert, Fundamentals of Texture Mapping and Image Warping, 1989, 2.2.3). Beyond the picture all is black. The corners must make a convex quadrilateral.
import Kernels
import VideoFrame

/// Shows a quadrilateral of the picture as the whole frame.
public struct Perspective: VideoFilter {
    public static let corners = TextParameter(
        "corners", form: "X:Y:X:Y:X:Y:X:Y", default: "0:0:100%:0:100%:100%:0:100%", "corners clockwise from the top left (pixels or %)")
    public static let descriptor = FilterDescriptor(
        name: "perspective", summary: "stretch a quadrilateral over the frame", parameters: [.text(corners)],
        example: "--perspective=10%:5%:90%:0:100%:100%:0:95%", topic: .geometry, planes: .all)

    private let measures: [Measure]
    let fill: FillColor

    public init(_ arguments: FilterArguments) throws(FilterError) {
        let text = arguments[Self.corners], form = "corners=" + Self.corners.form, fields = text.split(separator: ":", omittingEmptySubsequences: false)
        measures = try Measure.read(fields, count: 8, percent: 0...100, filter: "perspective", form: form)
        guard fields.count == 8, !measures.contains(.automatic) else { throw FilterError("perspective: '\(text)' is not four corners", hint: form) }
        fill = try FillColor("black", filter: "perspective")
    }

    /// In luma samples.
    private func points(_ shape: FrameShape) -> [(x: Double, y: Double)] {
        func length(_ measure: Measure, of total: Int) -> Double {
            switch measure {
            case .pixels(let count): Double(count)
            case .percent(let share): share * Double(total) / 100
            case .automatic: 0
            }
        }
        return (0..<4).map { (length(measures[2 * $0], of: shape.width), length(measures[2 * $0 + 1], of: shape.height)) }
    }

    public func check(_ shape: FrameShape) throws(FilterError) {
        try WarpGrid.refuseLarge(shape)
        let corners = points(shape)
        for i in 0..<4 {
            let (a, b, c) = (corners[i], corners[(i + 1) % 4], corners[(i + 2) % 4])
            guard (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x) > 0 else {
                throw FilterError("the corners make no convex quadrilateral", hint: "they run clockwise: top left, top right, bottom right, bottom left")
            }
        }
    }

    public var needsUpright: Bool { true }
    public func reference(_ picture: Picture) -> Picture { warped(picture) }
    public func computePlan(_ graph: inout RowGraph, kernels: KernelTable) -> Bool { warpPlan(&graph) }
    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? { WarpProgram(self, request) }
}

extension Perspective: WarpFilter {
    func map(_ shape: FrameShape) -> (Double, Double) -> (x: Double, y: Double) {
        let p = points(shape), (width, height) = (Double(shape.width), Double(shape.height))
        let (dx1, dx2, dx3) = (p[1].x - p[2].x, p[3].x - p[2].x, p[0].x - p[1].x + p[2].x - p[3].x)
        let (dy1, dy2, dy3) = (p[1].y - p[2].y, p[3].y - p[2].y, p[0].y - p[1].y + p[2].y - p[3].y)
        let area = dx1 * dy2 - dx2 * dy1, scale = area == 0 ? 0 : 1 / area
        let g = (dx3 * dy2 - dx2 * dy3) * scale, h = (dx1 * dy3 - dx3 * dy1) * scale
        let (a, b) = (p[1].x - p[0].x + g * p[1].x, p[3].x - p[0].x + h * p[3].x)
        let (d, e) = (p[1].y - p[0].y + g * p[1].y, p[3].y - p[0].y + h * p[3].y)
        return { x, y in
            // A few samples beyond the frame the divisor may come near to nothing.
            let (s, t) = ((x + 0.5) / width, (y + 0.5) / height), divisor = max(g * s + h * t + 1, 1e-6)
            return ((a * s + b * t + p[0].x) / divisor - 0.5, (d * s + e * t + p[0].y) / divisor - 0.5)
        }
    }
}
