// From the decoder's picture to our frame: in place where the layout is planar, else moved to the planar twin sample by sample.
import CFFmpeg
import VideoFrame

/// Wraps or converts pictures of one layout and size. Used by the decoding thread.
///
/// libswscale is not used here: on its way from one layout to another it passes through intermediates that change low bits of some of them.
final class FrameConverter {
    private let layout: StoredLayout
    private let shape: FrameShape
    private let path: String
    private let pool = FramePool()
    /// A row of samples from libav's reader.
    private var words: [UInt16]

    init(layout: StoredLayout, shape: FrameShape, path: String) {
        self.layout = layout
        self.shape = shape
        self.path = path
        words = layout.routes.contains(where: \.needsReader) ? Array(repeating: 0, count: shape.width) : []
    }

    /// Errors: a change of size or format in mid-stream; a picture without the planes of its layout.
    func frame(from picture: DecodedPicture, handle: consuming SharedHandle, timing: FrameTiming) throws(MediaError) -> Frame {
        let decoded = picture.frame
        let isSameLayout = AVPixelFormat(decoded.pointee.format) == layout.stored
        guard isSameLayout, Int(decoded.pointee.width) == shape.width, Int(decoded.pointee.height) == shape.height else {
            let name = av_get_pix_fmt_name(AVPixelFormat(decoded.pointee.format)).map { String(cString: $0) } ?? "unknown"
            let now = "\(decoded.pointee.width)x\(decoded.pointee.height) \(name)"
            throw MediaError(
                .input, "\(path): changes from \(shape.width)x\(shape.height) \(layout.name) to \(now) at frame \(timing.sequence)",
                hint: "cut the input at the change, or bring it to one size first")
        }
        var planes = PlaneSet()
        if layout.isDirect {
            for plane in 0..<shape.format.planeCount {
                let (data, stride) = try storedPlane(plane, of: decoded)
                planes.set(
                    plane, PlaneRef(view: PlaneView(base: UnsafeMutableRawPointer(data), stride: stride, size: shape.size(ofPlane: plane)), owner: picture))
            }
        } else {
            planes = pool.planes(for: shape)
            for route in layout.routes { try move(decoded, by: route, to: planes.view(route.target)) }
        }
        return Frame(shape: shape, timing: timing, planes: planes, properties: handle)
    }

    private func storedPlane(_ index: Int, of frame: UnsafePointer<AVFrame>) throws(MediaError) -> (UnsafeMutablePointer<UInt8>, Int) {
        let (data, stride): (UnsafeMutablePointer<UInt8>?, Int32)
        switch index {
        case 0: (data, stride) = (frame.pointee.data.0, frame.pointee.linesize.0)
        case 1: (data, stride) = (frame.pointee.data.1, frame.pointee.linesize.1)
        case 2: (data, stride) = (frame.pointee.data.2, frame.pointee.linesize.2)
        default: (data, stride) = (frame.pointee.data.3, frame.pointee.linesize.3)
        }
        guard let data else { throw MediaError(.input, "\(path): the decoder gave a frame without plane \(index)") }
        return (data, Int(stride))
    }

    private func move(_ decoded: UnsafeMutablePointer<AVFrame>, by route: SampleRoute, to view: PlaneView) throws(MediaError) {
        let (data, stride) = try storedPlane(route.storedPlane, of: decoded)
        if layout.isPalette {
            let (palette, _) = try storedPlane(1, of: decoded)
            for y in 0..<view.size.height {
                let indices = data + y * stride, row = view.row(y).assumingMemoryBound(to: UInt8.self)
                for x in 0..<view.size.width { row[x] = palette[Int(indices[x]) &* 4 &+ Int(route.component)] }
            }
            return
        }
        if route.needsReader { return read(decoded, by: route, to: view) }
        for y in 0..<view.size.height {
            route.move(UnsafePointer(data + y * stride), to: view.row(y), count: view.size.width, bytesPerSample: shape.format.bytesPerSample)
        }
    }

    /// Single bits: rare and small, so libav's reader is quick enough.
    private func read(_ decoded: UnsafeMutablePointer<AVFrame>, by route: SampleRoute, to view: PlaneView) {
        var data: [UnsafePointer<UInt8>?] = [
            UnsafePointer(decoded.pointee.data.0), UnsafePointer(decoded.pointee.data.1), UnsafePointer(decoded.pointee.data.2),
            UnsafePointer(decoded.pointee.data.3),
        ]
        let strides = [decoded.pointee.linesize.0, decoded.pointee.linesize.1, decoded.pointee.linesize.2, decoded.pointee.linesize.3]
        for y in 0..<view.size.height {
            words.withUnsafeMutableBytes { words in
                av_read_image_line2(
                    words.baseAddress, &data, strides, layout.description, 0, Int32(y), route.component, Int32(view.size.width), 0, 2)
            }
            let row = view.row(y).assumingMemoryBound(to: UInt8.self)
            for x in 0..<view.size.width { row[x] = route.widened(Int(words[x])) }
        }
    }
}
