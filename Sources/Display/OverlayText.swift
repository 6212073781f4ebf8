// What stands over the picture: the run's figures, the keys. Pure functions of a snapshot.
import PipelineEngine

enum OverlayText {
    /// The figures of the run and of the window, then the chain with what is on.
    static func figures(_ report: PipelineReport, _ shown: ShownFigures, chain: [ChainEntry], isPaused: Bool) -> [String] {
        let shape = report.sink.shape, live = report.source.isLive ? ", live" : ""
        var lines = ["\(shape.width)x\(shape.height) \(shape.format)\(live)\(isPaused ? ", paused" : "")"]
        lines.append("screen \(fixed(shown.fps, 1)) fps, shown \(shown.shown), skipped \(shown.skipped), late \(shown.late), \(shown.renderer)")
        lines.append("\(shown.latencyWords): p50 \(fixed(shown.latency.p50, 1)), p99 \(fixed(shown.latency.p99, 1)) ms")
        let name = min(32, max(5, report.stages.map(\.name.count).max() ?? 0))
        lines.append("")
        lines.append(left("stage", name) + right("fps", 8) + right("alone", 8) + right("queue", 7) + right("p50", 7) + right("p99 ms", 8))
        for stage in report.stages {
            let queue = stage.queueCapacity > 0 ? "\(stage.queueNow)/\(stage.queueCapacity)" : "-"
            lines.append(
                left(stage.name, name) + right(fixed(stage.fps, 1), 8) + right(stage.capableFPS < 1e5 ? fixed(stage.capableFPS, 0) : "-", 8) + right(queue, 7)
                    + right(fixed(stage.latency.p50, 1), 7) + right(fixed(stage.latency.p99, 1), 8))
        }
        return chain.isEmpty ? lines : lines + [""] + entries(chain)
    }

    /// One line a filter, by the key that switches it.
    static func entries(_ chain: [ChainEntry]) -> [String] {
        chain.enumerated().map { index, entry in "\(index < 9 ? "\(index + 1)" : " ") \(entry.isOn ? "[on] " : "[off]") \(cut(entry.text, 48))" }
    }

    static var help: [String] { WindowSink.keys.map { left($0.key, 8) + $0.meaning } }

    /// `clip.mp4  1280x720  25.0 fps`.
    static func title(_ name: String, _ width: Int, _ height: Int, fps: Double, isPaused: Bool) -> String {
        let rate = isPaused ? "paused" : fps > 0 ? "\(fixed(fps, 1)) fps" : ""
        return [name, "\(width)x\(height)", rate].filter { !$0.isEmpty }.joined(separator: "  ")
    }

    /// A number with so many digits behind the point, 0 or 1.
    static func fixed(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "-" }
        let scale = digits == 0 ? 1 : 10, whole = Int((value * Double(scale)).rounded())
        return digits == 0 ? "\(whole)" : "\(whole < 0 ? "-" : "")\(abs(whole) / scale).\(abs(whole) % scale)"
    }

    private static func cut(_ text: String, _ width: Int) -> String { text.count <= width ? text : text.prefix(width - 3) + "..." }
    private static func left(_ text: String, _ width: Int) -> String { cut(text, width) + String(repeating: " ", count: max(0, width - text.count)) }
    private static func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
}
