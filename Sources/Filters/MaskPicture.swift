// A picture that says where a filter acts: black nowhere, white fully.
//
// Definition. A pixel's level is its luma's (of RGB: luma's of its matrix) share of the way from nominal black to nominal white, cut at both, times its alpha,
// in 1/65535 rounded half up. The levels are resized to the frame as it is shown, as `scale` does it with method bilinear for gray of 16 bits, whatever the
// aspects of the two, then turned to lie as the frame is stored, and rounded half up to 1/255.
import VideoFrame

public struct MaskPicture: Hashable, Sendable {
    public let width, height: Int
    /// 0...65535, row by row.
    let levels: [UInt16]

    /// The levels of a picture in any layout.
    public init(_ picture: Picture) {
        let shape = picture.shape
        (width, height) = (shape.width, shape.height)
        let luma = picture.luma, alpha = shape.format.hasAlpha ? picture.planes[shape.format.colorPlaneCount] : nil
        let span = shape.white - shape.black, opaque = alpha == nil ? 1 : shape.format.maximum
        levels = luma.indices.map { index in
            let light = min(max(luma[index] - shape.black, 0), span) * (alpha?[index] ?? 1), whole = span * opaque
            return UInt16(truncatingIfNeeded: (light * 65535 + whole / 2) / whole)
        }
    }

    /// Weights 0...255 of the frame's luma samples, row by row as the frame is stored.
    func weights(for frame: FrameShape) -> [UInt8] {
        let orientation = frame.orientation ?? .upright
        let (shownWidth, shownHeight) = orientation.swapsSides ? (frame.height, frame.width) : (frame.width, frame.height)
        let gray = FrameShape(format: PixelFormat(family: .gray, depth: 16), width: width, height: height)
        let shown = Scale(width: shownWidth, height: shownHeight, method: .bilinear).reference(Picture(shape: gray, planes: [levels.map(Int.init)])).planes[0]
        let stored = PlaneSize(width: frame.width, height: frame.height)
        var weights = [UInt8](repeating: 0, count: stored.width * stored.height)
        for y in 0..<shownHeight {
            for x in 0..<shownWidth {
                let place = orientation.source(x: x, y: y, size: stored)
                weights[place.y * stored.width + place.x] = UInt8(truncatingIfNeeded: (shown[y * shownWidth + x] * 255 + 32767) / 65535)
            }
        }
        return weights
    }
}
