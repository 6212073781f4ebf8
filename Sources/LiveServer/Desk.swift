// What viewers ask for is done here, one after the other, on a thread of its own; and here the figures are sent from.
import Base
import CPlatform
import Filters
import MediaIO
import PipelineEngine
import VideoFrame

/// The run that is served: told once it is ready.
struct ServedRun: Sendable {
    let snapshot: @Sendable () -> PipelineReport
    /// Nil: the chain stays as it is.
    let chain: (any ChainControl)?
    let registry: FilterRegistry
    let stream: StreamShape
}

/// Changes of the chain, recordings and figures. Changes take the time that a plan takes, so neither the network's thread nor a stage may make them.
final class Desk: @unchecked Sendable {  // `monitor` guards what is asked and whether it ends; the rest is the thread's
    /// Requests that wait; a page sends the next one when the last is done.
    private static let mostWaiting = 64
    /// Nanoseconds between two messages of figures.
    private static let pause: UInt64 = 200_000_000

    private struct Wish: Sendable {
        let request: PageRequest
        let viewer: Viewer
    }

    private let studio: Studio
    private let recorder: Recorder
    private let monitor = Monitor()
    private var wishes: [Wish] = []
    private var newcomers: [Viewer] = []
    private var isClosing = false
    private let thread = Locked<NamedThread?>(nil)

    // The thread's.
    private var shownChain: [ShownEntry] = []
    private var shownRecording = Recorder.Status()

    init(studio: Studio, recorder: Recorder) { (self.studio, self.recorder) = (studio, recorder) }

    func start(_ run: ServedRun) {
        thread.withLock { thread in thread = thread ?? NamedThread("serve desk") { [self] in work(run) } }
    }

    func stop() {
        monitor.withLock {
            isClosing = true
            monitor.broadcast()
        }
        let thread = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
    }

    func welcome(_ viewer: Viewer) {
        monitor.withLock {
            newcomers.append(viewer)
            monitor.signal()
        }
    }

    /// False: too much waits already.
    func ask(_ request: PageRequest, _ viewer: Viewer) -> Bool {
        monitor.withLock {
            guard wishes.count < Self.mostWaiting else { return false }
            wishes.append(Wish(request: request, viewer: viewer))
            monitor.signal()
            return true
        }
    }

    private func work(_ run: ServedRun) {
        shownChain = shown(run)
        var next = cplatform_nanoseconds()
        while let (wishes, newcomers) = wait(until: next) {
            for viewer in newcomers { greet(viewer, run) }
            for wish in wishes { grant(wish, run) }
            tellChanges(run, answers: !wishes.isEmpty)
            let now = cplatform_nanoseconds()
            guard now >= next else { continue }
            next = now + Self.pause
            let viewers = studio.viewers
            let latency = studio.takeLatency()
            guard !viewers.isEmpty else { continue }
            let text = FiguresMessage(run.snapshot(), latency, viewers: viewers.count).json
            for viewer in viewers { viewer.send(text, mayBeLeftOut: true) }
        }
        let text = EndMessage(frames: run.snapshot().writtenFrames).json
        for viewer in studio.viewers { viewer.send(text) }
    }

    /// Nil: the end.
    private func wait(until deadline: UInt64) -> ([Wish], [Viewer])? {
        monitor.withLock {
            while !isClosing, wishes.isEmpty, newcomers.isEmpty, monitor.wait(until: deadline) {}
            guard !isClosing else { return nil }
            defer { (wishes, newcomers) = ([], []) }
            return (wishes, newcomers)
        }
    }

    private func greet(_ viewer: Viewer, _ run: ServedRun) {
        let report = run.snapshot()
        viewer.send(Greeting(report.source, run.stream, canRecord: recorder.isAvailable, canChange: run.chain != nil).json)
        viewer.send(ChainMessage(shownChain, registry: run.registry).json)
        viewer.send(RecordingMessage(recorder.status).json)
    }

    private func grant(_ wish: Wish, _ run: ServedRun) {
        switch wish.request.kind {
        case .record: wish.request.on == true ? recorder.start() : recorder.stop()
        case .set, .turn:
            do throws(PipelineError) {
                guard let chain = run.chain else { throw PipelineError(stage: "chain", message: "the chain of this run stays as it is") }
                let edit = try ChainEdit(wish.request, registry: run.registry)
                try chain.change { entries throws(PipelineError) in entries = try edit.applied(to: entries) }
            } catch {
                wish.viewer.send(RefusalMessage(text: error.message, hint: error.hint).json)
            }
        case .drawn, .compare: break
        }
    }

    /// Others change the chain too, and a recording may end by itself. `answers`: a page waits for the outcome, also where it is what was.
    private func tellChanges(_ run: ServedRun, answers: Bool) {
        let chain = shown(run)
        if chain != shownChain || answers {
            shownChain = chain
            let text = ChainMessage(chain, registry: run.registry).json
            for viewer in studio.viewers { viewer.send(text) }
        }
        var recording = recorder.status
        let hasMoved = recording != shownRecording
        shownRecording = recording
        if !recording.isRecording && !hasMoved && !answers { return }
        if recording.isRecording { recording.problem = nil }
        let text = RecordingMessage(recording).json
        for viewer in studio.viewers { viewer.send(text, mayBeLeftOut: recording.isRecording && !answers) }
    }

    private func shown(_ run: ServedRun) -> [ShownEntry] {
        let entries = run.chain?.entries ?? run.snapshot().chain.map { ChainEntry(text: $0) }
        return entries.map { entry in
            let name = FilterText(entry.text, descriptor: nil).name
            let text = FilterText(entry.text, descriptor: run.registry.type(named: name)?.descriptor)
            let values = Dictionary(text.fields.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
            return ShownEntry(name: name, text: entry.text, on: entry.isOn, values: values)
        }
    }
}

extension Greeting {
    init(_ source: SourceInfo, _ stream: StreamShape, canRecord: Bool, canChange: Bool) {
        let shape = stream.frame
        let sample = shape.sampleAspect.numerator > 0 ? shape.sampleAspect.doubleValue : 1
        self.init(
            input: source.path, codec: source.codec, width: shape.width, height: shape.height,
            aspect: Double(shape.width) * sample / Double(max(1, shape.height)), quarterTurns: shape.orientation?.quarterTurns ?? 0,
            isMirrored: shape.orientation?.isMirrored ?? false, rate: stream.frameRate.doubleValue, isLive: source.isLive, canRecord: canRecord,
            canChange: canChange)
    }
}

extension ChainMessage {
    init(_ entries: [ShownEntry], registry: FilterRegistry) {
        self.entries = entries
        var filters: [String: ShownFilter] = [:]
        for entry in entries where filters[entry.name] == nil {
            guard let descriptor = registry.type(named: entry.name)?.descriptor else { continue }
            filters[entry.name] = ShownFilter(summary: descriptor.summary, parameters: descriptor.parameters.compactMap { ShownParameter($0) })
        }
        self.filters = filters
    }
}

extension RecordingMessage {
    init(_ status: Recorder.Status) {
        self.init(name: status.name, on: status.isRecording, frames: status.frames, seconds: Double(status.milliseconds) / 1000, problem: status.problem)
    }
}

extension FiguresMessage {
    init(_ report: PipelineReport, _ latency: Studio.Latency, viewers: Int) {
        self.init(
            seconds: report.seconds, decoded: report.decodedFrames, written: report.writtenFrames, dropped: report.droppedFrames, lost: report.lostFrames,
            corrupt: report.corruptFrames,
            viewers: viewers,
            stages: report.stages.map { stage in
                Stage(
                    name: stage.name, device: stage.device, frames: stage.frames, busySeconds: stage.busy * report.seconds, queue: stage.queueNow,
                    capacity: stage.queueCapacity)
            },
            latency: latency.frames > 0 ? Latency(mean: latency.mean, worst: latency.worst) : nil, limit: report.bottleneck, advice: report.advice)
    }
}
