// A report as the engine might give it half way through a run.
import MediaIO
import VideoFrame

@testable import PipelineEngine

extension PipelineReport {
    static func sample(expected: Int? = 132, path: String = "Samples/bigbuckbunny.mp4") -> PipelineReport {
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 1280, height: 720)
        let source = SourceInfo(
            path: path, codec: "h264", shape: shape, storedFormat: "yuv420p", frameRate: Rational(25, 1), timeBase: Rational(1, 12800), expectedFrames: expected
        )
        let sink = SinkInfo(path: "out.mp4", codec: "h264", shape: shape, pixelFormat: "yuv420p")
        let latency = LatencyReport(p50: 1.25, p95: 2, p99: 3)
        func stage(_ role: StageReport.Role, _ name: String, capable: Double, busy: Double, capacity: Int, filters: [FilterReport] = []) -> StageReport {
            StageReport(
                role: role, name: name, device: "cpu", frames: 66, fps: 68.4, capableFPS: capable, busy: busy, starved: 0.01, blocked: 0.99 - busy,
                queueCapacity: capacity, queueMean: capacity > 0 ? 3.6 : 0, queueNow: capacity > 0 ? 3 : 0, latency: latency, filters: filters, steals: 0)
        }
        let filters = [FilterReport(name: "blur", text: "blur=sigma=2", busySeconds: 0.33), FilterReport(name: "edges", text: "edges", busySeconds: 0.11)]
        return PipelineReport(
            source: source, sink: sink, chain: ["blur=sigma=2", "edges"], decodedFrames: 70, writtenFrames: 66, corruptFrames: 0, seconds: 0.965, fps: 68.4,
            stages: [
                stage(.decode, "decode", capable: 812, busy: 0.08, capacity: 0),
                stage(.filter, "blur+edges", capable: 140, busy: 0.48, capacity: 4, filters: filters),
                stage(.encode, "encode", capable: 70.1, busy: 0.97, capacity: 4),
            ], latency: latency, bottleneck: 2, advice: "encode limits", losses: [], isFinished: false)
    }
}
