// flip: mirrored left to right (h), upside down (v), or both, on every plane. See Turn.swift for the definition: v is a mirrored half turn.
// Chroma samples keep their place among the mirrored luma samples to within half of what they cover; the tag of their place stays.
import KernelInterface
import Kernels
import VideoFrame

/// Mirrors the picture, bit for bit.
public struct Flip: VideoFilter {
    public enum Direction: String, CaseIterable, Sendable { case h, v, both }

    public static let direction = ChoiceParameter<Direction>("direction", default: .h, "left to right, upside down, or both")
    public static let descriptor = FilterDescriptor(
        name: "flip", summary: "mirror the picture", parameters: [.choice(direction)], example: "--flip=h", topic: .geometry, planes: .all)

    public let direction: Direction

    public init(_ arguments: FilterArguments) throws(FilterError) { direction = arguments[Self.direction] }
    public init(_ direction: Direction = .h) { self.direction = direction }

    private var orientation: Orientation { Orientation(isMirrored: direction != .both, quarterTurns: direction == .h ? 0 : 2) }

    public var needsUpright: Bool { true }
    /// Rows stay where they are: fused with its neighbours.
    public var hasRowPlan: Bool { direction == .h }

    public func reference(_ picture: Picture) -> Picture { orientation.reference(picture) }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        guard direction == .h else { return }
        let bytes = graph.shape.format.bytesPerSample
        for plane in graph.planes.indices where !graph.isConstant(graph.planes[plane]) {
            let rows = ReversedRows(
                width: graph.shape.size(ofPlane: plane).width, bytesPerSample: bytes,
                kernel: bytes == 1 ? kernels.geometry.reverse8 : kernels.geometry.reverse16)
            graph.planes[plane] = graph.operation(rows, inputs: [graph.planes[plane]])
        }
    }

    public func computePlan(_ graph: inout RowGraph, kernels: KernelTable) -> Bool {
        orientation.plan(&graph)
        return true
    }

    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? {
        TurnProgram(orientation, request, outputShape: request.shape)
    }
}

private struct ReversedRows: RowOperation {
    let width: Int
    let bytesPerSample: Int
    let kernel: ReverseKernel

    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { width - columns.upperBound..<width - columns.lowerBound }
    var computePasses: [ComputePass] { [ComputePass(.moved, from: (width - 1, 0), [1])] }
    func run(_ call: RowCall, row: Int) { kernel(call, width) }
}
