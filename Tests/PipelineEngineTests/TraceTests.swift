// The trace of a run, as a reader of its file sees it.
import Filters
import Foundation
import MediaIO
import Testing
import VideoFrame

@testable import PipelineEngine

// In PipelineTests: one run at a time, for a test there counts threads.
extension PipelineTests {
    @Suite struct TraceTests {
        /// A complete event of the file.
        struct Span: Decodable {
            struct Arguments: Decodable {
                var frame: Int?, band: Int?, stage: String?, taken: String?, from: String?
                var name: String?, frames: Int?
            }
            var ph: String, name: String, cat: String?, tid: Int?, ts: Double?, dur: Double?, args: Arguments

            var end: Double { (ts ?? 0) + (dur ?? 0) }
        }

        struct TraceFile: Decodable {
            var traceEvents: [Span]
            var otherData: [String: Scalar]
            var spans: [Span] { traceEvents.filter { $0.ph == "X" } }
            var threads: [Int: String] {
                Dictionary(uniqueKeysWithValues: traceEvents.filter { $0.name == "thread_name" }.map { ($0.tid ?? 0, $0.args.name ?? "") })
            }
        }

        /// Text or number.
        struct Scalar: Decodable, Equatable {
            let text: String
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                text = try (try? container.decode(String.self)) ?? String(container.decode(Int.self))
            }
        }

        private static let frames = 24
        private static let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 320, height: 240)

        private func file(_ recorder: TraceRecorder, about: [(key: String, value: String)] = []) throws -> TraceFile {
            var data = Data()
            recorder.write(about: about) { data.append(contentsOf: $0) }
            return try JSONDecoder().decode(TraceFile.self, from: data)
        }

        private func run(threads: Int, limit: Int = TraceRecorder.defaultLimit) throws -> (TraceFile, PipelineReport) {
            let source = SeededSource(count: Self.frames, shape: Self.shape, delay: 200_000)
            let sink = KeepingSink(shape: Self.shape, delay: 300_000)
            let recorder = TraceRecorder(limit: limit)
            var configuration = PipelineConfiguration(threads: threads)
            configuration.fuses = false
            configuration.queueCapacity = 2
            configuration.trace = recorder
            let pipeline = try Pipeline(source: source, chain: PipelineTests.chain, configuration: configuration) { _ in sink }
            let report = try pipeline.run()
            return (try file(recorder, about: [(key: "input", value: "a \"b\"\n\\")]), report)
        }

        @Test(arguments: [1, 3]) func threadsHaveTheirNames(threads: Int) throws {
            let (file, _) = try run(threads: threads)
            let stages = ["decode", "neighboursum", "neighboursum #2", "encode"]
            #expect(Set(file.threads.values) == Set(stages + (0..<threads - 1).map { "worker-\($0)" }))
            #expect(file.otherData["input"]?.text == "a \"b\"\n\\" && file.otherData["events_left_out"]?.text == "0")
            #expect(file.otherData["events"]?.text == String(file.traceEvents.filter { $0.ph != "M" }.count))
        }

        @Test(arguments: [1, 3]) func everyFrameAndBandIsThereOnce(threads: Int) throws {
            let (file, report) = try run(threads: threads)
            for (tid, name) in file.threads where !name.hasPrefix("worker") {
                let worked = file.spans.filter { $0.tid == tid && $0.cat == "work" && $0.name == name }
                #expect(worked.compactMap(\.args.frame) == Array(0..<Self.frames), "\(name)")
            }
            let bands = file.spans.filter { $0.cat == "band" }
            for stage in ["neighboursum", "neighboursum #2"] {
                let own = bands.filter { $0.args.stage == stage }
                let count = Set(own.compactMap(\.args.band)).count
                #expect(count >= 3)
                let pairs = own.map { [$0.args.frame ?? -1, $0.args.band ?? -1] }
                #expect(Set(pairs) == Set((0..<Self.frames).flatMap { frame in (0..<count).map { [frame, $0] } }) && pairs.count == Self.frames * count)
            }
            let stolen = bands.filter { $0.args.taken == "stolen" }
            #expect(stolen.count == report.stages.reduce(0) { $0 + $1.steals })
            #expect(stolen.allSatisfy { $0.name == "stolen band" && $0.args.from != nil && $0.args.from != file.threads[$0.tid ?? 0] })
        }

        @Test(arguments: [1, 3]) func whatAThreadDoesNestsOrIsDisjoint(threads: Int) throws {
            let (file, report) = try run(threads: threads)
            for tid in file.threads.keys {
                // Nested ones begin later or end earlier than what holds them.
                let spans = file.spans.filter { $0.tid == tid }.sorted { ($0.ts ?? 0, -($0.dur ?? 0)) < ($1.ts ?? 0, -($1.dur ?? 0)) }
                var open: [Span] = []
                for span in spans {
                    while let last = open.last, last.end <= (span.ts ?? 0) + 1e-4 { open.removeLast() }
                    if let last = open.last { #expect(span.end <= last.end + 1e-4, "\(span.name) in \(last.name)") }
                    open.append(span)
                }
                #expect(spans.allSatisfy { ($0.ts ?? -1) >= 0 && $0.end <= (report.seconds + 1) * 1e6 })
            }
        }

        @Test func sumsAreTheReports() throws {
            let (file, report) = try run(threads: 2)
            let names = ["decode", "neighboursum", "neighboursum #2", "encode"]
            func seconds(_ name: String, _ isCounted: (Span) -> Bool) -> Double {
                file.spans.filter { file.threads[$0.tid ?? 0] == name && isCounted($0) }.reduce(0) { $0 + ($1.dur ?? 0) } / 1e6
            }
            for (name, stage) in zip(names, report.stages) {
                #expect(abs(seconds(name) { $0.cat == "work" } - stage.busy * report.seconds) < 1e-3)
                #expect(abs(seconds(name) { $0.name == "starved" } - stage.starved * report.seconds) < 1e-3)
                #expect(abs(seconds(name) { $0.name == "blocked" } - stage.blocked * report.seconds) < 1e-3)
            }
            let counts = file.traceEvents.filter { $0.ph == "C" }
            #expect(Set(counts.map(\.name)) == Set(names.dropFirst().map { "queue before \($0)" }))
            // Frames and the end go in and come out of three queues.
            #expect(counts.count == 3 * 2 * (Self.frames + 1) && counts.allSatisfy { (0...2).contains($0.args.frames ?? -1) })
        }

        @Test func theLimitIsKeptAndTold() throws {
            let (file, _) = try run(threads: 2, limit: 100)
            #expect(file.traceEvents.filter { $0.ph != "M" }.count == 100)
            #expect(file.otherData["events"]?.text == "100" && file.otherData["event_limit"]?.text == "100")
            #expect((file.otherData["events_left_out"]?.text).flatMap { Int($0) } ?? 0 > 100)
        }

        @Test func aFailedRunIsTracedUpToThere() throws {
            let source = SeededSource(count: 40, failsAt: 7)
            let recorder = TraceRecorder()
            var configuration = PipelineConfiguration(threads: 2)
            configuration.trace = recorder
            let pipeline = try Pipeline(source: source, chain: PipelineTests.chain, configuration: configuration) { KeepingSink(shape: $0.frame) }
            #expect(throws: PipelineError.self) { try pipeline.run() }
            let file = try file(recorder)
            #expect(file.spans.filter { $0.name == "decode" }.compactMap(\.args.frame) == Array(0..<7))
        }
    }
}
