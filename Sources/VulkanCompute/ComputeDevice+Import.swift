// Whether a device can be let into memory of the host.
import CVulkan

extension VulkanInstance {
    /// What places and sizes of memory of the host must be multiples of; nil: the device cannot be let into any, or not for buffers that are copied.
    func importAlignment(_ physical: VkPhysicalDevice) -> UInt? {
        guard extensions(physical).contains(VK_EXT_EXTERNAL_MEMORY_HOST_EXTENSION_NAME) else { return nil }
        var info = VkPhysicalDeviceExternalBufferInfo(), answer = VkExternalBufferProperties()
        info.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_EXTERNAL_BUFFER_INFO
        (info.usage, info.handleType) = (DeviceBuffer.copied, ImportFunctions.handleType)
        answer.sType = VK_STRUCTURE_TYPE_EXTERNAL_BUFFER_PROPERTIES
        functions.vkGetPhysicalDeviceExternalBufferProperties(physical, &info, &answer)
        let features = answer.externalMemoryProperties.externalMemoryFeatures
        guard features & VK_EXTERNAL_MEMORY_FEATURE_IMPORTABLE_BIT.rawValue != 0, features & VK_EXTERNAL_MEMORY_FEATURE_DEDICATED_ONLY_BIT.rawValue == 0 else {
            return nil
        }
        var host = VkPhysicalDeviceExternalMemoryHostPropertiesEXT()
        host.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_EXTERNAL_MEMORY_HOST_PROPERTIES_EXT
        withUnsafeMutablePointer(to: &host) { host in
            var properties = VkPhysicalDeviceProperties2()
            properties.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2
            properties.pNext = UnsafeMutableRawPointer(host)
            functions.vkGetPhysicalDeviceProperties2(physical, &properties)
        }
        let alignment = host.minImportedHostPointerAlignment
        return alignment > 0 ? UInt(alignment) : nil
    }

    /// None where the driver does not say.
    private func extensions(_ physical: VkPhysicalDevice) -> [String] {
        var count: UInt32 = 0
        guard functions.vkEnumerateDeviceExtensionProperties(physical, nil, &count, nil) == VK_SUCCESS else { return [] }
        var extensions = [VkExtensionProperties](repeating: VkExtensionProperties(), count: Int(count))
        guard functions.vkEnumerateDeviceExtensionProperties(physical, nil, &count, &extensions) == VK_SUCCESS else { return [] }
        return extensions.map { text($0.extensionName) }
    }
}
