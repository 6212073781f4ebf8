// The table at the end of a run: who worked, who waited, what each filter cost.
import Display
import PipelineEngine

struct SummaryText {
    let report: PipelineReport
    /// Columns to use at most, if names and texts can be cut or broken that far.
    var width: Int?
    var paint = Painter(isEnabled: false)
    /// Of a window, where there was one.
    var window: ShownFigures?

    var lines: [String] {
        let room = max(8, (width ?? .max) - shown.map { Self.widths[$0] }.reduce(0, +))
        let nameWidth = min(40, room, max(15, report.stages.map(\.name.columns).max() ?? 0))
        return [headLine] + [paint(row(nameWidth, Self.titles), .faint)] + report.stages.indices.flatMap { stageLines($0, nameWidth) }
            + latencyLines + report.sideOutputs.flatMap(sideLines) + windowLines + report.advice.wrapped(width ?? .max)
    }

    /// 80 columns with a name of 16; latencies in milliseconds.
    private static let titles = ["stage", "frames", "fps", "alone", "busy", "starved", "blocked", "queue", "p50", "p95", "p99 ms"]
    private static let widths = [0, 7, 6, 7, 5, 8, 8, 7, 5, 5, 7]

    /// In the order in which a narrow terminal does without them.
    private static let dispensable = [8, 10, 9, 7, 1, 3]

    /// Columns that fit beside a name of 15.
    private var shown: [Int] {
        var shown = Array(Self.widths.indices)
        for column in Self.dispensable where shown.map({ Self.widths[$0] }).reduce(15, +) > width ?? .max { shown.removeAll { $0 == column } }
        return shown
    }

    private func row(_ nameWidth: Int, _ cells: [String]) -> String {
        shown.map { $0 == 0 ? cells[0].cut(nameWidth).left(nameWidth) : cells[$0].right(Self.widths[$0]) }.joined()
    }

    private var headLine: String {
        var text = "\(report.writtenFrames) frames in \(fixed(report.seconds, 2)) s: \(rate(report.fps)) fps"
        if let speed = report.speed { text += ", \(fixed(speed, 1))x" }
        if report.corruptFrames > 0 { text += ", \(report.corruptFrames) corrupt" }
        if report.droppedFrames > 0 { text += ", \(report.droppedFrames) dropped" }
        if report.lostFrames > 0 { text += ", \(report.lostFrames) lost at capture" }
        return paint(text, .bold)
    }

    private func stageLines(_ index: Int, _ nameWidth: Int) -> [String] {
        let stage = report.stages[index]
        let queue = stage.queueCapacity > 0 ? "\(fixed(stage.queueMean, 1))/\(stage.queueCapacity)" : "-"
        let cells = [
            stage.name, String(stage.frames), rate(stage.fps), rate(stage.capableFPS), percent(stage.busy), percent(stage.starved), percent(stage.blocked),
            queue, milliseconds(stage.latency.p50), milliseconds(stage.latency.p95), milliseconds(stage.latency.p99),
        ]
        let text = row(nameWidth, cells)
        return [report.bottleneck == index ? paint(text, .yellow) : text]
            + stage.filters.map { filter in
                let each = filter.busySeconds * 1000 / Double(max(1, filter.frames ?? stage.frames))
                return "  \(fixed(each, 3).right(7)) ms/frame  \(filter.text.cut(min(60, max(8, (width ?? .max) - 20))))"
            }
    }

    /// For runs that must keep up: how old frames were when they came out, and where the time went.
    private var latencyLines: [String] {
        guard report.mayDrop || report.source.isLive, report.writtenFrames > 0 else { return [] }
        func text(_ latency: LatencyReport) -> String { [latency.p50, latency.p95, latency.p99].map(milliseconds).joined(separator: " / ") }
        let waits = report.stages.dropFirst().map { "\($0.name) \(text($0.wait))" }.joined(separator: ", ")
        return "latency \(text(report.latency)) ms (p50 / p95 / p99); of that waiting for \(waits)".wrapped(width ?? .max)
    }

    private var windowLines: [String] {
        guard let window else { return [] }
        let late = window.late > 0 ? ", \(window.late) late" : ""
        let latency = "\(window.latencyWords) p50 \(fixed(window.latency.p50, 1)), p99 \(fixed(window.latency.p99, 1)) ms"
        return "window: \(window.shown) frames shown, \(window.skipped) skipped\(late); \(latency)".wrapped(width ?? .max)
    }

    private func sideLines(_ output: OutputReport) -> [String] {
        let left = output.dropped > 0 ? ", \(output.dropped) passed by because it was not ready" : ""
        return "also \(output.sink.path.printable): \(output.frames) frames\(left)".wrapped(width ?? .max)
    }

    /// As many digits as five columns hold.
    private func milliseconds(_ value: Double) -> String { fixed(value, value < 10 ? 2 : value < 100 ? 1 : 0) }
}
