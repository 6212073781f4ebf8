// Changing the chain of a run: made ready on the caller's thread, in force from the next frame on.
import Filters
import VideoFrame

extension Pipeline: ChainControl {
    public var entries: [ChainEntry] { versions.newest.entries }

    public func change(_ edit: (inout [ChainEntry]) throws(PipelineError) -> Void) throws(PipelineError) {
        guard versions.newest.stages.count > 0, stageDigests.isEmpty else {
            throw PipelineError(stage: "chain", message: "this run's chain cannot be changed")
        }
        try editing.withLock { _ throws(PipelineError) in
            let old = versions.newest
            var entries = old.entries
            try edit(&entries)
            guard entries != old.entries else { return }
            var next: ChainVersion
            do throws(FilterError) {
                let (chain, known) = try editor.chain(entries, after: old)
                next = try editor.version(after: old, chain, entries: entries, assignment: editor.assignment(of: chain, after: old))
                next.known = known
            } catch {
                throw PipelineError(stage: "chain", message: error.message, hint: error.hint)
            }
            let (before, after) = (streams[streams.count - 1], next.streams(from: source.info.stream).last)
            guard let after, after.frame == before.frame, after.frameRate == before.frameRate, after.timeBase == before.timeBase else {
                throw PipelineError(
                    stage: "chain", message: "the outputs take frames of \(before.words), this chain would give them \(after?.words ?? "others")",
                    hint: "size, layout and rate stay as they were when the run began")
            }
            publish(next, after: old)
        }
    }

    /// Runs the same filters where `assignment` says, which has a side for each, from the next frame on. What filters remember stays only where their group does.
    /// Errors: the chain has become another.
    package func place(_ assignment: DeviceAssignment) throws(PipelineError) {
        try editing.withLock { _ throws(PipelineError) in
            let old = versions.newest
            guard assignment.onDevice.count == old.chain.count else { throw PipelineError(stage: "chain", message: "the sides are those of another chain") }
            guard assignment.onDevice != old.assignment?.onDevice else { return }
            var next: ChainVersion
            do throws(FilterError) {
                next = try editor.version(after: old, old.chain, entries: old.entries, assignment: assignment)
            } catch {
                throw PipelineError(stage: "chain", message: error.message, hint: error.hint)
            }
            next.known = old.known
            publish(next, after: old)
        }
    }

    private func publish(_ next: ChainVersion, after old: ChainVersion) {
        for (index, nodes) in next.stages.enumerated() {
            let frames = stages[index + 1].metrics.frames
            for node in nodes where !old.stages[index].contains(where: { $0 === node }) { node.framesBefore = frames }
        }
        versions.append(next)
    }
}

extension StreamShape {
    fileprivate var words: String { "\(frame.width)x\(frame.height) \(frame.format) at \(frameRate.numerator)/\(frameRate.denominator) a second" }
}
