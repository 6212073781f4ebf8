// Frames and their times come out as they went in.
import MediaIO
import Testing

@Suite struct TimingTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    @Test func constantRateClip() throws {
        try expectSameTimes(clip, scratch.path("out.mp4"), atLeast: 132)
    }

    @Test(arguments: ["mkv", "mp4", "mov"]) func variableRate(ending: String) throws {
        let input = try scratch.make(
            "in.mkv", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=30:d=2", "-vf", "select='not(mod(n,3))+not(mod(n,7))'", "-vsync", "vfr", "-c:v", "ffv1")
        let times = try frameTimes(input).compactMap(Double.init)
        #expect(Set(zip(times, times.dropFirst()).map { Int((($1 - $0) * 1000).rounded()) }).count > 1, "the input has only one frame duration")
        try expectSameTimes(input, scratch.path("out.\(ending)"), atLeast: 20)
    }

    @Test(arguments: ["mp4", "mkv", "mov", "ts"]) func reorderedFrames(ending: String) throws {
        let input = try scratch.make(
            "in.\(ending)", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=2", "-c:v", "libx264", "-bf", "3", "-b_strategy", "0", "-pix_fmt", "yuv420p")
        #expect((try Probe(input).video["has_b_frames"] as? Int ?? 0) > 0)
        var options = EncoderOptions(encoder: "libx264", preset: "veryfast")
        options.options = [(key: "bf", value: "3")]
        let result = try transcode(input, scratch.path("out.\(ending)"), encoder: options)
        #expect(result.frames == 50)
        // A transport stream starts where its muxer likes; only the steps are the file's.
        let shift = ending == "ts"
        #expect(try steps(input, relative: shift) == steps(scratch.path("out.\(ending)"), relative: shift))
    }

    /// AVI counts frames: a finer time base would fill it with empty ones.
    @Test func constantRateContainers() throws {
        let result = try transcode(clip, scratch.path("out.avi"))
        #expect(result.frames == 132)
        let count = try runTool(
            "ffprobe",
            ["-v", "error", "-count_packets", "-select_streams", "v", "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0", scratch.path("out.avi")])
        #expect(String(decoding: count, as: UTF8.self).prefix(3) == "132")
    }

    @Test func oneFrame() throws {
        let input = try scratch.make("in.mkv", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25", "-frames:v", "1", "-c:v", "ffv1")
        try expectSameTimes(input, scratch.path("out.mkv"), atLeast: 1)
        #expect(try frameTimes(scratch.path("out.mkv")).count == 1)
    }

    /// An edit list begins in the middle of a group of pictures: what lies before is decoded and not shown.
    @Test(arguments: ["mp4", "mkv"]) func editList(ending: String) throws {
        let whole = try scratch.make(
            "whole.mp4", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=4", "-f", "lavfi", "-i", "sine=d=4", "-c:v", "libx264", "-bf", "2", "-g", "50", "-c:a",
            "aac")
        let input = try scratch.make("in.mp4", "-ss", "1.3", "-i", whole, "-c", "copy")
        let times = try frameTimes(input), output = scratch.path("out.\(ending)")
        let result = try transcode(input, output)
        #expect(result.frames == times.count)
        // Matroska begins at the sound's priming, which the edit list hid: all times are later by as much.
        #expect(try steps(output, relative: ending == "mkv") == steps(input, relative: ending == "mkv"))
    }

    /// A bare stream has no times at all.
    @Test func missingTimes() throws {
        let input = try scratch.make("in.h264", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=2", "-c:v", "libx264", "-bf", "2")
        let output = scratch.path("out.mkv")
        #expect(try transcode(input, output).frames == 50)
        #expect(try steps(output, relative: true) == (0..<50).map { $0 * 3600 })
    }

    /// What an edit list hides before the beginning is not heard afterwards either, and sound and picture stay in step.
    @Test(arguments: ["mp4", "mkv"]) func negativeTimes(ending: String) throws {
        let input = try scratch.make(
            "in.mov", "-itsoffset", "-0.5", "-i", clip, "-map", "0", "-c", "copy", "-copyts", "-avoid_negative_ts", "disabled", "-t", "1.5")
        let output = scratch.path("out.\(ending)")
        #expect(try transcode(input, output).frames == frameTimes(input).count)
        func packets(_ path: String, _ stream: String) throws -> [Double] {
            let text = try toolText("ffprobe", "-select_streams", stream, "-show_entries", "packet=pts_time", "-of", "csv=p=0", path)
            return text.split(separator: "\n").compactMap { Double($0.prefix { $0 != "," }) }
        }
        #expect(try (packets(input, "v").min() ?? 0) < -0.4)
        let before = try packets(input, "v").max().map { try $0 - (packets(input, "a").max() ?? 0) }
        let after = try packets(output, "v").max().map { try $0 - (packets(output, "a").max() ?? 0) }
        #expect(abs((before ?? 0) - (after ?? 9)) < 0.002)
        let lead = try (packets(output, "v").min() ?? 0) - (packets(output, "a").min() ?? 0)
        #expect((-0.022...0.13).contains(lead), "sound begins \(lead) s before the picture")
    }

    private func steps(_ path: String, relative: Bool) throws -> [Int] {
        let times = try frameTimes(path).compactMap(Double.init).map { Int(($0 * 90000).rounded()) }
        return times.map { $0 - (relative ? times.first ?? 0 : 0) }
    }

    private func expectSameTimes(_ input: String, _ output: String, atLeast count: Int) throws {
        let result = try transcode(input, output)
        let wanted = try frameTimes(input)
        #expect(wanted.count >= count)
        #expect(result.frames == wanted.count)
        #expect(result.corruptFrames == 0)
        #expect(try frameTimes(output) == wanted)
    }
}
