// The frame on the screen: as it is where the display converts such samples, else as packed pixels.
import CSDL
import MediaIO
import VideoFrame

/// The picture's texture and the way of frames into it. Used by the window's thread.
final class ShownPicture {
    private let texture: Texture
    /// Nil: the planes go as they are.
    private let converter: ScreenConverter?
    private let fit: PictureFit
    /// What frames are taken for.
    private let shape: FrameShape
    /// Chroma of gray frames, and what keeps it.
    private let neutral: PlaneView?
    private let neutralOwner: SharedHandle?
    private let pool = FramePool()

    init(_ window: OpaquePointer, shape given: FrameShape) throws(MediaError) {
        fit = PictureFit(given)
        shape = Self.shape(of: given)
        if given.format.family == .gray {
            let plane = Self.neutral(shape, pool)
            neutral = plane.view
            neutralOwner = SharedHandle(plane.owner)
        } else {
            neutral = nil
            neutralOwner = nil
        }
        let kind = Self.kind(of: shape)
        converter = kind == nil ? try ScreenConverter(shape: shape) : nil
        texture = try Texture(window, kind: kind ?? CSDL_BGRX, width: shape.width, height: shape.height)
    }

    /// Gray is shown as YUV without colour: libswscale takes all gray for full range. Alpha is not shown.
    static func shape(of given: FrameShape) -> FrameShape {
        var shape = given
        let format = given.format, isGray = format.family == .gray
        shape.color.range = given.isFullRange ? .full : .limited
        if isGray { shape.color.matrix = 6 }
        shape.format = PixelFormat(
            family: isGray ? .yuv : format.family, depth: format.depth, chromaShiftX: isGray ? 1 : format.chromaShiftX,
            chromaShiftY: isGray ? 1 : format.chromaShiftY)
        return shape
    }

    /// The texture that takes frames of `shape` as they are; nil: none does. SDL knows BT.601 in both ranges, BT.709 in the limited one alone.
    static func kind(of shape: FrameShape) -> Int? {
        let format = shape.format
        guard format.family == .yuv, format.depth == 8, format.chromaShiftX == 1, format.chromaShiftY == 1 else { return nil }
        switch (shape.usualMatrix, shape.isFullRange) {
        case (5, false), (6, false): return CSDL_YUV_601
        case (5, true), (6, true): return CSDL_YUV_601_FULL
        case (1, false): return CSDL_YUV_709
        default: return nil
        }
    }

    private static func neutral(_ shape: FrameShape, _ pool: FramePool) -> PlaneRef {
        let size = shape.size(ofPlane: 1), plane = pool.plane(size: size, bytesPerSample: shape.format.bytesPerSample)
        for y in 0..<size.height {
            let row = plane.view.row(y)
            if shape.format.bytesPerSample == 1 {
                row.assumingMemoryBound(to: UInt8.self).update(repeating: UInt8(shape.neutral), count: size.width)
            } else {
                row.assumingMemoryBound(to: UInt16.self).update(repeating: UInt16(shape.neutral), count: size.width)
            }
        }
        return plane
    }

    func fill(_ frame: borrowing Frame) throws(MediaError) {
        var planes = PlaneViews(frame)
        if let neutral { (planes[1], planes[2]) = (neutral, neutral) }
        if let converter {
            return try texture.fill { pixels, stride throws(MediaError) in try converter.convert(planes, to: pixels, stride: stride) }
        }
        for plane in 0..<3 where planes[plane].stride < planes[plane].size.width { return try fillUpright(planes) }
        try texture.fill(planes)
    }

    /// For planes whose rows are stored from the last one up, which SDL does not take.
    private func fillUpright(_ planes: PlaneViews) throws(MediaError) {
        let copies = pool.planes(for: shape)
        var views = planes
        for plane in 0..<3 {
            let (from, to) = (planes[plane], copies.view(plane))
            for y in 0..<from.size.height { to.row(y).copyMemory(from: from.row(y), byteCount: from.size.width) }
            views[plane] = to
        }
        try texture.fill(views)
    }

    func draw(_ window: OpaquePointer, size: (width: Int, height: Int)) throws(MediaError) {
        try texture.draw(window, at: fit.place(in: size), quarterTurns: fit.quarterTurns, isMirrored: fit.isMirrored)
    }
}
