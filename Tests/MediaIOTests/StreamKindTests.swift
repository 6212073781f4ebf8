// Covers, fonts, rotation, unusual sound: what goes along besides the plain case.
import Foundation
import MediaIO
import Testing

@Suite struct StreamKindTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    private let video = ["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=1"]
    private let encoding = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]

    private func make(_ name: String, _ arguments: [String]) throws -> String {
        try runTool("ffmpeg", arguments + [scratch.path(name)])
        return scratch.path(name)
    }

    @Test func rotation() throws {
        let plain = try make("plain.mp4", video + encoding)
        let input = try make("in.mp4", ["-v", "error", "-i", plain, "-c", "copy", "-metadata:s:v", "rotate=90"]), output = scratch.path("out.mp4")
        try transcode(input, output)
        func rotation(_ path: String) throws -> Int? {
            (try Probe(path).video["side_data_list"] as? [[String: Any]])?.compactMap { $0["rotation"] as? Int }.first
        }
        #expect(try rotation(input) != nil)
        #expect(try rotation(output) == rotation(input))
    }

    @Test func coverOfAnMP4() throws {
        let cover = try make("cover.png", ["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=32x32", "-frames:v", "1"])
        let input = try make(
            "in.mp4", video + ["-i", cover, "-map", "0", "-map", "1"] + encoding + ["-c:v:1", "copy", "-disposition:v:1", "attached_pic"])
        let output = scratch.path("out.mp4")
        #expect(try transcode(input, output).losses.isEmpty)
        let streams = try Probe(output).streams(of: "video")
        #expect(streams.count == 2)
        #expect((streams.last?["disposition"] as? [String: Any])?["attached_pic"] as? Int == 1)
        #expect(try md5(output, stream: "0:v:1") == md5(input, stream: "0:v:1"))
        // Matroska has it among its attached files.
        let matroska = scratch.path("out.mkv")
        #expect(try transcode(input, matroska).losses.isEmpty)
        #expect(try MediaDescription(path: matroska).streams.last?.attachment?.name == "cover.png")
        #expect(try md5(matroska, stream: "0:v:1") == md5(input, stream: "0:v:1"))
        let again = scratch.path("again.mp4")
        #expect(try transcode(matroska, again).losses.isEmpty)
        #expect(try md5(again, stream: "0:v:1") == md5(input, stream: "0:v:1"))
    }

    @Test func fontOfAMatroska() throws {
        let font = try scratch.write(Data((0..<999).map { UInt8($0 & 255) }), to: "a.ttf")
        let input = try make("in.mkv", video + ["-attach", font, "-metadata:s:t", "mimetype=application/x-truetype-font"] + encoding)
        let output = scratch.path("out.mkv")
        #expect(try transcode(input, output).losses.isEmpty)
        let attachment = try #require(try Probe(output).streams(of: "attachment").first)
        #expect(Probe.tag("filename", of: attachment) == "a.ttf")
        #expect(attachment["extradata_size"] as? Int == 999)
        #expect(try transcode(input, scratch.path("out.mp4")).losses.count == 1)
    }

    @Test(arguments: ["ts", "mp4", "mkv"]) func soundOfATransportStream(ending: String) throws {
        let input = try make("in.ts", video + ["-f", "lavfi", "-i", "sine=440:d=1"] + encoding + ["-c:a", "aac"]), output = scratch.path("out.\(ending)")
        let result = try transcode(input, output)
        #expect(result.losses.isEmpty)
        #expect(try Probe(output).streams(of: "audio").first?["codec_name"] as? String == "aac")
        let decode = ["-v", "error", "-i"], toHash = ["-map", "0:a", "-f", "hash", "-"]
        #expect(try runTool("ffmpeg", decode + [output] + toHash) == runTool("ffmpeg", decode + [input] + toHash))
    }

    @Test func cutOffMP4() throws {
        let whole = try make("whole.mp4", ["-v", "error", "-i", clip, "-c", "copy", "-movflags", "+faststart"])
        let bytes = try Data(contentsOf: URL(fileURLWithPath: whole))
        let part = try scratch.write(bytes.prefix(bytes.count / 2), to: "part.mp4")
        let result = try transcode(part, scratch.path("out.mp4"))
        #expect((30..<132).contains(result.frames))
        #expect(result.corruptFrames > 0)
        #expect(try frameTimes(scratch.path("out.mp4")).count == result.frames)
    }

    @Test func textIsNoVideo() throws {
        let text = String(repeating: "Dear all,\nno video here.\n", count: 200)
        let path = try scratch.write(Data(text.utf8), to: "letter.txt")
        let error = try #require(throws: MediaError.self) { _ = try FileSource(path: path, options: SourceOptions()) }
        #expect(error.side == .input)
        #expect(error.message == "\(path): is text, not a video")
    }
}
