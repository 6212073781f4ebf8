// Shows a run while it runs: a view that redraws itself on a terminal, a line now and then elsewhere.
import PipelineEngine

/// Draws snapshots of a pipeline on standard error until `stop()`.
final class LiveView: Sendable {
    private let ticker: Ticker
    private let area: StatusArea

    /// `keys`: what they have chosen is shown below the stages.
    init(of pipeline: Pipeline, console: Console, keys: ChainKeys?) {
        let area = console.area
        self.area = area
        ticker =
            console.isTerminal
            ? Ticker(milliseconds: 100) {
                let (columns, rows) = StandardStream.error.size
                // The last column and the last row stay free: to write there may move the whole screen.
                let text = ProgressText(report: pipeline.snapshot(), width: columns - 1, paint: console.paint, choice: keys?.line)
                area.draw(text.lines(atMost: rows - 1), columns: columns)
            }
            : Ticker(milliseconds: 10_000) {
                let width = console.width.map { $0 - 1 } ?? 160
                StandardStream.error.write(ProgressText(report: pipeline.snapshot(), width: width).line + "\n")
            }
    }

    /// Removes the view.
    func stop() {
        ticker.stop()
        area.hide()
    }
}
