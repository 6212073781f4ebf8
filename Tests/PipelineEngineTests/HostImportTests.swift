// Frames that a device takes from where they lie in memory, and puts there.
import Base
import Filters
import Logging
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine
@testable import VulkanCompute

extension DeviceSuites {
    @Suite struct HostImportTests {
        /// Luma is whole pages, chroma is too small for that.
        private let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 320, height: 240)
        private let lines = Locked<[String]>([])

        private func chain(_ filters: [(String, String?)]) throws -> [FilterInstance] {
            let parser = FilterParser(registry: .builtIn)
            return try filters.map { try parser.parse(name: $0.0, value: $0.1) }
        }

        private func device(_ change: (inout DeviceInfo) -> Void = { _ in }) throws -> (VulkanInstance, ComputeDevice) {
            let instance = try VulkanInstance(validates: true)
            var info = try #require(try instance.devices().first { $0.refusal == nil })
            change(&info)
            return (instance, try ComputeDevice(info, of: instance, cacheFolder: nil))
        }

        /// Runs `count` frames made of eight pictures, and says which came out other than `expected` has them.
        private func run(
            _ chain: [FilterInstance], _ device: ComputeDevice, count: Int, pool: FramePool, expected: [Picture], before: (Int) -> Void = { _ in }
        ) throws -> (wrong: [Int], sequence: [Int], devices: [String]) {
            var configuration = PipelineConfiguration(threads: 1)
            configuration.device = device
            configuration.logger = Logger(label: "test") { [lines] _ in KeptLog(lines: lines, logLevel: .debug) }
            let stages = try FrameChain(chain, shape: shape, configuration: configuration, pool: pool)
            defer { stages.stop() }
            var wrong: [Int] = [], sequence: [Int] = []
            let pictures = pictures
            func keep(_ frame: consuming Frame) {
                let number = frame.timing.sequence
                sequence.append(number)
                if Picture(frame) != expected[number % 8] { wrong.append(number) }
            }
            for number in 0..<count {
                before(number)
                stages.feed(pool.frame(pictures[number % 8], timing: FrameTiming(pts: Int64(number), duration: 1, sequence: number)), keep)
            }
            stages.finish(keep)
            return (wrong, sequence, stages.devices)
        }

        private var pictures: [Picture] { (0..<8).map { seededPicture(shape, seed: UInt64($0)) } }

        private func reference(_ chain: [FilterInstance]) throws -> [Picture] { try pictures.map { try FilterGroupTests.reference(chain, $0) } }

        @Test func framesAreTakenFromWhereTheyLie() throws {
            let chain = try chain([("blur", nil), ("edges", nil)]), expected = try reference(chain), (instance, device) = try device()
            do {
                let pool = FramePool(), result = try run(chain, device, count: 24, pool: pool, expected: expected)
                #expect(result.wrong == [] && result.sequence == Array(0..<24) && result.devices == [device.info.name])
                let imports = device.imports.withLock { $0 }
                // Each buffer once, in whatever frames it comes.
                #expect(imports.made > 0 && imports.made <= 12 && imports.dropped == 0 && imports.refusal == nil)
                #expect(lines.withLock { $0 } == [])
            }
            // With the pool's memory.
            #expect(device.imports.withLock { $0.made == $0.dropped })
            #expect(instance.messages == [])
        }

        @Test(arguments: [0, 3, 7]) func aDeviceThatDoesNotTakeThemHasThemCopied(at place: Int) throws {
            let chain = try chain([("median", nil)]), expected = try reference(chain), (instance, device) = try device()
            // A pool that is let go of between frames: there is something to import at any time.
            let result = try run(chain, device, count: 12, pool: FramePool(), expected: expected) {
                if $0 == place { device.injectIntoImport(VulkanError(.other, "refused in a test")) }
            }
            #expect(result.wrong == [] && result.sequence == Array(0..<12) && result.devices == [device.info.name])
            let told = lines.withLock { $0.filter { $0.contains("where they lie") } }
            if place == 0 {
                #expect(told.count == 1 && told[0].contains("refused in a test"))
                #expect(device.imports.withLock { $0.made } == 0)
            } else {
                #expect(told.count <= 1)
            }
            #expect(instance.messages == [])
        }

        @Test func withoutTheExtensionThereIsNothingToSay() throws {
            let chain = try chain([("blur", nil)]), expected = try reference(chain), (instance, device) = try device { $0.choice.importAlignment = nil }
            let result = try run(chain, device, count: 8, pool: FramePool(), expected: expected)
            #expect(result.wrong == [] && device.imports.withLock { $0 } == ImportCounts() && lines.withLock { $0 } == [] && instance.messages == [])
        }

        @Test func memoryMustLieAsTheDeviceWantsIt() throws {
            let chain = try chain([("blur", nil)]), expected = try reference(chain), (instance, device) = try device { $0.choice.importAlignment = 1 << 40 }
            let result = try run(chain, device, count: 8, pool: FramePool(), expected: expected)
            #expect(result.wrong == [] && device.imports.withLock { $0.made } == 0 && lines.withLock { $0.count } == 1 && instance.messages == [])
        }

        @Test func aLostDeviceLeavesPlanesAlone() throws {
            let chain = try chain([("blur", nil)]), expected = try reference(chain)
            for place in [0, 2, 5] {
                let (instance, device) = try device()
                let result = try run(chain, device, count: 9, pool: FramePool(), expected: expected) {
                    if $0 == place { device.inject(VulkanError(.lost, "lost in a test")) }
                }
                #expect(result.wrong == [] && result.sequence == Array(0..<9) && result.devices == ["cpu"] && instance.messages == [])
            }
        }

        /// Neither the host's memory nor the device's.
        @Test func tenThousandFramesTakeNoMoreThanTheFirst() throws {
            let shape = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 256, height: 208)
            let chain = try chain([("invert", nil), ("denoise", "20")]), pool = FramePool(), device = try ComputeDevices.device
            var configuration = PipelineConfiguration(threads: 1)
            configuration.device = device
            let stages = try FrameChain(chain, shape: shape, configuration: configuration, pool: pool)
            defer { stages.stop() }
            let frame = pool.frame(seededPicture(shape, seed: 1), timing: FrameTiming())
            var out = 0, held = (pool: 0, device: MemoryCounts(), imports: 0)
            for number in 0..<10_000 {
                let timing = FrameTiming(pts: Int64(number), duration: 1, sequence: number)
                stages.feed(Frame(shape: shape, timing: timing, planes: frame.planes.share())) { _ in out += 1 }
                let now = (pool: pool.statistics.bytes, device: device.memoryInUse.withLock { $0 }, imports: device.imports.withLock { $0.made - $0.dropped })
                if number == 20 { held = now }
                if number > 20 { try #require(now == held, "frame \(number)") }
            }
            stages.finish { _ in out += 1 }
            #expect(held.imports > 0 && device.imports.withLock { $0.refusal == nil })
            #expect(out == 10_000 && held.device.bytes > 0 && stages.devices == [device.info.name])
        }
    }
}
