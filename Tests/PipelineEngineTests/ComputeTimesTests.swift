// What a device says that each filter took.
import Filters
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine
@testable import VulkanCompute

extension DeviceSuites {
    @Suite struct ComputeTimesTests {
        private let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 640, height: 360)

        private func graph(_ filters: [(String, String?)]) throws -> RowGraph {
            let parser = FilterParser(registry: .builtIn)
            var graphs = GroupGraph(try filters.map { try parser.parse(name: $0.0, value: $0.1) }, shape: shape, kernels: KernelTable(level: .baseline))
            return try graphs.graph(active: graphs.all)
        }

        @Test func spansHoldEveryDispatchOnce() throws {
            let plan = ComputePlan(try graph([("blur", "3"), ("edges", nil), ("invert", nil), ("median", "2")]), made: [0, 1, 2])
            let spans = ComputeSpan.spans(of: plan)
            #expect(spans.first == .upload && spans.last == .download && spans.count < plan.dispatches.count + 2)
            var next = 0, before = -1
            for case .filter(let filter, let dispatches) in spans {
                #expect(dispatches.lowerBound == next && !dispatches.isEmpty && filter != before)
                #expect(plan.dispatches[dispatches].allSatisfy { $0.filter == filter })
                (next, before) = (dispatches.upperBound, filter)
            }
            #expect(next == plan.dispatches.count)
            #expect(zip(plan.dispatches, plan.dispatches.dropFirst()).allSatisfy { $0.level <= $1.level })
            #expect(Set(plan.dispatches.map(\.filter)) == [0, 1, 2, 3])
        }

        @Test func aPlanWithoutDispatchesGoesThereAndBack() throws {
            #expect(ComputeSpan.spans(of: ComputePlan(RowGraph(shape: shape), made: [])) == [.upload, .download])
        }

        @Test func clocksBeginAnew() throws {
            func choice(_ bits: Int) throws -> PhysicalChoice {
                let choice = try ComputeDevices.device.info.choice
                return PhysicalChoice(
                    physical: choice.physical, queues: choice.queues, sharedMemory: 0, groups: 0, identity: choice.identity, clockBits: bits,
                    nanosecondsPerTick: 1)
            }
            #expect(try choice(64).ticks(from: 5, to: 12) == 7 && choice(64).ticks(from: UInt64.max, to: 1) == 2)
            #expect(try choice(36).ticks(from: 5, to: 12) == 7 && choice(36).ticks(from: 1 << 36 - 1, to: 1) == 2)
        }

        @Test func eachFilterHasItsOwnTime() throws {
            let graph = try graph([("bilateral", nil), ("invert", nil)]), device = try ComputeDevices.device
            let program = try ComputeProgram(
                graph, made: [0, 1, 2], filters: ["bilateral", "invert"], device: device, memory: ComputeMemory(device), slots: 2)
            #expect(program.times == ComputeTimes(filters: 2))
            let pool = FramePool(), input = pool.frame(seededPicture(shape, seed: 1), timing: FrameTiming())
            let output = pool.planes(for: shape), clock = ContinuousClock()
            var before = program.times
            let taken = try clock.measure {
                for number in 0..<4 {
                    try program.submit(number % 2, input.planes.share(), into: output.share()) { _ in false }
                    var views = PlaneViews()
                    for plane in 0..<3 { views[plane] = output.view(plane) }
                    try program.fetch(number % 2, views)
                    let now = program.times
                    #expect(now.upload >= before.upload && now.download >= before.download)
                    #expect(now.filters[0] > before.filters[0] && now.filters[1] >= before.filters[1])
                    before = now
                }
            }
            // The one weighs 25 samples and more, the other looks one up.
            #expect(before.filters[0] > 2 * before.filters[1] && before.filters[1] > 0, "\(before)")
            #expect(before.upload + before.download + before.filters[0] + before.filters[1] <= UInt64(taken / .nanoseconds(1)), "\(before)")
            #expect(try ComputeDevices.messages == [])
        }

        /// What a mistake would be told with: commands that are never run copy more than a buffer holds.
        @Test func buffersHaveNamesForDebuggers() throws {
            let instance = try VulkanInstance(validates: true), info = try #require(try instance.devices().first { $0.refusal == nil })
            let device = try ComputeDevice(info, of: instance, cacheFolder: nil)
            let program = try ComputeProgram(try graph([("blur", nil)]), made: [0], filters: ["blur"], device: device, memory: ComputeMemory(device), slots: 1)
            #expect(instance.messages == [])
            let commands = try program.commandPools.compute.buffer()
            try program.record(commands) { commands in program.copy(commands, program.constants.handle, 0, to: program.constants.handle, 0, 1 << 30) }
            #expect(instance.messages.contains { $0.contains("constants") }, "\(instance.messages)")
        }

        /// Also of sets of filters that are active at other times.
        @Test func groupsAddUpWhatTheirProgramsTook() throws {
            var configuration = PipelineConfiguration(threads: 1)
            configuration.device = try ComputeDevices.device
            let parser = FilterParser(registry: .builtIn)
            let chain = try [("blur", nil), ("edges", "time=100-"), ("gamma", "2,time=-2")].map { try parser.parse(name: $0.0, value: $0.1) }
            let pool = FramePool(), scheduler = TileScheduler(threads: 1, submitters: 1), picture = seededPicture(shape, seed: 1)
            defer { scheduler.stop() }
            let group = try #require(
                try Planner(configuration: configuration).processors([chain], shape: shape, pool: pool, scheduler: scheduler).first)
            for number in 0..<5 {
                _ = group.feed(pool.frame(picture, timing: FrameTiming(pts: Int64(number), duration: 1, sequence: number))) { _ in true }
            }
            _ = group.finish { _ in true }
            #expect(group.deviceName != "cpu")
            let seconds = group.filterSeconds
            #expect(seconds.count == 3 && seconds[0] > 0 && seconds[1] == 0 && seconds[2] > 0, "\(seconds)")
        }
    }
}
