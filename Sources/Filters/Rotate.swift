// rotate: by quarter turns exactly, by any other angle about the middle, clockwise.
//
// Definition. Degrees that are a multiple of 90: samples change places and nothing else (Turn.swift); one or three quarter turns swap width and height. Else the frame
// keeps its size, what comes from beyond is the fill colour, and the place (x, y) shows the place (u, v) of the input (Warp.swift) with
// cx = (width − 1)/2, cy = (height − 1)/2, a the sample aspect (1 where unknown), X = (x − cx)·a, Y = y − cy:
//     u = cx + (X·cos + Y·sin)/a,   v = cy + Y·cos − X·sin.
import Glibc
import Kernels
import VideoFrame

/// Rotates the picture clockwise.
public struct Rotate: VideoFilter {
    public static let degrees = NumberParameter(
        "degrees", -360...360, default: 90, unit: "degrees", "clockwise; multiples of 90 are exact, turn the whole frame and take no region or time")
    public static let fill = TextParameter("fill", form: "COLOUR", default: "black", "what shows beyond the picture: a name or #RRGGBB")
    public static let descriptor = FilterDescriptor(
        name: "rotate", summary: "rotate the picture", parameters: [.number(degrees), .text(fill)], example: "--rotate=-12.5,fill=white", topic: .geometry,
        planes: .all)

    public let degrees: Double
    public let fill: FillColor

    public init(_ arguments: FilterArguments) throws(FilterError) {
        degrees = arguments[Self.degrees]
        fill = try FillColor(arguments[Self.fill], filter: "rotate")
    }

    public init(degrees: Double) throws(FilterError) {
        self.degrees = degrees
        fill = try FillColor("black", filter: "rotate")
    }

    /// Nil: no multiple of 90.
    private var orientation: Orientation? {
        degrees.truncatingRemainder(dividingBy: 90) == 0 ? Orientation(isMirrored: false, quarterTurns: Int(degrees) / 90) : nil
    }

    public var needsUpright: Bool { true }

    public func check(_ shape: FrameShape) throws(FilterError) { if orientation == nil { try WarpGrid.refuseLarge(shape) } }

    public func reference(_ picture: Picture) -> Picture { orientation?.reference(picture) ?? warped(picture) }

    public func computePlan(_ graph: inout RowGraph, kernels: KernelTable) -> Bool {
        guard let orientation else { return warpPlan(&graph) }
        orientation.plan(&graph)
        return true
    }

    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? {
        guard let orientation else { return WarpProgram(self, request) }
        return TurnProgram(orientation, request, outputShape: orientation.applied(to: request.shape))
    }
}

extension Rotate: WarpFilter {
    func map(_ shape: FrameShape) -> (Double, Double) -> (x: Double, y: Double) {
        let angle = degrees * Double.pi / 180, (cosine, sine) = (cos(angle), sin(angle))
        let aspect = shape.aspect, (cx, cy) = (Double(shape.width - 1) / 2, Double(shape.height - 1) / 2)
        return { x, y in
            let (dx, dy) = ((x - cx) * aspect, y - cy)
            return (cx + (dx * cosine + dy * sine) / aspect, cy + dy * cosine - dx * sine)
        }
    }
}
