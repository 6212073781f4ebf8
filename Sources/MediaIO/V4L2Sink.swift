// A video device as an output: what other programs see as a camera (v4l2loopback), or a display.
import CFFmpeg
import CPlatform
import Glibc
import VideoFrame

/// Hands frames to the device as they come: it has no times of its own, so whoever gives them keeps their pace. Used by one thread, but for `interrupt()`.
public final class V4L2Sink: FrameSink, @unchecked Sendable {  // all of it belongs to the sink's thread; the output says for itself
    public let info: SinkInfo
    public let losses: [String]
    private let path: String
    private let output: V4L2Output
    private let mode: CaptureMode
    private let format: AVPixelFormat
    private let swapsChroma: Bool
    private let converter: EncoderConverter?
    private let color: ColorInfo
    private let rate: Rational
    private let isTrial: Bool
    /// Points into the buffer that is filled.
    private let frame: UnsafeMutablePointer<AVFrame>
    private var layout: V4L2Layout?
    /// Frames for which no buffer was free when nothing was to be waited for any more.
    private var passedBy = 0

    /// Nanoseconds that a buffer is waited for.
    private static let patience: UInt64 = 5_000_000_000

    /// Opens the device and finds the format for the stream's frames; nothing is set before `open()`. Errors: side output; usage for what it does not take.
    public init(path: String, options: EncoderOptions, stream: StreamShape) throws(MediaError) {
        cffmpeg_silence()
        self.path = path
        isTrial = options.isTrial
        rate = stream.frameRate
        let node: V4L2Node
        do { node = try V4L2Node(path) } catch { throw Self.explain(error, path) }
        guard node.can(.output) else {
            throw MediaError(
                .output, "\(path): takes no pictures (\(node.identity.card))", call: "VIDIOC_QUERYCAP",
                hint: node.can(.capture) ? "it is a camera; a virtual one that takes them comes from the kernel's module v4l2loopback" : nil)
        }
        do { output = try V4L2Output(node) } catch { throw Self.explain(error, path) }
        let shape = stream.frame
        let (code, coding) = try Self.format(for: shape, of: node, options.pixelFormat, path)
        guard case .raw(let format, let swaps) = coding else { throw MediaError(.output, "\(path): takes no raw format") }
        (self.format, swapsChroma) = (format, swaps)
        converter = format == shape.format.libavFormat ? nil : try EncoderConverter(shape: shape, to: format)
        color = converter?.color ?? shape.color
        mode = CaptureMode(code: code, width: shape.width, height: shape.height, rate: stream.frameRate)
        let given: CaptureSetting
        do { given = try output.configure(mode, color: color, sets: false) } catch { throw Self.explain(error, path) }
        guard (given.mode.width, given.mode.height) == (shape.width, shape.height) else {
            throw MediaError(
                .usage, "\(path): takes frames of \(given.mode.width)x\(given.mode.height), not \(shape.width)x\(shape.height)",
                hint: "--scale=\(given.mode.width):\(given.mode.height) makes them fit")
        }
        losses = Self.losses(shape, format)
        frame = try allocated(av_frame_alloc(), "av_frame_alloc", .output)
        var info = SinkInfo(path: path, codec: "rawvideo", shape: shape, pixelFormat: format.name, container: "\(node.identity.card), \(code)")
        info.stage = "device"
        self.info = info
    }

    deinit {
        var frame: UnsafeMutablePointer<AVFrame>? = frame
        av_frame_free(&frame)
    }

    /// The frames' own layout where the device takes it, else the one that loses least.
    private static func format(for shape: FrameShape, of node: V4L2Node, _ asked: String?, _ path: String) throws(MediaError) -> (FourCC, CameraCoding) {
        let offered = node.formats(V4L2_BUF_TYPE_VIDEO_OUTPUT).compactMap { code, _ -> (FourCC, CameraCoding, AVPixelFormat)? in
            guard let coding = CameraCoding.of(code), let format = coding.writable else { return nil }
            return (code, coding, format)
        }.sorted { CameraCoding.rank($0.0) ?? .max < CameraCoding.rank($1.0) ?? .max }
        let formats = offered.map(\.2), own = shape.format.libavFormat
        let wanted: AVPixelFormat
        if let asked {
            wanted = av_get_pix_fmt(asked)
            guard formats.contains(wanted) else { throw OutputPlan.refusedPixelFormat(asked, wanted, of: path, accepted: formats) }
        } else {
            wanted = formats.contains(own) ? own : avcodec_find_best_pix_fmt_of_list(formats + [AV_PIX_FMT_NONE], own, 0, nil)
        }
        guard let best = offered.first(where: { $0.2 == wanted }) else { throw MediaError(.output, "\(path): takes no format that can be made") }
        return (best.0, best.1)
    }

    private static func losses(_ shape: FrameShape, _ format: AVPixelFormat) -> [String] {
        guard let target = StoredLayout(format)?.format, target != shape.format else { return [] }
        let own = shape.format
        var lost: [String] = []
        if target.depth < own.depth { lost.append("\(own.depth) bits become \(target.depth)") }
        if target.chromaShiftX > own.chromaShiftX || target.chromaShiftY > own.chromaShiftY { lost.append("chroma becomes coarser") }
        if target.family != own.family { lost.append("samples are computed anew, not moved") }
        if own.hasAlpha && !target.hasAlpha { lost.append("transparency goes") }
        return lost.isEmpty ? [] : ["frames become \(format.name) for the device: \(lost.joined(separator: ", "))"]
    }

    private static func explain(_ error: CaptureError, _ path: String) -> MediaError {
        let (cause, hint) = V4L2System.words(error, path, for: .output)
        return MediaError(.output, "\(path): \(cause)", call: error.call, code: -error.code, hint: hint)
    }

    public func open() throws(MediaError) {
        if isTrial { return }
        do throws(CaptureError) {
            let given = try output.configure(mode, color: color, sets: true)
            guard given.mode.code == mode.code, given.mode.width == mode.width, given.mode.height == mode.height else {
                throw CaptureError(call: "VIDIOC_S_FMT", code: EINVAL)
            }
            layout = V4L2Layout(given, format, swapsChroma: swapsChroma)
            try output.start(rate: rate)
        } catch { throw Self.explain(error, path) }
    }

    public func write(_ picture: consuming Frame) throws(MediaError) {
        guard let layout else { return }
        guard let (index, base) = try buffer(layout.byteCount) else {
            passedBy += 1
            return
        }
        try fill(base, layout, from: picture)
        do { try output.put(index, byteCount: layout.byteCount, time: cplatform_nanoseconds()) } catch { throw Self.explain(error, path) }
    }

    /// A free buffer of at least `byteCount` bytes; nil: none is, and the run is being stopped.
    private func buffer(_ byteCount: Int) throws(MediaError) -> (Int, UnsafeMutablePointer<UInt8>)? {
        do throws(CaptureError) {
            guard let (index, memory) = try output.take(until: cplatform_nanoseconds() + Self.patience), let base = memory.baseAddress else {
                if output.wait.isInterrupted { return nil }
                throw CaptureError(call: "VIDIOC_DQBUF", code: ETIMEDOUT)
            }
            guard memory.count >= byteCount else { throw CaptureError(call: "VIDIOC_QUERYBUF", code: EINVAL) }
            return (index, base.assumingMemoryBound(to: UInt8.self))
        } catch { throw Self.explain(error, path) }
    }

    private func fill(_ base: UnsafeMutablePointer<UInt8>, _ layout: V4L2Layout, from picture: borrowing Frame) throws(MediaError) {
        if let converter {
            layout.point(frame, at: base)
            return try converter.fill(frame, from: picture, path)
        }
        for plane in 0..<picture.shape.format.planeCount {
            let view = picture.view(plane), (stride, offset) = layout.planes[plane]
            for y in 0..<view.size.height { memcpy(base + offset + y * stride, view.row(y), view.size.width * picture.shape.format.bytesPerSample) }
        }
    }

    public func finish() throws(MediaError) {
        // What the driver has not shown by then nobody waits for.
        do { try output.drain(until: cplatform_nanoseconds() + 500_000_000) } catch { throw Self.explain(error, path) }
        output.stop()
    }

    public func interrupt() { output.wait.interrupt() }

    public var warnings: [String] {
        passedBy == 0 ? [] : ["\(path): the last \(passedBy) frame\(passedBy == 1 ? " was" : "s were") not shown: the device gave no buffer back"]
    }

    @discardableResult
    public func abandon() -> String? {
        output.stop()
        return nil
    }
}
