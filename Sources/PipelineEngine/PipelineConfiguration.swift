// How a pipeline is to run; what it runs is given apart.
import Filters
import Kernels
import Logging
import VideoFrame
import VulkanCompute

public struct PipelineConfiguration: Sendable {
    /// Workers that compute bands, the stage's own thread included. At least 1.
    public var threads: Int
    /// Frames each ring holds; nil: four, or as few as `maxLatency` asks for.
    public var queueCapacity: Int?
    /// What becomes of frames that leave the source while the first ring is full; nil: `.latest` for a live source or with `paces`, else `.never`.
    public var drop: DropPolicy?
    /// Milliseconds after leaving the source at which a frame is no more worth the work; nil: it always is.
    public var maxLatency: Double?
    /// Whether the chain may be changed while it runs (`ChainControl`); then there is a filter stage even where there is no filter yet.
    public var changesChain = false
    /// Where the words of a changed chain are looked up.
    public var registry = FilterRegistry.builtIn
    /// Whether neighbouring filters share a pass over the rows.
    public var fuses = true
    /// Whether frames leave the source no earlier than their times say.
    public var paces = false
    /// Whether a digest is made of what leaves the source and each filter; filters then run one by one.
    public var digestsStages = false
    /// Where filters run that have shaders; nil: on the processor.
    public var device: ComputeDevice?
    /// Which of these filters run there, one by one, what makes pictures upright in front of the chain among them; nil: all.
    public var assignment: DeviceAssignment?
    /// Upper bound on the instruction set; the processor's own level is the other.
    public var level: KernelLevel
    /// Collects what every thread does when; nil costs nothing.
    public var trace: TraceRecorder?
    /// Keeps what filters find; nil: nobody asks them.
    public var findings: FindingsRecorder?
    /// What the process takes of the processors.
    var processors = ProcessorUse.system
    /// Where the engine tells what it decided (debug) and what the output cannot hold (warning); nowhere by default.
    public var logger = Logger(label: "vidproc", factory: { _ in SwiftLogNoOpLogHandler() })

    /// Frames each of `rings` holds when `rate` frames a second leave the source: all of them together not more than come in half of `maxLatency`, for the
    /// other half is for the work.
    public func capacity(rings: Int, _ rate: Rational) -> Int {
        if let queueCapacity { return max(1, queueCapacity) }
        guard let maxLatency, rate.doubleValue > 0 else { return 4 }
        return max(1, min(4, Int(maxLatency / 2000 * rate.doubleValue / Double(max(1, rings)))))
    }

    public init(threads: Int, level: KernelLevel = .detected) {
        self.threads = threads
        self.level = level
    }
}
