// The command with filters that move samples: sizes, aspects and display matrices as other programs see them.
import Foundation
import Testing

@Suite("geometry", .serialized) struct GeometryCommandTests {
    private func tool(_ name: String, _ arguments: [String], in folder: URL) throws -> String {
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.currentDirectoryURL = folder
        process.standardOutput = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(name) \(arguments)")
        return output
    }

    private func probe(_ file: String, in folder: URL) throws -> [String: Any] {
        let text = try tool("ffprobe", ["-v", "error", "-of", "json", "-show_streams", "-select_streams", "v:0", file], in: folder)
        let streams = (try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])?["streams"] as? [[String: Any]]
        return try #require(streams?.first)
    }

    private func hasMatrix(_ stream: [String: Any]) -> Bool { ((stream["side_data_list"] as? [[String: Any]]) ?? []).contains { $0["displaymatrix"] != nil } }

    @Test func aspectsAreKept() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        for (value, size, sample) in [("640:-1", "640x360", "1:1"), ("480:360", "480x360", "4:3"), ("50%,method=lanczos", "640x360", "1:1")] {
            let result = try command.run([BuiltCommand.clip, "--scale=\(value)", "out.mp4", "--frames", "3", "--preset", "ultrafast", "--overwrite"])
            #expect(result.status == 0, "\(result.errors)")
            let stream = try probe("out.mp4", in: command.folder)
            #expect("\(stream["width"] ?? 0)x\(stream["height"] ?? 0)" == size)
            #expect(stream["sample_aspect_ratio"] as? String == sample)
            #expect(stream["display_aspect_ratio"] as? String == "16:9")
        }
    }

    @Test func aSizeThatCutsChromaIsRefused() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let result = try command.run([BuiltCommand.clip, "--crop=641:360:0:0", "out.mp4"])
        #expect(result.status != 0 && result.errors.contains("640 or 642"), "\(result.errors)")
        #expect(try command.contents() == [])
    }

    /// A movie whose track header has the matrix (a, b, c, d) of its display.
    private func turned(_ plain: Data, _ matrix: [Int32]) throws -> Data {
        var data = plain
        let tag = try #require(data.range(of: Data("tkhd".utf8)))
        for (place, value) in zip([0, 1, 3, 4], matrix) {
            let start = tag.upperBound + 40 + 4 * place
            data.replaceSubrange(start..<start + 4, with: withUnsafeBytes(of: (value * 65536).bigEndian) { Data($0) })
        }
        return data
    }

    /// ffmpeg turns the picture itself before it shows it: the judge of what upright means.
    @Test func picturesBecomeUprightOnce() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        _ = try tool(
            "ffmpeg",
            ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=64x48:rate=5", "-vf", "setsar=4/3", "-frames:v", "2", "-pix_fmt", "yuv420p", "plain.mp4"],
            in: command.folder)
        let plain = try Data(contentsOf: command.file("plain.mp4"))
        let matrices: [[Int32]] = [
            [0, 1, -1, 0], [-1, 0, 0, -1], [0, -1, 1, 0], [-1, 0, 0, 1], [1, 0, 0, -1], [0, -1, -1, 0], [0, 1, 1, 0],
        ]
        for matrix in matrices {
            try turned(plain, matrix).write(to: command.file("in.mp4"))
            #expect(hasMatrix(try probe("in.mp4", in: command.folder)))
            // A filter that needs no upright picture leaves the turn to the display.
            for (filter, isTurned) in [("--crop=100%:100%", true), ("--brightness=0", false)] where isTurned || matrix[1] == 1 {
                let lossless = ["-v", "error", "-pix_fmt", "yuv420p", "-f", "md5", "-"]
                var result = try command.run(["in.mp4", filter, "out.mkv", "--encoder", "ffv1", "--overwrite"])
                #expect(result.status == 0, "\(result.errors)")
                let shown = try tool("ffmpeg", ["-i", "in.mp4"] + lossless, in: command.folder)
                if isTurned { #expect(try tool("ffmpeg", ["-i", "out.mkv"] + lossless, in: command.folder) == shown, "\(matrix)") }
                result = try command.run(["in.mp4", filter, "out.mp4", "--preset", "ultrafast", "--overwrite"])
                #expect(result.status == 0, "\(result.errors)")
                let stream = try probe("out.mp4", in: command.folder), swaps = isTurned && matrix[0] == 0
                #expect(hasMatrix(stream) != isTurned, "\(matrix)")
                #expect(stream["width"] as? Int == (swaps ? 48 : 64) && stream["height"] as? Int == (swaps ? 64 : 48))
                #expect(stream["sample_aspect_ratio"] as? String == (swaps ? "3:4" : "4:3"))
            }
        }
    }
}
