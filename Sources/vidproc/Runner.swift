// Runs a request: opens both ends, shows the run, tells how it went.
import Display
import Filters
import LiveServer
import Logging
import MediaIO
import PipelineEngine
import VideoFrame

struct Runner {
    let request: RunRequest
    private let console: Console
    private let results: ResultOutput

    init(request: RunRequest) {
        self.request = request
        console = Console(loudness: request.loudness, allowsColor: request.allowsColor)
        results = ResultOutput(area: console.area)
    }

    func run() throws(Failure) -> CommandStatus {
        do { return try runAny() } catch { throw Failure(any: error) }
    }

    private func runAny() throws -> CommandStatus {
        var endpoints = Endpoints(request: request, results: results)
        try endpoints.check()
        let terminal = try openTerminal()
        let signals = SignalWatch(suspending: terminal)
        try endpoints.openDisplay()
        endpoints.server = try endpoints.openServer()
        defer { endpoints.server?.stop() }
        let source = try endpoints.openSource(tell: console.warn)
        if let choice = source.info.choice, !request.plansOnly {
            console.note(["vidproc: \(choice)"])
            console.note(source.info.otherChoices.map { "vidproc: it also offers \($0)" }, from: .verbose)
        }
        if request.destination == .verify, !request.plansOnly {
            return try VerifyRun(request: request, results: results, warn: console.warn).run(source, signals)
        }
        // From here on an output may be open for writing.
        signals.holdBack()
        let trace = request.tracePath.map { (recorder: TraceRecorder(), path: $0) }
        let findings = request.reportPath.map { _ in FindingsRecorder() }
        var configuration = request.configuration
        configuration.trace = trace?.recorder
        configuration.findings = findings
        // A device shows a frame when it gets it.
        if !source.info.isLive, ([request.destination] + request.also).contains(where: \.isDevice) { configuration.paces = true }
        configuration.logger = Logger(label: "vidproc") { [console] _ in ConsoleLog(console: console) }
        configuration.device = request.chain.isEmpty ? nil : try request.device.open(console.warn) { console.note(["vidproc: auto: \($0)"], from: .verbose) }
        let choice = chooseSides(source.info.shape, configuration)
        configuration.assignment = choice?.assignment
        let pipeline = try makePipeline(source, endpoints, configuration)
        endpoints.display?.attach(WindowControls(snapshot: { pipeline.snapshot() }, stop: { pipeline.stop() }, chain: pipeline))
        signals.use { pipeline.stop() }
        show(pipeline, on: endpoints.server)
        if request.plansOnly { return try tellPlan(pipeline, endpoints, configuration, choice, signals) }
        let watch = try request.watched?.follow(pipeline, console)
        let keys = try terminal.map { try ChainKeys($0, chain: pipeline, registry: request.configuration.registry) { pipeline.stop() } }
        let view = request.loudness == .quiet ? nil : LiveView(of: pipeline, console: console, keys: keys)
        let placement = choice?.follow(pipeline) { [console] in console.note(["vidproc: auto: \($0)"], from: .verbose) }
        let report: PipelineReport
        do {
            defer {
                keys?.stop()
                watch?.stop()
                placement?.stop()
            }
            report = try pipeline.run()
        } catch {
            view?.stop()
            // What led to the failure is worth seeing; the run's own error is the one to end with.
            if let trace { do { try write(trace.recorder, to: trace.path) } catch { console.warn(error.message) } }
            throw error
        }
        view?.stop()
        try tell(report, pipeline.stageDigests, findings, endpoints.display?.figures)
        if let trace { try write(trace.recorder, to: trace.path) }
        if signals.status != nil { console.note(["vidproc: interrupted after \(report.writtenFrames) frames; the output is complete up to there"]) }
        if let failure = report.sourceFailure {
            let remedy = (failure.hint ?? failure.cause?.hint).map { "; \($0)" } ?? ""
            throw Failure(.failed, "\(failure.stage): \(failure.message)", hint: "the output is complete up to there: \(report.writtenFrames) frames\(remedy)")
        }
        return signals.status ?? .done
    }

    /// Where keys come from; nil: none are taken. Errors: usage, what they do could not be seen.
    private func openTerminal() throws(Failure) -> KeyTerminal? {
        guard request.takesKeys, !request.plansOnly else { return nil }
        guard console.isTerminal else {
            throw Failure(.usage, "--keys shows what is chosen in the live view, but standard error is no terminal for one", hint: KeyTerminal.otherWay)
        }
        return try KeyTerminal()
    }

    /// For --device auto. A chain that does not fit the frames has no sides: the pipeline will say what is wrong with it.
    private func chooseSides(_ shape: FrameShape, _ configuration: PipelineConfiguration) -> SideChoice? {
        guard request.device == .automatic, !request.chain.isEmpty, let device = configuration.device else { return nil }
        let store = CostStore(device: device.info, threads: configuration.threads, level: configuration.level)
        let choice = try? SideChoice(request.chain, shape: shape, configuration: configuration, device: device, store: store)
        guard let choice else { return nil }
        configuration.logger.debug("\(choice.summary)")
        return choice
    }

    /// A chain that does not fit the frames is a matter of usage: nothing has been opened for writing yet.
    private func makePipeline(_ source: any FrameSource, _ endpoints: Endpoints, _ configuration: PipelineConfiguration) throws -> Pipeline {
        do {
            return try Pipeline(source: endpoints.server?.tap(source) ?? source, chain: request.chain, configuration: configuration) { stream in
                try endpoints.openSink(for: source, stream: stream, tell: console.warn)
            }
        } catch let error as PipelineError {
            throw Failure(.usage, error.message, hint: error.hint)
        }
    }

    /// The address is told whatever else is not: there is no other way to it.
    private func show(_ pipeline: Pipeline, on server: LiveServer?) {
        guard let server else { return }
        server.serve(stream: pipeline.plan.output, registry: request.configuration.registry, chain: pipeline) { pipeline.snapshot() }
        console.area.hide { StandardStream.error.write("vidproc: open \(server.url)\n") }
    }

    private func tellPlan(
        _ pipeline: Pipeline, _ endpoints: Endpoints, _ configuration: PipelineConfiguration, _ choice: SideChoice?, _ signals: SignalWatch
    ) throws -> CommandStatus {
        let reason = request.input == "-" || pipeline.plan.source.isLive ? "nothing: the input can be read only once" : "nothing"
        let trial = reason == "nothing" ? try Trial(request: request, endpoints: endpoints, configuration: configuration).run(signals) : nil
        let paint = Painter(isEnabled: console.paint.isEnabled && StandardStream.output.isTerminal)
        let text = PlanText(
            plan: pipeline.plan, level: request.configuration.level.rawValue, trial: trial, reason: reason, costs: choice?.table ?? [], paint: paint)
        results.write(line: text.lines.joined(separator: "\n"))
        try results.check()
        return signals.status ?? .done
    }

    private func tell(_ report: PipelineReport, _ digests: [(name: String, digest: FrameDigest)], _ findings: FindingsRecorder?, _ shown: ShownFigures?)
        throws(Failure)
    {
        for warning in report.sinkWarnings { console.warn(warning) }
        if report.droppedFrames > 0 {
            let limit = report.bottleneck.map { ", \(report.stages[$0].name) limits" } ?? ""
            console.warn("\(report.droppedFrames) of \(report.decodedFrames) frames were dropped: they came faster than they were filtered and written\(limit)")
        }
        if report.corruptFrames > 0 { console.warn("\(report.corruptFrames) frames of \(report.source.path) are damaged") }
        if report.writtenFrames == 0 && request.source.startMicroseconds != nil { console.warn("no frame of \(report.source.path) lies at or after --start") }
        if request.destination == .bench {
            // What was asked for belongs on standard output, where a script looks.
            let text = SummaryText(
                report: report, width: StandardStream.output.isTerminal ? StandardStream.output.size.columns : nil,
                paint: Painter(isEnabled: console.paint.isEnabled && StandardStream.output.isTerminal))
            results.write(line: (request.loudness == .quiet ? ["\(rate(report.fps)) fps"] : text.lines).joined(separator: "\n"))
        } else {
            console.note(SummaryText(report: report, width: console.width, paint: console.paint, window: shown).lines)
        }
        for (name, digest) in digests { results.write(line: "\(name)  \(digest.line())") }
        if let path = request.reportPath, let findings { try write(report, findings, shown, to: path) }
        try results.check()
    }

    /// The devices that stages ran on, besides the processor.
    private func gpus(_ report: PipelineReport) -> [String] { Set(report.stages.map(\.device)).subtracting(["cpu"]).sorted() }

    private func write(_ report: PipelineReport, _ findings: FindingsRecorder, _ shown: ShownFigures?, to path: String) throws(Failure) {
        let reason = Machine.hasEnergyCounters ? "not measured in a single run" : "no RAPL counters on this machine"
        let machine = JSONReport.Machine(
            cpu: Machine.processorName, cores: Machine.processorCount, level: request.configuration.level.rawValue, gpus: gpus(report),
            ffmpeg: Endpoints.libraryVersion)
        let json = JSONReport(
            report, machine: machine, usage: Machine.usage, energy: .init(joules: .init(value: nil), reason: .init(value: reason)),
            shown: shown)
        let bytes: [UInt8]
        do { bytes = try json.bytes(with: findings) } catch { throw Failure(.failed, "the report cannot be written as JSON: \(error)") }
        try TextFile.write(to: path) { put in put(bytes) }
    }

    private func write(_ trace: TraceRecorder, to path: String) throws(Failure) {
        let about = [
            (key: "vidproc", value: Version.number), (key: "input", value: request.input),
            (key: "chain", value: request.chain.map(\.text).joined(separator: " ")),
        ]
        try TextFile.write(to: path) { put in trace.write(about: about, to: put) }
    }
}
