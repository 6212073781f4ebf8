// The device that tests compute on, with the validation layer watching.
import Testing
import VulkanCompute

/// All tests that use a device, one after another: the validation layer of Debian 12 has been seen to crash where several threads open and use devices at once.
@Suite("devices", .serialized) struct DeviceSuites {}

/// One for all tests. Debian's mesa-vulkan-drivers has a device on the CPU, so there is always one.
enum ComputeDevices {
    private static let made = Result<(instance: VulkanInstance, device: ComputeDevice), VulkanError> { () throws(VulkanError) in
        let instance = try VulkanInstance(validates: true)
        guard let info = try instance.devices().first(where: { $0.refusal == nil }) else { throw VulkanError(.absent, "no device will do") }
        return (instance, try ComputeDevice(info, of: instance, cacheFolder: nil))
    }

    static var device: ComputeDevice { get throws { try made.get().device } }
    /// What the validation layer has said so far.
    static var messages: [String] { get throws { try made.get().instance.messages } }
}
