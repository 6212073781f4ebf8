// The versions of a running chain: which processors each stage runs in which, made by whoever changes the chain and used by the stages' threads.
import Base
import Filters
import VideoFrame

/// A processor in its place in a stage. It may stay there from version to version; then it keeps what it remembers.
final class ChainNode: @unchecked Sendable {  // once a version with it is published, `behind` belongs to the stage's thread, the rest stays
    let processor: any FrameProcessor
    let behind: Route
    /// Frames that the stage had done before the node was there.
    var framesBefore = 0
    private let shape: FrameShape
    private let frameRate: Rational

    /// What a node of the next version must have to be this one.
    struct Key: Equatable, Sendable {
        /// Its filters, as typed.
        let texts: [String]
        /// Whether they were meant for the device.
        let isForDevice: Bool
    }

    let key: Key

    /// `stream`: what comes to it. `version`: the first that has it.
    init(_ processor: any FrameProcessor, key: Key, from stream: StreamShape, version: Int) {
        self.processor = processor
        self.key = key
        (shape, frameRate) = (stream.frame, stream.frameRate)
        behind = Route(version: version)
    }

    /// Whether it has been made for what comes to it in `stream`.
    func takes(_ stream: StreamShape) -> Bool { shape == stream.frame && frameRate == stream.frameRate }

    /// Where a stage's frames go behind a node, or behind the ring: to `rest`, in the version of the last frame that came by.
    final class Route {
        var version: Int
        /// An array of its own: a slice would hold the node as well that it belongs to.
        var rest: [ChainNode] = []

        init(version: Int) { self.version = version }

        /// The lowest version of which frames may still come by here or further on.
        var oldest: Int { rest.reduce(version) { min($0, $1.behind.oldest) } }
    }
}

/// What the chain is from one frame on.
struct ChainVersion: Sendable {
    var number: Int
    var entries: [ChainEntry]
    /// What makes pictures upright in front of the chain among them.
    var chain: [FilterInstance]
    /// The filters of `entries` that are on, by their words.
    var known: [String: FilterInstance] = [:]
    /// Of `chain`; nil: all filters are meant for the device, if there is one.
    var assignment: DeviceAssignment?
    /// By filter stage, in order.
    var stages: [[ChainNode]]

    /// What a stage is called.
    static func name(_ nodes: [ChainNode]) -> String {
        nodes.isEmpty ? "pass" : nodes.flatMap { $0.processor.instances.map(\.name) }.joined(separator: "+")
    }
}

/// The versions that frames on their way may still ask for. Any thread.
final class ChainVersions: Sendable {
    private struct State: Sendable {
        /// In rising order; the last is the one for frames that leave the source.
        var versions: [ChainVersion]
        /// Of the last frame that has left it.
        var used = 0
        /// By stage, the oldest that it may still ask for.
        var needed: [Int]
    }

    private let state: Locked<State>

    init(_ first: ChainVersion) { state = Locked(State(versions: [first], needed: first.stages.map { _ in first.number })) }

    /// Before any stage has released one, the first of all.
    var oldest: ChainVersion { state.withLock { $0.versions[0] } }
    var newest: ChainVersion { state.withLock { $0.versions[$0.versions.count - 1] } }

    /// The version for a frame that leaves the source.
    func take() -> Int {
        state.withLock { state in
            state.used = state.versions[state.versions.count - 1].number
            return state.used
        }
    }

    func nodes(_ version: Int, stage: Int) -> [ChainNode] {
        state.withLock { state in
            guard let known = state.versions.first(where: { $0.number == version }) else { preconditionFailure("a version stays while frames need it") }
            return known.stages[stage]
        }
    }

    /// From the next frame that leaves the source. A version that no frame has had goes at once.
    func append(_ version: ChainVersion) {
        let gone = state.withLock { state in
            let last = state.versions[state.versions.count - 1]
            let unused = last.number > state.used ? state.versions.popLast() : nil
            // What was made for it and is kept has seen no frame yet: it begins with this one.
            if let unused { for nodes in version.stages { Self.begin(nodes, version.number, after: unused.number) } }
            state.versions.append(version)
            return unused
        }
        // Its processors go here, outside of the lock.
        _ = consume gone
    }

    /// Sets where frames go behind those of a stage's nodes that begin with version `old`, to begin with `number`.
    static func begin(_ nodes: [ChainNode], _ number: Int, after old: Int) {
        for (place, node) in nodes.enumerated() where node.behind.version == old {
            node.behind.version = number
            node.behind.rest = Array(nodes[(place + 1)...])
        }
    }

    /// `stage` will ask for none before `version`.
    func release(before version: Int, stage: Int) {
        let gone = state.withLock { state in
            state.needed[stage] = version
            let least = min(state.needed.min() ?? version, state.used)
            let count = state.versions.prefix { $0.number < least }.count
            defer { state.versions.removeFirst(count) }
            return Array(state.versions.prefix(count))
        }
        _ = consume gone
    }

    /// How many there are, for tests.
    var count: Int { state.withLock { $0.versions.count } }
}
