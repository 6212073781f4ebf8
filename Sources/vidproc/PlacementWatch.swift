// --device auto in the midst of a run: filters go where they have become cheaper.
import Base
import PipelineEngine

final class PlacementWatch: Sendable {
    private struct State: Sendable {
        var review: PlacementReview
        /// Whether stored costs are no longer what the run knows.
        var hasLearned = false

        mutating func look(at stages: [StageReport]) -> DeviceAssignment? {
            let before = review.known, next = review.assignment(after: stages)
            if review.known != before { hasLearned = true }
            return next
        }
    }

    private let state: Locked<State>
    private let pipeline: Pipeline
    private let entries: [ChainEntry]
    private let store: CostStore
    private let ticker: Ticker

    /// `tell` gets a line when filters move. A chain that somebody changes meanwhile stays where it is.
    init(_ pipeline: Pipeline, _ review: PlacementReview, _ store: CostStore, device: String, _ tell: @escaping @Sendable (String) -> Void) {
        let state = Locked(State(review: review)), entries = pipeline.entries
        (self.state, self.store, self.pipeline, self.entries) = (state, store, pipeline, entries)
        ticker = Ticker(milliseconds: 1000) {
            guard pipeline.entries == entries else { return }
            let stages = pipeline.snapshot().stages
            guard let next = state.withLock({ $0.look(at: stages) }) else { return }
            do throws(PipelineError) {
                try pipeline.place(next)
                let there = zip(pipeline.entries.suffix(next.onDevice.count), next.onDevice.suffix(pipeline.entries.count)).filter { $1 }.map(\.0.text)
                tell("costs have changed: \(there.isEmpty ? "no filter" : there.joined(separator: ", ")) on \(device) from here on")
            } catch {
                tell("filters stay where they are: \(error.message)")
            }
        }
    }

    /// Keeps what was learnt for the next run. Call once, after the run.
    func stop() {
        ticker.stop()
        let stages = pipeline.entries == entries ? pipeline.snapshot().stages : []
        state.withLock { state in
            _ = state.look(at: stages)
            if state.hasLearned { store.save(state.review.known) }
        }
    }
}
