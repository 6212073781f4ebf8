// The other streams of an input: copied bit by bit, or named as lost.
import Foundation
import MediaIO
import Testing

@Suite struct StreamCopyTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    /// One video, two audio streams in two languages, one of subtitles.
    private func manyStreams() throws -> String {
        let subtitles = try scratch.write(Data("1\n00:00:00,200 --> 00:00:00,900\nfirst\n\n2\n00:00:01,000 --> 00:00:01,800\nsecond\n".utf8), to: "in.srt")
        return try scratch.make(
            "in.mkv", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=2", "-f", "lavfi", "-i", "sine=440:d=2", "-f", "lavfi", "-i", "sine=880:d=2", "-i",
            subtitles,
            "-map", "0", "-map", "1", "-map", "2", "-map", "3", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a:0", "aac", "-c:a:1", "flac", "-c:s", "srt",
            "-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=fra", "-metadata:s:s:0", "language=deu")
    }

    @Test(arguments: ["mp4", "mkv", "mov"]) func audioOfTheClip(ending: String) throws {
        let output = scratch.path("out.\(ending)")
        let result = try transcode(clip, output)
        #expect(result.losses.isEmpty)
        #expect(try md5(output, stream: "0:a") == md5(clip, stream: "0:a"))
    }

    @Test func twoAudioStreamsAndSubtitles() throws {
        let input = try manyStreams(), output = scratch.path("out.mkv")
        let result = try transcode(input, output)
        #expect(result.losses.isEmpty)
        for stream in ["0:a:0", "0:a:1"] { #expect(try md5(output, stream: stream) == md5(input, stream: stream)) }
        #expect(try toolText("ffmpeg", "-i", output, "-map", "0:s:0", "-f", "srt", "-").contains("second"))
        #expect(try toolText("ffmpeg", "-i", output, "-map", "0:s:0", "-f", "srt", "-") == toolText("ffmpeg", "-i", input, "-map", "0:s:0", "-f", "srt", "-"))
        let languages = try Probe(output).streams.map { Probe.tag("language", of: $0) }
        #expect(languages == [nil, "eng", "fra", "deu"])
    }

    @Test func unsupportedStreamIsNamed() throws {
        let input = try manyStreams(), output = scratch.path("out.mp4")
        let result = try transcode(input, output)
        #expect(result.losses.count == 1)
        #expect(result.losses.first?.contains("subtitle, subrip") == true)
        #expect(try Probe(output).streams.count == 3)
        // FLAC among them: libav calls it experimental in mp4.
        for stream in ["0:a:0", "0:a:1"] { #expect(try md5(output, stream: stream) == md5(input, stream: stream)) }
    }

    @Test func nothingIsCopiedWhenNotWanted() throws {
        var options = EncoderOptions.fast
        options.copiesStreams = false
        let output = scratch.path("out.mp4")
        try transcode(clip, output, source: SourceOptions(frames: 5), encoder: options)
        #expect(try Probe(output).streams.count == 1)
    }

    @Test func videoOnlyContainerNamesTheAudio() throws {
        let output = scratch.path("out.y4m")
        let result = try transcode(clip, output, source: SourceOptions(frames: 3), encoder: EncoderOptions(encoder: nil))
        #expect(result.losses.count == 1)
        #expect(result.losses.first?.contains("audio, aac") == true)
        #expect(try frameTimes(output).count == 3)
    }

    /// Joined files go back in time where the second begins, by the priming of its sound.
    @Test(arguments: ["mp4", "mkv", "avi"]) func packetsThatGoBackInTime(ending: String) throws {
        let input = try scratch.make(
            "in.mkv", "-stream_loop", "2", "-i", clip, "-map", "0:v", "-map", "0:a", "-map", "0:a", "-c", "copy", "-t", "14")
        let source = try FileSource(path: input, options: SourceOptions())
        let output = scratch.path("out.\(ending)")
        let sink = try FileSink(path: output, options: .fast, shape: source.info.shape, source: source)
        try sink.open()
        while let frame = try source.next() { try sink.write(frame) }
        try sink.finish()
        for stream in ["0:a:0", "0:a:1"] { #expect(try md5(output, stream: stream) == md5(input, stream: stream)) }
        if ending == "mp4" { #expect(sink.warnings.filter { $0.contains("back in time") }.count == 2, "\(sink.warnings)") }
    }
}
