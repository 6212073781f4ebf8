// Parts of an input: start, duration, number of frames; the other streams are cut with the video.
import MediaIO
import Testing

@Suite struct LimitTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    private func firstTime(_ options: SourceOptions) throws -> (count: Int, firstTicks: Int64?) {
        let source = try FileSource(path: clip, options: options)
        var count = 0, first: Int64?
        while let frame = try source.next() {
            if count == 0 { first = frame.timing.pts }
            count += 1
        }
        return (count, first)
    }

    @Test(arguments: [1, 10, 500]) func frames(limit: Int) throws {
        #expect(try firstTime(SourceOptions(frames: limit)).count == min(limit, 132))
    }

    @Test func start() throws {
        let result = try firstTime(SourceOptions(start: 2_000_000))
        #expect(result.count == 132 - 50)
        #expect(result.firstTicks == 0)
    }

    @Test func startBetweenFrames() throws {
        let result = try firstTime(SourceOptions(start: 2_010_000))
        #expect(result.count == 132 - 51)
        // 2.04 s is 30 ms after the wanted moment: 384 ticks of 1/12800.
        #expect(result.firstTicks == 384)
    }

    @Test func duration() throws {
        let result = try firstTime(SourceOptions(duration: 1_000_000))
        #expect(result.count == 25)
        #expect(result.firstTicks == 0)
    }

    @Test func startAndDurationAndFrames() throws {
        #expect(try firstTime(SourceOptions(start: 1_000_000, duration: 2_000_000)).count == 50)
        #expect(try firstTime(SourceOptions(frames: 20, start: 1_000_000, duration: 2_000_000)).count == 20)
    }

    @Test func startBeyondTheEnd() throws { #expect(try firstTime(SourceOptions(start: 60_000_000)).count == 0) }

    @Test func expectedFrames() throws {
        func expected(_ options: SourceOptions) throws -> Int? { try FileSource(path: clip, options: options).info.expectedFrames }
        #expect(try expected(SourceOptions()) == 132)
        #expect(try expected(SourceOptions(frames: 9)) == 9)
        #expect(try expected(SourceOptions(duration: 1_000_000)) == 25)
    }

    /// Seconds of the first and after the last packet of the audio.
    private func audioSpan(_ path: String) throws -> (first: Double, last: Double) {
        let times = try toolText("ffprobe", "-select_streams", "a:0", "-show_entries", "packet=pts_time", "-of", "default=nk=1:nw=1", path)
            .split(separator: "\n").compactMap { Double($0) }
        return (try #require(times.first), try #require(times.last))
    }

    @Test func audioIsCutToo() throws {
        let output = scratch.path("out.mkv")
        try transcode(clip, output, source: SourceOptions(start: 1_000_000, duration: 2_000_000))
        let times = try frameTimes(output).compactMap(Double.init)
        #expect(times.count == 50)
        #expect(times.first == 0)
        let audio = try audioSpan(output)
        #expect((0...0.05).contains(audio.first))
        #expect((1.9..<2.001).contains(audio.last))
    }

    @Test func audioEndsWithAFrameLimit() throws {
        let output = scratch.path("out.mkv")
        try transcode(clip, output, source: SourceOptions(frames: 25))
        // The file's own interleaving decides how far beyond the last frame sound was read; far beyond would be a whole clip.
        #expect(try audioSpan(output).last < 2.5)
    }
}
