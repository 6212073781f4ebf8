// invert: the negative. out = black + white − v, clamped to the code range; chroma out = 2·neutral − v, clamped (so code 0 gives the maximum).
import VideoFrame

public struct Invert: PointwiseFilter {
    public static let descriptor = FilterDescriptor(
        name: "invert", summary: "negative of light and colour", example: "--invert", topic: .light, planes: .colors)

    public init(_ arguments: FilterArguments) throws(FilterError) {}
    public init() {}

    public func table(plane: Int, shape: FrameShape) -> SampleTable? {
        let sum = shape.format.isChroma(plane: plane) ? 2 * shape.neutral : shape.black + shape.white
        return SampleTable(depth: shape.format.depth) { Double(sum - $0) }
    }
}
