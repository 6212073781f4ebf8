// levels: stretch the range between two input levels to the range between two output levels.
//
// Definition. t = (v − black) / (white − black) of luma, or of R, G and B, is a share of the nominal range. With u = (t − in-black) / (in-white − in-black) cut
// at 0 and 1, out = black + (white − black) · (out-black + (out-white − out-black) · u^(1/gamma)), rounded half up and clamped to the code range. out-black
// above out-white makes a negative. Codes beyond nominal black and white become what black and white become.
import Glibc
import VideoFrame

public struct Levels: PointwiseFilter {
    public static let inBlack = NumberParameter("in-black", 0...1, default: 0, "level that becomes out-black; below in-white")
    public static let inWhite = NumberParameter("in-white", 0...1, default: 1, "level that becomes out-white")
    public static let outBlack = NumberParameter("out-black", 0...1, default: 0, "what in-black becomes")
    public static let outWhite = NumberParameter("out-white", 0...1, default: 1, "what in-white becomes")
    public static let gamma = NumberParameter("gamma", 0.1...10, default: 1, "above 1 lightens the mid tones")
    public static let descriptor = FilterDescriptor(
        name: "levels", summary: "stretch from and to levels of black and white",
        parameters: [.number(inBlack), .number(inWhite), .number(outBlack), .number(outWhite), .number(gamma)], example: "--levels=0.05,in-white=0.9,gamma=1.2",
        topic: .light, planes: .light)

    /// Shares of the range from nominal black to nominal white.
    public let input: (black: Double, white: Double)
    public let output: (black: Double, white: Double)
    public let gamma: Double

    public init(_ arguments: FilterArguments) throws(FilterError) {
        input = (arguments[Self.inBlack], arguments[Self.inWhite])
        output = (arguments[Self.outBlack], arguments[Self.outWhite])
        gamma = arguments[Self.gamma]
        guard input.black < input.white else {
            throw FilterError(
                "levels: in-black \(shortNumber(input.black)) is not below in-white \(shortNumber(input.white))",
                hint: "in-black and in-white are 0 to 1, in-black the smaller; out-black above out-white makes a negative")
        }
    }

    public func table(plane: Int, shape: FrameShape) -> SampleTable? {
        guard !shape.format.isChroma(plane: plane) else { return nil }
        let black = Double(shape.black), range = Double(shape.white - shape.black)
        return SampleTable(depth: shape.format.depth) { code in
            let share = ((Double(code) - black) / range - input.black) / (input.white - input.black)
            return black + range * (output.black + (output.white - output.black) * pow(min(max(share, 0), 1), 1 / gamma))
        }
    }
}
