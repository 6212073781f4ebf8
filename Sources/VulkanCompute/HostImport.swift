// A pool's memory as a buffer of the device (VK_EXT_external_memory_host): frames are copied to and from where they lie, past the staging buffers.
import CVulkan
import Synchronization
import VideoFrame

/// The way of one device into one buffer of a pool. The buffer keeps it, and lets go of it before its memory is freed.
final class HostImport: @unchecked Sendable {  // its handles change in init and deinit alone; who writes where is its user's to say
    let handle: VkBuffer
    /// Tells imports apart, also such as never live at the same time.
    let number: UInt64
    private let device: ComputeDevice
    private let memory: VkDeviceMemory

    private static let newest = Atomic<UInt64>(0)

    /// Errors: the device does not take this memory.
    fileprivate init(_ device: ComputeDevice, _ way: ImportFunctions, _ pages: UnsafeMutableRawBufferPointer) throws(VulkanError) {
        guard let base = pages.baseAddress, UInt(bitPattern: base) % way.alignment == 0, UInt(pages.count) % way.alignment == 0 else {
            throw VulkanError(.other, "memory has to lie at multiples of \(way.alignment) bytes")
        }
        self.device = device
        let functions = device.functions
        handle = try Self.buffer(device, byteCount: pages.count)
        do throws(VulkanError) {
            memory = try Self.memory(device, way, base, pages.count, for: handle)
        } catch {
            functions.vkDestroyBuffer(device.handle, handle, nil)
            throw error
        }
        let code = functions.vkBindBufferMemory(device.handle, handle, memory, 0)
        guard code == VK_SUCCESS else {
            functions.vkDestroyBuffer(device.handle, handle, nil)
            functions.vkFreeMemory(device.handle, memory, nil)
            throw VulkanError("vkBindBufferMemory", code)
        }
        number = Self.newest.wrappingAdd(1, ordering: .relaxed).newValue
        device.names?.name(VK_OBJECT_TYPE_BUFFER, handle, "frames \(number)")
        device.imports.withLock { $0.made += 1 }
    }

    deinit {
        device.functions.vkDestroyBuffer(device.handle, handle, nil)
        device.functions.vkFreeMemory(device.handle, memory, nil)
        device.imports.withLock { $0.dropped += 1 }
    }

    private static func buffer(_ device: ComputeDevice, byteCount: Int) throws(VulkanError) -> VkBuffer {
        var external = VkExternalMemoryBufferCreateInfo(), buffer: VkBuffer?
        external.sType = VK_STRUCTURE_TYPE_EXTERNAL_MEMORY_BUFFER_CREATE_INFO
        external.handleTypes = ImportFunctions.handleType.rawValue
        let code = withUnsafePointer(to: &external) { external in
            device.createBuffer(byteCount: byteCount, usage: DeviceBuffer.copied, next: external, &buffer)
        }
        try VulkanError.check("vkCreateBuffer", code)
        guard let buffer else { throw VulkanError(.other, "vkCreateBuffer gave nothing") }
        return buffer
    }

    private static func memory(
        _ device: ComputeDevice, _ way: ImportFunctions, _ base: UnsafeMutableRawPointer, _ byteCount: Int, for buffer: VkBuffer
    ) throws(VulkanError) -> VkDeviceMemory {
        var properties = VkMemoryHostPointerPropertiesEXT(), needs = VkMemoryRequirements()
        properties.sType = VK_STRUCTURE_TYPE_MEMORY_HOST_POINTER_PROPERTIES_EXT
        let found = way.functions.vkGetMemoryHostPointerPropertiesEXT(device.handle, ImportFunctions.handleType, base, &properties)
        try VulkanError.check("vkGetMemoryHostPointerPropertiesEXT", found)
        device.functions.vkGetBufferMemoryRequirements(device.handle, buffer, &needs)
        let coherent = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT.rawValue | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT.rawValue
        guard needs.size <= UInt64(byteCount), let type = device.memoryType(needs.memoryTypeBits & properties.memoryTypeBits, coherent) else {
            throw VulkanError(.other, "no type of memory suits both sides")
        }
        var source = VkImportMemoryHostPointerInfoEXT(), memory: VkDeviceMemory?
        source.sType = VK_STRUCTURE_TYPE_IMPORT_MEMORY_HOST_POINTER_INFO_EXT
        (source.handleType, source.pHostPointer) = (ImportFunctions.handleType, base)
        let code = withUnsafePointer(to: &source) { source in
            var info = VkMemoryAllocateInfo()
            info.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO
            info.pNext = UnsafeRawPointer(source)
            (info.allocationSize, info.memoryTypeIndex) = (UInt64(byteCount), type)
            return device.functions.vkAllocateMemory(device.handle, &info, nil, &memory)
        }
        try VulkanError.check("vkAllocateMemory", code)
        guard let memory else { throw VulkanError(.other, "vkAllocateMemory gave nothing") }
        return memory
    }
}

/// What a device imports memory with.
struct ImportFunctions: Sendable {
    let functions: CVulkanImport
    /// What places and sizes must be multiples of.
    let alignment: UInt

    static var handleType: VkExternalMemoryHandleTypeFlagBits { VK_EXTERNAL_MEMORY_HANDLE_TYPE_HOST_ALLOCATION_BIT_EXT }
}

/// What a device has imported so far.
struct ImportCounts: Equatable {
    var made = 0
    var dropped = 0
    /// Why it takes no more; nil: it does.
    var refusal: String?
    /// Whether somebody has been told.
    var isTold = false
}

extension ComputeDevice {
    /// The way into the memory that `view` lies in, made at the first call and kept with the memory; and the offset of the view's first byte. nil: it is not a pool's
    /// memory, or other than whole pages, its rows are not `stride` bytes apart, or the device does not take it.
    func hostImport(of view: PlaneView, _ owner: BufferOwner, stride: Int, byteCount: Int) -> (import: HostImport, offset: Int)? {
        guard let functions = importFunctions, view.stride == stride, let buffer = owner as? PooledBuffer, let pages = buffer.pages,
            let base = pages.baseAddress
        else {
            return nil
        }
        let offset = view.base - base
        guard offset >= 0, offset + byteCount <= pages.count else { return nil }
        let known = buffer.companion.withLock { companion -> HostImport? in
            if let known = companion { return known as? HostImport }
            guard imports.withLock({ $0.refusal == nil }) else { return nil }
            do throws(VulkanError) {
                try takeImportFault()
                let made = try HostImport(self, functions, pages)
                companion = made
                return made
            } catch {
                imports.withLock { $0.refusal = error.description }
                return nil
            }
        }
        // Another device may have been there first.
        guard let known, known.belongs(to: self) else { return nil }
        return (known, offset)
    }

    /// Why the device does not take frames where they lie; once, then nil. Frames go through staging buffers then.
    public func takeImportRefusal() -> String? {
        imports.withLock { imports in
            guard !imports.isTold, let refusal = imports.refusal else { return nil }
            imports.isTold = true
            return refusal
        }
    }
}

extension HostImport {
    fileprivate func belongs(to device: ComputeDevice) -> Bool { self.device === device }
}
