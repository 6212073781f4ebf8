// Shows a run while it runs: a view that redraws itself on a terminal, a line now and then elsewhere.
import Base
import PipelineEngine
import VideoFrame

/// Draws snapshots of a pipeline on standard error until `stop()`.
final class LiveView: Sendable {
    private let ticker: Ticker
    private let drawnLines: DrawnLines

    /// The height of what stands on the terminal; touched by the ticking thread, then by the one that stops it.
    private final class DrawnLines: Sendable { let count = Locked(0) }

    init(of pipeline: Pipeline, console: Console) {
        let drawn = DrawnLines()
        drawnLines = drawn
        ticker =
            console.isTerminal
            ? Ticker(milliseconds: 100) {
                let width = StandardStream.error.columns
                let lines = ProgressText(report: pipeline.snapshot(), width: width - 1, paint: console.paint).lines
                let before = drawn.count.withLock { count in
                    defer { count = lines.count }
                    return count
                }
                let home = before > 0 ? "\u{1B}[\(before)A" : ""
                // Each line is cleared after its text, not before: the view does not flicker.
                StandardStream.error.write("\u{1B}[?25l" + home + lines.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J\u{1B}[?25h")
            }
            : Ticker(milliseconds: 10_000) { StandardStream.error.write(ProgressText(report: pipeline.snapshot(), width: 160).line + "\n") }
    }

    /// Removes the view.
    func stop() {
        ticker.stop()
        let lines = drawnLines.count.withLock { $0 }
        if lines > 0 { StandardStream.error.write("\u{1B}[\(lines)A\u{1B}[J") }
    }
}
