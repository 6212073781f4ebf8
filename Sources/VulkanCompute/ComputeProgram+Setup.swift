// The Vulkan objects of a program, and the commands that it is recorded with.
import CVulkan

extension ComputeProgram {
    typealias Access = (stage: VkPipelineStageFlagBits, access: UInt32)

    static var shaders: Access { (VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_ACCESS_SHADER_READ_BIT.rawValue | VK_ACCESS_SHADER_WRITE_BIT.rawValue) }
    static var transfers: Access { (VK_PIPELINE_STAGE_TRANSFER_BIT, VK_ACCESS_TRANSFER_READ_BIT.rawValue | VK_ACCESS_TRANSFER_WRITE_BIT.rawValue) }

    func copy(_ commands: VkCommandBuffer, _ from: VkBuffer, _ start: Int, to: VkBuffer, _ place: Int, _ count: Int) {
        var region = VkBufferCopy(srcOffset: UInt64(start), dstOffset: UInt64(place), size: UInt64(count))
        device.functions.vkCmdCopyBuffer(commands, from, to, 1, &region)
    }

    func barrier(_ commands: VkCommandBuffer, from: Access, to: Access) {
        var barrier = VkMemoryBarrier()
        barrier.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER
        (barrier.srcAccessMask, barrier.dstAccessMask) = (from.access, to.access)
        device.functions.vkCmdPipelineBarrier(commands, from.stage.rawValue, to.stage.rawValue, 0, 1, &barrier, 0, nil, 0, nil)
    }

    func record(_ commands: VkCommandBuffer, _ body: (VkCommandBuffer) throws(VulkanError) -> Void) throws(VulkanError) {
        var info = VkCommandBufferBeginInfo()
        info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO
        try VulkanError.check("vkBeginCommandBuffer", device.functions.vkBeginCommandBuffer(commands, &info))
        try body(commands)
        try VulkanError.check("vkEndCommandBuffer", device.functions.vkEndCommandBuffer(commands))
    }
}

/// A counter that queues raise and wait for.
final class Timeline: @unchecked Sendable {  // its handle changes in init and deinit alone
    let handle: VkSemaphore
    private let device: ComputeDevice

    init(_ device: ComputeDevice) throws(VulkanError) {
        self.device = device
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
        handle = semaphore
    }

    deinit { device.functions.vkDestroySemaphore(device.handle, handle, nil) }
}

/// Where commands for the queues of a family come from. For one thread.
final class CommandPool {
    private let handle: VkCommandPool
    private let device: ComputeDevice

    /// Its buffers may be recorded again.
    init(_ device: ComputeDevice, family: UInt32) throws(VulkanError) {
        self.device = device
        var info = VkCommandPoolCreateInfo(), pool: VkCommandPool?
        info.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO
        info.flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT.rawValue
        info.queueFamilyIndex = family
        try VulkanError.check("vkCreateCommandPool", device.functions.vkCreateCommandPool(device.handle, &info, nil, &pool))
        guard let pool else { throw VulkanError(.other, "vkCreateCommandPool gave nothing") }
        handle = pool
    }

    deinit { device.functions.vkDestroyCommandPool(device.handle, handle, nil) }

    /// Lives as long as the pool.
    func buffer() throws(VulkanError) -> VkCommandBuffer {
        var info = VkCommandBufferAllocateInfo(), commands: VkCommandBuffer?
        info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO
        (info.commandPool, info.level, info.commandBufferCount) = (handle, VK_COMMAND_BUFFER_LEVEL_PRIMARY, 1)
        try VulkanError.check("vkAllocateCommandBuffers", device.functions.vkAllocateCommandBuffers(device.handle, &info, &commands))
        guard let commands else { throw VulkanError(.other, "vkAllocateCommandBuffers gave nothing") }
        return commands
    }
}

/// A pool for each of a program's queues.
struct CommandPools {
    let compute, upload, download: CommandPool

    init(_ device: ComputeDevice) throws(VulkanError) {
        let queues = device.info.choice.queues
        compute = try CommandPool(device, family: queues.compute.family)
        upload = try CommandPool(device, family: queues.upload.family)
        download = try CommandPool(device, family: queues.download.family)
    }
}

extension CVulkanWork {
    /// `commands` one after another, after the timelines' values of `after`.
    static func work(
        _ commands: VkCommandBuffer, _ second: VkCommandBuffer? = nil, _ third: VkCommandBuffer? = nil, after: (timeline: Timeline, value: UInt64)? = nil,
        _ too: (timeline: Timeline, value: UInt64)? = nil, signal: Timeline, _ value: UInt64
    ) -> CVulkanWork {
        CVulkanWork(
            commands: (commands, second, third), commandCount: third != nil ? 3 : second != nil ? 2 : 1, waits: (after?.timeline.handle, too?.timeline.handle),
            waitValues: (after?.value ?? 0, too?.value ?? 0), waitCount: too != nil ? 2 : after != nil ? 1 : 0, signal: signal.handle, value: value)
    }
}
