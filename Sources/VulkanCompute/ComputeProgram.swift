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
        /// The timeline's value when its last frame is done.
        var value: UInt64 = 0
    }

    /// Frames that may be on the device at once.
    public let slotCount: Int
    private let device: ComputeDevice
    private let plan: ComputePlan
    private let constants: DeviceBuffer
    private let commandPool: VkCommandPool
    private let timeline: VkSemaphore
    private var slots: [Slot] = []
    private var submitted: UInt64 = 0

    /// Whether every step of `graph` has shaders.
    public static func suits(_ graph: RowGraph) -> Bool {
        graph.nodes.allSatisfy { node in
            guard case .operation(let operation) = node.kind else { return true }
            return !operation.computePasses.isEmpty
        }
    }

    /// `made`: the planes of the graph's frame that it makes. Errors: memory is short, or the device has gone.
    public init(_ graph: RowGraph, made: [Int], device: ComputeDevice, slots slotCount: Int) throws(VulkanError) {
        self.device = device
        self.slotCount = slotCount
        let plan = ComputePlan(graph, made: made)
        self.plan = plan
        constants = try DeviceBuffer(device, byteCount: plan.constants.count, place: .device)
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

    /// Bytes on the device and on the host.
    public var byteCount: Int { constants.byteCount + slots.reduce(0) { $0 + $1.arena.byteCount + $1.upload.byteCount + $1.download.byteCount } }

    /// Sends the planes of `input` that it reads and starts the work. Slot `slot` must be free: never used, or fetched.
    public func submit(_ slot: Int, _ input: PlaneViews) throws(VulkanError) {
        var offset = 0
        if let bytes = slots[slot].upload.bytes {
            for (plane, surface) in plan.uploads {
                let view = input[plane], stride = plan.surfaces[surface].stride, count = view.size.width * plan.surfaces[surface].bytesPerSample
                for y in 0..<view.size.height { (bytes + offset + y * stride).copyMemory(from: view.row(y), byteCount: count) }
                offset += plan.surfaces[surface].byteCount
            }
        }
        try device.submit(slots[slot].commands, signal: timeline, value: submitted + 1)
        submitted += 1
        slots[slot].value = submitted
    }

    /// Waits for slot `slot` and writes the planes that it has made to `output`.
    public func fetch(_ slot: Int, _ output: PlaneViews) throws(VulkanError) {
        try device.wait(for: timeline, value: slots[slot].value)
        guard let bytes = slots[slot].download.bytes else { return }
        var offset = 0
        for (plane, surface) in plan.downloads {
            let view = output[plane], stride = plan.surfaces[surface].stride, count = view.size.width * plan.surfaces[surface].bytesPerSample
            for y in 0..<view.size.height { view.row(y).copyMemory(from: bytes + offset + y * stride, byteCount: count) }
            offset += plan.surfaces[surface].byteCount
        }
    }

    private func bytes(_ planes: [(plane: Int, surface: Int)]) -> Int { planes.reduce(0) { $0 + plan.surfaces[$1.surface].byteCount } }

    private func makeSlot() throws(VulkanError) -> Slot {
        let slot = Slot(
            arena: try DeviceBuffer(device, byteCount: plan.arenaBytes, place: .device),
            upload: try DeviceBuffer(device, byteCount: bytes(plan.uploads), place: .upload),
            download: try DeviceBuffer(device, byteCount: bytes(plan.downloads), place: .download), commands: try commandBuffer())
        try record(slot.commands) { commands throws(VulkanError) in try record(slot, commands) }
        return slot
    }

    /// The whole way of a frame: there, through the passes, back.
    private func record(_ slot: Slot, _ commands: VkCommandBuffer) throws(VulkanError) {
        var offset = 0
        for (_, surface) in plan.uploads {
            copy(commands, slot.upload, offset, to: slot.arena, plan.surfaces[surface].offset, plan.surfaces[surface].byteCount)
            offset += plan.surfaces[surface].byteCount
        }
        let shaders = (VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_ACCESS_SHADER_READ_BIT.rawValue | VK_ACCESS_SHADER_WRITE_BIT.rawValue)
        let transfers = (VK_PIPELINE_STAGE_TRANSFER_BIT, VK_ACCESS_TRANSFER_READ_BIT.rawValue | VK_ACCESS_TRANSFER_WRITE_BIT.rawValue)
        barrier(commands, from: transfers, to: shaders)
        var level = plan.dispatches.first?.level ?? 0
        for dispatch in plan.dispatches {
            if dispatch.level != level { barrier(commands, from: shaders, to: shaders) }
            level = dispatch.level
            try record(dispatch, slot, commands)
        }
        barrier(commands, from: shaders, to: transfers)
        offset = 0
        for (_, surface) in plan.downloads {
            copy(commands, slot.arena, plan.surfaces[surface].offset, to: slot.download, offset, plan.surfaces[surface].byteCount)
            offset += plan.surfaces[surface].byteCount
        }
        barrier(commands, from: transfers, to: (VK_PIPELINE_STAGE_HOST_BIT, VK_ACCESS_HOST_READ_BIT.rawValue))
    }

    private func record(_ dispatch: ComputePlan.Dispatch, _ slot: Slot, _ commands: VkCommandBuffer) throws(VulkanError) {
        func plane(_ index: Int) -> (Surface, UInt64) {
            let surface = plan.surfaces[index]
            return (surface, (surface.isConstant ? constants : slot.arena).address + UInt64(surface.offset))
        }
        func input(_ place: Int) -> (Surface, UInt64)? { place < dispatch.inputs.count ? plane(dispatch.inputs[place]) : nil }
        let result = plane(dispatch.result), first = input(0) ?? result, second = input(1)
        let table = dispatch.table.map { constants.address + UInt64($0) } ?? 0, third = input(2)?.1
        var parameters = dispatch.parameters
        if third != nil && dispatch.table != nil {
            parameters += [Int32](repeating: 0, count: 10 - parameters.count)
            parameters += [Int32(truncatingIfNeeded: table), Int32(truncatingIfNeeded: table >> 32)]
        }
        let key = PipelineKey(
            shader: dispatch.shader, outputBytes: result.0.bytesPerSample, firstBytes: first.0.bytesPerSample, secondBytes: second?.0.bytesPerSample ?? 1,
            reachX: dispatch.reach.width, reachY: dispatch.reach.height)
        device.functions.vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, try device.pipelines.pipeline(key))
        let push = PushConstants(result: result, first: first, second: second, table: third ?? table, parameters: parameters)
        push.words.withUnsafeBytes {
            device.functions.vkCmdPushConstants(
                commands, device.pipelines.layout, VK_SHADER_STAGE_COMPUTE_BIT.rawValue, 0, UInt32($0.count), $0.baseAddress)
        }
        let columns = 4 * PipelineKey.columns
        device.functions.vkCmdDispatch(
            commands, UInt32((result.0.size.width + columns - 1) / columns), UInt32((result.0.size.height + PipelineKey.rows - 1) / PipelineKey.rows), 1)
    }
}

extension ComputeProgram {
    fileprivate func copy(_ commands: VkCommandBuffer, _ from: DeviceBuffer, _ start: Int, to: DeviceBuffer, _ place: Int, _ count: Int) {
        var region = VkBufferCopy(srcOffset: UInt64(start), dstOffset: UInt64(place), size: UInt64(count))
        device.functions.vkCmdCopyBuffer(commands, from.handle, to.handle, 1, &region)
    }

    fileprivate func barrier(
        _ commands: VkCommandBuffer, from: (stage: VkPipelineStageFlagBits, access: UInt32), to: (stage: VkPipelineStageFlagBits, access: UInt32)
    ) {
        var barrier = VkMemoryBarrier()
        barrier.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER
        (barrier.srcAccessMask, barrier.dstAccessMask) = (from.access, to.access)
        device.functions.vkCmdPipelineBarrier(commands, from.stage.rawValue, to.stage.rawValue, 0, 1, &barrier, 0, nil, 0, nil)
    }

    fileprivate func commandBuffer() throws(VulkanError) -> VkCommandBuffer {
        var info = VkCommandBufferAllocateInfo(), commands: VkCommandBuffer?
        info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO
        (info.commandPool, info.level, info.commandBufferCount) = (commandPool, VK_COMMAND_BUFFER_LEVEL_PRIMARY, 1)
        try VulkanError.check("vkAllocateCommandBuffers", device.functions.vkAllocateCommandBuffers(device.handle, &info, &commands))
        guard let commands else { throw VulkanError(.other, "vkAllocateCommandBuffers gave nothing") }
        return commands
    }

    fileprivate func record(_ commands: VkCommandBuffer, _ body: (VkCommandBuffer) throws(VulkanError) -> Void) throws(VulkanError) {
        var info = VkCommandBufferBeginInfo()
        info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO
        try VulkanError.check("vkBeginCommandBuffer", device.functions.vkBeginCommandBuffer(commands, &info))
        try body(commands)
        try VulkanError.check("vkEndCommandBuffer", device.functions.vkEndCommandBuffer(commands))
    }

    /// Sends the constants; returns when they are there.
    fileprivate func fillConstants() throws(VulkanError) {
        guard !plan.constants.isEmpty else { return }
        let staging = try DeviceBuffer(device, byteCount: plan.constants.count, place: .upload), commands = try commandBuffer()
        plan.constants.withUnsafeBytes { from in
            if let to = staging.bytes, let base = from.baseAddress { to.copyMemory(from: base, byteCount: from.count) }
        }
        try record(commands) { commands throws(VulkanError) in copy(commands, staging, 0, to: constants, 0, plan.constants.count) }
        try device.submit(commands, signal: timeline, value: submitted + 1)
        submitted += 1
        try device.wait(for: timeline, value: submitted)
    }

    fileprivate static func commandPool(_ device: ComputeDevice) throws(VulkanError) -> VkCommandPool {
        var info = VkCommandPoolCreateInfo(), pool: VkCommandPool?
        info.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO
        info.queueFamilyIndex = device.info.choice.queueFamily
        try VulkanError.check("vkCreateCommandPool", device.functions.vkCreateCommandPool(device.handle, &info, nil, &pool))
        guard let pool else { throw VulkanError(.other, "vkCreateCommandPool gave nothing") }
        return pool
    }

    fileprivate static func timeline(_ device: ComputeDevice) throws(VulkanError) -> VkSemaphore {
        var type = VkSemaphoreTypeCreateInfo(), semaphore: VkSemaphore?
        type.sType = VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO
        type.semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE
        let code = withUnsafePointer(to: &type) { type in
            var info = VkSemaphoreCreateInfo()
            info.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO
            info.pNext = UnsafeRawPointer(type)
            return device.functions.vkCreateSemaphore(device.handle, &info, nil, &semaphore)
        }
        try VulkanError.check("vkCreateSemaphore", code)
        guard let semaphore else { throw VulkanError(.other, "vkCreateSemaphore gave nothing") }
        return semaphore
    }
}
