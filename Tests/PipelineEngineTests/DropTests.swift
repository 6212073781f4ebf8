// A source that is faster than the chain: what is dropped is counted, order and the last frame stay, latency is bounded, filters over time see no gap.
import Base
import CPlatform
import Filters
import Glibc
import MediaIO
import Synchronization
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

/// Another source's frames as a camera gives them, each `ages[i]` nanoseconds old.
private final class LiveSource: FrameSource {
    let info: SourceInfo
    private let base: SeededSource
    private let ages: [UInt64]
    private let position = Atomic<Int>(0)

    init(_ base: SeededSource, ages: [UInt64] = []) {
        self.base = base
        self.ages = ages
        var info = base.info
        info.isLive = true
        self.info = info
    }

    var corruptFrames: Int { 0 }
    /// As a camera whose driver had no room for two.
    var lostFrames: Int { 2 }
    func interrupt() { base.interrupt() }

    func next() throws(MediaError) -> Frame? {
        guard var frame = try base.next() else { return nil }
        let index = position.wrappingAdd(1, ordering: .relaxed).oldValue
        if index < ages.count { frame.timing.arrival -= ages[index] }
        return frame
    }
}

@Suite(.serialized) struct DropTests {
    private static let shape = FrameShape(format: PixelFormat(family: .gray, depth: 16), width: 24, height: 10)

    private func pipeline(
        _ source: any FrameSource, _ sink: any FrameSink, _ chain: [FilterInstance], _ change: (inout PipelineConfiguration) -> Void = { _ in }
    ) throws -> Pipeline {
        var configuration = PipelineConfiguration(threads: 1)
        change(&configuration)
        return try Pipeline(source: source, chain: chain, configuration: configuration) { _ in sink }
    }

    @Test(arguments: DropPolicy.allCases) func decodedIsWrittenAndDropped(policy: DropPolicy) throws {
        let sink = AddedSink(seededPicture(Self.shape, seed: 7)), count = 300
        let tally = FilterInstance(try Tally(FilterArguments(pictures: NoPictureReader())))
        let pipeline = try pipeline(
            LiveSource(SeededSource(count: count, shape: Self.shape, delay: 500_000)), sink, [FilterInstance(Sleep(milliseconds: 5)), tally]
        ) { ($0.drop, $0.queueCapacity) = (policy, 3) }
        let report = try pipeline.run(), frames = sink.frames.withLock { $0 }
        #expect(report.decodedFrames == count && report.writtenFrames == frames.count)
        #expect(report.droppedFrames == count - frames.count && report.lostFrames == 2)
        #expect(policy == .never ? report.droppedFrames == 0 : report.droppedFrames > count / 4)
        let pts = frames.map(\.pts)
        #expect(pts == Set(pts).sorted())
        #expect(pts.last == Int64((count - 1) * (count - 1)))
        // To what remembers, the frames that are kept follow each other.
        let numbers: [Int?] = Array(0..<frames.count)
        #expect(frames.map(\.added) == numbers)
        // At most the ring, the frame in work and the rings behind it wait for one that takes 5 ms; the bound is wide for machines that do something else.
        #expect(report.latency.p50 > 4 && report.latency.p50 < 400, "\(report.latency)")
        #expect(report.stages[1].wait.p50 > 0 && report.mayDrop == (policy != .never))
    }

    @Test func liveSourcesDropTheLatestByThemselves() throws {
        let sink = KeepingSink(shape: Self.shape)
        #expect(try pipeline(LiveSource(SeededSource(count: 1)), sink, []).drop == .latest)
        #expect(try pipeline(SeededSource(count: 1), sink, []).drop == .never)
        #expect(try pipeline(SeededSource(count: 1), sink, []) { $0.paces = true }.drop == .latest)
        #expect(try pipeline(LiveSource(SeededSource(count: 1)), sink, []) { $0.drop = .never }.drop == .never)
    }

    @Test(arguments: [true, false]) func whatIsTooOldIsLetGo(hasFilters: Bool) throws {
        let old: UInt64 = 100_000_000_000, ages: [UInt64] = (0..<40).map { $0 % 3 == 1 ? old : 0 }
        let expected: [Int64] = (0..<40).filter { $0 % 3 != 1 }.map { Int64($0 * $0) }
        let sink = KeepingSink(shape: Self.shape), source = LiveSource(SeededSource(count: 40, shape: Self.shape), ages: ages)
        let report = try pipeline(source, sink, hasFilters ? [FilterInstance(try Plus(FilterArguments(pictures: NoPictureReader())))] : []) {
            ($0.drop, $0.maxLatency) = (.never, 50_000)
        }.run()
        #expect(report.droppedFrames == 13 && report.decodedFrames == 40)
        #expect(sink.kept.withLock { $0.pts } == expected)
    }

    @Test func queuesAreSizedForTheLatency() {
        var configuration = PipelineConfiguration(threads: 1)
        func capacity(_ rings: Int, _ rate: Int) -> Int { configuration.capacity(rings: rings, Rational(rate, 1)) }
        #expect(capacity(3, 30) == 4)
        configuration.maxLatency = 100
        #expect(capacity(3, 30) == 1 && capacity(1, 60) == 3 && capacity(2, 0) == 4)
        configuration.maxLatency = 10_000
        #expect(capacity(3, 30) == 4)
        configuration.queueCapacity = 9
        #expect(capacity(3, 30) == 9)
    }

    @Test func aLiveSourceThatFailsLeavesAWhole() throws {
        let sink = KeepingSink(shape: Self.shape)
        let report = try pipeline(LiveSource(SeededSource(count: 50, shape: Self.shape, failsAt: 20)), sink, []) { $0.drop = .never }.run()
        let kept = sink.kept.withLock { $0 }
        #expect(kept.isFinished && !kept.isAbandoned && kept.pts.count == 20)
        #expect(report.sourceFailure?.message == "seeded: fails at frame 20" && report.writtenFrames == 20)
    }
}
