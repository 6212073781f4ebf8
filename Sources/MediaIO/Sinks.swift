// Sinks that keep no picture: nothing at all, or a digest.
import CFFmpeg
import VideoFrame

/// Drops every frame: for measuring.
public final class NullSink: FrameSink {
    public let info: SinkInfo

    public init(shape: FrameShape) { info = SinkInfo(path: "null", codec: "", shape: shape, pixelFormat: shape.format.description) }

    public func write(_ frame: consuming Frame) throws(MediaError) {}
    public func finish() throws(MediaError) {}
    public func abandon() {}
}

/// SHA-256 over the visible samples, plane by plane, row by row, little endian.
public final class DigestSink: FrameSink, @unchecked Sendable {  // used by the sink's one thread
    public let info: SinkInfo
    private let digest: OpaquePointer
    private let perFrame: Bool
    private let print: @Sendable (String) -> Void
    private var frames = 0

    /// `print` gets one line at the end, `frames N  sha256 HEX`, or with `perFrame` one a frame, `frame N  pts P  sha256 HEX`.
    public init(shape: FrameShape, perFrame: Bool, write print: @escaping @Sendable (String) -> Void) throws(MediaError) {
        info = SinkInfo(path: "hash", codec: "", shape: shape, pixelFormat: shape.format.description)
        self.perFrame = perFrame
        self.print = print
        digest = try allocated(av_sha_alloc(), "av_sha_alloc", .output)
        av_sha_init(digest, 256)
    }

    deinit { av_free(UnsafeMutableRawPointer(digest)) }

    public func write(_ frame: consuming Frame) throws(MediaError) {
        for plane in 0..<frame.shape.format.planeCount {
            let view = frame.view(plane)
            for y in 0..<view.size.height {
                av_sha_update(digest, view.row(y).assumingMemoryBound(to: UInt8.self), view.size.width * frame.shape.format.bytesPerSample)
            }
        }
        if perFrame {
            print("frame \(frames)  pts \(frame.timing.pts.map(String.init) ?? "none")  sha256 \(take())")
            av_sha_init(digest, 256)
        }
        frames += 1
    }

    public func finish() throws(MediaError) {
        if !perFrame { print("frames \(frames)  sha256 \(take())") }
    }

    public func abandon() {}

    private func take() -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        av_sha_final(digest, &bytes)
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
