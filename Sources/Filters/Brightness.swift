// brightness: out = v + amount · (white − black), rounded half up and clamped to the code range; luma or R, G and B.
import VideoFrame

public struct Brightness: PointwiseFilter {
    public static let amount = NumberParameter("amount", -1...1, default: 0, "share of the range from black to white that is added")
    public static let descriptor = FilterDescriptor(
        name: "brightness", summary: "add light", parameters: [.number(amount)], example: "--brightness=0.1", topic: .light, planes: .light)

    public let amount: Double

    public init(_ arguments: FilterArguments) throws(FilterError) { amount = arguments[Self.amount] }
    public init(amount: Double) { self.amount = amount }

    public func table(plane: Int, shape: FrameShape) -> SampleTable? {
        guard !shape.format.isChroma(plane: plane) else { return nil }
        return SampleTable(depth: shape.format.depth) { Double($0) + amount * Double(shape.white - shape.black) }
    }
}
