// A chain without ends: frames go in and come out on the caller's thread, one at a time, through the very stages of a run.
import Filters
import VideoFrame

/// The stages of a chain, for programs that measure or compare what the engine computes. Not for several threads at once.
package final class FrameChain {
    private let processors: [any FrameProcessor]
    private let scheduler: TileScheduler
    /// Of the frames that come out.
    package let outputShape: FrameShape
    /// Filters of each stage, in order.
    package let stages: [[String]]

    /// `chain` made ready for frames of `shape`, with as many threads at work on a frame as `configuration` says. Planes come from `pool`.
    ///
    /// Errors: a filter or its placement that does not suit such frames.
    package init(_ chain: [FilterInstance], shape: FrameShape, configuration: PipelineConfiguration, pool: FramePool) throws(FilterError) {
        let planner = Planner(configuration: configuration)
        let groups = planner.groups(Planner.upright(chain, shape: shape), shape: shape)
        let scheduler = TileScheduler(threads: max(1, configuration.threads), submitters: max(1, groups.count))
        do {
            processors = try planner.processors(groups, shape: shape, pool: pool, scheduler: scheduler)
        } catch {
            scheduler.stop()
            throw error
        }
        self.scheduler = scheduler
        outputShape = processors.last?.outputShape ?? shape
        stages = groups.map { $0.map(\.name) }
    }

    /// Where each stage runs.
    package var devices: [String] { processors.map(\.deviceName) }

    /// Hands on what becomes of `frame`: by most filters one frame, by those that look ahead or change the rate none or several.
    package func feed(_ frame: consuming Frame, _ emit: (consuming Frame) -> Void) { feed(frame, from: 0, emit) }

    /// Hands on what the stages still hold after the last frame.
    package func finish(_ emit: (consuming Frame) -> Void) {
        for (index, processor) in processors.enumerated() {
            _ = processor.finish { frame in
                feed(frame, from: index + 1, emit)
                return true
            }
        }
    }

    /// Ends the threads. Call once, last.
    package func stop() { scheduler.stop() }

    private func feed(_ frame: consuming Frame, from index: Int, _ emit: (consuming Frame) -> Void) {
        guard index < processors.count else { return emit(frame) }
        _ = processors[index].feed(frame) { frame in
            feed(frame, from: index + 1, emit)
            return true
        }
    }
}
