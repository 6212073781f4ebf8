// What a run measured, as plain values: the live view, the final table and the JSON report are made from it.
import MediaIO
import VideoFrame

/// Figures of one filter inside a stage.
public struct FilterReport: Sendable {
    public var name: String
    /// As typed, `blur=sigma=2`.
    public var text: String
    /// Processor time inside the filter's kernels, all threads; on a device the time that it took by its own clock, 0 where it has none.
    public var busySeconds: Double
    /// Frames of its stage while it was there; nil: all of them.
    public var frames: Int?
}

/// Shares of a stage's time since the run began (or the sampled interval).
public struct StageReport: Sendable {
    public enum Role: String, Sendable { case decode, filter, encode }

    public var role: Role
    public var name: String
    public var device: String
    public var frames: Int
    public var fps: Double
    /// Frames a second if it never had to wait: frames / busy seconds.
    public var capableFPS: Double
    /// Shares of the run: working, waiting for input, waiting for room.
    public var busy: Double
    public var starved: Double
    public var blocked: Double
    /// The ring that feeds the stage; capacity 0 for the source.
    public var queueCapacity: Int
    public var queueMean: Double
    public var queueNow: Int
    /// Milliseconds from taking a frame to giving it.
    public var latency: LatencyReport
    /// Milliseconds that frames waited for this stage since they left the one before.
    public var wait = LatencyReport()
    public var filters: [FilterReport]
    /// Bands that another worker than the submitter took.
    public var steals: Int
}

/// Milliseconds.
public struct LatencyReport: Sendable {
    public var p50 = 0.0
    public var p95 = 0.0
    public var p99 = 0.0

    public init(p50: Double = 0, p95: Double = 0, p99: Double = 0) { (self.p50, self.p95, self.p99) = (p50, p95, p99) }
}

/// Figures of an output beside the main one.
public struct OutputReport: Sendable {
    public var sink: SinkInfo
    public var frames: Int
    /// Frames that passed it by because it was not ready.
    public var dropped: Int
    /// From a frame's leaving the source to its being written there.
    public var latency: LatencyReport
}

public struct PipelineReport: Sendable {
    public var source: SourceInfo
    public var sink: SinkInfo
    public var chain: [String]
    /// How often it was changed.
    public var chainVersion = 0
    public var decodedFrames: Int
    public var writtenFrames: Int
    public var corruptFrames: Int
    /// Frames that left the source and were let go before any work, because later ones came or they were too old.
    public var droppedFrames = 0
    /// Frames that a camera's driver lost before they came: at the capture, not here, and in no other count.
    public var lostFrames = 0
    /// Whether frames may be dropped in this run.
    public var mayDrop = false
    public var seconds: Double
    /// Of the whole process during the run, libav's threads among them.
    public var cpuSeconds = 0.0
    /// That this process may use.
    public var processors = 1
    public var fps: Double
    public var stages: [StageReport]
    /// From a frame's leaving the source (of a camera, from its driver's time) to its being shown or written.
    public var latency: LatencyReport
    /// Index into `stages` of the one that limits the rate; nil before anything is known.
    public var bottleneck: Int?
    /// One sentence: who limits, who waits, what would help.
    public var advice: String
    /// What of the input the output cannot hold, one line each.
    public var losses: [String]
    /// What the user should know of the input, and what went otherwise than planned at the output.
    public var sourceWarnings: [String] = []
    public var sinkWarnings: [String] = []
    public var isFinished: Bool
    /// Why a live source ended; what it had given is complete.
    public var sourceFailure: PipelineError?
    /// Whether the run was told to stop and writes what it has.
    public var isStopping = false
    /// Outputs beside `sink`.
    public var sideOutputs: [OutputReport] = []
    /// What the sink gets, where filters change it; nil: what the source says.
    public var output: StreamShape?

    /// Frames that will be written; nil where unknown.
    public var expectedFrames: Int? { output.map(\.expectedFrames) ?? source.expectedFrames }
    /// Frames a second that are written, in the output's own time.
    public var frameRate: Rational { output?.frameRate ?? source.frameRate }
}
