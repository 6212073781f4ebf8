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
    let chain: [String]
    let stages: [Stage]
    /// `streams[i]` leaves stage i.
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
    private let pacer: Pacer?
    private let clock = Locked(Clock())
    private let failure = Locked<PipelineError?>(nil)
    private let stopFlag = Atomic<Bool>(false)
    private let endToEnd = Locked(Histogram<UInt32>(numberOfSignificantValueDigits: .two))

    /// Plans the chain for the source's frames, then makes the sink for what comes out of it, so that nothing is opened for writing
    /// before the chain is known to fit. Errors: `PipelineError` for the plan, whatever `makeSink` throws.
    public init(
        source: any FrameSource, chain: [FilterInstance], configuration: PipelineConfiguration, sink makeSink: (StreamShape) throws -> any FrameSink
    ) throws {
        let planner = Planner(configuration: configuration), chain = Planner.upright(chain, shape: source.info.shape)
        let groups = planner.groups(chain, shape: source.info.shape)
        let names = groups.map { $0.map(\.name).joined(separator: "+") }
        let trace = configuration.trace
        let decodeTrack = trace?.track("decode")
        let filterTracks = trace.map { trace in names.map { trace.track($0) } }
        let scheduler = TileScheduler(
            threads: max(1, configuration.threads), submitters: max(1, groups.count), trace: filterTracks.flatMap { tracks in trace.map { ($0, tracks) } })
        do {
            let processors: [any FrameProcessor]
            do {
                processors = try planner.processors(
                    groups, shape: source.info.shape, frameRate: source.info.frameRate, pool: FramePool(), scheduler: scheduler)
            } catch {
                throw PipelineError(stage: "plan", message: error.message, hint: error.hint)
            }
            var streams = [source.info.stream]
            for processor in processors { streams.append(processor.output(for: streams[streams.count - 1])) }
            self.streams = streams
            sink = try makeSink(streams[streams.count - 1])
            stages =
                [Stage(role: .decode, name: "decode", processor: nil, track: decodeTrack)]
                + processors.indices.map { Stage(role: .filter, name: names[$0], processor: processors[$0], track: filterTracks?[$0]) }
                + [Stage(role: .encode, name: sink.stageName, processor: nil, track: trace?.track(sink.stageName))]
            stageDigests = configuration.digestsStages ? try (["input"] + chain.map(\.text)).map { ($0, try FrameDigest()) } : []
        } catch {
            scheduler.stop()
            throw error
        }
        self.source = source
        self.scheduler = scheduler
        pacer = configuration.paces ? Pacer() : nil
        settings = Advice.Settings(threads: configuration.threads, isLevelCapped: configuration.level < .detected)
        processors = configuration.processors
        sourceWarnings = chain.isEmpty ? [] : source.warnings + Self.fieldWarnings(source.info, streams)
        for warning in sourceWarnings + sink.losses { configuration.logger.warning("\(warning)") }
        let stageNames = stages.map(\.name).joined(separator: " | ")
        configuration.logger.debug("\(stageNames); \(configuration.level.rawValue), \(configuration.threads) threads, queues of \(configuration.queueCapacity)")
        self.chain = chain.map(\.text)
        rings = zip(stages, stages.dropFirst()).map { writer, reader in
            let ends = writer.track.flatMap { writer in reader.track.map { RingTrace(writer: writer, reader: $0) } }
            return RingBuffer(capacity: max(1, configuration.queueCapacity), trace: ends)
        }
    }

    deinit { scheduler.stop() }

    /// A filter that leaves interlaced frames interlaced has taken them for whole pictures.
    private static func fieldWarnings(_ source: SourceInfo, _ streams: [StreamShape]) -> [String] {
        guard zip(streams, streams.dropFirst()).contains(where: { $0.frame.isInterlaced && $1.frame.isInterlaced }) else { return [] }
        return ["\(source.path) is interlaced: filters take its two fields as one picture, unless --deinterlace comes first"]
    }

    private func digest(_ stage: Int, _ frame: borrowing Frame) { if stage < stageDigests.count { stageDigests[stage].digest.add(frame) } }

    /// Runs to the end, to the first error or to `stop()`. Call once. On an error the sink is abandoned.
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
        while !isStopping {
            let began = cplatform_nanoseconds()
            do throws(MediaError) {
                guard let frame = try source.next() else { break }
                note(stages[0], frame: frame.timing.sequence, from: began, until: cplatform_nanoseconds())
                digest(0, frame)
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
                let number = frame.timing.sequence
                var began = cplatform_nanoseconds()
                let goesOn = processor.feed(frame) { result in
                    note(stage, frame: number, from: began, until: cplatform_nanoseconds())
                    digest(index, result)
                    defer { began = cplatform_nanoseconds() }
                    return rings[index].push(.frame(result))
                }
                guard goesOn else { return }
            case .end:
                var began = cplatform_nanoseconds()
                let goesOn = processor.finish { result in
                    note(stage, frame: result.timing.sequence, from: began, until: cplatform_nanoseconds())
                    digest(index, result)
                    defer { began = cplatform_nanoseconds() }
                    return rings[index].push(.frame(result))
                }
                if goesOn { _ = rings[index].push(.end) }
                return
            }
        }
    }

    private func encode(_ index: Int) {
        let stage = stages[index]
        while let item = rings[index - 1].pop() {
            let began = cplatform_nanoseconds()
            do throws(MediaError) {
                switch consume item {
                case .frame(let frame):
                    let arrival = frame.timing.arrival, number = frame.timing.sequence
                    try sink.write(frame)
                    let now = cplatform_nanoseconds()
                    note(stage, frame: number, from: began, until: now)
                    endToEnd.withLock { _ = $0.record((now &- arrival) / 1000) }
                case .end:
                    try sink.finish()
                    let now = cplatform_nanoseconds()
                    stage.metrics.note(busy: now - began, frames: 0)
                    stage.track?.note(.finish, from: began, until: now)
                    return
                }
            } catch {
                return fail(PipelineError(stage: stage.name, cause: error))
            }
        }
    }

    private func note(_ stage: Stage, frame: Int, from began: UInt64, until ended: UInt64) {
        stage.metrics.note(busy: ended - began)
        stage.track?.note(.work(frame: Int32(truncatingIfNeeded: frame)), from: began, until: ended)
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
