// Where the picture lies in the window: as large as it fits, upright, with its samples' shape, in the middle.
import VideoFrame

/// The way from a frame's samples to a window's pixels.
struct PictureFit: Equatable, Sendable {
    /// Of the picture as it is seen, for square pixels; at least 1.
    let width, height: Int
    let quarterTurns: Int
    let isMirrored: Bool

    /// A place in the window, in pixels.
    struct Place: Equatable, Sendable { var x, y, width, height: Int }

    /// A turn that is none of the eight is left out, as the output keeps it.
    init(_ shape: FrameShape) {
        let turn = shape.orientation ?? .upright
        (quarterTurns, isMirrored) = (turn.quarterTurns, turn.isMirrored)
        let aspect = shape.sampleAspect
        let isSquare = aspect.numerator < 1 || aspect.denominator < 1 || aspect.numerator == aspect.denominator
        // The longer side of a sample decides, so that nothing is made smaller.
        let ratio = isSquare ? 1 : aspect.doubleValue
        let wide = max(1, Int((Double(shape.width) * max(1, ratio)).rounded())), high = max(1, Int((Double(shape.height) * max(1, 1 / ratio)).rounded()))
        (width, height) = turn.swapsSides ? (high, wide) : (wide, high)
    }

    /// The largest place of that form in the middle of `window`.
    func place(in window: (width: Int, height: Int)) -> Place {
        let isWide = window.width * height >= window.height * width
        let wide = isWide ? max(1, (window.height * width + height / 2) / height) : window.width
        let high = isWide ? window.height : max(1, (window.width * height + width / 2) / width)
        return Place(x: (window.width - wide) / 2, y: (window.height - high) / 2, width: wide, height: high)
    }
}
