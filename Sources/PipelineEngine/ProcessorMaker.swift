// Makes what runs the filters of a stage: fused rows, a frame program, a device, or the definition itself.
import Filters
import Kernels
import VideoFrame
import VulkanCompute

/// `place`: number in the chain of the first filter.
struct ProcessorMaker {
    let configuration: PipelineConfiguration
    let pool: FramePool
    let scheduler: TileScheduler
    /// The stage's number among the scheduler's.
    let submitter: Int
    let kernels: KernelTable

    init(configuration: PipelineConfiguration, pool: FramePool, scheduler: TileScheduler, submitter: Int) {
        self.submitter = submitter
        self.configuration = configuration
        self.pool = pool
        self.scheduler = scheduler
        kernels = KernelTable(level: configuration.level)
    }

    /// Runs `group`, filters that may share a pass over the rows, or a filter alone, on the processor. Errors: a placement or a filter that does not fit the frame.
    func processor(_ group: [FilterInstance], _ stream: StreamShape, place: Int) throws(FilterError) -> any FrameProcessor {
        let shape = stream.frame
        if let rate = group[0].filter.frameRate {
            try group[0].checkShape(shape)
            return try RateStage(instance: group[0], rate: rate, shape: shape)
        }
        // The shape may change within the group: it asks its filters by itself.
        if group[0].filter.hasRowPlan {
            return try FilterGroup(instances: group, shape: shape, kernels: kernels, pool: pool, scheduler: scheduler, submitter: submitter)
        }
        guard let program = try program(group[0], stream) else {
            return try ReferenceProcessor(instance: group[0], shape: shape, pool: pool)
        }
        return try FrameStage(
            instance: group[0], program: program, shape: shape, kernels: kernels, pool: pool, scheduler: scheduler, submitter: submitter, place: place,
            findings: configuration.findings)
    }

    /// Runs a group as `graphs` has planned it on the device, and where that fails, on the processor.
    func computed(_ graphs: GroupGraph, device: ComputeDevice, _ stream: StreamShape, place: Int) throws(FilterError) -> any FrameProcessor {
        let group = graphs.instances
        var processors: [any FrameProcessor] = [], stream = stream, first = 0
        while first < group.count {
            // Frame programs stand alone there.
            var end = first + 1
            while group[first].filter.hasRowPlan, end < group.count, group[end].filter.hasRowPlan { end += 1 }
            let processor = try processor(Array(group[first..<end]), stream, place: place + first)
            stream = processor.output(for: stream)
            processors.append(processor)
            first = end
        }
        return ComputeGroup(graphs, processors, device: device, pool: pool, logger: configuration.logger)
    }

    private func program(_ instance: FilterInstance, _ stream: StreamShape) throws(FilterError) -> (any FrameProgram)? {
        try instance.checkShape(stream.frame)
        let threads = scheduler.threadCount
        // Three tasks a thread even out what others take from it, as with bands.
        let request = FrameProgramRequest(
            shape: stream.frame, kernels: kernels, workers: scheduler.slotCount, tasks: threads == 1 ? 1 : 3 * threads, frameRate: stream.frameRate)
        return try instance.filter.program(request)
    }
}
