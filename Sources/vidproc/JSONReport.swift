// The report of `--report`: its keys are a promise to scripts.
import Display
import FoundationEssentials
import PipelineEngine

struct JSONReport: Encodable {
    struct Machine: Encodable { var cpu: String, cores: Int, level: String, gpus: [String], ffmpeg: String }
    struct Input: Encodable { var path: String, codec: String, width: Int, height: Int, pixelFormat: String, frameRate: String, live: Bool }
    struct Output: Encodable { var path: String, codec: String, width: Int, height: Int, pixelFormat: String }
    struct SideOutput: Encodable { var path: String, codec: String, pixelFormat: String, written: Int, dropped: Int, latencyMs: Latency }
    struct Frames: Encodable { var decoded: Int, written: Int, dropped: Int, droppedAtCapture: Int, corrupt: Int }
    struct Latency: Encodable { var p50: Double, p95: Double, p99: Double }
    struct Queue: Encodable { var capacity: Int, mean: Double }
    struct Filter: Encodable { var name: String, busySeconds: Double }
    struct Stage: Encodable {
        var name: String, device: String, frames: Int, fps: Double, capableFps: Double, busy: Double, starved: Double, blocked: Double
        var queue: Queue, latencyMs: Latency, waitMs: Latency, filters: [Filter]
    }
    struct Window: Encodable { var renderer: String, shown: Int, skipped: Int, late: Int, workMs: Latency, latencyMs: Latency }
    struct Energy: Encodable { var joules: OrNull<Double>, reason: OrNull<String> }

    /// A key that stays where there is no value: never a 0 that nobody measured.
    struct OrNull<Value: Encodable>: Encodable {
        var value: Value?

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            if let value { try container.encode(value) } else { try container.encodeNil() }
        }
    }

    var vidproc: String, machine: Machine, input: Input, output: Output, also: [SideOutput], chain: [String], frames: Frames
    var seconds: Double, fps: Double, speed: Double, peakRssBytes: Int, cpuSeconds: Double
    var stages: [Stage], latencyMs: Latency, bottleneck: OrNull<String>, advice: String, energy: Energy, losses: [String], warnings: [String]
    /// Left out where there was none.
    var window: Window?

    init(_ report: PipelineReport, machine: Machine, usage: (peakBytes: Int, cpuSeconds: Double), energy: Energy, shown: ShownFigures? = nil) {
        vidproc = Version.number
        self.machine = machine
        let source = report.source, sink = report.sink
        input = Input(
            path: source.path, codec: source.codec, width: source.shape.width, height: source.shape.height, pixelFormat: source.storedFormat,
            frameRate: source.frameRate.description, live: source.isLive)
        output = Output(path: sink.path, codec: sink.codec, width: sink.shape.width, height: sink.shape.height, pixelFormat: sink.pixelFormat)
        also = report.sideOutputs.map {
            SideOutput(
                path: $0.sink.path, codec: $0.sink.codec, pixelFormat: $0.sink.pixelFormat, written: $0.frames, dropped: $0.dropped,
                latencyMs: Latency($0.latency))
        }
        chain = report.chain
        frames = Frames(
            decoded: report.decodedFrames, written: report.writtenFrames, dropped: report.droppedFrames, droppedAtCapture: report.lostFrames,
            corrupt: report.corruptFrames)
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
        window = shown.map {
            Window(
                renderer: $0.renderer, shown: $0.shown, skipped: $0.skipped, late: $0.late, workMs: Latency($0.work), latencyMs: Latency($0.latency))
        }
        losses = report.losses
        warnings = report.sourceWarnings + report.sinkWarnings
    }

    func text() throws -> String { try jsonText(self) }

    /// The report and at its end what filters found, a line for each filter in each frame: indented as the rest it would be ten times as long.
    func bytes(with findings: FindingsRecorder) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var bytes = Array(try text().dropLast("\n}\n".count).utf8) + Array(",\n  \"findings\" : [".utf8)
        for (index, entry) in findings.entries.enumerated() {
            bytes += Array((index > 0 ? ",\n    " : "\n    ").utf8)
            bytes += try encoder.encode(Finding(entry))
        }
        return bytes + Array("\n  ],\n  \"findings_left_out\" : \(findings.leftOut)\n}\n".utf8)
    }
}

/// What one filter found in one frame.
private struct Finding: Encodable {
    let filter: String, place: Int, frame: Int, time: JSONReport.OrNull<Double>
    /// One of them.
    var points: [[Int]]?, areas: [Area]?, correction: Correction?

    struct Area: Encodable { var x: Int, y: Int, width: Int, height: Int, share: Double }
    struct Correction: Encodable { var x: Double, y: Double, degrees: Double }

    init(_ entry: FindingsRecorder.Entry) {
        (filter, place, frame, time) = (entry.filter, entry.place, entry.frame, .init(value: entry.time))
        switch entry.findings {
        case .points(let found): points = found.map { [$0.x, $0.y, $0.score] }
        case .areas(let found): areas = found.map { Area(x: $0.x, y: $0.y, width: $0.width, height: $0.height, share: $0.share) }
        case .correction(let x, let y, let degrees): correction = Correction(x: x, y: y, degrees: degrees)
        }
    }
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
            latencyMs: .init(stage.latency), waitMs: .init(stage.wait), filters: stage.filters.map { .init(name: $0.name, busySeconds: $0.busySeconds) })
    }
}

extension JSONReport.Latency {
    init(_ latency: LatencyReport) { self.init(p50: latency.p50.orZero, p95: latency.p95.orZero, p99: latency.p99.orZero) }
}

extension Double {
    /// JSON has no infinity: a stage that never worked has no rate.
    fileprivate var orZero: Double { isFinite ? self : 0 }
}
