// libswscale from one layout of samples to another at the same or another size. Only for ends of a run: what it gives is not the same to the bit everywhere.
import CFFmpeg
import VideoFrame

/// Owns a context. Used by one thread.
final class SampleScaler {
    private let scaler: OpaquePointer
    private let shape: FrameShape

    /// `flags` are SWS_…; `color` is that of the result; `size` and `matrix` too, where they are not the frames' own. Errors: usage, where libswscale knows no way.
    init(shape: FrameShape, to target: AVPixelFormat, color: ColorInfo, flags: Int32, size: PlaneSize? = nil, matrix: Int32? = nil) throws(MediaError) {
        let width = Int32(shape.width), height = Int32(shape.height)
        let (newWidth, newHeight) = (size.map { Int32($0.width) } ?? width, size.map { Int32($0.height) } ?? height)
        guard let scaler = sws_getContext(width, height, shape.format.libavFormat, newWidth, newHeight, target, flags, nil, nil, nil) else {
            throw MediaError(.usage, "libswscale cannot convert \(shape.format) to the pixel format asked for", call: "sws_getContext")
        }
        self.scaler = scaler
        self.shape = shape
        // The YUV side's matrix; the codes are those of H.273. RGB is always full range to libswscale.
        let own = shape.format.family == .yuv ? shape.usualMatrix : color.matrix
        if let table = sws_getCoefficients(Int32(own)), let target = sws_getCoefficients(matrix ?? Int32(own)) {
            _ = sws_setColorspaceDetails(scaler, table, shape.isFullRange ? 1 : 0, target, color.range == .full ? 1 : 0, 0, 1 << 16, 1 << 16)
        }
    }

    deinit { sws_freeContext(scaler) }

    /// Writes all rows to `data`, `lines` bytes apart.
    func scale(_ planes: PlaneViews, to data: [UnsafeMutablePointer<UInt8>?], lines: [Int32], _ path: String) throws(MediaError) {
        var source: [UnsafePointer<UInt8>?] = [nil, nil, nil, nil]
        var strides: [Int32] = [0, 0, 0, 0]
        for plane in 0..<shape.format.planeCount {
            let view = planes[plane]
            source[plane] = UnsafePointer(view.base.assumingMemoryBound(to: UInt8.self))
            strides[plane] = Int32(view.stride)
        }
        let rows = sws_scale(scaler, source, strides, 0, Int32(shape.height), data, lines)
        try check(rows, "sws_scale", .output, path)
    }
}
