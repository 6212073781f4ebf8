// Makes the versions of a chain: from words to filters to processors on the stages that there are. On the thread of whoever changes the chain.
import Base
import Filters
import MediaIO
import VideoFrame

/// What a version is made with. One thread at a time.
struct ChainEditor: Sendable {
    private let configuration: PipelineConfiguration
    private let source: SourceInfo
    private let scheduler: TileScheduler
    private let pool = FramePool()
    /// The filters of the first version, as typed: what a program has made itself has no words to read it from.
    private let first: [FilterInstance]
    private let parser: FilterParser

    /// `first`: of the first version, upright.
    init(configuration: PipelineConfiguration, source: SourceInfo, first: [FilterInstance], scheduler: TileScheduler) {
        self.configuration = configuration
        self.source = source
        self.scheduler = scheduler
        self.first = first
        parser = FilterParser(registry: configuration.registry, pictures: PictureFiles())
    }

    /// The version before all: stages without filters.
    func empty(stages: Int) -> ChainVersion { ChainVersion(number: -1, entries: [], chain: [], stages: Array(repeating: [], count: stages)) }

    /// The version after `old`, of filters `chain` (upright). Processors of `old` stay where their filters and what comes to them stay. Errors: a filter or
    /// placement that does not fit the frames.
    func version(
        after old: ChainVersion, _ chain: [FilterInstance], entries: [ChainEntry], assignment: DeviceAssignment?
    ) throws(FilterError) -> ChainVersion {
        var configuration = configuration
        configuration.assignment = assignment
        let number = old.number + 1, planner = Planner(configuration: configuration), groups = planner.groups(chain, shape: source.shape)
        let keys = planner.keys(groups), layout = ChainLayout(old: old.stages.map { $0.map(\.key) }, new: keys)
        var stages: [[ChainNode]] = old.stages.map { _ in [] }, stream = source.stream, place = 0
        for (index, (group, target)) in zip(groups, layout.places).enumerated() {
            let kept = target.kept.map { old.stages[target.stage][$0] }, node: ChainNode
            if let kept, kept.takes(stream) {
                node = kept
            } else {
                let processor = try planner.processor(group, at: place, stream, pool: pool, scheduler: scheduler, submitter: target.stage)
                node = ChainNode(processor, key: keys[index], from: stream, version: number)
            }
            stream = node.processor.output(for: stream)
            place += group.count
            stages[target.stage].append(node)
        }
        for nodes in stages { ChainVersions.begin(nodes, number, after: number) }
        return ChainVersion(number: number, entries: entries, chain: chain, assignment: assignment, stages: stages)
    }

    /// The filters of `entries` that are on, upright. Words that `old` has had are not read again, nor the files that they name.
    func chain(_ entries: [ChainEntry], after old: ChainVersion) throws(FilterError) -> (chain: [FilterInstance], known: [String: FilterInstance]) {
        var chain: [FilterInstance] = [], read: [String: FilterInstance] = [:]
        for entry in entries where entry.isOn {
            let words = entry.text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let known = old.known[entry.text] ?? (old.chain + first).first { $0.text == entry.text }
            let filter = if let known { known } else { try parser.parse(name: words.first ?? "", value: words.count > 1 ? words[1] : nil) }
            chain.append(filter)
            read[entry.text] = filter
        }
        return (Planner.upright(chain, shape: source.shape), read)
    }

    /// A filter that has been there keeps its side, a new one is the processor's, where sides were chosen filter by filter.
    func assignment(of chain: [FilterInstance], after old: ChainVersion) -> DeviceAssignment? {
        guard let sides = old.assignment?.onDevice else { return nil }
        let known = Dictionary(zip(old.chain.map(\.text), sides), uniquingKeysWith: { old, _ in old })
        return DeviceAssignment(onDevice: chain.map { known[$0.text] ?? false })
    }
}

extension ChainVersion {
    /// What leaves the source and each stage.
    func streams(from source: StreamShape) -> [StreamShape] {
        stages.reduce(into: [source]) { streams, nodes in
            streams.append(nodes.reduce(streams[streams.count - 1]) { $1.processor.output(for: $0) })
        }
    }
}
