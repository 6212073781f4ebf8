// From what was typed to a source or a sink.
import CFFmpeg
import VideoFrame

/// The source that `path` names: `pattern:…`, a camera, or anything that libavformat opens.
public func openSource(_ path: String, options: SourceOptions) throws(MediaError) -> any FrameSource {
    if path.hasPrefix("pattern:") { return try PatternSource(path, options: options) }
    return V4L2System.isCamera(path) ? try CameraSource(path: path, options: options) : try FileSource(path: path, options: options)
}

/// The sink that `path` names: `null`, `-` (y4m on standard output), a video device, or a file by its ending. Everything that can be refused is before anything is
/// opened.
public func openSink(_ path: String, from source: any FrameSource, stream: StreamShape, options: EncoderOptions) throws(MediaError) -> any FrameSink {
    if path == "null" { return NullSink(shape: stream.frame) }
    if V4L2System.isCamera(path) { return try V4L2Sink(path: path, options: options, stream: stream) }
    if options.reconnects, NetworkOutput.isAddress(path) { return try ReconnectingSink(path: path, options: options, stream: stream, source: source) }
    if let span = options.segmentMicroseconds {
        return try SegmentSink(path: path, microseconds: span, options: options, stream: stream, source: source)
    }
    return try FileSink(path: path, options: options, stream: stream, source: source)
}

/// The same for frames of `shape` in the source's own times.
public func openSink(_ path: String, from source: any FrameSource, shape: FrameShape, options: EncoderOptions) throws(MediaError) -> any FrameSink {
    path == "null" ? NullSink(shape: shape) : try FileSink(path: path, options: options, shape: shape, source: source)
}

/// The libraries underneath.
public enum Media {
    /// Release of the FFmpeg that is loaded, e.g. `5.1.9`.
    public static var libraryVersion: String { String(cString: av_version_info()) }

    /// Whether `path` names something beyond this machine.
    public static func isAddress(_ path: String) -> Bool { NetworkOutput.isAddress(path) }

    /// Whether `path` names one of Video4Linux's devices, also one that is not there.
    public static func isVideoDevice(_ path: String) -> Bool { V4L2System.isCamera(path) }
}
