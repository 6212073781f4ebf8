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
    /// Microseconds of one file of several; nil: all goes into one.
    public var segmentMicroseconds: Int64?
    /// Seconds that an address may take nothing before the run fails; nil: waits for ever. Files and pipes wait in any case.
    public var timeoutSeconds: Double? = 15
    /// Whether an address that is lost is tried again, with the run going on: for live ones.
    public var reconnects = false
    /// Where the loss and the return of an address are told, on any thread.
    public var tell: @Sendable (String) -> Void = { _ in }
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

extension EncoderOptions {
    /// The presets of an encoder from the fastest on, and the one it takes unasked; nil where they are not known.
    private static func presets(of encoder: String) -> (names: [String], usual: String)? {
        switch encoder {
        case "libx264", "libx264rgb", "libx265":
            (["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo"], "medium")
        case "h264_nvenc", "hevc_nvenc", "av1_nvenc": (["p1", "p2", "p3", "p4", "p5", "p6", "p7"], "p4")
        case "libsvtav1": ((0...13).reversed().map { String($0) }, "10")
        default: nil
        }
    }

    /// One step faster than the preset in use; nil at the fastest, and where the steps are not known.
    public func fasterPreset(of encoder: String) -> String? {
        guard let (names, usual) = Self.presets(of: encoder) else { return nil }
        let current = options.last { $0.key == "preset" }?.value ?? preset ?? usual
        guard let index = names.firstIndex(of: current), index > 0 else { return nil }
        return names[index - 1]
    }
}

extension EncoderOptions {
    /// Whether the encoder's private options say how good or how large the result is to be: with a quality of ours beside it, x264 would pass over `qp`.
    var chooseQuality: Bool {
        let keys = ["crf", "qp", "cqp", "cq", "rc", "b", "global_quality", "q", "lossless"]
        return options.contains { key, value in
            keys.contains(key)
                || (key.hasSuffix("-params")
                    && value.split(separator: ":").contains { ["crf", "qp", "bitrate", "lossless"].contains($0.prefix { $0 != "=" }) })
        }
    }
}
