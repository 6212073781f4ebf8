// Made pictures and picture files.
import MediaIO
import Testing

@Suite struct PatternTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    @Test(arguments: PatternSource.Pattern.allCases) func shapesAndCounts(pattern: PatternSource.Pattern) throws {
        let source = try openSource("pattern:\(pattern.rawValue)=67x51@30:0.5", options: SourceOptions())
        #expect(source.info.shape.width == 67 && source.info.shape.height == 51)
        #expect(source.info.shape.format.description == "yuv420p")
        #expect(source.info.frameRate.numerator == 30 && source.info.expectedFrames == 15)
        var count = 0
        while let frame = try source.next() {
            #expect(frame.timing.pts == Int64(count))
            #expect(frame.view(1).size.width == 34 && frame.view(2).size.height == 26)
            count += 1
        }
        #expect(count == 15)
    }

    @Test func sameForEverybody() throws {
        let text = "pattern:noise=64x48@25:0.2"
        #expect(try digestLines(text, perFrame: true) == digestLines(text, perFrame: true))
        #expect(Set(try digestLines(text, perFrame: true).map { $0.suffix(64) }).count == 4)
    }

    @Test func frameLimit() throws {
        #expect(try digestLines("pattern:bars=64x48@25", perFrame: true, options: SourceOptions(frames: 6)).count == 6)
        #expect(try digestLines("pattern:bars=64x48@25:0.08", perFrame: true, options: SourceOptions(frames: 6)).count == 2)
    }

    @Test func interruptionEndsAnEndlessOne() throws {
        let source = try PatternSource("pattern:moving=64x48@25", frames: nil)
        #expect(source.info.expectedFrames == nil)
        _ = try source.next()
        source.interrupt()
        let isEnded = try source.next() == nil
        #expect(isEnded)
    }

    @Test(arguments: [
        "pattern:", "pattern:noise", "pattern:none=64x48@25", "pattern:noise=64@25", "pattern:noise=64x48", "pattern:noise=0x48@25", "pattern:noise=64x48@0",
        "pattern:noise=64x48x3@25", "pattern:noise=64x48@25:", "pattern:noise=64x48@25:x", "pattern:noise=64x48@25:-1", "pattern:noise=64x48@25:1:2",
        "pattern:noise=axb@25", "pattern:noise=99999x48@25", "pattern:noise=64x48@25:nan", "pattern:noise=64xx48@25", "pattern:noise=64x48x@25",
    ]) func badTexts(text: String) throws {
        let error = try #require(throws: MediaError.self) { _ = try openSource(text, options: SourceOptions()) }
        #expect(error.side == .usage)
        #expect(error.message.contains(text))
        #expect(error.hint?.contains("zoneplate") == true)
    }

    @Test func patternToFile() throws {
        let source = try openSource("pattern:bars=64x48@25:0.4", options: SourceOptions())
        let sink = try openSink(scratch.path("out.mkv"), from: source, shape: source.info.shape, options: .fast)
        try sink.open()
        while let frame = try source.next() { try sink.write(frame) }
        try sink.finish()
        #expect(try frameTimes(scratch.path("out.mkv")) == (0..<10).map { "0.\($0 * 4 / 10)\($0 * 4 % 10)0000" })
    }

    @Test func picturesOutAndIn() throws {
        let input = try scratch.make("in.nut", "-f", "lavfi", "-i", "testsrc2=s=66x50:r=5:d=1", "-c:v", "rawvideo", "-pix_fmt", "rgb24")
        let options = EncoderOptions(encoder: nil, pixelFormat: "rgb24")
        #expect(try transcode(input, scratch.path("out%03d.png"), encoder: options).frames == 5)
        #expect(try scratch.contents() == ["in.nut"] + (1...5).map { "out00\($0).png" })
        let wanted = try decodedDigest(input, pixelFormat: "gbrp")
        #expect(try decodedDigest(scratch.path("out%03d.png"), pixelFormat: "gbrp") == wanted)
        #expect(try digest(scratch.path("out%03d.png")) == wanted)
    }

    @Test func grayPictures() throws {
        let input = try scratch.make("in.nut", "-f", "lavfi", "-i", "testsrc2=s=66x50:r=5:d=1", "-c:v", "rawvideo", "-pix_fmt", "gray")
        #expect(try transcode(input, scratch.path("out%03d.png"), encoder: EncoderOptions(encoder: nil)).frames == 5)
        #expect(try digest(scratch.path("out%03d.png")) == digest(input))
    }

    @Test func nullSinkTakesEverything() throws {
        let source = try openSource("pattern:moving=64x48@25:0.2", options: SourceOptions())
        let sink = try openSink("null", from: source, shape: source.info.shape, options: .fast)
        while let frame = try source.next() { try sink.write(frame) }
        try sink.finish()
        #expect(sink.info.path == "null")
    }
}
