// The report of `--report`: its keys are a promise to scripts.
import FoundationEssentials
import PipelineEngine

struct JSONReport: Encodable {
    struct Machine: Encodable { var cpu: String, cores: Int, level: String, gpus: [String], ffmpeg: String }
    struct Input: Encodable { var path: String, codec: String, width: Int, height: Int, pixelFormat: String, frameRate: String, live: Bool }
    struct Output: Encodable { var path: String, codec: String, width: Int, height: Int, pixelFormat: String }
    struct Frames: Encodable { var decoded: Int, written: Int, dropped: Int, corrupt: Int }
    struct Latency: Encodable { var p50: Double, p95: Double, p99: Double }
    struct Queue: Encodable { var capacity: Int, mean: Double }
    struct Filter: Encodable { var name: String, busySeconds: Double }
    struct Stage: Encodable {
        var name: String, device: String, frames: Int, fps: Double, capableFps: Double, busy: Double, starved: Double, blocked: Double
        var queue: Queue, latencyMs: Latency, filters: [Filter]
    }
    struct Energy: Encodable { var joules: OrNull<Double>, reason: OrNull<String> }

    /// A key that stays where there is no value: never a 0 that nobody measured.
    struct OrNull<Value: Encodable>: Encodable {
        var value: Value?

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            if let value { try container.encode(value) } else { try container.encodeNil() }
        }
    }

    var vidproc: String, machine: Machine, input: Input, output: Output, chain: [String], frames: Frames
    var seconds: Double, fps: Double, speed: Double, peakRssBytes: Int, cpuSeconds: Double
    var stages: [Stage], latencyMs: Latency, bottleneck: OrNull<String>, advice: String, energy: Energy, losses: [String], warnings: [String]

    init(_ report: PipelineReport, machine: Machine, usage: (peakBytes: Int, cpuSeconds: Double), energy: Energy) {
        vidproc = Version.number
        self.machine = machine
        let source = report.source, sink = report.sink
        input = Input(
            path: source.path, codec: source.codec, width: source.shape.width, height: source.shape.height, pixelFormat: source.storedFormat,
            frameRate: source.frameRate.description, live: source.isLive)
        output = Output(path: sink.path, codec: sink.codec, width: sink.shape.width, height: sink.shape.height, pixelFormat: sink.pixelFormat)
        chain = report.chain
        frames = Frames(decoded: report.decodedFrames, written: report.writtenFrames, dropped: 0, corrupt: report.corruptFrames)
        seconds = report.seconds
        fps = report.fps.orZero
        speed = (report.speed ?? 0).orZero
        peakRssBytes = usage.peakBytes
        cpuSeconds = usage.cpuSeconds
        stages = report.stages.map(Stage.init)
        latencyMs = Latency(report.latency)
        bottleneck = OrNull(value: report.bottleneck.flatMap { report.stages.indices.contains($0) ? report.stages[$0].name : nil })
        advice = report.advice
        self.energy = energy
        losses = report.losses
        warnings = report.sourceWarnings + report.sinkWarnings
    }

    func text() throws -> String { try jsonText(self) }
}

/// With snake_case keys in the order of the alphabet, so that two texts can be compared.
func jsonText(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
}

extension JSONReport.Stage {
    init(_ stage: StageReport) {
        self.init(
            name: stage.name, device: stage.device, frames: stage.frames, fps: stage.fps.orZero, capableFps: stage.capableFPS.orZero, busy: stage.busy.orZero,
            starved: stage.starved.orZero, blocked: stage.blocked.orZero, queue: .init(capacity: stage.queueCapacity, mean: stage.queueMean.orZero),
            latencyMs: .init(stage.latency), filters: stage.filters.map { .init(name: $0.name, busySeconds: $0.busySeconds) })
    }
}

extension JSONReport.Latency {
    init(_ latency: LatencyReport) { self.init(p50: latency.p50.orZero, p95: latency.p95.orZero, p99: latency.p99.orZero) }
}

extension Double {
    /// JSON has no infinity: a stage that never worked has no rate.
    fileprivate var orZero: Double { isFinite ? self : 0 }
}
