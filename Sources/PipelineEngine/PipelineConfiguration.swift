// How a pipeline is to run; what it runs is given apart.
import Filters
import Kernels
import Logging
import VulkanCompute

public struct PipelineConfiguration: Sendable {
    /// Workers that compute bands, the stage's own thread included. At least 1.
    public var threads: Int
    /// Frames each ring holds.
    public var queueCapacity = 4
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

    public init(threads: Int, level: KernelLevel = .detected) {
        self.threads = threads
        self.level = level
    }
}
