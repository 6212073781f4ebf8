// Frames of any layout as the packed pixels that screens take.
import CFFmpeg
import VideoFrame

/// Converts frames of one shape to four bytes a pixel, B G R and one that counts for nothing, in full range. Used by one thread.
public final class ScreenConverter {
    private let scaler: SampleScaler

    /// Errors: usage, where libswscale knows no way.
    public init(shape: FrameShape) throws(MediaError) {
        // Chroma is brought to every column, or edges of colour would show steps of two pixels.
        let flags = Int32(SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP)
        let color = ColorInfo(matrix: Int(AVCOL_SPC_RGB.rawValue), range: .full)
        scaler = try SampleScaler(shape: shape, to: AV_PIX_FMT_BGR0, color: color, flags: flags)
    }

    /// Writes the rows of a frame's planes to `pixels`, `stride` bytes apart. Errors: side output.
    public func convert(_ planes: PlaneViews, to pixels: UnsafeMutableRawPointer, stride: Int) throws(MediaError) {
        try scaler.scale(planes, to: [pixels.assumingMemoryBound(to: UInt8.self), nil, nil, nil], lines: [Int32(stride), 0, 0, 0], "screen")
    }
}
