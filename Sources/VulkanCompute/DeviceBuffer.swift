// Memory of a device that shaders reach by address, or through which planes go there and back.
import CVulkan

/// What a device's buffers take now, imports aside.
struct MemoryCounts: Equatable {
    var buffers = 0
    var bytes = 0
}

/// A buffer with memory of its own.
final class DeviceBuffer: @unchecked Sendable {  // its handles change in init and deinit alone; who writes where is its user's to say
    enum Place {
        /// The device's own.
        case device
        /// The host writes in order, the device copies away.
        case upload
        /// The device copies here, the host reads.
        case download
    }

    let handle: VkBuffer
    let byteCount: Int
    /// For shaders; 0 but for the device's own.
    private(set) var address: UInt64 = 0
    /// For the host; nil for the device's own.
    private(set) var bytes: UnsafeMutableRawPointer?
    private let device: ComputeDevice
    private let memory: VkDeviceMemory

    /// `name`: for debuggers.
    init(_ device: ComputeDevice, byteCount: Int, place: Place, name: String) throws(VulkanError) {
        self.device = device
        self.byteCount = byteCount
        try device.checkLoss()
        try device.takeFault()
        let functions = device.functions
        let usage =
            place == .device ? Self.copied | VK_BUFFER_USAGE_STORAGE_BUFFER_BIT.rawValue | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT.rawValue : Self.copied
        var made: VkBuffer?
        try VulkanError.check("vkCreateBuffer", device.createBuffer(byteCount: max(64, byteCount), usage: usage, next: nil, &made))
        guard let buffer = made else { throw VulkanError(.other, "vkCreateBuffer gave nothing") }
        do {
            memory = try Self.allocate(device, for: buffer, place)
        } catch {
            functions.vkDestroyBuffer(device.handle, buffer, nil)
            throw error
        }
        handle = buffer
        // From here on deinit takes it away again.
        device.memoryInUse.withLock {
            $0.buffers += 1
            $0.bytes += byteCount
        }
        device.names?.name(VK_OBJECT_TYPE_BUFFER, buffer, name)
        try VulkanError.check("vkBindBufferMemory", functions.vkBindBufferMemory(device.handle, buffer, memory, 0))
        if place == .device {
            var info = VkBufferDeviceAddressInfo()
            info.sType = VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO
            info.buffer = buffer
            address = functions.vkGetBufferDeviceAddress(device.handle, &info)
        } else {
            try VulkanError.check("vkMapMemory", functions.vkMapMemory(device.handle, memory, 0, UInt64.max, 0, &bytes))
        }
    }

    deinit {
        device.memoryInUse.withLock {
            $0.buffers -= 1
            $0.bytes -= byteCount
        }
        device.functions.vkDestroyBuffer(device.handle, handle, nil)
        device.functions.vkFreeMemory(device.handle, memory, nil)
    }

    /// What all buffers are for.
    static var copied: UInt32 { VK_BUFFER_USAGE_TRANSFER_SRC_BIT.rawValue | VK_BUFFER_USAGE_TRANSFER_DST_BIT.rawValue }

    private static func allocate(_ device: ComputeDevice, for buffer: VkBuffer, _ place: Place) throws(VulkanError) -> VkDeviceMemory {
        var needs = VkMemoryRequirements()
        device.functions.vkGetBufferMemoryRequirements(device.handle, buffer, &needs)
        let coherent = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT.rawValue | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT.rawValue
        // Reads by the host from memory that is not cached go word by word over the bus.
        let wishes: [UInt32] =
            switch place {
            case .device: [VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT.rawValue, 0]
            case .upload: [coherent]
            case .download: [coherent | VK_MEMORY_PROPERTY_HOST_CACHED_BIT.rawValue, coherent]
            }
        guard let type = wishes.lazy.compactMap({ device.memoryType(needs.memoryTypeBits, $0) }).first else {
            throw VulkanError(.other, "\(device.info.name) has no memory for buffers")
        }
        var flags = VkMemoryAllocateFlagsInfo(), memory: VkDeviceMemory?
        flags.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO
        flags.flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT.rawValue
        let code = withUnsafePointer(to: &flags) { flags in
            var info = VkMemoryAllocateInfo()
            info.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO
            (info.allocationSize, info.memoryTypeIndex) = (needs.size, type)
            if place == .device { info.pNext = UnsafeRawPointer(flags) }
            return device.functions.vkAllocateMemory(device.handle, &info, nil, &memory)
        }
        try VulkanError.check("vkAllocateMemory", code)
        guard let memory else { throw VulkanError(.other, "vkAllocateMemory gave nothing") }
        return memory
    }
}
