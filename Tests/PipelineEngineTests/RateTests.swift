// fps: which frame is shown at which tick, and how long the whole lasts.
import Filters
import MediaIO
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct RateTests {
    private static let shape = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 1, height: 1)

    /// Frames at `times`, ticks of `base`, numbered by their sample; what comes out as (sample, pts).
    private func run(_ rate: String, _ times: [Int64], base: Rational, duration: Int64, origin: Int64 = 0) throws -> [(frame: Int, timing: FrameTiming)] {
        let instance = try FilterParser(registry: .builtIn).parse(name: "fps", value: rate)
        let pictures = times.indices.map { Picture(shape: Self.shape, planes: [[$0 % 256]]) }
        let timings = times.enumerated().map { FrameTiming(pts: $1, duration: duration, timeBase: base, origin: origin, sequence: $0) }
        return try TimeRun.run([instance], pictures, times: timings).map { ($0.picture.planes[0][0], $0.timing) }
    }

    @Test func framesAreRepeated() throws {
        let result = try run("30", Array(0..<25), base: Rational(1, 25), duration: 1)
        #expect(result.map(\.timing.pts) == (0..<30).map { Int64($0) })
        #expect(result.map(\.timing.sequence) == Array(0..<30))
        #expect(result.allSatisfy { $0.timing.timeBase == Rational(1, 30) && $0.timing.duration == 1 })
        // Frame i has the tick floor(i · 6/5 + 1/2): 0 1 2 4 5 6 7 8 10 …
        #expect(result.prefix(11).map(\.frame) == [0, 1, 2, 2, 3, 4, 5, 6, 7, 7, 8])
    }

    @Test func framesAreDropped() throws {
        let result = try run("25", (0..<300).map { Int64($0) * 1001 }, base: Rational(1, 30000), duration: 1001)
        // 300 · 1001/30000 s are 10.01 s: 250 ticks.
        #expect(result.count == 250)
        #expect(result.map(\.timing.pts) == (0..<250).map { Int64($0) })
        for (tick, (frame, _)) in result.prefix(200).enumerated() {
            let behind = Double(tick) / 25 - Double(frame) * 1001 / 30000
            #expect(behind > -0.0201 && behind < 1001.0 / 30000 + 0.0001, "tick \(tick) shows frame \(frame)")
        }
    }

    @Test func timesThatVary() throws {
        let result = try run("25", [0, 40, 50, 60, 200, 1000], base: Rational(1, 1000), duration: 40)
        #expect(result.count == 26)
        // 40 and 50 share tick 1; 60 is at 1.5, which counts as 2.
        #expect(result.prefix(7).map(\.frame) == [0, 2, 3, 3, 3, 4, 4])
        #expect(result.last?.frame == 5)
        #expect(result[24].frame == 4)
    }

    @Test func timesStayWhereTheyAre() throws {
        // A stream that begins at 1.5 s, as the sound beside it does, and one that begins before zero.
        let late = try run("10", [1500, 1600, 1700], base: Rational(1, 1000), duration: 100, origin: 1500)
        #expect(late.map(\.timing.pts) == [15, 16, 17] && late.map(\.timing.elapsedTicks) == [0, 1, 2])
        let early = try run("10", [-160, -60, 40], base: Rational(1, 1000), duration: 100, origin: -160)
        #expect(early.map(\.timing.pts) == [-2, -1, 0])
        // Time that runs back drops frames and stops nothing.
        let back = try run("10", [0, 100, 50, 200], base: Rational(1, 1000), duration: 100)
        #expect(back.map(\.timing.pts) == [0, 1, 2])
        // One short frame is one frame; a short last one is none of a slow rate.
        #expect(try run("1", [0], base: Rational(1, 1000), duration: 40).count == 1)
        #expect(try run("1", [0, 1000, 1600], base: Rational(1, 1000), duration: 400).map(\.frame) == [0, 1])
        #expect(try run("1", [0, 1000, 1600], base: Rational(1, 1000), duration: 0).map(\.frame) == [0, 1, 2])
        #expect(try run("10", [], base: Rational(1, 1000), duration: 1).isEmpty)
    }

    @Test(arguments: [
        ("25", 25, 1), ("29.97", 30000, 1001), ("23.976", 24000, 1001), ("23.98", 24000, 1001), ("59.94", 60000, 1001), ("30000/1001", 30000, 1001),
        ("12.5", 25, 2), ("50/3", 50, 3), ("0.1", 1, 10), ("14.985", 15000, 1001), ("24.5", 49, 2), ("1000", 1000, 1),
    ])
    func rates(text: String, numerator: Int, denominator: Int) throws {
        let filter = try FilterParser(registry: .builtIn).parse(name: "fps", value: text).filter
        #expect(filter.frameRate == Rational(numerator, denominator))
    }

    @Test func thePlanKnowsTheNewRate() throws {
        let chain = [try FilterParser(registry: .builtIn).parse(name: "fps", value: "50")]
        let pipeline = try Pipeline(source: SeededSource(count: 10), chain: chain, configuration: PipelineConfiguration(threads: 1)) { stream in
            #expect(stream.frameRate == Rational(50, 1) && stream.timeBase == Rational(1, 50) && stream.expectedFrames == 20 && stream.hasOneRate)
            return KeepingSink(shape: stream.frame)
        }
        #expect(pipeline.plan.output.frameRate == Rational(50, 1))
        #expect(pipeline.snapshot().expectedFrames == 20)
        #expect(pipeline.plan.stages.map(\.heldFrames) == [0, 1, 0])
        for placed in ["25,time=1-2", "25,region=0:0:1:1"] {
            #expect(throws: FilterError.self) { try FilterParser(registry: .builtIn).parse(name: "fps", value: placed) }
        }
    }
}
