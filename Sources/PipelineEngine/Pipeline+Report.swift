// The run's figures, taken while it runs or after.
import CPlatform
import MediaIO

extension Pipeline {
    /// The figures so far. Any thread.
    public func snapshot() -> PipelineReport {
        let (began, ended) = period
        let now = ended > 0 ? ended : cplatform_nanoseconds()
        let seconds = began > 0 ? max(1e-9, Double(now - began) / 1e9) : 0
        let written = stages[stages.count - 1].metrics.frames
        let version = versions.newest, reports = stages.indices.map { report(stage: $0, version, seconds: seconds) }
        var result = PipelineReport(
            source: source.info, sink: sink.info, chain: version.chain.map(\.text), chainVersion: version.number, decodedFrames: stages[0].metrics.frames,
            writtenFrames: written,
            corruptFrames: source.corruptFrames, droppedFrames: droppedFrames, lostFrames: source.lostFrames, mayDrop: drop != .never || maxAge != nil,
            seconds: seconds,
            cpuSeconds: cpuSeconds, processors: processors.count, fps: seconds > 0 ? Double(written) / seconds : 0, stages: reports, latency: latency,
            bottleneck: Advice.bottleneck(of: reports), advice: "", losses: sink.losses,
            sourceWarnings: sourceWarnings, sinkWarnings: ended > 0 ? sink.warnings : [], isFinished: ended > 0, sourceFailure: sourceFailure.withLock { $0 },
            isStopping: isStopping,
            sideOutputs: (sink as? FanOutSink)?.sideReports ?? [], output: streams[streams.count - 1])
        result.advice = Advice(result, settings: settings).sentence
        return result
    }

    private func report(stage index: Int, _ version: ChainVersion, seconds: Double) -> StageReport {
        let stage = stages[index]
        let values = stage.metrics.current
        let input = index > 0 ? rings[index - 1].statistics : nil
        let output = index < rings.count ? rings[index].statistics : nil
        let busySeconds = Double(values.busy) / 1e9
        func share(_ nanoseconds: UInt64?) -> Double { seconds > 0 ? min(1, Double(nanoseconds ?? 0) / 1e9 / seconds) : 0 }
        let nodes = stage.role == .filter ? version.stages[index - 1] : []
        return StageReport(
            role: stage.role, name: stage.role == .filter ? ChainVersion.name(nodes) : stage.name, device: nodes.device, frames: values.frames,
            fps: seconds > 0 ? Double(values.frames) / seconds : 0,
            capableFPS: busySeconds > 0 ? Double(values.frames) / busySeconds : 0, busy: share(values.busy), starved: share(input?.starved),
            blocked: share(output?.blocked), queueCapacity: index > 0 ? rings[index - 1].capacity : 0, queueMean: input?.meanCount ?? 0,
            queueNow: input?.count ?? 0, latency: values.latency, wait: index > 0 ? rings[index - 1].waiting : LatencyReport(),
            filters: nodes.flatMap { node in
                zip(node.processor.instances, node.processor.filterSeconds).map {
                    FilterReport(name: $0.name, text: $0.text, busySeconds: $1, frames: values.frames - node.framesBefore)
                }
            },
            steals: nodes.reduce(0) { $0 + $1.processor.steals })
    }
}

extension FrameSink {
    /// What the stage is called that feeds this sink.
    var stageName: String { info.stage ?? (info.codec.isEmpty ? "sink" : "encode") }
}
