// Conversion to the pixel format that the user asked for: the one place where samples of a run change without a filter.
import CFFmpeg
import VideoFrame

/// Converts frames to the pixel format that the user asked for.
final class EncoderConverter {
    private let scaler: OpaquePointer
    private let target: AVPixelFormat
    /// The colour of the converted frames.
    let color: ColorInfo

    init(shape: FrameShape, to target: AVPixelFormat) throws(MediaError) {
        self.target = target
        color = Self.color(of: shape, to: target)
        let width = Int32(shape.width), height = Int32(shape.height)
        guard let scaler = sws_getContext(width, height, shape.format.libavFormat, width, height, target, Int32(SWS_BICUBIC | SWS_ACCURATE_RND), nil, nil, nil)
        else {
            throw MediaError(.usage, "libswscale cannot convert \(shape.format) to the pixel format asked for", call: "sws_getContext")
        }
        self.scaler = scaler
        // The YUV side's matrix; the codes are those of H.273. RGB is always full range to libswscale.
        let matrix = shape.format.family == .yuv ? Self.matrix(shape) : color.matrix
        if let table = sws_getCoefficients(Int32(matrix)) {
            _ = sws_setColorspaceDetails(scaler, table, shape.isFullRange ? 1 : 0, table, color.range == .full ? 1 : 0, 0, 1 << 16, 1 << 16)
        }
    }

    /// The matrix of YUV frames; untagged ones count as BT.709 from 720 lines on, else as BT.601.
    private static func matrix(_ shape: FrameShape) -> Int {
        let isTagged = shape.format.family == .yuv && shape.color.matrix != 2 && shape.color.matrix != 0
        if isTagged { return shape.color.matrix }
        return shape.height >= 720 ? Int(AVCOL_SPC_BT709.rawValue) : Int(AVCOL_SPC_SMPTE170M.rawValue)
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
            color.matrix = matrix(shape)
        case .gray:
            color.range = shape.isFullRange ? .full : .limited
        }
        return color
    }

    deinit { sws_freeContext(scaler) }

    func convert(_ picture: borrowing Frame, to frame: UnsafeMutablePointer<AVFrame>, _ path: String) throws(MediaError) {
        frame.pointee.format = target.rawValue
        try check(av_frame_get_buffer(frame, 0), "av_frame_get_buffer", .output, path)
        try fill(frame, from: picture, path)
    }

    /// The same into planes that `frame` has already.
    func fill(_ frame: UnsafeMutablePointer<AVFrame>, from picture: borrowing Frame, _ path: String) throws(MediaError) {
        var source: [UnsafePointer<UInt8>?] = [nil, nil, nil, nil]
        var strides: [Int32] = [0, 0, 0, 0]
        for plane in 0..<picture.shape.format.planeCount {
            let view = picture.view(plane)
            source[plane] = UnsafePointer(view.base.assumingMemoryBound(to: UInt8.self))
            strides[plane] = Int32(view.stride)
        }
        let data = [frame.pointee.data.0, frame.pointee.data.1, frame.pointee.data.2, frame.pointee.data.3]
        let lines = [frame.pointee.linesize.0, frame.pointee.linesize.1, frame.pointee.linesize.2, frame.pointee.linesize.3]
        let rows = sws_scale(scaler, source, strides, 0, Int32(picture.shape.height), data, lines)
        try check(rows, "sws_scale", .output, path)
    }
}
