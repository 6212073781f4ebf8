// Conversion to the pixel format that the user asked for: the one place where samples of a run change without a filter.
import CFFmpeg
import VideoFrame

/// Converts frames to the pixel format that the user asked for.
final class EncoderConverter {
    private let scaler: SampleScaler
    private let target: AVPixelFormat
    /// The colour of the converted frames.
    let color: ColorInfo

    init(shape: FrameShape, to target: AVPixelFormat) throws(MediaError) {
        self.target = target
        color = Self.color(of: shape, to: target)
        scaler = try SampleScaler(shape: shape, to: target, color: color, flags: Int32(SWS_BICUBIC | SWS_ACCURATE_RND))
    }

    /// Tags must say what was done: RGB that becomes YUV gets the matrix and the range that it was made with.
    private static func color(of shape: FrameShape, to target: AVPixelFormat) -> ColorInfo {
        var color = shape.color
        guard let layout = StoredLayout(target) else { return color }
        guard layout.format.family != shape.format.family else {
            // Within a family the samples keep their range, which untagged gray and RGB have in full.
            if layout.isFullRange || (color.range == .unspecified && shape.format.family == .gray) { color.range = .full }
            return color
        }
        switch layout.format.family {
        case .rgb:
            color.matrix = Int(AVCOL_SPC_RGB.rawValue)
            color.range = .full
            color.chromaLocation = 0
        case .yuv:
            // Untagged gray is full range to libav; players take untagged YUV for limited, so it is made so.
            color.range = layout.isFullRange || (shape.format.family == .gray && shape.color.range == .full) ? .full : .limited
            color.matrix = shape.usualMatrix
        case .gray:
            color.range = shape.isFullRange ? .full : .limited
        }
        return color
    }

    func convert(_ picture: borrowing Frame, to frame: UnsafeMutablePointer<AVFrame>, _ path: String) throws(MediaError) {
        frame.pointee.format = target.rawValue
        try check(av_frame_get_buffer(frame, 0), "av_frame_get_buffer", .output, path)
        try fill(frame, from: picture, path)
    }

    /// The same into planes that `frame` has already.
    func fill(_ frame: UnsafeMutablePointer<AVFrame>, from picture: borrowing Frame, _ path: String) throws(MediaError) {
        let data = [frame.pointee.data.0, frame.pointee.data.1, frame.pointee.data.2, frame.pointee.data.3]
        let lines = [frame.pointee.linesize.0, frame.pointee.linesize.1, frame.pointee.linesize.2, frame.pointee.linesize.3]
        try scaler.scale(PlaneViews(picture), to: data, lines: lines, path)
    }
}
