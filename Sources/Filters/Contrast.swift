// contrast: out = mid + factor · (v − mid), mid = (black + white) / 2, rounded half up and clamped to the code range; luma or R, G and B.
import VideoFrame

public struct Contrast: PointwiseFilter {
    public static let factor = NumberParameter("factor", 0...4, default: 1, "1 changes nothing, 0 is flat gray")
    public static let descriptor = FilterDescriptor(
        name: "contrast", summary: "spread light about mid gray", parameters: [.number(factor)], example: "--contrast=1.2", topic: .light, planes: .light)

    public let factor: Double

    public init(_ arguments: FilterArguments) throws(FilterError) { factor = arguments[Self.factor] }
    public init(factor: Double) { self.factor = factor }

    public func table(plane: Int, shape: FrameShape) -> SampleTable? {
        guard !shape.format.isChroma(plane: plane) else { return nil }
        let middle = Double(shape.black + shape.white) / 2
        return SampleTable(depth: shape.format.depth) { middle + factor * (Double($0) - middle) }
    }
}
