// What a file says about itself survives: tags, chapters, rotation, aspect, colour.
import Foundation
import MediaIO
import Testing

@Suite struct MetadataTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    private static let words = """
        ;FFMETADATA1
        title=The title
        artist=Somebody
        [CHAPTER]
        TIMEBASE=1/1000
        START=0
        END=800
        title=One
        [CHAPTER]
        TIMEBASE=1/1000
        START=800
        END=2000
        title=Two
        """

    private func tagged(_ name: String, _ more: [String] = []) throws -> String {
        let words = try scratch.write(Data(Self.words.utf8), to: "words.txt")
        try runTool(
            "ffmpeg",
            ["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=2", "-i", words, "-map", "0", "-map_metadata", "1", "-map_chapters", "1"]
                + ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-metadata:s:v", "language=ita"] + more + [scratch.path(name)])
        return scratch.path(name)
    }

    @Test(arguments: ["mp4", "mkv"]) func tagsAndChapters(ending: String) throws {
        let input = try tagged("in.\(ending)"), output = scratch.path("out.\(ending)")
        try transcode(input, output)
        let before = try Probe(input), after = try Probe(output)
        // Matroska stores ARTIST in capitals.
        for name in ["title", "artist", "ARTIST"] { #expect(Probe.tag(name, of: after.format) == Probe.tag(name, of: before.format)) }
        #expect(Probe.tag("title", of: after.format) == "The title")
        #expect(Probe.tag("language", of: after.video) == "ita")
        #expect(after.chapters.count == 2)
        #expect(after.chapters.map { Probe.tag("title", of: $0) } == ["One", "Two"])
        for field in ["start_time", "end_time"] {
            #expect(after.chapters.map { $0[field] as? String } == before.chapters.map { $0[field] as? String })
        }
    }

    @Test(arguments: ["mkv", "mp4"]) func chaptersOfAPartMoveWithIt(ending: String) throws {
        let input = try tagged("in.mkv"), output = scratch.path("out.\(ending)")
        let before = try Probe(input).chapters
        let end = try #require(Double(before[0]["end_time"] as? String ?? ""))
        try transcode(input, output, source: SourceOptions(start: Int64(end * 500_000)))
        let after = try Probe(output).chapters
        #expect(after.map { Probe.tag("title", of: $0) } == ["One", "Two"])
        #expect(after[0]["start_time"] as? String == "0.000000")
        #expect(abs((Double(after[0]["end_time"] as? String ?? "") ?? 0) - end / 2) < 0.002)
    }

    @Test func rotation() throws {
        // ffmpeg turns the tag into a display matrix only where it copies.
        let input = try scratch.make("in.mp4", "-i", tagged("upright.mp4"), "-c", "copy", "-metadata:s:v", "rotate=90")
        let output = scratch.path("out.mp4")
        try transcode(input, output)
        let before = try rotation(of: input)
        #expect(before != nil && before != 0)
        #expect(try rotation(of: output) == before)
    }

    private func rotation(of path: String) throws -> Int? {
        let data = try Probe(path).video["side_data_list"] as? [[String: Any]] ?? []
        return data.compactMap { $0["rotation"] as? Int }.first
    }

    @Test(arguments: ["mp4", "mkv", "mov"]) func aspectAndColour(ending: String) throws {
        let input = try tagged(
            "in.\(ending)",
            ["-vf", "setsar=4/3", "-colorspace", "bt2020nc", "-color_primaries", "bt2020", "-color_trc", "smpte2084", "-color_range", "tv"])
        let output = scratch.path("out.\(ending)")
        try transcode(input, output)
        let before = try Probe(input).video, after = try Probe(output).video
        for field in ["sample_aspect_ratio", "color_space", "color_primaries", "color_transfer", "color_range", "chroma_location", "avg_frame_rate"] {
            #expect(before[field] != nil, "the input has no \(field)")
            #expect(after[field] as? String == before[field] as? String, "\(field)")
        }
        #expect(after["sample_aspect_ratio"] as? String == "4:3")
        #expect(after["color_primaries"] as? String == "bt2020")
    }

    @Test func fullRangeStaysFull() throws {
        let input = try tagged("in.mkv", ["-pix_fmt", "yuvj420p"]), output = scratch.path("out.mkv")
        try transcode(input, output)
        #expect(try Probe(output).video["color_range"] as? String == "pc")
    }

    @Test func untaggedStaysUntagged() throws {
        let input = try tagged("in.mkv"), output = scratch.path("out.mkv")
        try transcode(input, output)
        let after = try Probe(output).video
        for field in ["color_space", "color_primaries", "color_transfer"] { #expect(after[field] as? String ?? "unknown" == "unknown") }
    }

    @Test(arguments: ["libx264", "libx265", "ffv1"]) func tenBitsStayTen(encoder: String) throws {
        let input = try scratch.make("in.mkv", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=1", "-c:v", "ffv1", "-pix_fmt", "yuv420p10le")
        let output = scratch.path("out.mkv")
        let result = try transcode(input, output, encoder: EncoderOptions(encoder: encoder))
        #expect(result.frames == 25)
        #expect(try Probe(output).video["pix_fmt"] as? String == "yuv420p10le")
        if encoder == "ffv1" { #expect(try digest(output) == digest(input)) }
    }
}
