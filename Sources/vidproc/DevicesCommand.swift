// `vidproc devices`: what filters can run on.
import ArgumentParser
import Kernels
import VulkanCompute

struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "devices", abstract: "List what filters can run on.")

    func list() { StandardStream.output.write(Self.lines.map { $0 + "\n" }.joined()) }

    /// A line for the processor and for each device, with the word for --device in front.
    static var lines: [String] {
        let count = Machine.processorCount
        var rows = [("cpu", "\(Machine.processorName), \(count) processor\(count == 1 ? "" : "s"), \(KernelLevel.detected.rawValue)")]
        do throws(VulkanError) {
            for (index, device) in try VulkanInstance().devices().enumerated() {
                rows.append(("gpu:\(index)", device.description + (device.refusal.map { "; cannot be used: \($0)" } ?? "")))
            }
            if rows.count == 1 { rows.append(("gpu", "none: Vulkan has no device here")) }
        } catch {
            rows.append(("gpu", "none: \(error)"))
        }
        return rows.map { word, text in word + String(repeating: " ", count: 8 - min(7, word.count)) + text }
    }
}
