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
        let name: String
        let metrics = StageMetrics()
        let processor: (any FrameProcessor)?
        /// Of what leaves the stage. Used by its thread, read after the run.
        var digest: FrameDigest?
    }

    private struct Clock: Sendable {
        var began: UInt64 = 0
        var ended: UInt64 = 0
    }

    let source: any FrameSource
    let sink: any FrameSink
    let chain: [String]
    let stages: [Stage]
    /// `rings[i]` joins stages i and i + 1.
    let rings: [RingBuffer<StreamItem>]
    private let scheduler: TileScheduler
    var threadCount: Int { scheduler.threadCount }
    private let pacer: Pacer?
    private let clock = Locked(Clock())
    private let failure = Locked<PipelineError?>(nil)
    private let isStopping = Atomic<Bool>(false)
    private let endToEnd = Locked(Histogram<UInt32>(numberOfSignificantValueDigits: .two))

    /// Plans the chain for the source's frames, then makes the sink for what comes out of it, so that nothing is opened for writing
    /// before the chain is known to fit. Errors: `PipelineError` for the plan, whatever `makeSink` throws.
    public init(
        source: any FrameSource, chain: [FilterInstance], configuration: PipelineConfiguration, sink makeSink: (FrameShape) throws -> any FrameSink
    ) throws {
        let planner = Planner(configuration: configuration)
        let groups = planner.groups(chain)
        let scheduler = TileScheduler(threads: max(1, configuration.threads), submitters: max(1, groups.count))
        do {
            let processors: [any FrameProcessor]
            do {
                processors = try planner.processors(groups, shape: source.info.shape, pool: FramePool(), scheduler: scheduler)
            } catch {
                throw PipelineError(stage: "plan", message: error.message, hint: error.hint)
            }
            sink = try makeSink(processors.last?.outputShape ?? source.info.shape)
            stages =
                [Stage(role: .decode, name: "decode", processor: nil, digest: try Self.digest(configuration))]
                + (try processors.map {
                    Stage(role: .filter, name: $0.instances.map(\.name).joined(separator: "+"), processor: $0, digest: try Self.digest(configuration))
                })
                + [Stage(role: .encode, name: sink.stageName, processor: nil)]
        } catch {
            scheduler.stop()
            throw error
        }
        self.source = source
        self.scheduler = scheduler
        pacer = configuration.paces ? Pacer() : nil
        for warning in (chain.isEmpty ? [] : source.warnings) + sink.losses { configuration.logger.warning("\(warning)") }
        let names = stages.map(\.name).joined(separator: " | ")
        configuration.logger.debug("\(names); \(configuration.level.rawValue), \(configuration.threads) threads, queues of \(configuration.queueCapacity)")
        self.chain = chain.map(\.text)
        rings = (1..<stages.count).map { _ in RingBuffer(capacity: max(1, configuration.queueCapacity)) }
    }

    deinit { scheduler.stop() }

    private static func digest(_ configuration: PipelineConfiguration) throws -> FrameDigest? { configuration.digestsStages ? try FrameDigest() : nil }

    /// With `digestsStages`, after the run: what left the source and each filter, as typed.
    public var stageDigests: [(name: String, digest: FrameDigest)] {
        stages.compactMap { stage in stage.digest.map { (stage.processor?.instances.first?.text ?? "input", $0) } }
    }

    /// Runs to the end, to the first error or to `stop()`. Call once. On an error the sink is abandoned.
    public func run() throws(PipelineError) -> PipelineReport {
        clock.withLock { $0.began = cplatform_nanoseconds() }
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
        clock.withLock { $0.ended = cplatform_nanoseconds() }
        if var error = failure.withLock({ $0 }) {
            if let kept = sink.abandon() { error.hint = error.hint.map { "\($0); \(kept)" } ?? kept }
            throw error
        }
        return snapshot()
    }

    /// Ends the input, also while it waits for more (a pipe, a network): what was decoded is filtered and written, `run` returns as at the end.
    public func stop() {
        isStopping.store(true, ordering: .releasing)
        source.interrupt()
        pacer?.cancel()
    }

    private func fail(_ error: PipelineError) {
        failure.withLock { if $0 == nil { $0 = error } }
        for ring in rings { ring.cancel() }
        source.interrupt()
        pacer?.cancel()
    }

    private func decode() {
        let metrics = stages[0].metrics
        while !isStopping.load(ordering: .acquiring) {
            let began = cplatform_nanoseconds()
            do throws(MediaError) {
                guard let frame = try source.next() else { break }
                metrics.note(busy: cplatform_nanoseconds() - began)
                stages[0].digest?.add(frame)
                pacer?.wait(for: frame.timing)
                guard rings[0].push(.frame(frame)) else { return }
            } catch {
                return fail(PipelineError(stage: "decode", cause: error))
            }
        }
        _ = rings[0].push(.end)
    }

    private func filter(_ index: Int) {
        let stage = stages[index]
        guard let processor = stage.processor else { return }
        while let item = rings[index - 1].pop() {
            switch consume item {
            case .frame(let frame):
                let began = cplatform_nanoseconds()
                let result = processor.process(frame)
                stage.metrics.note(busy: cplatform_nanoseconds() - began)
                stage.digest?.add(result)
                guard rings[index].push(.frame(result)) else { return }
            case .end:
                _ = rings[index].push(.end)
                return
            }
        }
    }

    private func encode(_ index: Int) {
        let metrics = stages[index].metrics
        while let item = rings[index - 1].pop() {
            let began = cplatform_nanoseconds()
            do throws(MediaError) {
                switch consume item {
                case .frame(let frame):
                    let arrival = frame.timing.arrival
                    try sink.write(frame)
                    let now = cplatform_nanoseconds()
                    metrics.note(busy: now - began)
                    endToEnd.withLock { _ = $0.record((now &- arrival) / 1000) }
                case .end:
                    try sink.finish()
                    metrics.note(busy: cplatform_nanoseconds() - began, frames: 0)
                    return
                }
            } catch {
                return fail(PipelineError(stage: stages[index].name, cause: error))
            }
        }
    }

    var latency: LatencyReport { endToEnd.withLock { LatencyReport($0) } }
    var period: (began: UInt64, ended: UInt64) { clock.withLock { ($0.began, $0.ended) } }
}
