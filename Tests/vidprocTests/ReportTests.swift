// The keys of the JSON report are a promise.
import Foundation
import PipelineEngine
import Testing

@testable import vidproc

@Suite("report") struct ReportTests {
    private func object() throws -> [String: Any] {
        let machine = JSONReport.Machine(cpu: "c", cores: 2, level: "avx2", gpus: [], ffmpeg: "5.1.9")
        let energy = JSONReport.Energy(joules: .init(value: nil), reason: .init(value: "no RAPL counters on this machine"))
        var report = PipelineReport.sample()
        report.bottleneck = nil
        report.stages[0].capableFPS = .infinity
        let text = try JSONReport(report, machine: machine, usage: (peakBytes: 1024, cpuSeconds: 1.5), energy: energy).text()
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func keys(_ value: Any?) -> Set<String> { Set((value as? [String: Any] ?? [:]).keys) }

    @Test func keysAreExactlyThePromisedOnes() throws {
        let report = try object()
        #expect(
            keys(report) == [
                "vidproc", "machine", "input", "output", "chain", "frames", "seconds", "fps", "speed", "peak_rss_bytes", "cpu_seconds", "stages", "latency_ms",
                "bottleneck", "advice", "energy", "losses", "warnings",
            ])
        #expect(keys(report["machine"]) == ["cpu", "cores", "level", "gpus", "ffmpeg"])
        #expect(keys(report["input"]) == ["path", "codec", "width", "height", "pixel_format", "frame_rate", "live"])
        #expect(keys(report["output"]) == ["path", "codec", "width", "height", "pixel_format"])
        #expect(keys(report["frames"]) == ["decoded", "written", "dropped", "corrupt"])
        #expect(keys(report["latency_ms"]) == ["p50", "p95", "p99"])
        #expect(keys(report["energy"]) == ["joules", "reason"])
        let stages = try #require(report["stages"] as? [[String: Any]])
        #expect(keys(stages[1]) == ["name", "device", "frames", "fps", "capable_fps", "busy", "starved", "blocked", "queue", "latency_ms", "filters"])
        #expect(keys(stages[1]["queue"]) == ["capacity", "mean"])
        #expect(keys((stages[1]["filters"] as? [Any])?.first) == ["name", "busy_seconds"])
    }

    @Test func unknownIsNullAndNeverInfinite() throws {
        let report = try object()
        #expect(report["bottleneck"] is NSNull)
        #expect((report["energy"] as? [String: Any])?["joules"] is NSNull)
        #expect(((report["stages"] as? [[String: Any]])?.first?["capable_fps"] as? Double) == 0)
    }

    @Test func machineIsRead() {
        #expect(Machine.processorCount >= 1 && !Machine.processorName.isEmpty)
        #expect(Machine.usage.peakBytes > 1_000_000)
    }
}
