// A part of an input, several times over: sound, chapters and pictures are cut alike.
import Foundation
import MediaIO
import Testing

@Suite struct SpanTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    /// Begin and end of a stream's packets in seconds.
    private func extent(_ path: String, _ stream: String) throws -> (begin: Double, end: Double) {
        let rows = try toolText("ffprobe", "-select_streams", stream, "-show_entries", "packet=pts_time,duration_time", "-of", "csv=p=0", path)
            .split(separator: "\n").map { $0.split(separator: ",").compactMap { Double($0) } }.filter { $0.count == 2 }
        return (rows.map { $0[0] }.min() ?? 0, rows.map { $0[0] + $0[1] }.max() ?? 0)
    }

    /// A packet of sound lasts 1024/48000 s, and a cut lies between packets.
    private let packet = 0.0225

    @Test(arguments: ["mp4", "mkv"]) func startAndDuration(ending: String) throws {
        let output = scratch.path("out.\(ending)")
        let result = try transcode(clip, output, source: SourceOptions(start: 1_000_000, duration: 2_000_000))
        #expect(result.frames == 50)
        for stream in ["v", "a"] {
            let (begin, end) = try extent(output, stream)
            #expect(abs(begin) < packet && abs(end - 2) < packet, "\(stream): \(begin) to \(end)")
        }
    }

    @Test func soundEndsWithTheLastFrame() throws {
        let output = scratch.path("out.mkv")
        try transcode(clip, output, source: SourceOptions(frames: 30))
        #expect(abs(try extent(output, "v").end - 1.2) < 0.002)
        #expect(abs(try extent(output, "a").end - 1.2) < packet)
        // No packet of the part before the end is missing.
        let whole = try md5Lines(clip), part = try md5Lines(output)
        #expect(part.count > 50 && part == Array(whole.prefix(part.count)))
    }

    private func md5Lines(_ path: String) throws -> [String] {
        try toolText("ffmpeg", "-i", path, "-map", "0:a", "-c", "copy", "-f", "framemd5", "-").split(separator: "\n").filter { !$0.hasPrefix("#") }
            .compactMap { $0.split(separator: ",").last.map { $0.trimmingCharacters(in: .whitespaces) } }
    }

    @Test(arguments: ["mp4", "mkv", "ts"]) func threeTimes(ending: String) throws {
        let input = try scratch.make(
            "in.\(ending)", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=1", "-f", "lavfi", "-i", "sine=d=1", "-c:v", "libx264", "-bf", "2", "-c:a", "aac")
        var options = SourceOptions()
        options.passes = 3
        let output = scratch.path("out.mkv")
        #expect(try transcode(input, output, source: options).frames == 75)
        let times = try frameTimes(output).compactMap(Double.init)
        #expect(times.count == 75)
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 > $0 })
        // All passes have the same pictures, and sound goes on beneath them.
        let once = try digestLines(input, perFrame: true).map { $0.suffix(64) }
        #expect(try digestLines(input, perFrame: true, options: options).map { $0.suffix(64) } == once + once + once)
        let video = try extent(output, "v"), audio = try extent(output, "a")
        #expect(abs((video.end - video.begin) - (audio.end - audio.begin)) < 0.15)
    }

    /// Formats without an index land somewhere: the first frame is yet the one asked for.
    @Test(arguments: ["ts", "mp4", "mkv", "avi"]) func startIsExact(ending: String) throws {
        let input = try scratch.make(
            "in.\(ending)", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=4", "-c:v", "libx264", "-bf", ending == "avi" ? "0" : "2", "-g", "60", "-keyint_min",
            "60")
        let whole = try digestLines(input, perFrame: true).map { $0.suffix(64) }
        for (start, first) in [(0, 0), (400_000, 10), (2_360_000, 59), (2_400_000, 60), (2_440_000, 61), (3_960_000, 99)] {
            let part = try digestLines(input, perFrame: true, options: SourceOptions(start: Int64(start))).map { $0.suffix(64) }
            #expect(part == Array(whole.suffix(from: first)), "\(start)")
        }
    }

    @Test func aPartTwice() throws {
        var options = SourceOptions(start: 500_000, duration: 400_000)
        options.passes = 2
        let once = try digestLines(clip, perFrame: true, options: SourceOptions(start: 500_000, duration: 400_000)).map { $0.suffix(64) }
        #expect(once.count == 10)
        #expect(try digestLines(clip, perFrame: true, options: options).map { $0.suffix(64) } == once + once)
    }

    @Test func withoutEndUpToAFrame() throws {
        var options = SourceOptions(frames: 300)
        options.passes = nil
        #expect(try digestLines(clip, perFrame: true, options: options).count == 300)
        #expect(try digestLines("pattern:bars=16x16@25:1", perFrame: true, options: options).count == 300)
    }
}
