// An open device: its queue, its functions, its memory types.
import Base
import CVulkan

/// A device that computes. Thread-safe: the queue, the one object that Vulkan wants locked, is behind `queue`.
public final class ComputeDevice: @unchecked Sendable {  // handles change in init and deinit alone; see above
    public let info: DeviceInfo
    let functions: CVulkanDevice
    let handle: VkDevice
    private let instance: VulkanInstance
    private let memory: VkPhysicalDeviceMemoryProperties
    private let queue: Locked<VkQueue>
    let pipelines: PipelineStore
    /// nil: nobody looks.
    let names: DebugNames?
    private let loss = Locked(false)
    /// For tests: what goes wrong next.
    let fault = Locked<VulkanError?>(nil)

    /// Nanoseconds after which a device that does not answer counts as lost.
    static let patience: UInt64 = 20_000_000_000

    /// `cacheFolder`: holds the program's own (`CacheFolder`), where compiled pipelines are kept from run to run; nil: they are not. One that cannot be read or written is
    /// no error. Errors: the device will not do, see `info.refusal`, or cannot be opened.
    public init(_ info: DeviceInfo, of instance: VulkanInstance, cacheFolder: String? = CacheFolder.users) throws(VulkanError) {
        if let refusal = info.refusal { throw VulkanError(.absent, "\(info.name): \(refusal)") }
        self.info = info
        self.instance = instance
        let choice = info.choice, functions = instance.functions
        var properties = VkPhysicalDeviceMemoryProperties()
        functions.vkGetPhysicalDeviceMemoryProperties(choice.physical, &properties)
        memory = properties
        let handle = try Self.open(choice, functions)
        self.handle = handle
        // Without its functions it cannot be destroyed either.
        let own: CVulkanDevice = try withUnsafePointer(to: functions) { instance throws(VulkanError) in
            try VulkanInstance.table { cvulkan_load_device(instance, handle, $0) }
        }
        self.functions = own
        let names = instance.debug.map { DebugNames(functions: $0.functions, device: handle) }
        self.names = names
        do throws(VulkanError) {
            var queue: VkQueue?
            own.vkGetDeviceQueue(handle, choice.queueFamily, 0, &queue)
            guard let queue else { throw VulkanError(.other, "vkGetDeviceQueue gave nothing") }
            self.queue = Locked(queue)
            let file = cacheFolder.map { PipelineCacheFile(choice.identity, in: $0) }
            pipelines = try PipelineStore(handle, own, sharedMemory: choice.sharedMemory, file: file, names: names)
        } catch {
            own.vkDestroyDevice(handle, nil)
            throw error
        }
    }

    deinit {
        _ = functions.vkDeviceWaitIdle(handle)
        pipelines.destroy()
        functions.vkDestroyDevice(handle, nil)
    }

    /// Writes the pipelines that have been compiled to the cache folder, if there are more than it holds. So does the device's end.
    public func keepPipelines() { pipelines.keep() }

    private static func open(_ choice: PhysicalChoice, _ functions: CVulkanInstance) throws(VulkanError) -> VkDevice {
        var device: VkDevice?, priority: Float = 1
        let code = DeviceFeatures.with { features in
            features.request()
            return withUnsafePointer(to: &priority) { priority in
                var queue = VkDeviceQueueCreateInfo()
                queue.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO
                (queue.queueFamilyIndex, queue.queueCount, queue.pQueuePriorities) = (choice.queueFamily, 1, priority)
                return withUnsafePointer(to: &queue) { queue in
                    var info = VkDeviceCreateInfo()
                    info.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO
                    info.pNext = UnsafeRawPointer(features.root)
                    (info.queueCreateInfoCount, info.pQueueCreateInfos) = (1, queue)
                    return functions.vkCreateDevice(choice.physical, &info, nil, &device)
                }
            }
        }
        try VulkanError.check("vkCreateDevice", code)
        guard let device else { throw VulkanError(.other, "vkCreateDevice gave nothing") }
        return device
    }

    /// The first memory type of `allowed` that has `wanted`; nil: there is none.
    func memoryType(_ allowed: UInt32, _ wanted: UInt32) -> UInt32? {
        withUnsafeBytes(of: memory.memoryTypes) { bytes in
            let types = bytes.bindMemory(to: VkMemoryType.self)
            return (0..<memory.memoryTypeCount).first { allowed & 1 << $0 != 0 && types[Int($0)].propertyFlags & wanted == wanted }
        }
    }

    /// Hands `commands` to the device; `semaphore` gets `value` when they are done.
    func submit(_ commands: VkCommandBuffer, signal semaphore: VkSemaphore, value: UInt64) throws(VulkanError) {
        try checkLoss()
        try takeFault()
        var value = value, commands: VkCommandBuffer? = commands, semaphore: VkSemaphore? = semaphore
        let code = withUnsafePointer(to: &value) { value in
            withUnsafePointer(to: &commands) { commands in
                withUnsafePointer(to: &semaphore) { semaphore in
                    var timeline = VkTimelineSemaphoreSubmitInfo()
                    timeline.sType = VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO
                    (timeline.signalSemaphoreValueCount, timeline.pSignalSemaphoreValues) = (1, value)
                    return withUnsafePointer(to: &timeline) { timeline in
                        var info = VkSubmitInfo()
                        info.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO
                        info.pNext = UnsafeRawPointer(timeline)
                        (info.commandBufferCount, info.pCommandBuffers) = (1, commands)
                        (info.signalSemaphoreCount, info.pSignalSemaphores) = (1, semaphore)
                        return queue.withLock { functions.vkQueueSubmit($0, 1, &info, nil) }
                    }
                }
            }
        }
        try VulkanError.check("vkQueueSubmit", code)
    }

    /// Returns when `semaphore` has reached `value`.
    func wait(for semaphore: VkSemaphore, value: UInt64) throws(VulkanError) {
        var semaphore: VkSemaphore? = semaphore, value = value
        let code = withUnsafePointer(to: &semaphore) { semaphore in
            withUnsafePointer(to: &value) { value in
                var info = VkSemaphoreWaitInfo()
                info.sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO
                (info.semaphoreCount, info.pSemaphores, info.pValues) = (1, semaphore, value)
                return functions.vkWaitSemaphores(handle, &info, Self.patience)
            }
        }
        try VulkanError.check("vkWaitSemaphores", code)
        try takeFault()
    }

    /// Notes that the device no longer answers, so that nobody waits for it again. True: nobody had noted it before.
    public func noteLoss() -> Bool {
        loss.withLock { isLost in
            defer { isLost = true }
            return !isLost
        }
    }

    /// Makes the next submission or wait fail with `error`.
    func inject(_ error: VulkanError) { fault.withLock { $0 = error } }

    /// Throws where the loss has been noted.
    func checkLoss() throws(VulkanError) { if loss.withLock({ $0 }) { throw VulkanError(.lost, "the device was lost") } }

    func takeFault() throws(VulkanError) {
        let error = fault.withLock { fault in
            defer { fault = nil }
            return fault
        }
        if let error { throw error }
    }
}
