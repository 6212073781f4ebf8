// The table at the end of a run: who worked, who waited, what each filter cost.
import PipelineEngine

struct SummaryText {
    let report: PipelineReport
    var paint = Painter(isEnabled: false)

    var lines: [String] {
        let nameWidth = min(40, max(16, report.stages.flatMap { stage in [stage.name.count] + stage.filters.map { $0.text.count + 2 } }.max() ?? 0))
        return [headLine] + [paint(Self.columns(nameWidth, Self.titles), .faint)] + report.stages.indices.flatMap { stageLines($0, nameWidth) }
            + (report.advice.isEmpty ? [] : [report.advice])
    }

    private static let titles = ["stage", "frames", "fps", "alone", "busy", "starved", "blocked", "queue", "p50 ms", "p95 ms", "p99 ms"]
    private static let widths = [0, 8, 8, 9, 6, 8, 8, 8, 8, 8, 8]

    private static func columns(_ nameWidth: Int, _ cells: [String]) -> String {
        zip(cells, widths).enumerated().map { index, pair in index == 0 ? pair.0.cut(nameWidth).left(nameWidth) : pair.0.right(pair.1) }.joined()
    }

    private var headLine: String {
        var text = "\(report.writtenFrames) frames in \(fixed(report.seconds, 2)) s: \(rate(report.fps)) fps"
        if let speed = report.speed { text += ", \(fixed(speed, 1))x" }
        if report.corruptFrames > 0 { text += ", \(report.corruptFrames) corrupt" }
        return paint(text, .bold)
    }

    private func stageLines(_ index: Int, _ nameWidth: Int) -> [String] {
        let stage = report.stages[index]
        let queue = stage.queueCapacity > 0 ? "\(fixed(stage.queueMean, 1))/\(stage.queueCapacity)" : "-"
        let cells = [
            stage.name, String(stage.frames), rate(stage.fps), rate(stage.capableFPS), percent(stage.busy), percent(stage.starved), percent(stage.blocked),
            queue,
            fixed(stage.latency.p50, 2), fixed(stage.latency.p95, 2), fixed(stage.latency.p99, 2),
        ]
        let row = Self.columns(nameWidth, cells)
        return [report.bottleneck == index ? paint(row, .yellow) : row]
            + stage.filters.map { filter in
                let each = filter.busySeconds * 1000 / Double(max(1, stage.frames))
                return "  \(filter.text.cut(nameWidth - 2).left(nameWidth - 2))\(fixed(each, 3).right(8)) ms/frame"
            }
    }
}
