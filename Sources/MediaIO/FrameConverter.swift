// From the decoder's picture to our frame: in place where the layout is planar, else converted to the planar twin without loss.
import CFFmpeg
import VideoFrame

/// Wraps or converts pictures of one layout and size. Used by the decoding thread.
final class FrameConverter {
    private let layout: StoredLayout
    private let shape: FrameShape
    private let path: String
    private let pool = FramePool()
    private var scaler: OpaquePointer?
    private let reader: SampleReader?

    init(layout: StoredLayout, shape: FrameShape, path: String) {
        self.layout = layout
        self.shape = shape
        self.path = path
        reader = layout.isDirect ? nil : SampleReader(layout: layout, stored: av_get_pix_fmt(layout.name), width: shape.width)
    }

    deinit { sws_freeContext(scaler) }

    /// Errors: a change of size or format in mid-stream; a conversion that libswscale refuses.
    func frame(from picture: DecodedPicture, handle: consuming SharedHandle, timing: FrameTiming) throws(MediaError) -> Frame {
        let decoded = picture.frame.pointee
        guard let now = StoredLayout(AVPixelFormat(decoded.format)), now == layout, decoded.width == shape.width, decoded.height == shape.height else {
            let name = av_get_pix_fmt_name(AVPixelFormat(decoded.format)).map { String(cString: $0) } ?? "unknown"
            throw MediaError(
                .input,
                "\(path): changes from \(shape.width)x\(shape.height) \(layout.name) to \(decoded.width)x\(decoded.height) \(name) at frame \(timing.sequence)",
                hint: "cut the input at the change, or bring it to one size first")
        }
        var planes = PlaneSet()
        if layout.isDirect {
            for plane in 0..<shape.format.planeCount {
                let (data, stride) = Self.plane(plane, of: decoded)
                guard let data else { throw MediaError(.input, "\(path): the decoder gave a frame without plane \(plane)") }
                planes.set(
                    plane, PlaneRef(view: PlaneView(base: UnsafeMutableRawPointer(data), stride: stride, size: shape.size(ofPlane: plane)), owner: picture))
            }
        } else {
            planes = pool.planes(for: shape)
            try convert(decoded, to: planes)
        }
        return Frame(shape: shape, timing: timing, planes: planes, properties: handle)
    }

    private static func plane(_ index: Int, of frame: AVFrame) -> (UnsafeMutablePointer<UInt8>?, Int) {
        switch index {
        case 0: (frame.data.0, Int(frame.linesize.0))
        case 1: (frame.data.1, Int(frame.linesize.1))
        case 2: (frame.data.2, Int(frame.linesize.2))
        default: (frame.data.3, Int(frame.linesize.3))
        }
    }

    private func convert(_ decoded: AVFrame, to planes: borrowing PlaneSet) throws(MediaError) {
        if let reader {
            reader.read(decoded, to: planes)
            return
        }
        if scaler == nil {
            let flags = Int32(SWS_POINT | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP | SWS_BITEXACT)
            scaler = sws_getContext(
                decoded.width, decoded.height, AVPixelFormat(decoded.format), decoded.width, decoded.height, layout.twin, flags, nil, nil, nil)
            // Same range on both sides: samples move, values stay.
            if let scaler, let table = sws_getCoefficients(Int32(SWS_CS_DEFAULT)) {
                let range: Int32 = shape.isFullRange ? 1 : 0
                _ = sws_setColorspaceDetails(scaler, table, range, table, range, 0, 1 << 16, 1 << 16)
            }
        }
        guard let scaler else { throw MediaError(.input, "\(path): cannot convert \(layout.name) to its planar form", call: "sws_getContext") }
        let source: [UnsafePointer<UInt8>?] = [
            UnsafePointer(decoded.data.0), UnsafePointer(decoded.data.1), UnsafePointer(decoded.data.2), UnsafePointer(decoded.data.3),
        ]
        let sourceStrides = [decoded.linesize.0, decoded.linesize.1, decoded.linesize.2, decoded.linesize.3]
        var target: [UnsafeMutablePointer<UInt8>?] = [nil, nil, nil, nil]
        var targetStrides: [Int32] = [0, 0, 0, 0]
        for plane in 0..<shape.format.planeCount {
            let view = planes.view(plane)
            target[plane] = view.base.assumingMemoryBound(to: UInt8.self)
            targetStrides[plane] = Int32(view.stride)
        }
        let rows = sws_scale(scaler, source, sourceStrides, 0, decoded.height, target, targetStrides)
        guard rows == decoded.height else { throw MediaError(.input, "\(path): converting \(layout.name) failed", call: "sws_scale", code: rows) }
    }
}
