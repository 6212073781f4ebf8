// Which queues of a device are used for what, and that frames in parts on several queues are the same frames.
import Base
import Filters
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine
@testable import VulkanCompute

@Suite struct QueueChoiceTests {
    private let all = QueueFamily(computes: true, draws: true, copies: true, count: 16, clockBits: 64)
    private let computing = QueueFamily(computes: true, copies: true, count: 8)
    private let copying = QueueFamily(copies: true, count: 2)

    private func name(_ family: UInt32, _ number: UInt32 = 0) -> QueueName { QueueName(family: family, number: number) }

    @Test func oneFamilyDoesEverything() {
        #expect(QueueChoice([all]) == QueueChoice(all: name(0)))
        #expect(QueueChoice([QueueFamily(draws: true), computing])?.compute == name(1))
    }

    @Test func framesAreBroughtByWhatOnlyCopies() {
        #expect(QueueChoice([all, copying, computing]) == QueueChoice(compute: name(0), upload: name(1), download: name(1, 1), isSplit: true))
        // Behind one that draws.
        let drawing = QueueFamily(draws: true, count: 1)
        #expect(QueueChoice([computing, drawing, copying])?.upload == name(2))
        #expect(QueueChoice([computing, drawing])?.upload == name(1))
    }

    @Test func oneCopyingQueueBringsFramesOnly() {
        let choice = QueueChoice([all, QueueFamily(copies: true)])
        #expect(choice == QueueChoice(compute: name(0), upload: name(1), download: name(0), isSplit: true))
        #expect(choice?.names == [name(0), name(1)] && choice?.families == [0, 1])
    }

    @Test func familiesWithoutQueuesDoNotCount() {
        #expect(QueueChoice([]) == nil && QueueChoice([copying]) == nil && QueueChoice([QueueFamily(computes: true, count: 0)]) == nil)
        #expect(QueueChoice([all, QueueFamily(copies: true, count: 0)]) == QueueChoice(all: name(0)))
        // Queues for video decode, which say nothing of copies.
        #expect(QueueChoice([all, QueueFamily(count: 1)]) == QueueChoice(all: name(0)))
    }
}

extension DeviceSuites {
    /// All parts on the only queue of the test device, each submitted by itself.
    @Suite struct SplitQueueTests {
        private let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 320, height: 240)

        private func check(_ filters: [(String, String?)], count: Int, failing place: Int? = nil) throws {
            let parser = FilterParser(registry: .builtIn), chain = try filters.map { try parser.parse(name: $0.0, value: $0.1) }
            let instance = try VulkanInstance(validates: true)
            var info = try #require(try instance.devices().first { $0.refusal == nil })
            let queue = info.choice.queues.compute
            info.choice.queues = QueueChoice(compute: queue, upload: queue, download: queue, isSplit: true)
            let device = try ComputeDevice(info, of: instance, cacheFolder: nil)
            var configuration = PipelineConfiguration(threads: 1)
            configuration.device = device
            let pictures = (0..<count).map { seededPicture(shape, seed: UInt64($0)) }, expected = try TimeRun.run(chain, pictures, threads: 1)
            let pool = FramePool(), stages = try FrameChain(chain, shape: shape, configuration: configuration, pool: pool)
            defer { stages.stop() }
            var next = 0
            func compare(_ frame: consuming Frame) {
                #expect(frame.timing.sequence == next && Picture(frame) == expected[next].picture, "frame \(next)")
                next += 1
            }
            for (number, picture) in pictures.enumerated() {
                if number == place { device.inject(VulkanError(.lost, "lost in a test")) }
                stages.feed(pool.frame(picture, timing: FrameTiming(pts: Int64(number), duration: 1, sequence: number)), compare)
            }
            stages.finish(compare)
            #expect(next == count && stages.devices == [place == nil ? device.info.name : "cpu"])
            #expect(instance.messages == [])
        }

        @Test func framesInPartsAreTheSame() throws { try check([("blur", nil), ("edges", nil)], count: 12) }

        /// One frame's memories go back while the next one is there to change them; other filters are active from frame to frame.
        @Test func whatFiltersRememberIsNotOvertaken() throws {
            try check([("invert", "time=3-5"), ("denoise", "20"), ("motion", "0.02,area=1"), ("denoise", "9,time=2-")], count: 12)
        }

        @Test func aLostDeviceLosesNoFrame() throws { try check([("denoise", "20"), ("blur", nil)], count: 9, failing: 4) }
    }
}
