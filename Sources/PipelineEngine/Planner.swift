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
            if configuration.fuses, !configuration.digestsStages, instance.filter.hasRowPlan, isComputed == wasComputed, let last = groups.last,
                last.count < 64,
                last.allSatisfy({ $0.filter.hasRowPlan })
            {
                groups[groups.count - 1].append(instance)
            } else {
                groups.append([instance])
            }
            wasComputed = isComputed
        }
        return groups
    }

    /// Whether the filter at `place` of the chain is to run on the device if it can.
    private func isMeantForDevice(_ place: Int) -> Bool {
        guard configuration.device != nil else { return false }
        guard let sides = configuration.assignment?.onDevice, sides.indices.contains(place) else { return configuration.assignment == nil }
        return sides[place]
    }

    /// Whether a device can run the filter on frames of `shape`.
    func suitsDevice(_ instance: FilterInstance, shape: FrameShape) -> Bool {
        instance.filter.hasRowPlan && Self.suitsDevice(GroupGraph([instance], shape: shape, kernels: KernelTable(level: configuration.level)))
    }

    /// Whether there are shaders for all that the filters do.
    private static func suitsDevice(_ graphs: GroupGraph) -> Bool {
        var graphs = graphs
        // What does not fit the frame is told when the processor is made.
        guard let graph = try? graphs.graph(active: graphs.all) else { return false }
        return ComputeProgram.suits(graph)
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
        let kernels = KernelTable(level: configuration.level), shape = stream.frame
        if let rate = group[0].filter.frameRate {
            try group[0].checkShape(shape)
            return try RateStage(instance: group[0], rate: rate, shape: shape)
        }
        if group[0].filter.hasRowPlan {
            // The shape may change within the group: it asks its filters by itself.
            let fused = try FilterGroup(instances: group, shape: shape, kernels: kernels, pool: pool, scheduler: scheduler, submitter: submitter)
            guard let device = configuration.device, isMeantForDevice(place), Self.suitsDevice(fused.graphs) else { return fused }
            return ComputeGroup(fused, device: device, pool: pool, logger: configuration.logger)
        }
        guard let program = try program(group[0], shape: shape, frameRate: stream.frameRate, kernels: kernels, scheduler: scheduler) else {
            return try ReferenceProcessor(instance: group[0], shape: shape, pool: pool)
        }
        return try FrameStage(
            instance: group[0], program: program, shape: shape, kernels: kernels, pool: pool, scheduler: scheduler, submitter: submitter, place: place,
            findings: configuration.findings)
    }

    private func program(
        _ instance: FilterInstance, shape: FrameShape, frameRate: Rational, kernels: KernelTable, scheduler: TileScheduler
    ) throws(FilterError) -> (any FrameProgram)? {
        try instance.checkShape(shape)
        let threads = scheduler.threadCount
        // Three tasks a thread even out what others take from it, as with bands.
        let request = FrameProgramRequest(
            shape: shape, kernels: kernels, workers: scheduler.slotCount, tasks: threads == 1 ? 1 : 3 * threads, frameRate: frameRate)
        return try instance.filter.program(request)
    }
}
