// What a file says about itself, beside what ffprobe reads from it.
import Foundation
import MediaIO
import Testing
import VideoFrame

@Suite struct DescriptionTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    private let video = ["-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=1"]
    private let encoding = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]

    private func make(_ name: String, _ arguments: [String]) throws -> String {
        try runTool("ffmpeg", ["-v", "error", "-nostdin", "-y"] + arguments + [scratch.path(name)])
        return scratch.path(name)
    }

    /// What ffprobe has a name for must be the same in both.
    private func compare(_ description: MediaDescription, with probe: Probe) {
        #expect(description.container.name == probe.format["format_name"] as? String)
        #expect(description.container.longName == probe.format["format_long_name"] as? String)
        #expect(description.container.duration.map(text) == probe.format["duration"] as? String)
        #expect(description.container.start.map(text) == probe.format["start_time"] as? String)
        #expect(description.container.bitRate.map(String.init) == probe.format["bit_rate"] as? String)
        #expect(dictionary(description.container.tags) == probe.format["tags"] as? [String: String] ?? [:])
        #expect(description.chapters.map { text($0.start) } == probe.chapters.map { $0["start_time"] as? String })
        #expect(description.chapters.map { text($0.end) } == probe.chapters.map { $0["end_time"] as? String })
        #expect(description.chapters.map(\.title) == probe.chapters.map { Probe.tag("title", of: $0) })
        #expect(description.streams.count == probe.streams.count)
        for (stream, told) in zip(description.streams, probe.streams) { compare(stream, with: told) }
    }

    private func compare(_ stream: StreamDescription, with told: [String: Any]) {
        #expect(stream.index == told["index"] as? Int)
        #expect((stream.kind == .attachedPicture ? "video" : stream.kind.rawValue) == told["codec_type"] as? String)
        #expect(stream.codec == told["codec_name"] as? String)
        #expect(stream.profile == told["profile"] as? String)
        #expect(stream.bitRate.map(String.init) == told["bit_rate"] as? String)
        #expect(stream.timeBase.description == told["time_base"] as? String)
        #expect(stream.start?.ticks == (told["start_pts"] as? Int).map(Int64.init))
        #expect(stream.duration?.ticks == (told["duration_ts"] as? Int).map(Int64.init))
        #expect(stream.frames.map { String($0) } == told["nb_frames"] as? String)
        let dispositions = (told["disposition"] as? [String: Int] ?? [:]).filter { $0.value == 1 }.keys
        #expect(Set(stream.dispositions) == Set(dispositions))
        #expect(dictionary(stream.tags) == told["tags"] as? [String: String] ?? [:])
        #expect(stream.sound?.sampleRate.description == told["sample_rate"] as? String)
        #expect(stream.sound?.channels == told["channels"] as? Int)
        #expect(stream.sound?.layout == told["channel_layout"] as? String)
        if stream.codec == "flac" { #expect(stream.sound?.bits.map { String($0) } == told["bits_per_raw_sample"] as? String) }
        #expect(stream.sound?.sampleFormat == told["sample_fmt"] as? String)
        guard let picture = stream.picture else { return }
        #expect(picture.width == told["width"] as? Int)
        #expect(picture.height == told["height"] as? Int)
        #expect(picture.pixelFormat == told["pix_fmt"] as? String)
        #expect((picture.averageRate?.description ?? "0/0") == told["avg_frame_rate"] as? String)
        #expect((picture.tickRate?.description ?? "0/0") == told["r_frame_rate"] as? String)
        #expect(picture.sampleAspect.map(ratio) == told["sample_aspect_ratio"] as? String)
        #expect(picture.displayAspect.map(ratio) == told["display_aspect_ratio"] as? String)
        #expect(picture.matrix == told["color_space"] as? String)
        #expect(picture.primaries == told["color_primaries"] as? String)
        #expect(picture.transfer == told["color_transfer"] as? String)
        #expect(picture.chromaLocation == told["chroma_location"] as? String)
        #expect(picture.fieldOrder?.rawValue == told["field_order"] as? String)
        let range: [SampleRange: String] = [.limited: "tv", .full: "pc"]
        #expect(range[picture.range] == told["color_range"] as? String)
        let rotation = (told["side_data_list"] as? [[String: Any]])?.compactMap { $0["rotation"] as? Int }.first
        #expect(picture.rotation == rotation.map(Double.init))
    }

    private func text(_ time: MediaTime) -> String { String(format: "%.6f", time.seconds) }
    private func ratio(_ rational: Rational) -> String { "\(rational.numerator):\(rational.denominator)" }
    private func dictionary(_ tags: [MediaTag]) -> [String: String] { Dictionary(tags.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first }) }

    @Test func matroskaWithEverything() throws {
        let chapters = (0..<2).map { "[CHAPTER]\nTIMEBASE=1/1000\nSTART=\($0 * 800)\nEND=\($0 * 800 + 800)\ntitle=Part \($0)\n" }.joined()
        let words = try scratch.write(Data(";FFMETADATA1\ntitle=The title\nartist=Somebody\n\(chapters)".utf8), to: "words.txt")
        let subtitles = try scratch.write(Data("1\n00:00:00,000 --> 00:00:01,000\nHello\n".utf8), to: "a.srt")
        let font = try scratch.write(Data(count: 999), to: "a.ttf")
        let input = try make(
            "in.mkv",
            video + ["-f", "lavfi", "-i", "sine=d=1", "-f", "lavfi", "-i", "anoisesrc=d=1:r=48000", "-i", subtitles, "-i", words]
                + ["-map", "0", "-map", "1", "-map", "2", "-map", "3", "-map_metadata", "4", "-map_chapters", "4", "-attach", font] + encoding
                + ["-c:a:0", "aac", "-c:a:1", "flac", "-ac:a:1", "2", "-metadata:s:t", "mimetype=application/x-truetype-font"]
                + ["-metadata:s:a:0", "language=ita", "-metadata:s:a:1", "language=ger", "-metadata:s:a:1", "title=Kommentar"]
                + ["-disposition:a:1", "comment", "-metadata:s:s", "language=fre"])
        let description = try MediaDescription(path: input)
        compare(description, with: try Probe(input))
        #expect(description.streams.map(\.kind) == [.video, .audio, .audio, .subtitle, .attachment])
        #expect(description.streams.map(\.language) == [nil, "ita", "ger", "fre", nil])
        #expect(description.streams[2].title == "Kommentar")
        #expect(description.streams[2].dispositions == ["comment"])
        #expect(description.streams[3].subtitles == .text)
        #expect(description.streams[4].attachment == AttachmentDescription(name: "a.ttf", mimeType: "application/x-truetype-font", byteCount: 999))
        #expect(description.chapters.map(\.title) == ["Part 0", "Part 1"])
        #expect(description.container.tags["artist"] == "Somebody")
        #expect(description.streams.allSatisfy { !$0.holdsChapters })
        #expect(try MediaDescription(path: input) == description)

        let copy = try make("copy.mp4", ["-i", input, "-map", "0:v", "-map", "0:a", "-c", "copy", "-strict", "-2"])
        let inMP4 = try MediaDescription(path: copy)
        compare(inMP4, with: try Probe(copy))
        #expect(inMP4.chapters.map(\.title) == description.chapters.map(\.title))
        #expect(inMP4.streams.filter(\.holdsChapters).map(\.kind) == [.data])
    }

    @Test func rotatedMP4() throws {
        let input = try make("in.mp4", ["-i", make("plain.mp4", video + encoding), "-c", "copy", "-metadata:s:v", "rotate=90"])
        let description = try MediaDescription(path: input)
        compare(description, with: try Probe(input))
        #expect(abs(description.streams.first?.picture?.rotation ?? 0) == 90)
        #expect(description.streams.first?.picture?.isMirrored == false)
        #expect(description.streams.first?.frames == 25)
    }

    @Test(arguments: [("mkv", "libx264", "tff", "1"), ("mov", "mpeg2video", "bff", "0")])
    func interlacedWithWideSamples(ending: String, encoder: String, order: String, top: String) throws {
        let input = try make(
            "in.\(ending)",
            video + ["-vf", "setfield=\(order),setsar=4/3", "-c:v", encoder, "-pix_fmt", "yuv420p", "-flags", "+ildct+ilme", "-top", top])
        let description = try MediaDescription(path: input)
        compare(description, with: try Probe(input))
        let picture = try #require(description.streams.first?.picture)
        #expect(picture.fieldOrder == (order == "tff" ? .topFirst : .bottomFirst))
        #expect(picture.sampleAspect == Rational(4, 3))
        #expect(picture.displayAspect == Rational(16, 9))
    }

    @Test func coverOfAnMP4() throws {
        let cover = try make("cover.png", ["-f", "lavfi", "-i", "testsrc2=s=32x32", "-frames:v", "1"])
        let input = try make(
            "in.mp4", video + ["-i", cover, "-map", "0", "-map", "1"] + encoding + ["-c:v:1", "copy", "-disposition:v:1", "attached_pic"])
        let description = try MediaDescription(path: input)
        compare(description, with: try Probe(input))
        let stream = try #require(description.streams.last)
        #expect(stream.kind == .attachedPicture)
        #expect(stream.attachment?.byteCount == (try Data(contentsOf: URL(fileURLWithPath: cover)).count))
    }

    @Test func colourAndRates() throws {
        let tags = ["-colorspace", "bt2020nc", "-color_primaries", "bt2020", "-color_trc", "arib-std-b67", "-color_range", "pc"]
        let input = try make("in.mov", ["-f", "lavfi", "-i", "testsrc2=s=64x48:r=30000/1001:d=1", "-c:v", "libx264", "-pix_fmt", "yuv422p10le"] + tags)
        let description = try MediaDescription(path: input)
        compare(description, with: try Probe(input))
        let picture = try #require(description.streams.first?.picture)
        #expect(picture.bits == 10)
        #expect(picture.range == .full)
        #expect(picture.transfer == "arib-std-b67")
        #expect(picture.averageRate == Rational(30000, 1001))
    }

    @Test func soundAlone() throws {
        let description = try MediaDescription(path: try make("in.m4a", ["-f", "lavfi", "-i", "sine=440:d=1", "-c:a", "aac"]))
        #expect(description.streams.map(\.kind) == [.audio])
    }

    @Test func clipOfTheProject() throws { compare(try MediaDescription(path: clip), with: try Probe(clip)) }

    @Test func badInputs() throws {
        let letter = try scratch.write(Data(String(repeating: "Dear all,\nno video here.\n", count: 200).utf8), to: "letter.txt")
        let empty = try scratch.write(Data(), to: "empty.mp4")
        for (path, words) in [(scratch.path("none.mp4"), "No such file"), (scratch.folder.path, "directory"), (empty, "empty"), (letter, "is text")] {
            let error = try #require(throws: MediaError.self) { _ = try MediaDescription(path: path) }
            #expect(error.side == .input)
            #expect(error.message.contains(path) && error.message.contains(words), "\(error.message)")
        }
    }
}
