// undistort: straightens what a lens bent.
//
// Definition. With the middle cx = (width − 1)/2, cy = (height − 1)/2, a the sample aspect (1 where unknown), X = (x − cx)·a, Y = y − cy and r² = (X² + Y²)/R²,
// R half the diagonal of the picture (√((width·a)² + height²)/2), the place (x, y) shows the place of the input (Warp.swift)
//     u = cx + (x − cx)·(1 + k1·r² + k2·r⁴),   v = cy + Y·(1 + k1·r² + k2·r⁴).
// k1 < 0 straightens a barrel (wide angles), k1 > 0 a pincushion: the radial terms of Brown's model, with r = 1 in the corners. Beyond the picture all is black.
import Kernels
import VideoFrame

/// Takes out radial lens distortion.
public struct Undistort: VideoFilter {
    public static let k1 = NumberParameter("k1", -1...1, default: -0.1, "quadratic; negative straightens a barrel")
    public static let k2 = NumberParameter("k2", -1...1, default: 0, "of the fourth power")
    public static let descriptor = FilterDescriptor(
        name: "undistort", summary: "straighten what a lens bent", parameters: [.number(k1), .number(k2)], example: "--undistort=-0.12,k2=0.02",
        topic: .geometry, planes: .all)

    public let k1, k2: Double
    let fill: FillColor

    public init(_ arguments: FilterArguments) throws(FilterError) {
        (k1, k2) = (arguments[Self.k1], arguments[Self.k2])
        fill = try FillColor("black", filter: "undistort")
    }

    public var needsUpright: Bool { true }
    public func check(_ shape: FrameShape) throws(FilterError) { try WarpGrid.refuseLarge(shape) }
    public func reference(_ picture: Picture) -> Picture { warped(picture) }
    public func computePlan(_ graph: inout RowGraph, kernels: KernelTable) -> Bool { warpPlan(&graph) }
    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? { WarpProgram(self, request) }
}

extension Undistort: WarpFilter {
    func map(_ shape: FrameShape) -> (Double, Double) -> (x: Double, y: Double) {
        let aspect = shape.aspect
        let (cx, cy) = (Double(shape.width - 1) / 2, Double(shape.height - 1) / 2), (w, h) = (Double(shape.width) * aspect, Double(shape.height))
        let square = (w * w + h * h) / 4, (k1, k2) = (k1, k2)
        return { x, y in
            let (dx, dy) = ((x - cx) * aspect, y - cy), r2 = (dx * dx + dy * dy) / square, factor = 1 + k1 * r2 + k2 * r2 * r2
            return (cx + (x - cx) * factor, cy + dy * factor)
        }
    }
}
