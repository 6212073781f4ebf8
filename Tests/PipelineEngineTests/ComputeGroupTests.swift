// Groups on a device over many frames: order, time, and what happens when the device fails.
import Base
import Filters
import Logging
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine
@testable import VulkanCompute

extension DeviceSuites {
    /// A device of its own for each test, for a fault hits whoever comes next.
    @Suite struct ComputeGroupTests {
        private let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 70, height: 30)
        private let warnings = Locked<[String]>([])

        private func device() throws -> ComputeDevice {
            let instance = try VulkanInstance(), info = try #require(try instance.devices().first { $0.refusal == nil })
            return try ComputeDevice(info, of: instance, cacheFolder: nil)
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
            configuration.logger = Logger(label: "test") { [warnings] _ in KeptLog(lines: warnings, logLevel: .warning) }
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

        /// The processor goes on with what the device kept.
        @Test(arguments: [0, 1, 3, 4, 8]) func whatFiltersRememberOutlivesTheDevice(at place: Int) throws {
            let chain = try chain([("invert", "time=3-5"), ("denoise", "20"), ("blur", nil), ("motion", "0.02,area=1"), ("denoise", "9,time=2-")])
            let device = try device(), result = try run(chain, device, count: 10) { if $0 == place { device.inject(VulkanError(.lost, "lost in a test")) } }
            #expect(result.sequence == Array(0..<10) && result.devices == ["cpu"])
            let expected = try TimeRun.run(chain, (0..<10).map(picture), threads: 1)
            for number in 0..<10 { #expect(result.pictures[number] == expected[number].picture, "frame \(number)") }
        }

        /// Two groups with a stage of the processor between them.
        @Test func allGroupsLeaveALostDevice() throws {
            let chain = try chain([("blur", nil)]) + [FilterInstance(NeighbourSum(rx: 1, ry: 1))] + chain([("median", nil)]), device = try device()
            let result = try run(chain, device, count: 8) { if $0 == 4 { device.inject(VulkanError(.lost, "lost in a test")) } }
            #expect(result.sequence == Array(0..<8) && result.devices == ["cpu", "cpu", "cpu"])
            for number in 0..<8 { #expect(try result.pictures[number] == FilterGroupTests.reference(chain, picture(number)), "frame \(number)") }
            #expect(warnings.withLock { $0.count } == 1)
        }

        @Test func framesBeyondTheLimitsStayOnTheProcessor() throws {
            #expect(PipelineKey.groups(PlaneSize(width: 128, height: 8)) == PlaneSize(width: 1, height: 1))
            #expect(PipelineKey.groups(PlaneSize(width: 129, height: 9)) == PlaneSize(width: 2, height: 2))
            let instance = try VulkanInstance(), chain = try chain([("blur", nil)])
            var info = try #require(try instance.devices().first { $0.refusal == nil })
            // 70 x 30: four groups down.
            for (groups, fits) in [(3, false), (4, true)] {
                info.choice.groups = groups
                let result = try run(chain, ComputeDevice(info, of: instance, cacheFolder: nil), count: 2)
                #expect((result.devices != ["cpu"]) == fits && result.sequence == [0, 1])
                #expect(try result.pictures[1] == FilterGroupTests.reference(chain, picture(1)))
            }
            #expect(warnings.withLock { $0.count == 1 && $0[0].contains("limits") })
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
            let sum = FilterInstance(NeighbourSum(rx: 1, ry: 1)), chain = try chain([("blur", nil)]) + [sum] + chain([("median", nil), ("gamma", nil)])
            let result = try run(chain, device(), count: 2)
            #expect(result.devices.map { $0 == "cpu" } == [false, true, false])
            #expect(try result.pictures[1] == FilterGroupTests.reference(chain, picture(1)))
        }
    }
}
