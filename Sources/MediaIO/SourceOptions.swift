// What part of an input is wanted, and how it is decoded.

public struct SourceOptions: Sendable {
    /// Microseconds from the input's start.
    public var startMicroseconds: Int64?
    public var durationMicroseconds: Int64?
    /// At most so many frames.
    public var frames: Int?
    /// How often the wanted part is run; nil: without end. More than once needs an input that can seek.
    public var passes: Int? = 1
    /// Seconds that a network may be silent before the run fails; nil: waits for ever. Files and pipes wait in any case.
    public var timeoutSeconds: Double? = 15
    /// 0: three times the cores, 16 at most. Frame threads wait for each other's reference rows, so more threads than cores pay: on two cores 1080p H.264 came
    /// to 97, 153, 158, 169, 179 frames a second with 1, 2, 3, 4, 6 threads (best of four runs of 264 frames, decoding alone), and a run with filters and
    /// x264 ultrafast was 2 % quicker with 6 than with 4.
    public var decoderThreads = 0
    /// libav's demuxer name; nil lets libav guess.
    public var format: String?
    /// The demuxer's own options in libav's words, e.g. `video_size`, `pixel_format`, `framerate` of raw video. Unknown ones are a usage error.
    public var formatOptions: [(key: String, value: String)] = []

    /// For cameras alone.
    public var camera = CameraOptions()
    /// Gets what the user should know while the run goes on, a line each. Any thread.
    public var tell: @Sendable (String) -> Void = { _ in }

    public init() {}
}

/// Takes the packets of an input's other streams. Called on the decoding thread.
public protocol PacketReceiver: AnyObject, Sendable {
    /// Writes or queues a copy of `packet` (times in the input stream's time base). The packet stays the caller's.
    func receive(_ packet: borrowing InputPacket) throws(MediaError)
}
