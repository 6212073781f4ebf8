// How an output is encoded, and which of the input's other streams go along.

public struct EncoderOptions: Sendable {
    /// libav's encoder name; nil chooses by container.
    public var encoder: String?
    public var crf: Double?
    public var preset: String?
    public var tune: String?
    /// Bits per second.
    public var bitrate: Int?
    /// Frames from one key frame to the next at most.
    public var gop: Int?
    /// libav's name; nil keeps the frames' own.
    public var pixelFormat: String?
    /// The encoder's private options, in the order given.
    public var options: [(key: String, value: String)] = []
    /// 0: the encoder's choice.
    public var threads = 0
    /// Whether an existing file may be replaced.
    public var overwrites = false
    /// Whether the input's other streams are copied.
    public var copiesStreams = true
    /// Encodes and drops what comes out; nothing is written.
    public var isTrial = false
    /// Whether anything that the output cannot hold is an error.
    public var isStrict = false
    /// libav's muxer name; nil goes by the path's ending.
    public var format: String?

    public init() {}
}
