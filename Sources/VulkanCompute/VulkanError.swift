// What a Vulkan call did not do.
import CVulkan

public struct VulkanError: Error, CustomStringConvertible, Sendable {
    public enum Kind: Sendable {
        /// No loader, no driver, no device that will do.
        case absent
        case outOfMemory
        /// The device no longer answers.
        case lost
        case other
    }

    public let kind: Kind
    public let description: String

    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    init(_ call: String, _ code: VkResult) {
        switch code {
        case VK_ERROR_OUT_OF_HOST_MEMORY: self.init(.outOfMemory, "\(call): out of memory")
        case VK_ERROR_OUT_OF_DEVICE_MEMORY: self.init(.outOfMemory, "\(call): out of device memory")
        case VK_ERROR_DEVICE_LOST: self.init(.lost, "\(call): the device was lost")
        case VK_TIMEOUT: self.init(.lost, "\(call): the device has not answered for \(ComputeDevice.patience / 1_000_000_000) s")
        default: self.init(.other, "\(call): VkResult \(code.rawValue)")
        }
    }

    /// Throws unless `code` is success.
    static func check(_ call: String, _ code: VkResult) throws(VulkanError) {
        if code != VK_SUCCESS { throw VulkanError(call, code) }
    }
}
