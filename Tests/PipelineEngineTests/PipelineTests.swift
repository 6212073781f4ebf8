// Whole runs: nothing lost, the first error stops all, every thread joined, figures that add up.
import Base
import Filters
import Foundation
import Glibc
import MediaIO
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite(.serialized) struct PipelineTests {
    static let chain = [FilterInstance(NeighbourSum(rx: 1, ry: 1)), FilterInstance(NeighbourSum(rx: 2, ry: 1))]

    static func pipeline(_ source: SeededSource, _ sink: KeepingSink, threads: Int = 2, queue: Int = 2, fuses: Bool = true) throws -> Pipeline {
        var configuration = PipelineConfiguration(threads: threads)
        configuration.queueCapacity = queue
        configuration.fuses = fuses
        return try Pipeline(source: source, chain: chain, configuration: configuration) { _ in sink }
    }

    @Test(arguments: [0, 1, 2, 57]) func framesInAreFramesOut(count: Int) throws {
        for threads in 1...3 {
            for queue in [1, 4] {
                let source = SeededSource(count: count)
                let sink = KeepingSink(shape: source.info.shape)
                let report = try Self.pipeline(source, sink, threads: threads, queue: queue, fuses: queue == 1).run()
                let kept = sink.kept.withLock { $0 }
                #expect(kept.pts == (0..<count).map { Int64($0 * $0) })
                #expect(kept.isFinished && !kept.isAbandoned)
                #expect(report.decodedFrames == count && report.writtenFrames == count)
                #expect(report.isFinished)
            }
        }
    }

    /// A camera's stage does not work while there is no frame.
    @Test func waitingForASourceIsNoWork() throws {
        func busy(waits: Bool) throws -> Double {
            let source = SeededSource(count: 60, delay: 4_000_000, waits: waits), sink = KeepingSink(shape: source.info.shape)
            return try Self.pipeline(source, sink, threads: 1).run().stages[0].busy
        }
        let working = try busy(waits: false), waiting = try busy(waits: true)
        // 4 ms of each frame, whatever share of it that is: the rest is a sanitizer's or another process's.
        #expect(working > 4 * waiting && working > 0.1, "\(working) \(waiting)")
    }

    @Test func everyStageMayFailFirst() throws {
        let before = try threadCount()
        for round in 0..<20 {
            for place in ["source", "sink", "finish"] {
                let source = SeededSource(count: 40, failsAt: place == "source" ? round : nil)
                let sink = KeepingSink(shape: source.info.shape, failsAt: place == "sink" ? round : nil, failsAtEnd: place == "finish")
                let pipeline = try Self.pipeline(source, sink, threads: 3, queue: 1 + round % 3)
                let error = #expect(throws: PipelineError.self) { try pipeline.run() }
                #expect(error?.cause?.side == (place == "source" ? .input : .output))
                #expect(error?.stage == (place == "source" ? "decode" : "encode"))
                let kept = sink.kept.withLock { $0 }
                #expect(kept.isAbandoned && !kept.isFinished)
            }
        }
        #expect(try isBack(to: before))
    }

    @Test func aRefusedSinkLeavesNoThread() throws {
        let before = try threadCount()
        for _ in 0..<5 {
            #expect(throws: MediaError.self) {
                _ = try Pipeline(source: SeededSource(count: 1), chain: Self.chain, configuration: PipelineConfiguration(threads: 4)) { _ in
                    throw MediaError(.output, "refused")
                }
            }
        }
        #expect(try isBack(to: before))
    }

    @Test func stopEndsProperly() throws {
        let source = SeededSource(count: 1_000_000, delay: 100_000)
        let sink = KeepingSink(shape: source.info.shape)
        let pipeline = try Self.pipeline(source, sink)
        let stopper = NamedThread("stopper") {
            while pipeline.snapshot().writtenFrames < 10 { spin(100_000) }
            pipeline.stop()
        }
        let report = try pipeline.run()
        stopper.join()
        let kept = sink.kept.withLock { $0 }
        #expect(kept.isFinished)
        #expect(report.writtenFrames == report.decodedFrames && report.writtenFrames >= 10 && report.writtenFrames < 100_000)
    }

    @Test func stopEndsAnInputThatWaits() throws {
        let source = SeededSource(count: 1000, waitsAt: 5)
        let sink = KeepingSink(shape: source.info.shape)
        let pipeline = try Self.pipeline(source, sink)
        let stopper = NamedThread("stopper") {
            while pipeline.snapshot().writtenFrames < 5 { usleep(1000) }
            pipeline.stop()
        }
        let report = try pipeline.run()
        stopper.join()
        #expect(report.writtenFrames == 5 && sink.kept.withLock { $0.isFinished })
    }

    @Test func fusedFiltersShareAStage() throws {
        let source = SeededSource(count: 30, shape: FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 320, height: 240))
        let report = try Self.pipeline(source, KeepingSink(shape: source.info.shape)).run()
        #expect(report.stages.map(\.name) == ["decode", "neighboursum+neighboursum", "encode"])
        #expect(report.stages[1].filters.allSatisfy { $0.busySeconds > 0 })
        let filters = report.stages[1].filters.reduce(0) { $0 + $1.busySeconds }
        #expect(filters <= report.seconds * 2.1)
    }

    /// Threads of this process now.
    /// Threads of the process, but for those that Mesa's driver keeps once a test has opened it.
    private func threadCount() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count { thread in
            let name = try? String(contentsOfFile: "/proc/self/task/\(thread)/comm", encoding: .utf8)
            return name.map { !$0.hasPrefix("llvmpipe") } ?? false
        }
    }

    /// Whether no more than `count` threads are left, once those of the tests beside this one have gone.
    private func isBack(to count: Int) throws -> Bool {
        for _ in 0..<500 {
            if try threadCount() <= count { return true }
            usleep(20_000)
        }
        return false
    }
}
