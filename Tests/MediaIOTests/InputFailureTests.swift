// Bad inputs: said in one line with the path, never a crash; damaged ones are read as far as they go.
import Foundation
import MediaIO
import Testing

@Suite struct InputFailureTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    private func expectRefusal(_ path: String, _ words: String) throws {
        let error = try #require(throws: MediaError.self) { _ = try FileSource(path: path, options: SourceOptions()) }
        #expect(error.side == .input)
        #expect(error.message.contains(path))
        #expect(error.message.contains(words), "\(error.message)")
        #expect(!error.message.contains("\n"))
    }

    @Test func missing() throws { try expectRefusal(scratch.path("none.mp4"), "No such file") }

    @Test func directory() throws { try expectRefusal(scratch.folder.path, "directory") }

    @Test func empty() throws { try expectRefusal(try scratch.write(Data(), to: "empty.mp4"), "empty") }

    @Test func text() throws {
        let lines = (0..<200).map { "line \($0) of nothing that moves\n" }.joined()
        try expectRefusal(try scratch.write(Data(lines.utf8), to: "text.mp4"), "not a video")
    }

    @Test func textByItsEnding() throws { try expectRefusal(try scratch.write(Data("Dear all,\nno video here.\n".utf8), to: "letter.txt"), "video") }

    @Test func audioOnly() throws {
        try expectRefusal(try scratch.make("sound.m4a", "-f", "lavfi", "-i", "sine=440:d=1", "-c:a", "aac"), "has no video stream")
    }

    @Test func coverPictureIsNoVideo() throws {
        let cover = try scratch.make("cover.png", "-f", "lavfi", "-i", "testsrc2=s=64x48", "-frames:v", "1")
        let song = try scratch.make(
            "song.mp3", "-f", "lavfi", "-i", "sine=440:d=1", "-i", cover, "-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic")
        try expectRefusal(song, "has no video stream")
    }

    @Test func unknownFormatName() throws {
        var options = SourceOptions()
        options.format = "nonsense"
        let error = try #require(throws: MediaError.self) { _ = try FileSource(path: clip, options: options) }
        #expect(error.side == .usage)
        #expect(error.message.contains("nonsense"))
    }

    @Test(arguments: ["mkv", "ts"]) func damagedMiddle(ending: String) throws {
        let whole = try scratch.make("whole.\(ending)", "-i", clip, "-c", "copy")
        var bytes = try Data(contentsOf: URL(fileURLWithPath: whole))
        let middle = bytes.count / 2
        for index in middle..<middle + 6000 { bytes[index] = UInt8(truncatingIfNeeded: index &* 167 &+ 13) }
        let damaged = try scratch.write(bytes, to: "damaged.\(ending)")
        let result = try transcode(damaged, scratch.path("out.mkv"))
        #expect(result.corruptFrames > 0 || result.frames < 132)
        #expect(result.frames > 30)
        #expect(try frameTimes(scratch.path("out.mkv")).count == result.frames)
    }

    @Test func cutOff() throws {
        let whole = try scratch.make("whole.mkv", "-i", clip, "-c", "copy")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: whole))
        let part = try scratch.write(bytes.prefix(bytes.count / 2), to: "part.mkv")
        let result = try transcode(part, scratch.path("out.mkv"))
        #expect((30..<132).contains(result.frames))
    }

    @Test(arguments: ["h264", "ts"]) func sizeChange(ending: String) throws {
        let formats = ["h264": "h264", "ts": "mpegts"]
        let arguments = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-f", try #require(formats[ending])]
        var joined = Data()
        for (name, size) in [("small", "64x48"), ("large", "128x96")] {
            let path = scratch.path(name)
            try runTool("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=\(size):r=25:d=1"] + arguments + [path])
            joined += try Data(contentsOf: URL(fileURLWithPath: path))
        }
        let input = try scratch.write(joined, to: "in.\(ending)")
        let output = scratch.path("out.mkv")
        let error = try #require(throws: MediaError.self) { try transcode(input, output) }
        #expect(error.side == .input)
        #expect(error.message.contains("64x48") && error.message.contains("128x96"), "\(error.message)")
        #expect(error.message.contains(input))
        #expect(try !scratch.contents().contains("out.mkv"))
    }

    @Test func interruptionEndsTheRun() throws {
        let source = try FileSource(path: clip, options: SourceOptions())
        var frames = 0
        while let frame = try source.next() {
            frames += frame.timing.sequence >= 0 ? 1 : 0
            if frames == 3 { source.interrupt() }
        }
        #expect((3...132).contains(frames))
    }
}
