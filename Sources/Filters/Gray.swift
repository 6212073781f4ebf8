// gray: light without colour. Chroma becomes neutral; in RGB all three planes become luma. Gray frames pass.
import Kernels
import VideoFrame

public struct Gray: VideoFilter {
    public static let descriptor = FilterDescriptor(name: "gray", summary: "drop colour, keep light", example: "--gray", topic: .light, planes: .lightOnly)

    public init(_ arguments: FilterArguments) throws(FilterError) {}
    public init() {}

    public func reference(_ picture: Picture) -> Picture {
        var result = picture
        result.setLight(picture.luma)
        return result
    }

    public var hasRowPlan: Bool { true }
    public func plan(_ graph: inout RowGraph, kernels: KernelTable) { graph.setLight(graph.luma(kernels: kernels)) }
}
