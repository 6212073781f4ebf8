// What outputs of different kinds make of times, names and streams.
import Foundation
import MediaIO
import Testing

@Suite struct OutputFormTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    private func small(_ name: String = "in.mkv", pixelFormat: String = "yuv420p", _ more: [String] = []) throws -> String {
        try runTool(
            "ffmpeg",
            ["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=1", "-c:v", "ffv1", "-pix_fmt", pixelFormat] + more + [scratch.path(name)])
        return scratch.path(name)
    }

    @Test(arguments: ["y4m", "avi", "mpg"]) func fixedRateContainersGetTheRate(ending: String) throws {
        let output = scratch.path("out.\(ending)")
        let result = try transcode(small(), output, encoder: EncoderOptions(encoder: nil))
        #expect(result.frames == 25)
        let video = try Probe(output).video
        #expect(video["r_frame_rate"] as? String == "25/1")
        #expect(try toolText("ffprobe", "-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "default=nk=1:nw=1", output) == "25")
    }

    @Test func y4mIsTheSamples() throws {
        let input = try small(pixelFormat: "yuv422p10le"), output = scratch.path("out.y4m")
        try transcode(input, output, encoder: EncoderOptions(encoder: nil))
        #expect(try decodedDigest(output, pixelFormat: "yuv422p10le") == decodedDigest(input, pixelFormat: "yuv422p10le"))
    }

    @Test func y4mWithoutAWordForTheFormat() throws {
        let error = try #require(throws: MediaError.self) {
            try transcode(small(pixelFormat: "gbrp"), scratch.path("out.y4m"), encoder: EncoderOptions(encoder: nil))
        }
        #expect(error.side == .usage)
        #expect(error.hint?.contains("yuv444p") == true)
    }

    @Test(arguments: ["mp4", "mov", "webm", "ts", "flv"]) func variableRateIsKept(ending: String) throws {
        let input = try scratch.make(
            "in.mkv", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=30:d=2", "-vf", "select='not(mod(n,3))+not(mod(n,7))'", "-vsync", "vfr", "-c:v", "ffv1")
        let output = scratch.path("out.\(ending)")
        try transcode(input, output, encoder: EncoderOptions(encoder: nil, preset: ending == "webm" ? nil : "ultrafast"))
        // Milliseconds, which is what Matroska has; a transport stream starts later.
        func steps(_ path: String) throws -> [Int] {
            let times = try frameTimes(path).compactMap(Double.init)
            return times.map { Int((($0 - (times.first ?? 0)) * 1000).rounded()) }
        }
        #expect(try steps(output) == steps(input))
    }

    @Test func variableRateIsNamedWhereItIsLost() throws {
        // The head of a mov tells the mean rate; ffmpeg's Matroska files only tell the nominal one.
        let input = try scratch.make(
            "in.mov", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=30:d=2", "-vf", "select='not(mod(n,3))+not(mod(n,7))'", "-vsync", "vfr", "-c:v", "ffv1")
        let result = try transcode(input, scratch.path("out.avi"))
        #expect(result.losses.count == 1)
        #expect(result.losses.first?.contains("avi holds one rate") == true)
        #expect(
            try toolText("ffprobe", "-count_packets", "-show_entries", "stream=nb_read_packets", "-of", "default=nk=1:nw=1", scratch.path("out.avi")).isEmpty
                == false)
        #expect(try transcode(clip, scratch.path("clip.avi"), source: SourceOptions(frames: 5)).losses.isEmpty)
    }

    @Test func theLastFrameLastsAsLong() throws {
        let input = try scratch.make("in.mkv", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=2:d=1.5", "-c:v", "ffv1"), output = scratch.path("out.mp4")
        try transcode(input, output)
        #expect(try toolText("ffprobe", "-show_entries", "stream=duration", "-of", "default=nk=1:nw=1", output) == "1.500000")
    }

    @Test func numberedPicturesAreNotReplaced() throws {
        let input = try small(), there = try scratch.write(Data("mine".utf8), to: "p007.png")
        var options = EncoderOptions(encoder: nil, pixelFormat: "rgb24")
        let error = try #require(throws: MediaError.self) { try transcode(input, scratch.path("p%03d.png"), encoder: options) }
        #expect(error.side == .usage)
        #expect(error.message.contains("p007.png"))
        #expect(try scratch.contents() == ["in.mkv", "p007.png"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: there)) == Data("mine".utf8))
        options.overwrites = true
        #expect(try transcode(input, scratch.path("p%03d.png"), encoder: options).frames == 25)
    }

    @Test func onePicture() throws {
        let input = try small(), output = scratch.path("out.png")
        let options = EncoderOptions(encoder: nil, pixelFormat: "rgb24")
        let error = try #require(throws: MediaError.self) { try transcode(input, output, encoder: options) }
        #expect(error.side == .usage)
        #expect(error.hint?.contains("out%04d.png") == true)
        try transcode(input, output, source: SourceOptions(frames: 1), encoder: options)
        #expect(try scratch.contents() == ["in.mkv", "out.png"])
        #expect(try Probe(output).video["codec_name"] as? String == "png")
        #expect(throws: MediaError.self) { try transcode(input, output, source: SourceOptions(frames: 1), encoder: options) }
    }

    /// libav's picture muxer would take sound as well, a file a packet.
    @Test func picturesTakeNoSound() throws {
        let result = try transcode(
            clip, scratch.path("p%03d.png"), source: SourceOptions(frames: 2), encoder: EncoderOptions(encoder: nil, pixelFormat: "rgb24"))
        #expect(result.frames == 2)
        #expect(try scratch.contents() == ["p001.png", "p002.png"])
    }

    @Test func oddSizesAreNamed() throws {
        let odd = try PatternSource("pattern:bars=33x17@10:1", frames: nil)
        for (format, word) in [(nil, "2x2"), ("yuv422p", "2x1")] as [(String?, String)] {
            let options = EncoderOptions(encoder: nil, pixelFormat: format)
            let error = #expect(throws: MediaError.self) { try openSink(scratch.path("o.mp4"), from: odd, shape: odd.info.shape, options: options) }
            #expect(error?.side == .usage && error?.message.contains("33x17") == true && error?.message.contains(word) == true)
        }
        #expect(try scratch.contents().isEmpty)
    }

    @Test func namesWithColons() throws {
        let input = try small("at 12:30.mkv"), output = scratch.path("at 12:31.mp4")
        #expect(try transcode(input, output).frames == 25)
        #expect(try scratch.contents() == ["at 12:30.mkv", "at 12:31.mp4"])
    }

    @Test func deviceAsOutput() throws {
        let result = try transcode(small(), "/dev/null", encoder: EncoderOptions(encoder: "libx264", preset: "ultrafast", format: "matroska"))
        #expect(result.frames == 25)
        #expect(!FileManager.default.fileExists(atPath: "/dev/null.part"))
    }

    @Test func redGreenBlueToYUVIsTaggedAsMade() throws {
        let input = try small(pixelFormat: "gbrp"), output = scratch.path("out.mkv")
        try transcode(input, output, encoder: EncoderOptions(encoder: "ffv1", pixelFormat: "yuv444p"))
        let video = try Probe(output).video
        #expect(video["color_range"] as? String == "tv")
        #expect(video["color_space"] as? String == "smpte170m")
        // White stays white: nominal white of limited range is 235.
        let white = try scratch.make("white.mkv", "-f", "lavfi", "-i", "color=white:s=64x48:r=25:d=0.1,format=gbrp", "-c:v", "ffv1")
        try transcode(white, scratch.path("white-out.mkv"), encoder: EncoderOptions(encoder: "ffv1", pixelFormat: "yuv444p"))
        let samples = try runTool("ffmpeg", ["-v", "error", "-i", scratch.path("white-out.mkv"), "-f", "rawvideo", "-pix_fmt", "yuv444p", "-"])
        #expect(samples.first == 235)
    }

    @Test(arguments: ["mpeg4", "mpeg2video", "mjpeg"]) func oldCodecsHaveAFairQuality(encoder: String) throws {
        let input = try scratch.make("in.mkv", "-i", clip, "-an", "-t", "1", "-c:v", "ffv1"), output = scratch.path("out.mkv")
        try transcode(input, output, encoder: EncoderOptions(encoder: encoder, pixelFormat: encoder == "mjpeg" ? "yuvj420p" : nil))
        let comparison = "[0]scale=out_range=tv,format=yuv420p[a];[1]format=yuv420p[b];[a][b]psnr=f=-"
        let log = try runTool("ffmpeg", ["-v", "error", "-i", output, "-i", input, "-lavfi", comparison, "-f", "null", "-"])
        let values = String(decoding: log, as: UTF8.self).split(separator: " ").filter { $0.hasPrefix("psnr_avg:") }.compactMap { Double($0.dropFirst(9)) }
        #expect(!values.isEmpty)
        #expect(values.allSatisfy { $0 > 36 }, "\(values.min() ?? 0)")
    }

    /// A link stays one, and what it leads to is written: whole, or left as it was.
    @Test func links() throws {
        let folder = scratch.path("other")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        let link = scratch.path("link.mkv")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "other/real.mkv")
        try transcode(clip, link, source: SourceOptions(frames: 3))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "other/real.mkv")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["real.mkv"])
        #expect(try frameTimes(link).count == 3)
        #expect(throws: MediaError.self) { try transcode(clip, link, source: SourceOptions(frames: 3)) }
    }
}
