// saturation: colour times a factor about gray of the same luma.
//
// Definition. R' = L + factor · (R − L), so G and B, L the frame's own luma; on YUV that is chroma times factor, luma unchanged. Arithmetic as in
// ColourMatrix.swift. Gray frames pass.
import VideoFrame

public struct Saturation: MatrixFilter {
    public static let factor = NumberParameter("factor", 0...4, default: 1, "1 changes nothing, 0 is gray")
    public static let descriptor = FilterDescriptor(
        name: "saturation", summary: "strength of colour", parameters: [.number(factor)], example: "--saturation=1.3", topic: .light, planes: .colour)

    public let factor: Double

    public init(_ arguments: FilterArguments) throws(FilterError) { factor = arguments[Self.factor] }
    public init(factor: Double) { self.factor = factor }

    func matrix(for shape: FrameShape) -> ColourMatrix {
        let frame = FrameMatrix(for: shape), luma = [frame.red, frame.green, frame.blue]
        return ColourMatrix(rows: (0..<3).map { row in (0..<3).map { (1 - factor) * luma[$0] + (row == $0 ? factor : 0) } })
    }
}
