// The keys of the JSON report are a promise.
import Filters
import Foundation
import Testing
import VideoFrame

@testable import PipelineEngine
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

    @Test func findingsStandAtTheEnd() throws {
        let machine = JSONReport.Machine(cpu: "c", cores: 2, level: "avx2", gpus: [], ffmpeg: "5.1.9")
        let energy = JSONReport.Energy(joules: .init(value: nil), reason: .init(value: nil))
        let report = JSONReport(PipelineReport.sample(), machine: machine, usage: (peakBytes: 1024, cpuSeconds: 1.5), energy: energy)
        func object(_ recorder: FindingsRecorder) throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: Data(try report.bytes(with: recorder))) as? [String: Any])
        }
        let none = try object(FindingsRecorder())
        #expect((none["findings"] as? [Any])?.isEmpty == true && none["findings_left_out"] as? Int == 0)
        let recorder = FindingsRecorder(capacity: 4), timing = FrameTiming(pts: 25, timeBase: Rational(1, 50), sequence: 12)
        recorder.add(.points([.init(x: 3, y: 4, score: 5), .init(x: 6, y: 7, score: 1)]), of: "corners", at: 0, timing)
        recorder.add(.areas([FoundArea(x: 8, y: 16, width: 24, height: 32, share: 0.25)]), of: "motion", at: 1, timing)
        recorder.add(.correction(x: 1.5, y: -2, degrees: 0.25), of: "stabilize", at: 2, FrameTiming(pts: nil, sequence: 13))
        recorder.add(.correction(x: 1, y: 1, degrees: 0), of: "stabilize", at: 2, timing)
        let found = try object(recorder), entries = try #require(found["findings"] as? [[String: Any]])
        #expect(found["findings_left_out"] as? Int == 1 && keys(found).isSuperset(of: ["chain", "warnings"]))
        try #require(entries.count == 3)
        #expect(keys(entries[0]) == ["filter", "place", "frame", "time", "points"] && entries[0]["time"] as? Double == 0.5)
        #expect(entries[0]["points"] as? [[Int]] == [[3, 4, 5], [6, 7, 1]])
        #expect(keys((entries[1]["areas"] as? [Any])?.first) == ["x", "y", "width", "height", "share"])
        #expect(keys(entries[2]["correction"]) == ["x", "y", "degrees"] && entries[2]["time"] is NSNull)
    }

    private func keys(_ value: Any?) -> Set<String> { Set((value as? [String: Any] ?? [:]).keys) }

    @Test func keysAreExactlyThePromisedOnes() throws {
        let report = try object()
        #expect(
            keys(report) == [
                "vidproc", "machine", "input", "output", "also", "chain", "frames", "seconds", "fps", "speed", "peak_rss_bytes", "cpu_seconds", "stages",
                "latency_ms",
                "bottleneck", "advice", "energy", "losses", "warnings",
            ])
        #expect(keys(report["machine"]) == ["cpu", "cores", "level", "gpus", "ffmpeg"])
        #expect(keys(report["input"]) == ["path", "codec", "width", "height", "pixel_format", "frame_rate", "live"])
        #expect(keys(report["output"]) == ["path", "codec", "width", "height", "pixel_format"])
        #expect(keys(report["frames"]) == ["decoded", "written", "dropped", "dropped_at_capture", "corrupt"])
        #expect(keys(report["latency_ms"]) == ["p50", "p95", "p99"])
        #expect(keys(report["energy"]) == ["joules", "reason"])
        let stages = try #require(report["stages"] as? [[String: Any]])
        #expect(
            keys(stages[1]) == ["name", "device", "frames", "fps", "capable_fps", "busy", "starved", "blocked", "queue", "latency_ms", "wait_ms", "filters"])
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
