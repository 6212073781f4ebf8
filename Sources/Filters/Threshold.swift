// threshold: black or white.
//
// Definition. fixed: luma at or above T = black + level · (white − black) becomes nominal white, else nominal black. Chroma becomes neutral; in RGB the result
// stands in all three planes. On full-range 8-bit gray this is cv2.threshold with thresh = 255 · level less a half.
import Kernels
import VideoFrame

public struct Threshold: VideoFilter {
    /// How the threshold is found.
    public enum Method: String, CaseIterable, Sendable { case fixed }

    public static let level = NumberParameter("level", 0...1, default: 0.5, "share of the range from black to white; from it on is white")
    public static let method = ChoiceParameter<Method>("method", default: .fixed, "how the threshold is found")
    public static let descriptor = FilterDescriptor(
        name: "threshold", summary: "black or white by luma", parameters: [.number(level), .choice(method)], example: "--threshold=0.4", topic: .light,
        planes: .lightOnly)

    public let level: Double
    public let method: Method

    public init(_ arguments: FilterArguments) throws(FilterError) {
        level = arguments[Self.level]
        method = arguments[Self.method]
    }

    public init(level: Double, method: Method = .fixed) {
        self.level = level
        self.method = method
    }

    private func table(_ shape: FrameShape) -> SampleTable {
        let limit = Double(shape.black) + level * Double(shape.white - shape.black)
        return SampleTable(depth: shape.format.depth) { Double(Double($0) >= limit ? shape.white : shape.black) }
    }

    public func reference(_ picture: Picture) -> Picture {
        let table = table(picture.shape)
        var result = picture
        result.setLight(picture.luma.map { Int(table.values[$0]) })
        return result
    }

    public var hasRowPlan: Bool { true }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        graph.setLight(graph.table(table(graph.shape), input: graph.luma(kernels: kernels)))
    }
}
