// An open device: its queues, its functions, its memory types.
import Base
import CVulkan

/// A device that computes. Thread-safe: the queues, which Vulkan wants locked, are behind `queues`.
public final class ComputeDevice: @unchecked Sendable {  // handles change in init and deinit alone; see above
    public let info: DeviceInfo
    let functions: CVulkanDevice
    let handle: VkDevice
    private let instance: VulkanInstance
    private let memory: VkPhysicalDeviceMemoryProperties
    private let queues: Locked<Queues>
    /// nil: it cannot be let into memory of the host.
    let importFunctions: ImportFunctions?
    let imports = Locked(ImportCounts())
    let memoryInUse = Locked(MemoryCounts())
    let pipelines: PipelineStore
    /// nil: nobody looks.
    let names: DebugNames?
    private let loss = Locked(false)
    /// For tests: what goes wrong next.
    let fault = Locked<VulkanError?>(nil)
    /// The same for imports alone.
    let importFault = Locked<VulkanError?>(nil)
    /// Families whose queues use the same buffers; none where there is one.
    ///
    /// Buffers belong to all of them (VK_SHARING_MODE_CONCURRENT) rather than to one after the other: drivers keep no layout or compression of a buffer that such a
    /// transfer could spare, and it would take two barriers more for every buffer on every way.
    let sharingFamilies: [UInt32]

    /// By what they do; some may be the same.
    private struct Queues {
        let compute, upload, download: VkQueue
    }

    enum QueueRole { case compute, upload, download }

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
        sharingFamilies = choice.queues.families.count > 1 ? choice.queues.families : []
        do throws(VulkanError) {
            func queue(_ name: QueueName) throws(VulkanError) -> VkQueue {
                var queue: VkQueue?
                own.vkGetDeviceQueue(handle, name.family, name.number, &queue)
                guard let queue else { throw VulkanError(.other, "vkGetDeviceQueue gave nothing") }
                return queue
            }
            let roles = choice.queues
            queues = Locked(Queues(compute: try queue(roles.compute), upload: try queue(roles.upload), download: try queue(roles.download)))
            importFunctions = try Self.importFunctions(choice, functions, handle)
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
        var device: VkDevice?
        let priorities: [Float] = [1, 1], families = choice.queues.families
        let code = priorities.withUnsafeBufferPointer { priorities in
            let queues = families.map { family in
                var queue = VkDeviceQueueCreateInfo()
                queue.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO
                let count = choice.queues.names.filter { $0.family == family }.map { $0.number + 1 }.max() ?? 1
                (queue.queueFamilyIndex, queue.queueCount, queue.pQueuePriorities) = (family, count, priorities.baseAddress)
                return queue
            }
            return queues.withUnsafeBufferPointer { queues in
                withCStrings(choice.importAlignment == nil ? [] : [VK_EXT_EXTERNAL_MEMORY_HOST_EXTENSION_NAME]) { extensions in
                    DeviceFeatures.with { features in
                        features.request()
                        var info = VkDeviceCreateInfo()
                        info.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO
                        info.pNext = UnsafeRawPointer(features.root)
                        (info.queueCreateInfoCount, info.pQueueCreateInfos) = (UInt32(queues.count), queues.baseAddress)
                        (info.enabledExtensionCount, info.ppEnabledExtensionNames) = (UInt32(extensions.count), extensions.baseAddress)
                        return functions.vkCreateDevice(choice.physical, &info, nil, &device)
                    }
                }
            }
        }
        try VulkanError.check("vkCreateDevice", code)
        guard let device else { throw VulkanError(.other, "vkCreateDevice gave nothing") }
        return device
    }

    private static func importFunctions(_ choice: PhysicalChoice, _ functions: CVulkanInstance, _ handle: VkDevice) throws(VulkanError) -> ImportFunctions? {
        guard let alignment = choice.importAlignment else { return nil }
        return try withUnsafePointer(to: functions) { instance throws(VulkanError) in
            ImportFunctions(functions: try VulkanInstance.table { cvulkan_load_import(instance, handle, $0) }, alignment: alignment)
        }
    }

    /// A buffer without memory, for all queues; `next`: what `VkBufferCreateInfo` is followed by.
    func createBuffer(byteCount: Int, usage: UInt32, next: UnsafeRawPointer?, _ buffer: inout VkBuffer?) -> VkResult {
        sharingFamilies.withUnsafeBufferPointer { families in
            var info = VkBufferCreateInfo()
            info.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO
            info.pNext = next
            (info.size, info.usage) = (UInt64(byteCount), usage)
            info.sharingMode = families.isEmpty ? VK_SHARING_MODE_EXCLUSIVE : VK_SHARING_MODE_CONCURRENT
            (info.queueFamilyIndexCount, info.pQueueFamilyIndices) = (UInt32(families.count), families.baseAddress)
            return functions.vkCreateBuffer(handle, &info, nil, &buffer)
        }
    }

    /// The first memory type of `allowed` that has `wanted`; nil: there is none.
    func memoryType(_ allowed: UInt32, _ wanted: UInt32) -> UInt32? {
        withUnsafeBytes(of: memory.memoryTypes) { bytes in
            let types = bytes.bindMemory(to: VkMemoryType.self)
            return (0..<memory.memoryTypeCount).first { allowed & 1 << $0 != 0 && types[Int($0)].propertyFlags & wanted == wanted }
        }
    }

    /// Hands `work` to a queue.
    func submit(_ work: CVulkanWork, to role: QueueRole) throws(VulkanError) {
        try checkLoss()
        try takeFault()
        let code = withUnsafePointer(to: functions) { functions in
            withUnsafePointer(to: work) { work in
                queues.withLock { queues in
                    let queue =
                        switch role {
                        case .compute: queues.compute
                        case .upload: queues.upload
                        case .download: queues.download
                        }
                    return cvulkan_submit(functions, queue, work)
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

    /// Makes the next import fail with `error`.
    func injectIntoImport(_ error: VulkanError) { importFault.withLock { $0 = error } }

    /// Throws where the loss has been noted.
    func checkLoss() throws(VulkanError) { if loss.withLock({ $0 }) { throw VulkanError(.lost, "the device was lost") } }

    func takeFault() throws(VulkanError) { try Self.take(fault) }

    func takeImportFault() throws(VulkanError) { try Self.take(importFault) }

    private static func take(_ fault: Locked<VulkanError?>) throws(VulkanError) {
        let error = fault.withLock { fault in
            defer { fault = nil }
            return fault
        }
        if let error { throw error }
    }
}
