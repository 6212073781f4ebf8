// A picture that says where a filter acts: black nowhere, white fully.
//
// Definition. A pixel's level is its luma's (of RGB: luma's of its matrix) share of the way from nominal black to nominal white, cut at both, times its alpha,
// in 1/65535 rounded half up. The levels are resized to the frame as it is shown, whatever the aspects of the two: rows first, then columns, each time
// (Σ p·w + 2^13) >> 14 with the weights of `scale` for method bilinear in 2^-14, levels beyond the border being those at it (mirrored ones would be those of
// a few pixels away). Then they are turned to lie as the frame is stored, and rounded half up to 1/255.
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
        let shown = resized(width: shownWidth, height: shownHeight), stored = PlaneSize(width: frame.width, height: frame.height)
        var weights = [UInt8](repeating: 0, count: stored.width * stored.height)
        for y in 0..<shownHeight {
            for x in 0..<shownWidth {
                let place = orientation.source(x: x, y: y, size: stored)
                weights[place.y * stored.width + place.x] = UInt8(truncatingIfNeeded: (Int(shown[y * shownWidth + x]) * 255 + 32767) / 65535)
            }
        }
        return weights
    }

    private func resized(width newWidth: Int, height newHeight: Int) -> [UInt16] {
        let down = ScaleTaps(.bilinear, from: height, to: newHeight, count: newHeight, step: 1, offset: 0)
        let across = ScaleTaps(.bilinear, from: width, to: newWidth, count: newWidth, step: 1, offset: 0)
        let rows = down.whole(ScaleTaps.narrow), columns = across.whole(ScaleTaps.narrow)
        var result: [UInt16] = [], middle = [Int](repeating: 0, count: width)
        result.reserveCapacity(newWidth * newHeight)
        for y in 0..<newHeight {
            for x in 0..<width {
                var sum = 1 << 13
                for (k, weight) in rows[y].enumerated() { sum += Int(levels[min(max(down.first[y] + k, 0), height - 1) * width + x]) * weight }
                middle[x] = sum >> 14
            }
            for x in 0..<newWidth {
                var sum = 1 << 13
                for (k, weight) in columns[x].enumerated() { sum += middle[min(max(across.first[x] + k, 0), width - 1)] * weight }
                result.append(UInt16(truncatingIfNeeded: sum >> 14))
            }
        }
        return result
    }
}
