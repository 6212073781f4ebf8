// Where filters run, as typed, and the device that is meant.
import ArgumentParser
import Glibc
import VulkanCompute

/// `cpu`, `gpu`, `auto`, `gpu:N` or a part of a device's name.
enum DeviceChoice: ExpressibleByArgument, Equatable, Sendable {
    case processor
    /// The first that is one.
    case gpu
    /// The same, and of the filters those that cost less there.
    case automatic
    /// As `vidproc devices` numbers them.
    case number(Int)
    case named(String)

    init?(argument: String) {
        switch argument {
        case "": return nil
        case "cpu": self = .processor
        case "gpu": self = .gpu
        case "auto": self = .automatic
        default:
            guard argument.hasPrefix("gpu:") else {
                self = .named(argument)
                return
            }
            guard let number = Int(argument.dropFirst(4)), number >= 0 else { return nil }
            self = .number(number)
        }
    }

    /// The device, open; nil: the processor, which also does what no device can be had for: with a warning, or, where a device was only to be had if there is one,
    /// with a `note`. Errors: there are devices, and none is the one meant.
    func open(_ warn: (String) -> Void, note: (String) -> Void) throws(Failure) -> ComputeDevice? {
        if self == .processor { return nil }
        if self == .automatic, !Self.hasGraphicsDevice {
            note("there is no GPU here; filters run on the CPU")
            return nil
        }
        let instance: VulkanInstance, devices: [DeviceInfo]
        do throws(VulkanError) {
            instance = try VulkanInstance()
            devices = try instance.devices()
        } catch {
            (self == .automatic ? note : warn)("\(error); filters run on the CPU")
            return nil
        }
        guard let index = place(in: devices) else {
            if self == .gpu || self == .automatic {
                // One that runs on the processor is slower than the processor's own kernels.
                (self == .automatic ? note : warn)("there is no GPU here; filters run on the CPU")
                return nil
            }
            throw Failure(
                .usage, "--device: there is no such device",
                hint: devices.isEmpty ? "Vulkan has none here" : "there is " + devices.enumerated().map { "gpu:\($0) \($1.name)" }.joined(separator: ", "))
        }
        do throws(VulkanError) {
            return try ComputeDevice(devices[index], of: instance)
        } catch {
            throw Failure(.usage, "--device: \(error)", hint: "vidproc devices lists what can be used")
        }
    }

    /// Whether the kernel has a driver that a GPU could be reached by. To ask Vulkan takes tens of milliseconds, which runs without one must not wait.
    private static var hasGraphicsDevice: Bool {
        let nodes = ["/dev/dri", "/dev/nvidiactl", "/dev/dxg", "/dev/mali0", "/dev/kgsl-3d0"]
        return nodes.contains { access($0, F_OK) == 0 }
    }

    /// Which of `devices` is meant.
    func place(in devices: [DeviceInfo]) -> Int? {
        switch self {
        case .processor: nil
        case .gpu, .automatic: devices.firstIndex { $0.refusal == nil && $0.kind != .processor }
        case .number(let number): devices.indices.contains(number) ? number : nil
        case .named(let part): devices.firstIndex { $0.name.lowercased().contains(part.lowercased()) }
        }
    }
}
