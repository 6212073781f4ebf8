// Sinks that keep no picture: nothing at all, or a digest.
import CFFmpeg
import VideoFrame

/// Drops every frame: for measuring.
public final class NullSink: FrameSink {
    public let info: SinkInfo

    /// `path` is what the report calls it.
    public init(shape: FrameShape, path: String = "null") {
        info = SinkInfo(path: path, codec: "", shape: shape, pixelFormat: shape.format.description)
    }

    public func write(_ frame: consuming Frame) throws(MediaError) {}
    public func finish() throws(MediaError) {}
}

/// Writes digests of the frames in place of the frames.
public final class DigestSink: FrameSink, @unchecked Sendable {  // used by the sink's one thread
    public let info: SinkInfo
    private let digest: FrameDigest
    private let perFrame: Bool
    private let print: @Sendable (String) -> Void

    /// `print` gets one line at the end, `frames N  sha256 HEX`, or with `perFrame` one a frame, `frame N  pts P  sha256 HEX`.
    public init(shape: FrameShape, perFrame: Bool, write print: @escaping @Sendable (String) -> Void) throws(MediaError) {
        info = SinkInfo(path: "hash", codec: "", shape: shape, pixelFormat: shape.format.description)
        self.perFrame = perFrame
        self.print = print
        digest = try FrameDigest()
    }

    public func write(_ frame: consuming Frame) throws(MediaError) {
        digest.add(frame)
        if perFrame { print("frame \(digest.frames - 1)  pts \(frame.timing.pts.map(String.init) ?? "none")  sha256 \(digest.take())") }
    }

    public func finish() throws(MediaError) {
        if !perFrame { print(digest.line()) }
    }
}
