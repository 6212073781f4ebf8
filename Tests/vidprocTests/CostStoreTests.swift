// What --device auto keeps, and what it makes of it, on the device that Debian's mesa-vulkan-drivers brings.
import Filters
import Foundation
import MediaIO
import Testing
import VideoFrame
import VulkanCompute

@testable import PipelineEngine
@testable import vidproc

@Suite struct CostStoreTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vidproc-test-\(UUID().uuidString)")
    private let shape = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 64, height: 48)

    private func open() throws -> ComputeDevice {
        let instance = try VulkanInstance()
        return try ComputeDevice(#require(try instance.devices().first { $0.refusal == nil }), of: instance, cacheFolder: nil)
    }

    private func store(_ info: DeviceInfo, threads: Int = 1) -> CostStore {
        CostStore(device: info, threads: threads, level: .baseline, folder: folder.path + "/deep")
    }

    private func remove() { try? FileManager.default.removeItem(at: folder) }

    private var sample: MeasuredCosts {
        var costs = MeasuredCosts()
        costs.processor["blurSigma=2 gray 64x48"] = 1.25
        costs.device["blurSigma=2 gray 64x48"] = 0.5
        return costs
    }

    @Test func whatIsSavedIsLoaded() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { remove() }
        let info = try open().info
        #expect(store(info).load() == MeasuredCosts())
        store(info).save(sample)
        #expect(store(info).load() == sample)
        #expect(store(info, threads: 2).load() == MeasuredCosts())
        CostStore.removeAll(in: folder.path + "/deep")
        #expect(store(info).load() == MeasuredCosts())
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/deep/vidproc").isEmpty)
    }

    @Test func aDamagedOrForeignFileIsReplaced() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { remove() }
        let info = try open().info, path = try #require(store(info).path)
        store(info).save(sample)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let foreign = text.replacingOccurrences(of: "driver", with: "another driver")
        let absurd = text.replacingOccurrences(of: "1.25", with: "-3")
        #expect(foreign != text && absurd != text)
        for content in ["", "{", "[]", "{\"costs\": 3}", String(text.dropLast(20)), foreign] {
            try content.write(toFile: path, atomically: false, encoding: .utf8)
            #expect(store(info).load() == MeasuredCosts(), "\(content)")
            store(info).save(sample)
            #expect(store(info).load() == sample)
        }
        try absurd.write(toFile: path, atomically: false, encoding: .utf8)
        #expect(store(info).load().processor.isEmpty && store(info).load().device == sample.device)
    }

    @Test func whereNothingCanBeKeptAllGoesOn() throws {
        let info = try open().info
        for folder in [nil, "/proc/none"] {
            let store = CostStore(device: info, threads: 1, level: .baseline, folder: folder)
            store.save(sample)
            #expect(store.load() == MeasuredCosts())
        }
        CostStore.removeAll(in: "/proc/none")
    }

    @Test func theNextRunMeasuresNothing() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { remove() }
        let device = try open(), parser = FilterParser(registry: .builtIn)
        let chain = [try parser.parse(name: "blur", value: "2"), try parser.parse(name: "equalize", value: nil)]
        let configuration = PipelineConfiguration(threads: 1, level: .baseline)
        func choose() throws -> SideChoice {
            try SideChoice(chain, shape: shape, configuration: configuration, device: device, store: store(device.info))
        }
        let first = try choose(), next = try choose()
        #expect(first.costs == next.costs && first.assignment == next.assignment)
        #expect(first.table.count == 4 && first.table[0].hasPrefix("ms a frame"))
        #expect(first.table[1].hasPrefix("blur=sigma=2 ") && first.table[2].hasPrefix("equalize") && first.table[2].hasSuffix("  cpu"))
        #expect(first.summary.hasPrefix("auto: "))
    }

    @Test func thePlanShowsTheCosts() {
        let stream = StreamShape(frame: shape, frameRate: Rational(25, 1), timeBase: Rational(1, 25))
        let source = SourceInfo(path: "in", codec: "raw", shape: shape, storedFormat: "gray", frameRate: stream.frameRate, timeBase: stream.timeBase)
        let sink = SinkInfo(path: "out", codec: "raw", shape: shape, pixelFormat: "gray")
        let plan = PipelinePlan(source: source, output: stream, sink: sink, stages: [], threads: 1, streams: [], losses: [], warnings: [])
        #expect(PlanText(plan: plan, level: "avx2", trial: nil, costs: ["one", "two"]).lines.suffix(5).prefix(2) == ["costs      one", "           two"])
        #expect(!PlanText(plan: plan, level: "avx2", trial: nil).lines.contains { $0.hasPrefix("costs") })
    }

    /// Stored costs that favour one side are followed.
    @Test(arguments: [true, false]) func storedCostsDecide(deviceIsCheap: Bool) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { remove() }
        let device = try open(), chain = [try FilterParser(registry: .builtIn).parse(name: "blur", value: "2")]
        var costs = MeasuredCosts()
        costs.processor["blur=sigma=2 gray 64x48"] = deviceIsCheap ? 1000 : 0.001
        costs.device["blur=sigma=2 gray 64x48"] = 10
        store(device.info).save(costs)
        let choice = try SideChoice(
            chain, shape: shape, configuration: PipelineConfiguration(threads: 1, level: .baseline), device: device, store: store(device.info))
        #expect(choice.costs.filters[0].key == "blur=sigma=2 gray 64x48")
        #expect(choice.assignment.onDevice == [deviceIsCheap])
    }
}
