// `vidproc devices [--calibrate] [--modes]`: what filters can run on, and what they cost there; the cameras.
import ArgumentParser
import Filters
import Kernels
import MediaIO
import PipelineEngine
import VideoFrame
import VulkanCompute

struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "devices", abstract: "List what filters can run on, and cameras.")

    @Flag(name: .long(.calibrate), help: "Forget what --device auto has measured, and measure some filters anew.")
    var calibrate = false

    @Flag(name: .long(.modes), help: "List the cameras instead, with their formats, sizes, rates and controls.")
    var modes = false

    func validate() throws { if calibrate && modes { throw ValidationError("--calibrate and --modes exclude each other") } }

    func run(registry: FilterRegistry) throws(Failure) {
        let results = ResultOutput()
        if modes {
            for line in Media.videoDevices { results.write(line: line) }
            return try results.check()
        }
        do { for line in calibrate ? try Self.calibrated(registry) : Self.lines { results.write(line: line) } } catch { throw Failure(any: error) }
        try results.check()
    }

    /// Cheap and dear ones, small and large reach.
    private static let standard = [("invert", nil), ("blur", "2"), ("blur", "20"), ("median", nil), ("edges", nil), ("bilateral", nil), ("scale", "1280:720")]

    /// A table for each device that can be used, of milliseconds a frame of 1920x1080. What was measured before is lost, for whatever chain.
    private static func calibrated(_ registry: FilterRegistry) throws -> [String] {
        CostStore.removeAll()
        let instance = try VulkanInstance(), usable = try instance.devices().filter { $0.refusal == nil }
        let configuration = PipelineConfiguration(threads: Machine.processorCount)
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 1920, height: 1080)
        var lines: [String] = []
        for info in usable {
            let device = try ComputeDevice(info, of: instance), store = CostStore(device: info, threads: configuration.threads, level: configuration.level)
            let meter = CostMeter(configuration, device: device)
            var known = MeasuredCosts(), rows = [["ms a frame", "cpu", "device", ""]]
            for (name, value) in standard {
                let filter = try FilterParser(registry: registry).parse(name: name, value: value)
                let costs = try meter.costs(of: [filter], shape: shape, known: &known)
                rows += costs.filters.map { [$0.text, fixed(known.processor[$0.key] ?? 0, 2), known.device[$0.key].map { fixed($0, 2) } ?? "-", ""] }
            }
            store.save(known)
            lines += ["\(info.name), \(shape.width)x\(shape.height) \(shape.format), the way there and back included"] + SideChoice.aligned(rows)
        }
        return lines.isEmpty ? ["Vulkan has no device here that can be used"] : lines
    }

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
