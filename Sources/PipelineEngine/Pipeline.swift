// The run: one thread a stage, rings between them, the first error stops all, every thread is joined.
import Base
import CPlatform
import Filters
import Histogram
import Kernels
import MediaIO
import Synchronization
import VideoFrame

/// What travels through a ring.
enum StreamItem: ~Copyable, Sendable {
    case frame(Frame)
    case end
}

/// A source, a chain and a sink, ready to run once. `run` blocks its caller; `snapshot` and `stop` may be called from any thread meanwhile.
public final class Pipeline: Sendable {
    struct Stage: Sendable {
        let role: StageReport.Role
        /// At the start of the run; a filter stage's changes with the chain.
        let name: String
        let metrics = StageMetrics()
        let track: TraceTrack?
    }

    private struct Clock: Sendable {
        var began: UInt64 = 0
        var ended: UInt64 = 0
        var cpuBegan = 0.0
        var cpuEnded = 0.0
    }

    let source: any FrameSource
    let sink: any FrameSink
    let versions: ChainVersions
    let editor: ChainEditor
    /// Held while a version is made.
    let editing = Locked(())
    let stages: [Stage]
    /// `streams[i]` leaves stage i at the start of the run; what leaves the last one stays as it is.
    let streams: [StreamShape]
    /// What the user should know of the input before it is filtered.
    let sourceWarnings: [String]
    /// `rings[i]` joins stages i and i + 1.
    let rings: [RingBuffer<StreamItem>]
    /// With `digestsStages`, after the run: what left the source and each filter, as typed. During the run each belongs to its stage's thread.
    public let stageDigests: [(name: String, digest: FrameDigest)]
    let settings: Advice.Settings
    let processors: ProcessorUse
    private let scheduler: TileScheduler
    var threadCount: Int { scheduler.threadCount }
    let pacer: Pacer?
    /// What becomes of frames that leave the source faster than they are taken, and the age in nanoseconds at which they are not worth the work.
    let drop: DropPolicy
    let maxAge: UInt64?
    private let clock = Locked(Clock())
    private let failure = Locked<PipelineError?>(nil)
    let sourceFailure = Locked<PipelineError?>(nil)
    private let stopFlag = Atomic<Bool>(false)
    let lateFrames = Atomic<Int>(0)
    let endToEnd = Locked(Histogram<UInt32>(numberOfSignificantValueDigits: .two))

    /// Plans the chain for the source's frames, then makes the sink for what comes out of it, so that nothing is opened for writing
    /// before the chain is known to fit. Errors: `PipelineError` for the plan, whatever `makeSink` throws.
    public init(
        source: any FrameSource, chain: [FilterInstance], configuration: PipelineConfiguration, sink makeSink: (StreamShape) throws -> any FrameSink
    ) throws {
        let entries = chain.map { ChainEntry(text: $0.text) }, chain = Planner.upright(chain, shape: source.info.shape)
        let groups = Planner(configuration: configuration).groups(chain, shape: source.info.shape)
        // A chain that may change has a stage to grow in.
        let count = max(groups.count, configuration.changesChain ? 1 : 0)
        var names = groups.map { $0.map(\.name).joined(separator: "+") }
        names += Array(repeating: ChainVersion.name([]), count: count - names.count)
        let trace = configuration.trace
        let decodeTrack = trace?.track("decode")
        let filterTracks = trace.map { trace in names.map { trace.track($0) } }
        let scheduler = TileScheduler(
            threads: max(1, configuration.threads), submitters: max(1, count), trace: filterTracks.flatMap { tracks in trace.map { ($0, tracks) } })
        do {
            editor = ChainEditor(configuration: configuration, source: source.info, first: chain, scheduler: scheduler)
            let first: ChainVersion
            do {
                first = try editor.version(after: editor.empty(stages: count), chain, entries: entries, assignment: configuration.assignment)
            } catch {
                throw PipelineError(stage: "plan", message: error.message, hint: error.hint)
            }
            versions = ChainVersions(first)
            let streams = first.streams(from: source.info.stream)
            self.streams = streams
            sink = try makeSink(streams[streams.count - 1])
            stages =
                [Stage(role: .decode, name: "decode", track: decodeTrack)]
                + names.indices.map { Stage(role: .filter, name: names[$0], track: filterTracks?[$0]) }
                + [Stage(role: .encode, name: sink.stageName, track: trace?.track(sink.stageName))]
            stageDigests = configuration.digestsStages ? try (["input"] + chain.map(\.text)).map { ($0, try FrameDigest()) } : []
        } catch {
            scheduler.stop()
            throw error
        }
        self.source = source
        self.scheduler = scheduler
        pacer = configuration.paces ? Pacer() : nil
        drop = configuration.drop ?? (source.info.isLive || configuration.paces ? .latest : .never)
        maxAge = configuration.maxLatency.map { UInt64(max(0, $0) * 1e6) }
        settings = Advice.Settings(threads: configuration.threads, isLevelCapped: configuration.level < .detected)
        processors = configuration.processors
        sourceWarnings = chain.isEmpty ? [] : source.warnings + Self.fieldWarnings(source.info, streams)
        for warning in sourceWarnings + sink.losses { configuration.logger.warning("\(warning)") }
        let stageNames = stages.map(\.name).joined(separator: " | "), capacity = configuration.capacity(rings: stages.count - 1, source.info.frameRate)
        configuration.logger.debug("\(stageNames); \(configuration.level.rawValue), \(configuration.threads) threads, queues of \(capacity)")
        rings = zip(stages, stages.dropFirst()).map { writer, reader in
            let ends = writer.track.flatMap { writer in reader.track.map { RingTrace(writer: writer, reader: $0) } }
            return RingBuffer(capacity: capacity, trace: ends)
        }
    }

    deinit { scheduler.stop() }

    /// A filter that leaves interlaced frames interlaced has taken them for whole pictures.
    private static func fieldWarnings(_ source: SourceInfo, _ streams: [StreamShape]) -> [String] {
        guard zip(streams, streams.dropFirst()).contains(where: { $0.frame.isInterlaced && $1.frame.isInterlaced }) else { return [] }
        return ["\(source.path) is interlaced: filters take its two fields as one picture, unless --deinterlace comes first"]
    }

    /// Runs to the end, to the first error or to `stop()`. Call once. On an error the sink is abandoned; but where a live source fails, what it has given is
    /// completed, and the report says so.
    public func run() throws(PipelineError) -> PipelineReport {
        clock.withLock { ($0.began, $0.cpuBegan) = (cplatform_nanoseconds(), processors.seconds()) }
        do throws(MediaError) {
            try sink.open()
        } catch {
            throw PipelineError(stage: stages[stages.count - 1].name, cause: error)
        }
        let threads = stages.indices.map { index in
            NamedThread(stages[index].name) { [self] in
                switch stages[index].role {
                case .decode: decode()
                case .filter: filter(index)
                case .encode: encode(index)
                }
                stages[index].metrics.noteEnd()
            }
        }
        for thread in threads { thread.join() }
        scheduler.stop()
        clock.withLock { ($0.ended, $0.cpuEnded) = (cplatform_nanoseconds(), processors.seconds()) }
        if var error = failure.withLock({ $0 }) {
            if let kept = sink.abandon() { error.hint = error.hint.map { "\($0); \(kept)" } ?? kept }
            throw error
        }
        return snapshot()
    }

    /// Ends the input, also while it waits for more (a pipe, a network): what was decoded is filtered and written, `run` returns as at the end.
    public func stop() {
        stopFlag.store(true, ordering: .releasing)
        interruptWaits()
    }

    func fail(_ error: PipelineError) {
        failure.withLock { if $0 == nil { $0 = error } }
        for ring in rings { ring.cancel() }
        interruptWaits()
    }

    /// For what waits elsewhere than at a ring.
    private func interruptWaits() {
        source.interrupt()
        pacer?.cancel()
        sink.interrupt()
    }

    var isStopping: Bool { stopFlag.load(ordering: .acquiring) }
    var latency: LatencyReport { endToEnd.withLock { LatencyReport($0) } }
    var period: (began: UInt64, ended: UInt64) { clock.withLock { ($0.began, $0.ended) } }

    /// Processor time of the process since the run began.
    var cpuSeconds: Double {
        clock.withLock { clock in
            guard clock.began > 0 else { return 0 }
            return max(0, (clock.ended > 0 ? clock.cpuEnded : processors.seconds()) - clock.cpuBegan)
        }
    }
}
