// The chain changed under load: no frame lost, repeated or filtered by two versions; what did not change remembers; what is gone is freed.
import Base
import Filters
import Glibc
import MediaIO
import Synchronization
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite(.serialized) struct ChainChangeTests {
    private static let shape = FrameShape(format: PixelFormat(family: .gray, depth: 16), width: 24, height: 10)

    private func pipeline(_ source: SeededSource, _ sink: any FrameSink, chain: [String], fuses: Bool = true) throws -> Pipeline {
        var configuration = PipelineConfiguration(threads: 2)
        configuration.changesChain = true
        configuration.fuses = fuses
        configuration.registry = FilterRegistry.builtIn.adding(Plus.self).adding(Late.self).adding(Tally.self)
        let parser = FilterParser(registry: configuration.registry)
        let filters = try chain.map { text in
            let words = text.split(separator: "=", maxSplits: 1).map(String.init)
            return try parser.parse(name: words[0], value: words.count > 1 ? words[1] : nil)
        }
        return try Pipeline(source: source, chain: filters, configuration: configuration) { _ in sink }
    }

    private func texts(_ entries: [ChainEntry]) -> [String] { entries.map { ($0.isOn ? "" : "off ") + $0.text } }

    /// A chain of which all numbers add up to `sum`, of any form.
    private func chain(_ sum: Int, _ generator: inout SeededGenerator) -> [ChainEntry] {
        var rest = sum, entries: [ChainEntry] = []
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            let part = Int.random(in: 0...rest, using: &generator)
            // Often the same word, which then stays where it is.
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: entries.append(ChainEntry(text: "late=add=0"))
            case 1: entries.append(ChainEntry(text: "tally", isOn: false))
            case 2:
                entries.append(ChainEntry(text: "late=add=\(part),ahead=\(Int.random(in: 0...3, using: &generator))"))
                rest -= part
            default:
                entries.append(ChainEntry(text: "plus=\(part)"))
                rest -= part
            }
        }
        return entries + [ChainEntry(text: "plus=\(rest)")]
    }

    /// Each version adds four times its number, in any way: a frame with a filter of another version would show it.
    @Test(arguments: [(1, true), (2, false), (3, true)]) func everyFrameHasOneVersion(stages: Int, fuses: Bool) throws {
        let before = Late.live.load(ordering: .relaxed)
        do {
            let source = SeededSource(count: 6000, shape: Self.shape, delay: 100_000), sink = AddedSink(seededPicture(Self.shape, seed: 7))
            let pipeline = try pipeline(source, sink, chain: Array(["plus=0", "late=add=0", "plus=0"].prefix(stages)), fuses: fuses)
            #expect(pipeline.stages.count == stages + 2)
            let changes = 1000
            let changer = NamedThread("changer") {
                var generator = SeededGenerator(state: UInt64(stages))
                for number in 1...changes {
                    do { try pipeline.change(to: chain(4 * number, &generator)) } catch { Issue.record(error) }
                    #expect(pipeline.versions.count < 40)
                    if generator.next() % 3 == 0 { usleep(UInt32.random(in: 0...1500, using: &generator)) }
                }
            }
            let report = try pipeline.run()
            changer.join()
            let frames = sink.frames.withLock { $0 }
            #expect(report.writtenFrames == 6000 && frames.map(\.pts) == (0..<6000).map { Int64($0 * $0) })
            let numbers = try frames.map { try #require($0.added, "pts \($0.pts)") }
            let mixed = numbers.filter { $0 % 4 != 0 || $0 > 4 * changes }
            #expect(mixed.isEmpty && numbers == numbers.sorted(), "\(mixed.prefix(5))")
            #expect(Set(numbers).count > 50)
            // Versions that no frame needs are gone.
            #expect(pipeline.versions.count <= 2)
            #expect(Late.live.load(ordering: .relaxed) - before <= 8)
        }
        #expect(Late.live.load(ordering: .relaxed) == before)
    }

    /// A stage's thread that begins late sees the first version, not one that may go again because no frame has had it.
    @Test func aLateThreadBeginsWithTheFirstVersion() throws {
        let picture = seededPicture(Self.shape, seed: 7), source = SeededSource(count: 1, shape: Self.shape, delay: 0), sink = AddedSink(picture)
        let pipeline = try pipeline(source, sink, chain: ["plus=0", "plus=4"], fuses: false)
        try pipeline.change(to: [ChainEntry(text: "plus=0"), ChainEntry(text: "plus=8")])
        let runner = StageRunner(pipeline.versions, stage: 0)
        try pipeline.change(to: [ChainEntry(text: "plus=12"), ChainEntry(text: "plus=8")])
        let version = pipeline.versions.take()
        #expect(version == 2)
        var timing = FrameTiming(pts: 0, duration: 1)
        timing.chainVersion = version
        var count = 0
        #expect(
            runner.feed(FramePool().frame(picture, timing: timing)) { _ in
                count += 1
                return true
            })
        #expect(count == 1)
    }

    @Test func whatStaysRemembers() throws {
        let source = SeededSource(count: 400, shape: Self.shape, delay: 200_000), sink = AddedSink(seededPicture(Self.shape, seed: 7))
        let pipeline = try pipeline(source, sink, chain: ["plus=1000", "tally", "late=add=0"])
        let changer = NamedThread("changer") {
            for number in 2...20 {
                usleep(2000)
                let entries = ["plus=\(number * 1000)", "tally", number % 2 == 0 ? "plus=0" : "late=add=0"].map { ChainEntry(text: $0) }
                do { try pipeline.change(to: entries) } catch { Issue.record(error) }
            }
        }
        _ = try pipeline.run()
        changer.join()
        let numbers = sink.frames.withLock { $0.map { $0.added ?? -1 } }
        // SeededSource numbers its frames without a gap, so tally counts them all.
        #expect(numbers.map { $0 % 1000 } == (0..<400).map { $0 })
        #expect(numbers.last.map { $0 / 1000 } == 20)
    }

    @Test func whatDoesNotFitChangesNothing() throws {
        let source = SeededSource(count: 1_000_000, shape: Self.shape, delay: 100_000), sink = KeepingSink(shape: Self.shape)
        let pipeline = try pipeline(source, sink, chain: ["plus=1"])
        let changer = NamedThread("changer") {
            while pipeline.snapshot().writtenFrames < 5 { usleep(1000) }
            for (words, part) in [
                (["plus=1", "scale=50%"], "the outputs take frames of 24x10"), (["blr"], "unknown filter 'blr'"), (["plus=add"], "plus"),
                (["blur", "fps=50"], "a second"), (["blur=region=0:0:500:5"], "region"),
            ] {
                let error = #expect(throws: PipelineError.self) { try pipeline.change(to: words.map { ChainEntry(text: $0) }) }
                #expect(error?.stage == "chain" && error?.message.contains(part) == true, "\(words): \(error?.message ?? "no error")")
                #expect(texts(pipeline.entries) == ["plus=add=1"])
            }
            do {
                try pipeline.change(to: [ChainEntry(text: "plus=add=1", isOn: false), ChainEntry(text: "late=ahead=1"), ChainEntry(text: "plus=2")])
                #expect(texts(pipeline.entries) == ["off plus=add=1", "late=ahead=1", "plus=2"])
                usleep(50_000)
                let report = pipeline.snapshot()
                #expect(report.chain == ["late=add=0,ahead=1", "plus=add=2"] && report.stages.map(\.name) == ["decode", "late+plus", "encode"])
                #expect(report.stages[1].filters.map(\.text) == ["late=add=0,ahead=1", "plus=add=2"])
            } catch {
                Issue.record(error)
            }
            pipeline.stop()
        }
        let report = try pipeline.run()
        changer.join()
        #expect(report.writtenFrames == report.decodedFrames)
    }

    /// Each of two changes its own filter an odd number of times; none of that is undone by the other.
    @Test func changesFromTwoSidesAreBothKept() throws {
        let source = SeededSource(count: 1_000_000, shape: Self.shape, delay: 100_000), sink = KeepingSink(shape: Self.shape)
        let pipeline = try pipeline(source, sink, chain: ["plus=1", "late=ahead=1"])
        let changers = (0..<2).map { place in
            NamedThread("changer") {
                for _ in 0..<51 { do { try pipeline.change { $0[place].isOn.toggle() } } catch { Issue.record(error) } }
            }
        }
        let ender = NamedThread("ender") {
            for changer in changers { changer.join() }
            pipeline.stop()
        }
        _ = try pipeline.run()
        ender.join()
        #expect(pipeline.entries.map(\.isOn) == [false, false])
    }

    @Test func anEmptyChainCanGrow() throws {
        let source = SeededSource(count: 300, shape: Self.shape, delay: 200_000), sink = AddedSink(seededPicture(Self.shape, seed: 7))
        let pipeline = try pipeline(source, sink, chain: [])
        #expect(pipeline.stages.map(\.name) == ["decode", "pass", "encode"])
        let changer = NamedThread("changer") {
            while pipeline.snapshot().writtenFrames < 50 { usleep(500) }
            do { try pipeline.change(to: ["plus=1", "late=add=2", "plus=3", "late=add=4"].map { ChainEntry(text: $0) }) } catch {
                Issue.record(error)
            }
        }
        _ = try pipeline.run()
        changer.join()
        let numbers = sink.frames.withLock { $0.map { $0.added ?? -1 } }
        #expect(numbers.count == 300 && numbers == numbers.sorted() && Set(numbers) == [0, 10])
    }

    @Test func groupsKeepTheirStages() {
        func places(_ old: [[String]], _ new: [String]) -> String {
            ChainLayout(old: old, new: new).places.map { "\($0.stage)\($0.kept.map { ".\($0)" } ?? "+")" }.joined(separator: " ")
        }
        #expect(places([[], [], []], ["a", "b", "c"]) == "0+ 1+ 2+")
        #expect(places([["a"], ["b"], ["c"]], ["a", "x", "c"]) == "0.0 1+ 2.0")
        #expect(places([["a"], ["b"], ["c"]], ["c"]) == "2.0")
        #expect(places([["a"], ["b"]], ["b", "a"]) == "1.0 1+" || places([["a"], ["b"]], ["b", "a"]) == "0+ 0.0")
        #expect(places([["a"]], ["x", "a", "y", "z"]) == "0+ 0.0 0+ 0+")
        #expect(places([["a", "b", "c"]], ["a", "c"]) == "0.0 0.2")
        #expect(places([["a"], [], ["c"]], ["a", "x", "y", "z", "c"]) == "0.0 1+ 1+ 1+ 2.0")
        #expect(places([["a"], ["b"]], []) == "")
        #expect(places([[], []], ["a", "b", "c", "d"]) == "0+ 0+ 1+ 1+")
    }
}
