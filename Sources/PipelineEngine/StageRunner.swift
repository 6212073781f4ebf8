// Runs a stage's processors over the frames that come to it, each frame by those of its own version of the chain.
import VideoFrame

/// A stage's way from ring to ring. Belongs to the stage's thread.
///
/// Frames come with rising versions. The first frame of a newer one that comes by drains the processors that the newer one has not got, with what they still
/// hold going the way of its own version; those that it has kept go on as if nothing had happened. A kept processor that looks ahead gives frames of the old
/// version later: what came behind it in that version is drained only then.
final class StageRunner: @unchecked Sendable {  // belongs to the stage's thread
    private let versions: ChainVersions
    private let stage: Int
    private let input: ChainNode.Route

    /// `stage` counts filter stages.
    init(_ versions: ChainVersions, stage: Int) {
        self.versions = versions
        self.stage = stage
        // The chain may have been changed before the thread began: a newer version that no frame has had may go again.
        let first = versions.oldest
        input = ChainNode.Route(version: first.number)
        input.rest = first.stages[stage]
    }

    /// Hands on what becomes of `frame`. False: `emit` was false, the run is over.
    func feed(_ frame: consuming Frame, _ emit: (consuming Frame) -> Bool) -> Bool {
        let before = input.version
        guard send(frame, along: input, emit) else { return false }
        // Versions go when their last frames have gone by; without a change there is nothing to look for.
        if before != input.version || isChanging {
            let oldest = input.oldest
            isChanging = oldest != input.version
            versions.release(before: oldest, stage: stage)
        }
        return true
    }

    /// Whether frames of a version before the input's are still held.
    private var isChanging = false

    /// Hands on what is still held when the input has ended.
    func finish(_ emit: (consuming Frame) -> Bool) -> Bool { drain(input.rest[...], of: input.version, emit) }

    private func send(_ frame: consuming Frame, along route: ChainNode.Route, _ emit: (consuming Frame) -> Bool) -> Bool {
        let version = frame.timing.chainVersion
        if version != route.version { guard advance(route, to: version, emit) else { return false } }
        guard let node = route.rest.first else { return emit(frame) }
        return node.processor.feed(frame) { send($0, along: node.behind, emit) }
    }

    /// Drains what comes behind a route only in its old version.
    private func advance(_ route: ChainNode.Route, to version: Int, _ emit: (consuming Frame) -> Bool) -> Bool {
        let nodes = versions.nodes(version, stage: stage)
        let gone = route.rest.prefix { old in !nodes.contains { $0 === old } }
        guard drain(gone, of: route.version, emit) else { return false }
        let place = route === input ? 0 : nodes.firstIndex { $0.behind === route }.map { $0 + 1 }
        guard let place else { preconditionFailure("a processor gets frames of the versions that have it") }
        route.rest = Array(nodes[place...])
        route.version = version
        return true
    }

    /// Ends `nodes`, which stand side by side in `version`, in order.
    private func drain(_ nodes: ArraySlice<ChainNode>, of version: Int, _ emit: (consuming Frame) -> Bool) -> Bool {
        for node in nodes {
            guard node.processor.finish({ send($0, along: node.behind, emit) }) else { return false }
            // Where no frame of `version` came out of it, what stood behind it before still waits for its end.
            if node.behind.version != version { guard advance(node.behind, to: version, emit) else { return false } }
        }
        return true
    }
}
