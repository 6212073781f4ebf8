// gamma: out = black + (white − black) · ((v − black) / (white − black))^(1/gamma) between black and white, rounded half up; codes outside that range pass.
import Glibc
import VideoFrame

public struct Gamma: PointwiseFilter {
    public static let gamma = NumberParameter("gamma", 0.1...10, default: 1, "above 1 lightens the mid tones")
    public static let descriptor = FilterDescriptor(
        name: "gamma", summary: "bend the mid tones", parameters: [.number(gamma)], example: "--gamma=1.4", topic: .light, planes: .light)

    public let gamma: Double

    public init(_ arguments: FilterArguments) throws(FilterError) { gamma = arguments[Self.gamma] }
    public init(gamma: Double) { self.gamma = gamma }

    public func table(plane: Int, shape: FrameShape) -> SampleTable? {
        guard !shape.format.isChroma(plane: plane) else { return nil }
        let black = Double(shape.black), range = Double(shape.white - shape.black)
        return SampleTable(depth: shape.format.depth) { code in
            code <= shape.black || code >= shape.white ? Double(code) : black + range * pow((Double(code) - black) / range, 1 / gamma)
        }
    }
}
