// The sentence of advice: on chains whose limit is known, and word by word on given figures.
import Filters
import MediaIO
import Testing
import VideoFrame

@testable import PipelineEngine

// In PipelineTests: one run at a time, for the stages must get their processor when they wake.
extension PipelineTests {
    @Suite struct KnownLimitTests {
        @Test(arguments: ["decode", "sleep", "encode"]) func theSlowStageIsNamed(slow: String) throws {
            func delay(_ stage: String) -> UInt64 { stage == slow ? 10_000_000 : 1_000_000 }
            let shape = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 16, height: 16)
            let source = SeededSource(count: 50, shape: shape, delay: delay("decode"))
            let sink = KeepingSink(shape: shape, delay: delay("encode"))
            var configuration = PipelineConfiguration(threads: 2)
            // Other suites use the processors of this process.
            configuration.processors = ProcessorUse(count: 2) { 0 }
            let chain = [FilterInstance(Sleep(milliseconds: Int(delay("sleep") / 1_000_000)))]
            let report = try Pipeline(source: source, chain: chain, configuration: configuration) { _ in sink }.run()
            let limit = try #require(report.bottleneck)
            #expect(report.stages[limit].name == slow)
            #expect(report.advice.hasPrefix("\(slow) limits: it works "), "\(report.advice)")
            #expect(report.stages[limit].busy > 0.5)
            #expect(report.stages[limit].latency.p50 >= 10)
            // Of the others one waits most of the time, and is told with its share.
            let waiting = try #require(report.advice.firstMatch(of: /while (\w+) waits (\d+) %/))
            let index = try #require(report.stages.firstIndex { $0.name == waiting.1 })
            let share = report.stages[index].starved + report.stages[index].blocked
            #expect(index != limit && share > 0.5 && Int(waiting.2) == Int((share * 100).rounded()))
            #expect(report.stages.allSatisfy { $0.name == slow || $0.starved + $0.blocked <= share + 1e-9 })
            // The others sleep 1 ms a frame: without the limit up to 1000 frames a second, and in any case more than the 100 that it allows.
            let rate = try #require(report.advice.firstMatch(of: /reach about (\d+) fps \((\w+) next\)/))
            #expect((101...1000).contains(Int(rate.1) ?? 0), "\(report.advice)")
            #expect(String(rate.2) != slow)
        }
    }
}

@Suite struct AdviceTests {
    private func stage(
        _ role: StageReport.Role, _ name: String, capable: Double, busy: Double, starved: Double = 0, blocked: Double = 0, filters: [(String, Double)] = []
    ) -> StageReport {
        StageReport(
            role: role, name: name, device: "cpu", frames: 100, fps: 50, capableFPS: capable, busy: busy, starved: starved, blocked: blocked,
            queueCapacity: role == .decode ? 0 : 4, queueMean: 2, queueNow: 2, latency: LatencyReport(),
            filters: filters.map { FilterReport(name: $0.0, text: $0.0, busySeconds: $0.1) }, steals: 0)
    }

    /// 100 frames in 2 s on 4 processors, of `cpu` seconds.
    private func report(_ stages: [StageReport], cpu: Double = 3, isLive: Bool = false, codec: String = "h264", faster: String? = nil) -> PipelineReport {
        let shape = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 64, height: 48)
        let source = SourceInfo(
            path: "in", codec: "h264", shape: shape, storedFormat: "gray", frameRate: Rational(25, 1), timeBase: Rational(1, 25), isLive: isLive)
        return PipelineReport(
            source: source, sink: SinkInfo(path: "out", codec: codec, shape: shape, pixelFormat: "gray", fasterPreset: faster), chain: [], decodedFrames: 100,
            writtenFrames: 100, corruptFrames: 0, seconds: 2, cpuSeconds: cpu, processors: 4, fps: 50, stages: stages, latency: LatencyReport(),
            bottleneck: Advice.bottleneck(of: stages), advice: "", losses: [], isFinished: true)
    }

    private func sentence(_ report: PipelineReport, threads: Int = 4, isCapped: Bool = false) -> String {
        Advice(report, settings: .init(threads: threads, isLevelCapped: isCapped)).sentence
    }

    private var slowEncoder: [StageReport] {
        [
            stage(.decode, "decode", capable: 400, busy: 0.125, blocked: 0.8),
            stage(.filter, "blur", capable: 120, busy: 0.42, starved: 0.01, blocked: 0.57, filters: [("blur", 0.8)]),
            stage(.encode, "encode", capable: 51.5, busy: 0.97, starved: 0.02),
        ]
    }

    private var slowFilter: [StageReport] {
        [
            stage(.decode, "decode", capable: 400, busy: 0.125, blocked: 0.8),
            stage(.filter, "blur+edges", capable: 51, busy: 0.98, starved: 0.01, filters: [("blur", 1.5), ("edges", 0.5)]),
            stage(.encode, "encode", capable: 200, busy: 0.25, starved: 0.7),
        ]
    }

    @Test func encoderAndItsNextPreset() {
        #expect(
            sentence(report(slowEncoder, faster: "veryfast"))
                == "encode limits: it works 97 % of the time while decode waits 80 %; without it the run could reach about 120 fps (blur next); "
                + "--preset veryfast would help.")
        #expect(sentence(report(slowEncoder)).hasSuffix("; a faster --encoder would help."))
        #expect(sentence(report(slowEncoder, codec: "rawvideo")).hasSuffix("; a faster disk, or a faster reader of the pipe, would help."))
    }

    @Test func filterAndItsDearest() {
        let text = "blur+edges limits: it works 98 % of the time while decode waits 80 %; without it the run could reach about 200 fps (encode next); "
        #expect(sentence(report(slowFilter)) == text + "blur takes 75 % of it.")
        #expect(sentence(report(slowFilter), threads: 1) == text + "blur takes 75 % of it and --threads 4 would help.")
        #expect(sentence(report(slowFilter), isCapped: true) == text + "blur takes 75 % of it and leaving out --cpu would help.")
    }

    @Test func processorsBoundWhatIf() {
        // 7 s of processor time, 2 of them the filters': the other 5 s are 0.05 s a frame, and four processors do 80 of those a second.
        #expect(sentence(report(slowFilter, cpu: 7)).contains("could reach about 80 fps (the processors next)"))
    }

    @Test func processorsAreTheLimit() {
        #expect(
            sentence(report(slowEncoder, cpu: 7.6, faster: "fast"))
                == "the 4 processors limit: the run uses 95 % of them and encode works 97 % of the time; --preset fast would help.")
        #expect(sentence(report(slowFilter, cpu: 8), threads: 2).hasSuffix("; blur takes 75 % of it."))
    }

    @Test func decoderLiveInputAndNoLimit() {
        let slow = [stage(.decode, "decode", capable: 51, busy: 0.98), stage(.encode, "encode", capable: 100, busy: 0.5, starved: 0.5)]
        #expect(
            sentence(report(slow))
                == "decode limits: it works 98 % of the time while encode waits 50 %; without it the run could reach about 100 fps (encode next); "
                + "an input that is cheaper to decode would help.")
        #expect(sentence(report(slow, isLive: true)) == "the live input sets the rate: encode, the busiest stage after it, works 50 % of the time.")
        let idle = [stage(.decode, "decode", capable: 200, busy: 0.25), stage(.encode, "encode", capable: 120, busy: 0.4)]
        #expect(sentence(report(idle)) == "no stage limits for long: encode, the busiest, works 40 % of the time.")
        var empty = report(idle)
        empty.bottleneck = nil
        #expect(sentence(empty).isEmpty)
    }

    @Test func nextPreset() {
        var options = EncoderOptions()
        #expect(options.fasterPreset(of: "libx264") == "fast")
        options.preset = "veryslow"
        #expect(options.fasterPreset(of: "libx265") == "slower")
        options.options = [(key: "preset", value: "ultrafast")]
        #expect(options.fasterPreset(of: "libx264") == nil)
        #expect(options.fasterPreset(of: "ffv1") == nil)
    }

    /// Decoding 50 frames of the 100 that `fps` makes of them: it could feed 160 of these a second.
    @Test func ratesAreTheOutputs() {
        var decode = stage(.decode, "decode", capable: 80, busy: 0.3)
        decode.frames = 50
        let stages = [decode, stage(.encode, "encode", capable: 55, busy: 0.9)]
        let text = Advice(report(stages), settings: Advice.Settings(threads: 4)).sentence
        #expect(text.contains("reach about 160 fps (decode next)"), "\(text)")
    }
}
