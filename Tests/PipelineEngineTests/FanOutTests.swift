// Several outputs at once: all get each frame, the same samples; a viewer may miss some and fail; what is essential fails the run.
import Base
import Filters
import Glibc
import MediaIO
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct FanOutTests {
    private func run(_ source: SeededSource, _ main: KeepingSink, _ others: [SideOutput]) throws -> PipelineReport {
        try Pipeline(source: source, chain: PipelineTests.chain, configuration: PipelineConfiguration(threads: 2)) { _ in
            FanOutSink(main: main, others: others)
        }.run()
    }

    @Test func allOutputsGetAllFrames() throws {
        let source = SeededSource(count: 40), shape = source.info.shape
        let sinks = (0..<3).map { _ in KeepingSink(shape: shape, keepsPicture: true) }
        let report = try run(source, sinks[0], sinks.dropFirst().map { SideOutput($0, queueCapacity: 2) })
        let kept = sinks.map { $0.kept.withLock { $0 } }
        for one in kept {
            #expect(one.pts == (0..<40).map { Int64($0 * $0) } && one.isFinished && !one.isAbandoned)
            #expect(one.last?.planes == kept[0].last?.planes)
        }
        #expect(report.writtenFrames == 40 && report.sideOutputs.map(\.frames) == [40, 40] && report.sideOutputs.map(\.dropped) == [0, 0])
    }

    @Test func aViewerThatIsSlowHoldsNobodyUp() throws {
        let source = SeededSource(count: 300, delay: 1_000_000), main = KeepingSink(shape: source.info.shape)
        let viewer = KeepingSink(shape: source.info.shape, delay: 50_000_000)
        let report = try run(source, main, [SideOutput(viewer, drop: .latest, queueCapacity: 2)])
        let seen = viewer.kept.withLock { $0 }
        #expect(report.writtenFrames == 300 && seen.isFinished && seen.pts.count < 150)
        #expect(report.sideOutputs[0].frames + report.sideOutputs[0].dropped == 300 && report.sideOutputs[0].frames == seen.pts.count)
        #expect(seen.pts == seen.pts.sorted() && seen.pts.last == 299 * 299)
    }

    @Test func aViewerMayFail() throws {
        let source = SeededSource(count: 60), main = KeepingSink(shape: source.info.shape)
        let viewer = KeepingSink(shape: source.info.shape, failsAt: 5)
        let report = try run(source, main, [SideOutput(viewer, drop: .latest)])
        #expect(report.writtenFrames == 60 && main.kept.withLock { $0.isFinished })
        #expect(viewer.kept.withLock { $0.isAbandoned && !$0.isFinished })
        #expect(report.sinkWarnings == ["kept: fails at frame 5: the run went on without it"])
    }

    @Test(arguments: [0, 7, 39]) func whatIsEssentialFailsTheRun(place: Int) throws {
        for failsMain in [true, false] {
            let source = SeededSource(count: 4000), shape = source.info.shape
            let main = KeepingSink(shape: shape, failsAt: failsMain ? place : nil), other = KeepingSink(shape: shape, failsAt: failsMain ? nil : place)
            let error = #expect(throws: PipelineError.self) { _ = try run(source, main, [SideOutput(other)]) }
            #expect(error?.message == "kept: fails at frame \(place)")
            for sink in [main, other] { #expect(sink.kept.withLock { $0.isAbandoned && !$0.isFinished }) }
        }
    }

    @Test func oneThatFailsAtTheEndLeavesTheOthersWhole() throws {
        for failsMain in [true, false] {
            let source = SeededSource(count: 10), shape = source.info.shape
            let main = KeepingSink(shape: shape, failsAtEnd: failsMain), other = KeepingSink(shape: shape, failsAtEnd: !failsMain)
            #expect(throws: PipelineError.self) { _ = try run(source, main, [SideOutput(other)]) }
            let (first, second) = (main.kept.withLock { $0 }, other.kept.withLock { $0 })
            #expect(first.isFinished == !failsMain && first.isAbandoned == failsMain)
            #expect(second.isFinished == failsMain && second.isAbandoned == !failsMain)
        }
    }

    @Test func aRefusedOpeningLeavesNothingOpen() throws {
        final class Refusing: FrameSink {
            let info: SinkInfo
            init(_ info: SinkInfo) { self.info = info }
            func open() throws(MediaError) { throw MediaError(.output, "refused") }
            func write(_ frame: consuming Frame) throws(MediaError) {}
            func finish() throws(MediaError) {}
        }
        let source = SeededSource(count: 10), main = KeepingSink(shape: source.info.shape)
        #expect(throws: PipelineError.self) { _ = try run(source, main, [SideOutput(Refusing(main.info))]) }
        #expect(main.kept.withLock { $0.isAbandoned && $0.pts.isEmpty })
    }
}
