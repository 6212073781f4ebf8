// A plan made ready on a device: memory, pipelines and recorded commands for several frames in flight.
import CVulkan
import Filters
import VideoFrame

/// Filters frames of one shape on a device. For one thread. After `init` nothing is allocated or compiled.
public final class ComputeProgram {
    /// One frame's memory and commands.
    private struct Slot {
        let arena, upload, download: DeviceBuffer
        let commands: VkCommandBuffer
        /// nil: the device has no clock.
        let clock: SpanClock?
        /// The timeline's value when its last frame is done.
        var value: UInt64 = 0
    }

    /// What the device took for the frames that were fetched; zeros where it has no clock.
    public private(set) var times: ComputeTimes
    let device: ComputeDevice
    let plan: ComputePlan
    let constants: DeviceBuffer
    let commandPool: VkCommandPool
    let timeline: VkSemaphore
    private let spans: [ComputeSpan]
    private let memories: [DeviceBuffer]
    private let filters: [String]
    private var slots: [Slot] = []
    var submitted: UInt64 = 0

    /// Whether every step of `graph` has shaders.
    public static func suits(_ graph: RowGraph) -> Bool {
        graph.nodes.allSatisfy { node in
            guard case .operation(let operation) = node.kind else { return true }
            return !operation.computePasses.isEmpty
        }
    }

    /// `made`: the planes of the graph's frame that it makes; `filters`: names of the group's filters, which nodes tell by number. Errors: memory is short, or
    /// the device has gone.
    public init(_ graph: RowGraph, made: [Int], filters: [String], device: ComputeDevice, memory: ComputeMemory, slots slotCount: Int) throws(VulkanError) {
        self.device = device
        let plan = ComputePlan(graph, made: made)
        self.plan = plan
        let fits = plan.dispatches.allSatisfy { dispatch in
            let groups = plan.groups(dispatch)
            return max(groups.width, groups.height) <= device.info.choice.groups
        }
        guard fits else {
            throw VulkanError(.other, "frames of this size are beyond the device's limits")
        }
        spans = ComputeSpan.spans(of: plan)
        times = ComputeTimes(filters: filters.count)
        self.filters = filters
        var memories: [DeviceBuffer] = []
        for key in plan.memories { memories.append(try memory.buffer(key)) }
        self.memories = memories
        constants = try DeviceBuffer(device, byteCount: plan.constants.count, place: .device, name: "constants")
        commandPool = try Self.commandPool(device)
        do {
            timeline = try Self.timeline(device)
        } catch {
            device.functions.vkDestroyCommandPool(device.handle, commandPool, nil)
            throw error
        }
        // From here on deinit cleans up.
        try fillConstants()
        for _ in 0..<slotCount { slots.append(try makeSlot()) }
    }

    deinit {
        // Frames whose results nobody fetched may still run.
        if submitted > 0 { try? device.wait(for: timeline, value: submitted) }
        device.functions.vkDestroySemaphore(device.handle, timeline, nil)
        device.functions.vkDestroyCommandPool(device.handle, commandPool, nil)
    }

    /// Sends the planes of `input` that it reads and starts the work. Slot `slot` must be free: never used, or fetched. `isFirst`: whether a filter of the group
    /// may remember nothing of earlier frames.
    public func submit(_ slot: Int, _ input: PlaneViews, isFirst: (Int) -> Bool) throws(VulkanError) {
        var offset = 0
        if let bytes = slots[slot].upload.bytes {
            for (plane, surface) in plan.uploads {
                let view = input[plane], stride = plan.surfaces[surface].stride, count = view.size.width * plan.surfaces[surface].bytesPerSample
                for y in 0..<view.size.height { (bytes + offset + y * stride).copyMemory(from: view.row(y), byteCount: count) }
                offset += plan.surfaces[surface].byteCount
            }
            for (filter, surface) in plan.firstFrames {
                (bytes + offset).storeBytes(of: isFirst(filter) ? 1 : 0, as: UInt32.self)
                offset += plan.surfaces[surface].byteCount
            }
        }
        try device.submit(slots[slot].commands, signal: timeline, value: submitted + 1)
        submitted += 1
        slots[slot].value = submitted
    }

    /// Waits for slot `slot` and writes the planes that it has made to `output`.
    public func fetch(_ slot: Int, _ output: PlaneViews) throws(VulkanError) {
        try device.checkLoss()
        try device.wait(for: timeline, value: slots[slot].value)
        slots[slot].clock?.add(spans, to: &times)
        guard let bytes = slots[slot].download.bytes else { return }
        var offset = 0
        for (plane, surface) in plan.downloads {
            let view = output[plane], stride = plan.surfaces[surface].stride, count = view.size.width * plan.surfaces[surface].bytesPerSample
            for y in 0..<view.size.height { view.row(y).copyMemory(from: bytes + offset + y * stride, byteCount: count) }
            offset += plan.surfaces[surface].byteCount
        }
    }

    /// What filter `filter` kept after the frame that was fetched last from slot `slot`; valid until the slot is used again.
    public func memories(of filter: Int, slot: Int) -> [PlaneView] {
        guard let bytes = slots[slot].download.bytes else { return [] }
        var offset = plan.downloads.reduce(0) { $0 + plan.surfaces[$1.surface].byteCount }, views: [PlaneView] = []
        for key in plan.memories {
            if key.filter == filter { views.append(PlaneView(base: bytes + offset, stride: key.stride, size: key.size)) }
            offset += key.byteCount
        }
        return views
    }

    private func makeSlot() throws(VulkanError) -> Slot {
        let slot = Slot(
            arena: try DeviceBuffer(device, byteCount: plan.arenaBytes, place: .device, name: "planes \(slots.count)"),
            upload: try DeviceBuffer(device, byteCount: plan.uploadBytes, place: .upload, name: "upload \(slots.count)"),
            download: try DeviceBuffer(device, byteCount: plan.downloadBytes, place: .download, name: "download \(slots.count)"),
            commands: try commandBuffer(), clock: try SpanClock(device, spans: spans.count))
        try record(slot.commands) { commands throws(VulkanError) in try record(slot, commands) }
        return slot
    }

    /// The whole way of a frame: there, through the passes, back.
    private func record(_ slot: Slot, _ commands: VkCommandBuffer) throws(VulkanError) {
        slot.clock?.begin(commands)
        // The frame before may still be writing what it leaves to this one, or reading it to send it back.
        if !memories.isEmpty {
            barrier(commands, from: Self.shaders, to: Self.shaders)
            barrier(commands, from: Self.transfers, to: Self.shaders)
        }
        var level = 0
        for span in spans {
            device.names?.begin(commands, name(span))
            defer { device.names?.end(commands) }
            switch span {
            case .upload:
                var offset = 0
                for surface in plan.uploads.map(\.surface) + plan.firstFrames.map(\.surface) {
                    copy(commands, slot.upload, offset, to: slot.arena, plan.surfaces[surface].offset, plan.surfaces[surface].byteCount)
                    offset += plan.surfaces[surface].byteCount
                }
                slot.clock?.end(commands, Self.transfers.stage)
            case .filter(_, let dispatches):
                for dispatch in plan.dispatches[dispatches] {
                    if dispatch.level != level { barrier(commands, from: level == 0 ? Self.transfers : Self.shaders, to: Self.shaders) }
                    level = dispatch.level
                    try record(dispatch, slot, commands)
                }
                slot.clock?.end(commands, Self.shaders.stage)
            case .download:
                barrier(commands, from: level == 0 ? Self.transfers : Self.shaders, to: Self.transfers)
                var offset = 0
                for (_, surface) in plan.downloads {
                    copy(commands, slot.arena, plan.surfaces[surface].offset, to: slot.download, offset, plan.surfaces[surface].byteCount)
                    offset += plan.surfaces[surface].byteCount
                }
                for (key, memory) in zip(plan.memories, memories) {
                    copy(commands, memory, 0, to: slot.download, offset, key.byteCount)
                    offset += key.byteCount
                }
                slot.clock?.end(commands, Self.transfers.stage)
            }
        }
        barrier(commands, from: Self.transfers, to: (VK_PIPELINE_STAGE_HOST_BIT, VK_ACCESS_HOST_READ_BIT.rawValue))
    }

    private func name(_ span: ComputeSpan) -> String {
        switch span {
        case .upload: "upload"
        case .filter(let filter, _): filters.indices.contains(filter) ? filters[filter] : "filter \(filter)"
        case .download: "download"
        }
    }

    private func record(_ dispatch: ComputePlan.Dispatch, _ slot: Slot, _ commands: VkCommandBuffer) throws(VulkanError) {
        func plane(_ index: Int) -> (Surface, UInt64) {
            let surface = plan.surfaces[index]
            switch surface.place {
            case .frame: return (surface, slot.arena.address + UInt64(surface.offset))
            case .constant: return (surface, constants.address + UInt64(surface.offset))
            case .memory(let number): return (surface, memories[number].address)
            }
        }
        func input(_ place: Int) -> (Surface, UInt64)? { place < dispatch.inputs.count ? plane(dispatch.inputs[place]) : nil }
        let result = plane(dispatch.result), first = input(0) ?? result, second = input(1)
        let table = dispatch.table.map { constants.address + UInt64($0) } ?? 0, third = input(2)?.1
        var parameters = dispatch.pass.parameters
        if third != nil && dispatch.table != nil {
            parameters += [Int32](repeating: 0, count: 10 - parameters.count)
            parameters += [Int32(truncatingIfNeeded: table), Int32(truncatingIfNeeded: table >> 32)]
        }
        let key = PipelineKey(
            shader: dispatch.pass.shader, outputBytes: result.0.bytesPerSample, firstBytes: first.0.bytesPerSample, secondBytes: second?.0.bytesPerSample ?? 1,
            reachX: dispatch.pass.reach.width, reachY: dispatch.pass.reach.height)
        device.functions.vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, try device.pipelines.pipeline(key))
        let push = PushConstants(result: result, first: first, second: second, table: third ?? table, parameters: parameters)
        push.words.withUnsafeBytes {
            device.functions.vkCmdPushConstants(
                commands, device.pipelines.layout, VK_SHADER_STAGE_COMPUTE_BIT.rawValue, 0, UInt32($0.count), $0.baseAddress)
        }
        let groups = plan.groups(dispatch)
        device.functions.vkCmdDispatch(commands, UInt32(groups.width), UInt32(groups.height), 1)
    }
}
