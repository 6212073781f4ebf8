// posterize: few steps of light instead of many.
//
// Definition. The codes from nominal black to nominal white are cut into n bins of one size: i = min(⌊n · (v − black) / (white − black + 1)⌋, n − 1), from below
// black 0 and from above white n − 1. out = black + i · (white − black) / (n − 1), rounded half up. Luma, or R, G and B. n of the range's own number of codes
// changes none of them.
import VideoFrame

public struct Posterize: PointwiseFilter {
    public static let levels = NumberParameter("levels", 2...256, default: 4, "number of steps, rounded to a whole number")
    public static let descriptor = FilterDescriptor(
        name: "posterize", summary: "few steps of light instead of many", parameters: [.number(levels)], example: "--posterize=5", topic: .light,
        planes: .light)

    /// 2 to 256.
    public let levels: Int

    public init(_ arguments: FilterArguments) throws(FilterError) { levels = Int(arguments[Self.levels].rounded()) }
    public init(levels: Int) { self.levels = levels }

    public func table(plane: Int, shape: FrameShape) -> SampleTable? {
        guard !shape.format.isChroma(plane: plane) else { return nil }
        let black = shape.black, range = shape.white - shape.black
        return SampleTable(depth: shape.format.depth) { code in
            let bin = min(levels * min(max(code - black, 0), range) / (range + 1), levels - 1)
            return Double(black) + Double(bin * range) / Double(levels - 1)
        }
    }
}
