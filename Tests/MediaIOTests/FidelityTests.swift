// What belongs to the pictures besides their samples: HDR levels, fields, time codes, tags, and words about what a container cannot hold.
import Foundation
import MediaIO
import Testing

@Suite struct FidelityTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    private func picture(_ path: String) throws -> PictureDescription {
        try #require(try MediaDescription(path: path).streams.first { $0.kind == .video }?.picture)
    }

    private static let levels = "master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1):max-cll=1000,400"

    /// x265, x264 and SVT-AV1 write the levels into the pictures; a transport stream has no other place for them.
    @Test(arguments: [("libx265", "mp4"), ("libx265", "ts"), ("libx264", "mkv"), ("libsvtav1", "mkv"), ("ffv1", "mkv"), ("libx264", "mp4")])
    func hdrLevels(encoder: String, ending: String) throws {
        let input = try scratch.make(
            "in.ts", "-f", "lavfi", "-i", "testsrc2=s=128x96:r=25:d=0.4", "-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le",
            "-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc", "-x265-params", "log-level=error:\(Self.levels)")
        let output = scratch.path("out.\(ending)")
        var options = EncoderOptions(encoder: encoder)
        if encoder == "libsvtav1" { options.preset = "12" }
        if encoder.hasPrefix("libx26") { options.preset = "ultrafast" }
        #expect(try transcode(input, output, encoder: options).frames == 10)
        let before = try picture(input), after = try picture(output)
        #expect(before.mastering != nil && before.light != nil)
        #expect(after.mastering?.luminance?.maximum == before.mastering?.luminance?.maximum)
        // AV1's own units are powers of two: a step of the primaries is up to 1/65536.
        let gamut = try #require(before.mastering?.gamut), written = try #require(after.mastering?.gamut)
        for (a, b) in [(gamut.red, written.red), (gamut.green, written.green), (gamut.blue, written.blue), (gamut.white, written.white)] {
            #expect(abs(a.x - b.x) <= 1 && abs(a.y - b.y) <= 1)
        }
        #expect(after.light == before.light)
        #expect(after.transfer == "smpte2084" && after.primaries == "bt2020" && after.matrix == "bt2020nc" && after.pixelFormat == "yuv420p10le")
    }

    @Test(arguments: ["tt", "bb"]) func fieldOrder(order: String) throws {
        let flag = order == "tt" ? "tff" : "bff"
        let input = try scratch.make(
            "in.ts", "-f", "lavfi", "-i", "testsrc2=s=64x64:r=50:d=1", "-vf",
            "tinterlace=mode=interleave_\(order == "tt" ? "top" : "bottom"),setfield=\(flag)",
            "-c:v", "libx264", "-flags", "+ildct+ilme", "-x264-params", "\(flag)=1")
        #expect(try picture(input).fieldOrder?.rawValue == order)
        let source = try FileSource(path: input, options: SourceOptions())
        #expect(source.info.shape.isInterlaced)
        for ending in ["mp4", "mkv", "ts"] {
            #expect(try transcode(input, scratch.path("out.\(ending)")).losses.isEmpty)
            #expect(try picture(scratch.path("out.\(ending)")).fieldOrder?.rawValue == order, "\(ending)")
        }
        let losses = try transcode(input, scratch.path("out.webm"), encoder: EncoderOptions(encoder: "libvpx-vp9")).losses
        #expect(losses.contains { $0.contains("field") })
    }

    @Test func timeCode() throws {
        let input = try scratch.make("in.mov", "-i", clip, "-c", "copy", "-t", "1", "-metadata", "timecode=01:02:03:04")
        #expect(try MediaDescription(path: input).streams.contains { $0.kind == .data })
        for ending in ["mov", "mp4"] {
            let output = scratch.path("out.\(ending)")
            #expect(try transcode(input, output).losses.isEmpty)
            #expect(try MediaDescription(path: output).streams.contains { $0.tags["timecode"] == "01:02:03:04" })
        }
    }

    /// The warning names exactly the tags that are missing afterwards.
    @Test(arguments: ["mp4", "mov", "avi", "ts", "mkv", "y4m"]) func lostTags(ending: String) throws {
        let keys = ["title", "artist", "composer", "comment", "album_artist", "publisher", "mood", "make", "copyright", "genre"]
        let input = try scratch.make(
            "in.mkv",
            arguments: ["-i", clip, "-t", "0.4", "-an", "-c", "copy"] + keys.flatMap { ["-metadata", "\($0)=a word"] } + ["-metadata:s:v", "title=name"])
        let output = scratch.path("out.\(ending)")
        let losses = try transcode(input, output, encoder: ending == "y4m" ? EncoderOptions(encoder: nil) : .fast).losses
        let after = try MediaDescription(path: output)
        let missing = keys.filter { after.container.tags[$0] == nil }
        let text = losses.first { $0.contains("tags: ") }?.lowercased() ?? "tags: "
        let named = text.split(separator: ": ").last?.split(separator: ", ").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
        for key in keys { #expect(named.contains(key) == missing.contains(key), "\(key): \(text)") }
        #expect(named.contains("title of stream 0") == (after.streams.first?.tags["title"] == nil))
        #expect(missing.isEmpty == (ending == "mkv"))
    }

    @Test func strictRefusesBeforeAnythingIsWritten() throws {
        let input = try scratch.make("in.mkv", "-i", clip, "-t", "0.4", "-c", "copy", "-metadata", "mood=calm")
        var options = EncoderOptions.fast
        options.isStrict = true
        let error = try #require(throws: MediaError.self) { try transcode(input, scratch.path("out.mp4"), encoder: options) }
        #expect(error.side == .usage && error.message.contains("MOOD"))
        #expect(try scratch.contents() == ["in.mkv"])
        #expect(try transcode(input, scratch.path("out.mkv"), encoder: options).losses.isEmpty)
    }
}
