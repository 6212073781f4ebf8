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
