// Refused outputs leave nothing behind and touch nothing that was there.
import Foundation
import MediaIO
import Testing

@Suite struct OutputFailureTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    private func small(_ name: String = "in.mkv", pixelFormat: String = "yuv420p") throws -> String {
        try scratch.make(name, "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=1", "-c:v", "ffv1", "-pix_fmt", pixelFormat)
    }

    /// The refusal of `output`, after checking that the folder is as it was.
    private func refusal(_ input: String, _ output: String, _ options: EncoderOptions = .fast) throws -> MediaError {
        let before = try scratch.contents()
        let error = try #require(throws: MediaError.self) { try transcode(input, output, encoder: options) }
        #expect(try scratch.contents() == before)
        #expect(!error.message.contains("\n"))
        return error
    }

    @Test func unknownEnding() throws {
        let error = try refusal(small(), scratch.path("out.nonsense"))
        #expect(error.side == .usage)
        #expect(error.message.contains("out.nonsense"))
        #expect(error.hint?.contains("mkv") == true)
    }

    @Test(arguments: [("libx246", "libx264"), ("LIBX265", "libx265"), ("ffv2", "ffv1")]) func unknownEncoder(typed: String, meant: String) throws {
        let error = try refusal(small(), scratch.path("out.mkv"), EncoderOptions(encoder: typed))
        #expect(error.side == .usage)
        #expect(error.message.contains(typed))
        #expect(error.hint?.contains(meant) == true, "\(error.hint ?? "no hint")")
    }

    @Test func farEncoderNamesTheUsualOnes() throws {
        #expect(try refusal(small(), scratch.path("out.mkv"), EncoderOptions(encoder: "qqqqqqqqqqqq")).hint?.hasPrefix("usual ones are ") == true)
    }

    @Test func missingFolder() throws {
        let error = try refusal(small(), scratch.path("none/out.mkv"))
        #expect(error.side == .output)
        #expect(error.message.contains("none/out.mkv") && error.message.contains("folder"))
    }

    @Test func outputIsADirectory() throws {
        try FileManager.default.createDirectory(atPath: scratch.path("out.mkv"), withIntermediateDirectories: false)
        #expect(try refusal(small(), scratch.path("out.mkv")).message.contains("directory"))
    }

    @Test func existingFileIsKept() throws {
        let input = try small(), output = try scratch.write(Data("mine".utf8), to: "out.mkv")
        let error = try refusal(input, output)
        #expect(error.side == .usage)
        #expect(error.hint?.contains("--overwrite") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: output)) == Data("mine".utf8))
        var options = EncoderOptions.fast
        options.overwrites = true
        #expect(try transcode(input, output, encoder: options).frames == 25)
        #expect(try frameTimes(output).count == 25)
    }

    @Test(arguments: ["direct", "symbolic", "hard"]) func outputIsTheInput(link: String) throws {
        let input = try small(), bytes = try Data(contentsOf: URL(fileURLWithPath: input))
        let output = link == "direct" ? input : scratch.path("\(link).mkv")
        if link == "symbolic" { try FileManager.default.createSymbolicLink(atPath: output, withDestinationPath: input) }
        if link == "hard" { try FileManager.default.linkItem(atPath: input, toPath: output) }
        var options = EncoderOptions.fast
        options.overwrites = true
        let error = try refusal(input, output, options)
        #expect(error.side == .usage)
        #expect(error.message.contains("same file"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: input)) == bytes)
    }

    @Test func encoderThatDoesNotTakeTheFormat() throws {
        let error = try refusal(small(pixelFormat: "gray16le"), scratch.path("out.mkv"))
        #expect(error.side == .usage)
        #expect(error.message.contains("gray16"))
        #expect(error.hint?.contains("--pix-fmt") == true)
    }

    @Test func askedFormatIsConvertedTo() throws {
        let options = EncoderOptions(encoder: "libx264", preset: "ultrafast", pixelFormat: "yuv422p")
        try transcode(small(pixelFormat: "yuv444p"), scratch.path("out.mkv"), encoder: options)
        #expect(try Probe(scratch.path("out.mkv")).video["pix_fmt"] as? String == "yuv422p")
    }

    @Test(arguments: ["nonsense", "rgb24"]) func wrongPixelFormat(name: String) throws {
        let error = try refusal(small(), scratch.path("out.mkv"), EncoderOptions(encoder: "libx264", pixelFormat: name))
        #expect(error.side == .usage)
        #expect(error.message.contains(name))
    }

    @Test func unknownEncoderOption() throws {
        var options = EncoderOptions.fast
        options.options = [(key: "nonsense", value: "1")]
        let error = try refusal(small(), scratch.path("out.mkv"), options)
        #expect(error.side == .usage)
        #expect(error.message.contains("nonsense"))
    }

    @Test func wrongPreset() throws {
        #expect(try refusal(small(), scratch.path("out.mkv"), EncoderOptions(encoder: "libx264", preset: "nonsense")).side == .usage)
    }

    @Test func codecThatTheContainerCannotHold() throws {
        let error = try refusal(small(), scratch.path("out.webm"))
        #expect(error.message.contains("out.webm"))
    }

    @Test func nothingIsWrittenBeforeOpen() throws {
        let source = try FileSource(path: small(), options: SourceOptions())
        let before = try scratch.contents()
        let sink = try FileSink(path: scratch.path("out.mkv"), options: .fast, shape: source.info.shape, source: source)
        #expect(try scratch.contents() == before)
        #expect(sink.abandon() == nil)
        #expect(try scratch.contents() == before)
    }

    @Test func abandonRemovesAnEmptyPart() throws {
        let source = try FileSource(path: small(), options: SourceOptions())
        let before = try scratch.contents()
        let sink = try FileSink(path: scratch.path("out.mkv"), options: .fast, shape: source.info.shape, source: source)
        try sink.open()
        #expect(try scratch.contents() == (before + ["out.mkv.part"]).sorted())
        #expect(sink.abandon() == nil)
        #expect(try scratch.contents() == before)
    }

    /// Hours of encoding are not thrown away because the last minute failed.
    @Test(arguments: ["out.mkv", "out.mp4", "out.avi"]) func abandonKeepsWhatPlays(name: String) throws {
        let source = try FileSource(path: clip, options: SourceOptions())
        var options = EncoderOptions.fast
        options.encoder = "mpeg4"
        options.preset = nil
        let sink = try FileSink(path: scratch.path(name), options: options, shape: source.info.shape, source: source)
        try sink.open()
        for _ in 0..<60 { if let frame = try source.next() { try sink.write(frame) } }
        #expect(sink.abandon()?.contains("\(name).part") == true)
        #expect(try scratch.contents() == ["\(name).part"])
        #expect(try frameTimes(scratch.path(name + ".part")).count >= 55)
    }

    @Test func finishLeavesOnlyTheFinalName() throws {
        let input = try small()
        try transcode(input, scratch.path("out.mkv"))
        #expect(try scratch.contents() == ["in.mkv", "out.mkv"])
    }

    @Test func abandonLeavesWhatWasThere() throws {
        let source = try FileSource(path: small(), options: SourceOptions())
        let output = try scratch.write(Data("mine".utf8), to: "out.mkv")
        var options = EncoderOptions.fast
        options.overwrites = true
        let sink = try FileSink(path: output, options: options, shape: source.info.shape, source: source)
        try sink.open()
        sink.abandon()
        #expect(try Data(contentsOf: URL(fileURLWithPath: output)) == Data("mine".utf8))
        #expect(try scratch.contents() == ["in.mkv", "out.mkv"])
    }
}
