// The Vulkan objects of a program, and the commands that it is recorded with.
import CVulkan

extension ComputeProgram {
    typealias Access = (stage: VkPipelineStageFlagBits, access: UInt32)

    static var shaders: Access { (VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_ACCESS_SHADER_READ_BIT.rawValue | VK_ACCESS_SHADER_WRITE_BIT.rawValue) }
    static var transfers: Access { (VK_PIPELINE_STAGE_TRANSFER_BIT, VK_ACCESS_TRANSFER_READ_BIT.rawValue | VK_ACCESS_TRANSFER_WRITE_BIT.rawValue) }

    func copy(_ commands: VkCommandBuffer, _ from: DeviceBuffer, _ start: Int, to: DeviceBuffer, _ place: Int, _ count: Int) {
        var region = VkBufferCopy(srcOffset: UInt64(start), dstOffset: UInt64(place), size: UInt64(count))
        device.functions.vkCmdCopyBuffer(commands, from.handle, to.handle, 1, &region)
    }

    func barrier(_ commands: VkCommandBuffer, from: Access, to: Access) {
        var barrier = VkMemoryBarrier()
        barrier.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER
        (barrier.srcAccessMask, barrier.dstAccessMask) = (from.access, to.access)
        device.functions.vkCmdPipelineBarrier(commands, from.stage.rawValue, to.stage.rawValue, 0, 1, &barrier, 0, nil, 0, nil)
    }

    func commandBuffer() throws(VulkanError) -> VkCommandBuffer {
        var info = VkCommandBufferAllocateInfo(), commands: VkCommandBuffer?
        info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO
        (info.commandPool, info.level, info.commandBufferCount) = (commandPool, VK_COMMAND_BUFFER_LEVEL_PRIMARY, 1)
        try VulkanError.check("vkAllocateCommandBuffers", device.functions.vkAllocateCommandBuffers(device.handle, &info, &commands))
        guard let commands else { throw VulkanError(.other, "vkAllocateCommandBuffers gave nothing") }
        return commands
    }

    func record(_ commands: VkCommandBuffer, _ body: (VkCommandBuffer) throws(VulkanError) -> Void) throws(VulkanError) {
        var info = VkCommandBufferBeginInfo()
        info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO
        try VulkanError.check("vkBeginCommandBuffer", device.functions.vkBeginCommandBuffer(commands, &info))
        try body(commands)
        try VulkanError.check("vkEndCommandBuffer", device.functions.vkEndCommandBuffer(commands))
    }

    /// Sends the constants; returns when they are there.
    func fillConstants() throws(VulkanError) {
        guard !plan.constants.isEmpty else { return }
        let staging = try DeviceBuffer(device, byteCount: plan.constants.count, place: .upload, name: "upload of constants"), commands = try commandBuffer()
        plan.constants.withUnsafeBytes { from in
            if let to = staging.bytes, let base = from.baseAddress { to.copyMemory(from: base, byteCount: from.count) }
        }
        try record(commands) { commands throws(VulkanError) in copy(commands, staging, 0, to: constants, 0, plan.constants.count) }
        try device.submit(commands, signal: timeline, value: submitted + 1)
        submitted += 1
        try device.wait(for: timeline, value: submitted)
    }

    static func commandPool(_ device: ComputeDevice) throws(VulkanError) -> VkCommandPool {
        var info = VkCommandPoolCreateInfo(), pool: VkCommandPool?
        info.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO
        info.queueFamilyIndex = device.info.choice.queueFamily
        try VulkanError.check("vkCreateCommandPool", device.functions.vkCreateCommandPool(device.handle, &info, nil, &pool))
        guard let pool else { throw VulkanError(.other, "vkCreateCommandPool gave nothing") }
        return pool
    }

    static func timeline(_ device: ComputeDevice) throws(VulkanError) -> VkSemaphore {
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
