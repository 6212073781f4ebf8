// The two ends of a run as the engine sees them: something that gives frames and something that takes them.
import VideoFrame

/// What is known of an input before its first frame is asked for.
public struct SourceInfo: Sendable {
    public var path: String
    /// libav's name: `h264`, `rawvideo`, `wrapped_avframe`, or the pattern's.
    public var codec: String
    public var shape: FrameShape
    /// libav's name of the stored layout, e.g. `nv12` where `shape.format` is its planar twin.
    public var storedFormat: String
    /// Average frames a second; 0/1 where unknown.
    public var frameRate: Rational
    public var timeBase: Rational
    /// Frames expected in this run (after --start, --duration, --frames); nil where unknown.
    public var expectedFrames: Int?
    public var isLive: Bool
    /// Which of its modes a camera was set to and why, and what else it offers at that size.
    public var choice: String?
    public var otherChoices: [String] = []

    public init(
        path: String, codec: String, shape: FrameShape, storedFormat: String, frameRate: Rational, timeBase: Rational,
        expectedFrames: Int? = nil, isLive: Bool = false
    ) {
        self.path = path
        self.codec = codec
        self.shape = shape
        self.storedFormat = storedFormat
        self.frameRate = frameRate
        self.timeBase = timeBase
        self.expectedFrames = expectedFrames
        self.isLive = isLive
    }

    /// What leaves the source.
    public var stream: StreamShape { StreamShape(frame: shape, frameRate: frameRate, timeBase: timeBase, expectedFrames: expectedFrames) }

    /// The same source as if `stream` came out of it: what an output is planned by behind filters.
    func giving(_ stream: StreamShape) -> SourceInfo {
        var info = self
        (info.frameRate, info.timeBase, info.expectedFrames) = (stream.frameRate, stream.timeBase, stream.expectedFrames)
        return info
    }
}

/// Gives frames in presentation order. Used by one thread at a time, except `interrupt()`.
public protocol FrameSource: AnyObject, Sendable {
    var info: SourceInfo { get }
    /// The next frame; nil at the end, after the decoder has been drained.
    func next() throws(MediaError) -> Frame?
    /// Frames that were damaged or could not be decoded so far.
    var corruptFrames: Int { get }
    /// Frames that were lost on their way to this program so far: a camera's driver had no room for them. They are neither given nor counted elsewhere.
    var lostFrames: Int { get }
    /// What the user should know of this input before it is filtered, a line each.
    var warnings: [String] { get }
    /// Nanoseconds of `next()` so far in which it only waited for a frame to be there: no work of its stage. Its thread's.
    var waited: UInt64 { get }
    /// Makes a waiting `next()` return soon. Any thread.
    func interrupt()
}

extension FrameSource {
    public var lostFrames: Int { 0 }
    public var warnings: [String] { [] }
    public var waited: UInt64 { 0 }
}

/// What is known of an output once it is open.
public struct SinkInfo: Sendable {
    public var path: String
    public var codec: String
    /// What its stage is called; nil: by whether it encodes.
    public var stage: String?
    public var shape: FrameShape
    public var pixelFormat: String
    /// libav's name of the container; empty where there is none.
    public var container: String
    /// Where it is written until it is complete; nil: in place.
    public var partPath: String?
    /// The word of `--preset` that is one step faster; nil where the encoder has none, or no faster one.
    public var fasterPreset: String?

    public init(
        path: String, codec: String, shape: FrameShape, pixelFormat: String, container: String = "", partPath: String? = nil, fasterPreset: String? = nil
    ) {
        self.container = container
        self.partPath = partPath
        self.path = path
        self.codec = codec
        self.shape = shape
        self.pixelFormat = pixelFormat
        self.fasterPreset = fasterPreset
    }
}

/// Takes frames in presentation order. Used by one thread at a time.
public protocol FrameSink: AnyObject, Sendable {
    var info: SinkInfo { get }
    /// The input's other streams and what becomes of them, one line each; known before `open()`.
    var streams: [String] { get }
    /// What of the input the output cannot hold, one line each; known before `open()`.
    var losses: [String] { get }
    /// What went otherwise than planned; complete after `finish()`.
    var warnings: [String] { get }
    /// Called once, before the first frame: from here on something may be written.
    func open() throws(MediaError)
    func write(_ frame: consuming Frame) throws(MediaError)
    /// Drains, completes and puts the output under its final name. Called once, after the last frame.
    func finish() throws(MediaError)
    /// Called instead of `finish()`, or after it failed, when the run failed: leaves what the user had. Returns a sentence about where the part lies that was
    /// made, if any is of use.
    @discardableResult
    func abandon() -> String?
    /// Nanoseconds of `write` so far in which it only waited for a frame's time to come: no work of its stage.
    var waited: UInt64 { get }
    /// Makes a waiting `write` or `finish` return soon, and the later ones not wait. Any thread.
    func interrupt()
}

extension FrameSink {
    public var streams: [String] { [] }
    public var losses: [String] { [] }
    public var warnings: [String] { [] }
    public func open() throws(MediaError) {}
    public func abandon() -> String? { nil }
    public var waited: UInt64 { 0 }
    public func interrupt() {}
}
