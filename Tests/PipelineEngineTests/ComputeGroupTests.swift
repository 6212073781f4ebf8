// Groups on a device over many frames: order, time, and what happens when the device fails.
import Base
import Filters
import Glibc
import Logging
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine
@testable import VulkanCompute

/// A device of its own for each test, for a fault hits whoever comes next.
@Suite struct ComputeGroupTests {
    private let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 70, height: 30)
    private let warnings = Locked<[String]>([])

    private func device() throws -> ComputeDevice {
        let instance = try VulkanInstance(), info = try #require(try instance.devices().first { $0.refusal == nil })
        return try ComputeDevice(info, of: instance)
    }

    private func chain(_ filters: [(String, String?)]) throws -> [FilterInstance] {
        let parser = FilterParser(registry: .builtIn)
        return try filters.map { try parser.parse(name: $0.0, value: $0.1) }
    }

    /// The frames that come out of `count`, with `before` called ahead of each that goes in.
    private func run(
        _ chain: [FilterInstance], _ device: ComputeDevice, count: Int, before: (Int) -> Void = { _ in }
    ) throws -> (pictures: [Picture], sequence: [Int], devices: [String]) {
        var configuration = PipelineConfiguration(threads: 2)
        configuration.device = device
        configuration.logger = Logger(label: "test") { [warnings] _ in WarningLog(lines: warnings) }
        let pool = FramePool(), stages = try FrameChain(chain, shape: shape, configuration: configuration, pool: pool)
        defer { stages.stop() }
        var pictures: [Picture] = [], sequence: [Int] = []
        func keep(_ frame: consuming Frame) {
            sequence.append(frame.timing.sequence)
            pictures.append(Picture(frame))
        }
        for number in 0..<count {
            before(number)
            stages.feed(pool.frame(picture(number), timing: FrameTiming(pts: Int64(number), duration: 1, sequence: number)), keep)
        }
        stages.finish(keep)
        return (pictures, sequence, stages.devices)
    }

    private func picture(_ number: Int) -> Picture { seededPicture(shape, seed: UInt64(number)) }

    @Test func framesKeepTheirOrderAndTheirTime() throws {
        let chain = try chain([("blur", nil), ("edges", "time=-5"), ("gamma", "1.4,time=3-9"), ("invert", "time=20-")])
        let result = try run(chain, device(), count: 12)
        #expect(result.sequence == Array(0..<12))
        #expect(result.devices.allSatisfy { $0 != "cpu" })
        for number in 0..<12 {
            let timing = FrameTiming(pts: Int64(number), duration: 1, sequence: number)
            let active = chain.filter { $0.placement.isActive(at: timing) }
            #expect(try result.pictures[number] == FilterGroupTests.reference(active, picture(number)), "frame \(number)")
        }
    }

    @Test(arguments: [0, 1, 2, 5, 7]) func aLostDeviceLosesNoFrame(at place: Int) throws {
        let chain = try chain([("blur", nil), ("edges", nil)]), device = try device()
        let result = try run(chain, device, count: 8) { if $0 == place { device.inject(VulkanError(.lost, "lost in a test")) } }
        #expect(result.sequence == Array(0..<8))
        for number in 0..<8 { #expect(try result.pictures[number] == FilterGroupTests.reference(chain, picture(number)), "frame \(number)") }
        #expect(result.devices == ["cpu"])
        #expect(warnings.withLock { $0.count } == 1 && warnings.withLock { $0[0].contains("goes on on the CPU") })
    }

    /// The last frames are on the device when the input ends.
    @Test func aDeviceLostAtTheEndLosesNoFrame() throws {
        let chain = try chain([("median", nil)]), device = try device()
        var configuration = PipelineConfiguration(threads: 1)
        configuration.device = device
        let pool = FramePool(), stages = try FrameChain(chain, shape: shape, configuration: configuration, pool: pool)
        defer { stages.stop() }
        var sequence: [Int] = []
        func keep(_ frame: consuming Frame) { sequence.append(frame.timing.sequence) }
        for number in 0..<4 { stages.feed(pool.frame(picture(number), timing: FrameTiming(pts: 0, duration: 1, sequence: number)), keep) }
        device.inject(VulkanError(.lost, "lost in a test"))
        stages.finish(keep)
        #expect(sequence == [0, 1, 2, 3])
    }

    @Test func withoutMemoryTheProcessorDoesIt() throws {
        let device = try device(), chain = try chain([("boxblur", nil)])
        device.inject(VulkanError(.outOfMemory, "none in a test"))
        let result = try run(chain, device, count: 3)
        #expect(result.devices == ["cpu"] && result.sequence == [0, 1, 2])
        #expect(try result.pictures[2] == FilterGroupTests.reference(chain, picture(2)))
    }

    @Test func filtersWithoutShadersStayOnTheProcessor() throws {
        let chain = try chain([("blur", nil), ("equalize", nil), ("median", nil), ("gamma", nil)]), result = try run(chain, device(), count: 2)
        #expect(result.devices.map { $0 == "cpu" } == [false, true, false])
        #expect(try result.pictures[1] == FilterGroupTests.reference(chain, picture(1)))
    }

    /// Resident memory of this process, which on a device that runs on the processor holds the device's too.
    private var residentBytes: Int {
        guard let file = fopen("/proc/self/statm", "re") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, 256, file) != nil else { return 0 }
        let fields = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: " ")
        return (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    @Test func memoryStaysFlat() throws {
        let small = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 64, height: 16)
        var configuration = PipelineConfiguration(threads: 1)
        configuration.device = try device()
        let pool = FramePool(), stages = try FrameChain(try chain([("invert", nil)]), shape: small, configuration: configuration, pool: pool)
        defer { stages.stop() }
        var count = 0, resident: [Int] = [], pooled = 0
        for number in 0..<10_000 {
            stages.feed(Frame(shape: small, timing: FrameTiming(pts: Int64(number), duration: 1, sequence: number), planes: pool.planes(for: small))) { _ in
                count += 1
            }
            if number == 2000 { pooled = pool.statistics.allocated }
            if number >= 2000, number % 1000 == 0 { resident.append(residentBytes) }
        }
        stages.finish { _ in count += 1 }
        #expect(count == 10_000)
        #expect(pool.statistics.allocated == pooled)
        // Other tests run meanwhile, but not all the time: what 1,000 frames would leave at 1 KiB each is twice this.
        let growth = zip(resident, resident.dropFirst()).map { $1 - $0 }
        #expect(growth.contains { $0 < 512 << 10 }, "\(growth) bytes more")
    }
}

private struct WarningLog: LogHandler {
    let lines: Locked<[String]>
    var metadata = Logger.Metadata()
    var logLevel = Logger.Level.warning

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.withLock { $0.append("\(event.message)") } }
}
