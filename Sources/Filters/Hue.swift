// hue: turns colours about gray, luma unchanged.
//
// Definition. (Cb, Cr) is turned by the angle a: Cb' = cos a · Cb − sin a · Cr, Cr' = sin a · Cb + cos a · Cr. On RGB the same turn between the frame's own matrix
// and its inverse. Arithmetic as in ColourMatrix.swift. Gray frames pass.
import Glibc
import VideoFrame

public struct Hue: MatrixFilter {
    public static let angle = NumberParameter("angle", -360...360, default: 0, unit: "degrees", "turn in the Cb, Cr plane, from Cb towards Cr")
    public static let descriptor = FilterDescriptor(
        name: "hue", summary: "turn colours about gray", parameters: [.number(angle)], example: "--hue=30", topic: .light, planes: .colour)

    /// Degrees.
    public let angle: Double

    public init(_ arguments: FilterArguments) throws(FilterError) { angle = arguments[Self.angle] }
    public init(angle: Double) { self.angle = angle }

    func matrix(for shape: FrameShape) -> ColourMatrix {
        guard angle.truncatingRemainder(dividingBy: 360) != 0 else { return .identity }
        let frame = FrameMatrix(for: shape), c = cos(angle * .pi / 180), s = sin(angle * .pi / 180)
        return frame.toRGB * ColourMatrix(rows: [[1, 0, 0], [0, c, -s], [0, s, c]]) * frame.toYUV
    }
}
