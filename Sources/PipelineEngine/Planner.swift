// Cuts the chain into stages: neighbouring filters with a row plan make one group, a filter without one stands alone.
import Filters
import Kernels
import VideoFrame
import VulkanCompute

struct Planner {
    let configuration: PipelineConfiguration

    /// `chain`, and in front of it what makes pictures of `shape` upright where a filter needs them so. What the display does otherwise, such as a turn by 30
    /// degrees, stays for the display.
    static func upright(_ chain: [FilterInstance], shape: FrameShape) -> [FilterInstance] {
        guard let orientation = shape.orientation, orientation != .upright, chain.contains(where: { $0.filter.needsUpright }) else { return chain }
        return [Turn.instance(for: orientation)] + chain
    }

    /// The filters of each stage. `shape`: that of the chain's input; a filter that a device can run there is kept apart from one that it cannot.
    func groups(_ chain: [FilterInstance], shape: FrameShape) -> [[FilterInstance]] {
        var groups: [[FilterInstance]] = [], wasComputed = false
        for (place, instance) in chain.enumerated() {
            let isComputed = isMeantForDevice(place) && suitsDevice(instance, shape: shape)
            if configuration.fuses, !configuration.digestsStages, isComputed == wasComputed, let last = groups.last, last.count < 64,
                isComputed || instance.filter.hasRowPlan && last.allSatisfy({ $0.filter.hasRowPlan })
            {
                groups[groups.count - 1].append(instance)
            } else {
                groups.append([instance])
            }
            wasComputed = isComputed
        }
        return groups
    }

    /// What tells the groups of a chain apart.
    func keys(_ groups: [[FilterInstance]]) -> [ChainNode.Key] {
        var place = 0
        return groups.map { group in
            defer { place += group.count }
            return ChainNode.Key(texts: group.map(\.text), isForDevice: isMeantForDevice(place))
        }
    }

    /// Whether the filter at `place` of the chain is to run on the device if it can.
    private func isMeantForDevice(_ place: Int) -> Bool {
        guard configuration.device != nil else { return false }
        guard let sides = configuration.assignment?.onDevice, sides.indices.contains(place) else { return configuration.assignment == nil }
        return sides[place]
    }

    /// Whether a device can run the filter on frames of `shape`.
    func suitsDevice(_ instance: FilterInstance, shape: FrameShape) -> Bool {
        !isAsked(instance) && GroupGraph.forDevice([instance], shape: shape, kernels: KernelTable(level: configuration.level)) != nil
    }

    /// A processor for each group, from frames of `shape` on. Errors: a placement that does not fit the frame.
    func processors(
        _ groups: [[FilterInstance]], shape: FrameShape, frameRate: Rational = Rational(0, 1), pool: FramePool, scheduler: TileScheduler
    ) throws(FilterError) -> [any FrameProcessor] {
        var stream = StreamShape(frame: shape, frameRate: frameRate, timeBase: Rational(1, 25)), place = 0
        var processors: [any FrameProcessor] = []
        for (index, group) in groups.enumerated() {
            let processor = try processor(group, at: place, stream, pool: pool, scheduler: scheduler, submitter: index)
            stream = processor.output(for: stream)
            place += group.count
            processors.append(processor)
        }
        return processors
    }

    /// A processor for a group whose first filter stands at `place` of the chain, for frames of `stream`. `submitter`: its stage's number among the scheduler's.
    /// Errors: a placement that does not fit the frame.
    func processor(
        _ group: [FilterInstance], at place: Int, _ stream: StreamShape, pool: FramePool, scheduler: TileScheduler, submitter: Int
    ) throws(FilterError) -> any FrameProcessor {
        let make = ProcessorMaker(configuration: configuration, pool: pool, scheduler: scheduler, submitter: submitter)
        guard let device = configuration.device, isMeantForDevice(place), !group.contains(where: isAsked),
            let graphs = GroupGraph.forDevice(group, shape: stream.frame, kernels: make.kernels)
        else { return try make.processor(group, stream, place: place) }
        return try make.computed(graphs, device: device, stream, place: place)
    }

    /// Whether somebody wants to know what the filter finds, which a device does not tell.
    private func isAsked(_ instance: FilterInstance) -> Bool { configuration.findings != nil && instance.filter.finds }
}
