// Which of the machine's devices will do, and why others will not.
import CVulkan

/// A device as it is listed; not opened.
public struct DeviceInfo: Sendable, CustomStringConvertible {
    public enum Kind: Int, Comparable, Sendable {
        case discrete, integrated, virtual, other, processor

        public static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
    }

    public let name: String
    public let kind: Kind
    /// Version of Vulkan, major and minor.
    public let version: String
    /// As the driver counts its versions.
    public let driverVersion: UInt32
    /// Why it cannot be used; nil: it can.
    public let refusal: String?
    var choice: PhysicalChoice

    public var description: String {
        let kind =
            switch kind {
            case .discrete: "discrete GPU"
            case .integrated: "integrated GPU"
            case .virtual: "virtual GPU"
            case .other: "other device"
            case .processor: "runs on the CPU"
            }
        return "\(name) (\(kind), Vulkan \(version))"
    }
}

/// A physical device and its queues that are used.
struct PhysicalChoice: @unchecked Sendable {  // a name that Vulkan lets any thread use while the instance lives
    let physical: VkPhysicalDevice
    var queues: QueueChoice
    /// Bytes of shared memory, the largest number of groups in a row or column.
    let sharedMemory: Int
    var groups: Int
    let identity: DeviceIdentity
    /// Bits of the queue's clock; 0: it has none.
    let clockBits: Int
    let nanosecondsPerTick: Double
    /// What the places and sizes of memory of the host must be multiples of for the device to be let in; nil: it cannot be.
    var importAlignment: UInt?
}

extension VulkanInstance {
    /// The machine's devices, discrete ones first, those on the CPU last.
    public func devices() throws(VulkanError) -> [DeviceInfo] {
        var devices: [DeviceInfo] = []
        for physical in try physicalDevices { devices.append(info(physical)) }
        return devices.enumerated().sorted { ($0.element.kind, $0.offset) < ($1.element.kind, $1.offset) }.map(\.element)
    }

    private func info(_ physical: VkPhysicalDevice) -> DeviceInfo {
        var properties = VkPhysicalDeviceProperties2()
        properties.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2
        functions.vkGetPhysicalDeviceProperties2(physical, &properties)
        let known = properties.properties, version = VulkanVersion(code: known.apiVersion), families = queueFamilies(physical)
        let queues = QueueChoice(families)
        var missing: [String] = []
        if known.apiVersion < VulkanVersion.required.code {
            missing.append("Vulkan \(VulkanVersion.required)")
        } else {
            missing = features(physical).filter { !$0.isThere }.map(\.name)
        }
        if queues == nil { missing.append("a queue that computes") }
        // 128 bytes of push constants are every device's; see Shaders/common.glsl.
        let kind: DeviceInfo.Kind =
            switch known.deviceType {
            case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU: .discrete
            case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU: .integrated
            case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU: .virtual
            case VK_PHYSICAL_DEVICE_TYPE_CPU: .processor
            default: .other
            }
        return DeviceInfo(
            name: text(known.deviceName), kind: kind, version: version.description, driverVersion: known.driverVersion,
            refusal: missing.isEmpty ? nil : "it lacks \(missing.joined(separator: ", "))",
            choice: PhysicalChoice(
                physical: physical, queues: queues ?? QueueChoice(all: QueueName(family: 0, number: 0)),
                sharedMemory: Int(known.limits.maxComputeSharedMemorySize),
                groups: Int(min(known.limits.maxComputeWorkGroupCount.0, known.limits.maxComputeWorkGroupCount.1)),
                identity: DeviceIdentity(
                    vendor: known.vendorID, device: known.deviceID, uuid: withUnsafeBytes(of: known.pipelineCacheUUID) { [UInt8]($0) }),
                clockBits: queues.map { Int(families[Int($0.compute.family)].clockBits) } ?? 0,
                nanosecondsPerTick: Double(known.limits.timestampPeriod), importAlignment: importAlignment(physical)))
    }

    private func queueFamilies(_ physical: VkPhysicalDevice) -> [QueueFamily] {
        var count: UInt32 = 0
        functions.vkGetPhysicalDeviceQueueFamilyProperties(physical, &count, nil)
        var families = [VkQueueFamilyProperties](repeating: VkQueueFamilyProperties(), count: Int(count))
        functions.vkGetPhysicalDeviceQueueFamilyProperties(physical, &count, &families)
        return families.prefix(Int(count)).map { QueueFamily($0) }
    }

    /// What the shaders and the engine ask of a device.
    private func features(_ physical: VkPhysicalDevice) -> [(name: String, isThere: Bool)] {
        DeviceFeatures.with { features in
            functions.vkGetPhysicalDeviceFeatures2(physical, features.root)
            return [
                ("64-bit integers", features.root.pointee.features.shaderInt64 != 0),
                ("16-bit storage", features.eleven.pointee.storageBuffer16BitAccess != 0),
                ("8-bit storage", features.twelve.pointee.storageBuffer8BitAccess != 0),
                ("timeline semaphores", features.twelve.pointee.timelineSemaphore != 0),
                ("buffer addresses", features.twelve.pointee.bufferDeviceAddress != 0),
            ]
        }
    }
}

/// The chain of structures by which features are asked for and switched on.
struct DeviceFeatures {
    let root: UnsafeMutablePointer<VkPhysicalDeviceFeatures2>
    let eleven: UnsafeMutablePointer<VkPhysicalDeviceVulkan11Features>
    let twelve: UnsafeMutablePointer<VkPhysicalDeviceVulkan12Features>

    /// Gives `body` a chain with nothing switched on.
    static func with<Result, Failure: Error>(_ body: (DeviceFeatures) throws(Failure) -> Result) throws(Failure) -> Result {
        var root = VkPhysicalDeviceFeatures2(), eleven = VkPhysicalDeviceVulkan11Features(), twelve = VkPhysicalDeviceVulkan12Features()
        root.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2
        eleven.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES
        twelve.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES
        return try withUnsafeMutablePointer(to: &root) { root throws(Failure) in
            try withUnsafeMutablePointer(to: &eleven) { eleven throws(Failure) in
                try withUnsafeMutablePointer(to: &twelve) { twelve throws(Failure) in
                    root.pointee.pNext = UnsafeMutableRawPointer(eleven)
                    eleven.pointee.pNext = UnsafeMutableRawPointer(twelve)
                    return try body(DeviceFeatures(root: root, eleven: eleven, twelve: twelve))
                }
            }
        }
    }

    /// Switches on what `VulkanInstance.features` asks for.
    func request() {
        root.pointee.features.shaderInt64 = 1
        eleven.pointee.storageBuffer16BitAccess = 1
        twelve.pointee.storageBuffer8BitAccess = 1
        twelve.pointee.timelineSemaphore = 1
        twelve.pointee.bufferDeviceAddress = 1
    }
}
