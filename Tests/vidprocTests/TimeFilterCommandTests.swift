// fps and deinterlace through the command: what ffprobe reads in the file that comes out.
import Foundation
import Testing

@Suite("filters over time", .serialized) struct TimeFilterCommandTests {
    private struct ToolFailure: Error { let text: String }

    /// Runs ffmpeg or ffprobe in the command's folder.
    @discardableResult private func tool(_ command: BuiltCommand, _ name: String, _ arguments: [String]) throws -> String {
        let process = Process(), output = command.file(".tool.out")
        try Data().write(to: output)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["timeout", "--signal=KILL", "60", name, "-v", "error"] + arguments
        process.currentDirectoryURL = command.folder
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ToolFailure(text: "\(name) \(arguments)") }
        return String(decoding: try Data(contentsOf: output), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func probe(_ command: BuiltCommand, _ file: String, _ stream: String, _ entry: String) throws -> String {
        try tool(command, "ffprobe", ["-select_streams", stream, "-show_entries", entry, "-of", "default=nk=1:nw=1", file])
    }

    private func times(_ command: BuiltCommand, _ file: String) throws -> [Double] {
        try probe(command, file, "v:0", "frame=pts_time").split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    }

    private func run(_ command: BuiltCommand, _ arguments: [String]) throws -> CommandResult {
        let result = try command.run(arguments + ["--preset", "ultrafast"])
        #expect(result.status == 0, "\(result.errors)")
        return result
    }

    /// Input rate, the rate asked for, whether frames are of unequal length.
    @Test(arguments: [
        ("25", "30", false, "mp4"), ("30000/1001", "25", false, "mkv"), ("30", "25", true, "mp4"), ("50", "29.97", false, "mp4"), ("25", "10", false, "mov"),
    ])
    func ratesChangeAndSoundStays(from: String, to: String, varies: Bool, ending: String) throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let drop = varies ? ["-vf", "select='not(eq(mod(n,7),3)+eq(mod(n,7),5))'", "-vsync", "vfr"] : []
        try tool(
            command, "ffmpeg",
            ["-nostdin", "-y", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=\(from):d=3", "-f", "lavfi", "-i", "sine=d=3"] + drop
                + ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "mp2", "in.mkv"])
        _ = try run(command, ["in.mkv", "--fps=\(to)", "out.\(ending)"])
        let rate = to == "29.97" ? 30000.0 / 1001 : Double(to) ?? 0
        let expected = to == "29.97" ? "30000/1001" : to + "/1"
        #expect(try probe(command, "out.\(ending)", "v:0", "stream=avg_frame_rate") == expected)
        let before = try times(command, "in.mkv"), after = try times(command, "out.\(ending)")
        let first = try #require(after.first), last = try #require(after.last)
        #expect(abs(first - (before.first ?? 0)) <= 0.5 / rate + 0.001)
        for (index, time) in after.enumerated() { #expect(abs(time - first - Double(index) / rate) < 0.002, "frame \(index) at \(time)") }
        // The whole lasts as long, within a frame.
        #expect(abs(last - first + 1 / rate - 3) <= 1 / rate + 0.001)
        func sound(_ file: String) throws -> String { try tool(command, "ffmpeg", ["-nostdin", "-i", file, "-map", "0:a", "-c", "copy", "-f", "md5", "-"]) }
        #expect(try sound("in.mkv") == sound("out.\(ending)"))
        let starts = try ["in.mkv", "out.\(ending)"].map { Double(try probe(command, $0, "a:0", "stream=start_time")) ?? -1 }
        #expect(abs(starts[0] - starts[1]) < 0.03)
    }

    @Test func progressKnowsHowManyFramesComeOut() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let result = try run(command, ["pattern:moving=64x48@25:2", "--fps=50", "out.mkv", "--report", "run.json"])
        let report = try JSONSerialization.jsonObject(with: Data(contentsOf: command.file("run.json"))) as? [String: Any]
        #expect((report?["frames"] as? [String: Any])?["written"] as? Int == 100)
        #expect((report?["frames"] as? [String: Any])?["decoded"] as? Int == 50)
        #expect(!result.errors.contains("warning"))
        let plan = try command.run(["pattern:moving=64x48@25:2", "--fps=50", "out2.mkv", "--plan"])
        #expect(plan.status == 0 && plan.output.contains("becomes 50 fps"), "\(plan.output)")
    }

    @Test(arguments: ["tff", "bff"]) func interlacedBecomesProgressive(order: String) throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        try tool(
            command, "ffmpeg",
            [
                "-nostdin", "-y", "-f", "lavfi", "-i", "testsrc2=s=64x64:r=50:d=1", "-vf",
                "tinterlace=mode=interleave_\(order == "tff" ? "top" : "bottom"),setfield=\(order)", "-c:v", "libx264", "-flags", "+ildct+ilme", "-x264-params",
                "\(order)=1", "in.ts",
            ])
        let woven = try run(command, ["in.ts", "--invert", "woven.mkv"])
        #expect(woven.errors.contains("is interlaced"))
        #expect(try probe(command, "woven.mkv", "v:0", "stream=field_order") == (order == "tff" ? "tt" : "bb"))
        for ending in ["mkv", "mp4", "ts"] {
            let result = try run(command, ["in.ts", "--deinterlace", "--invert", "out.\(ending)"])
            #expect(!result.errors.contains("interlaced"), "\(result.errors)")
            // A transport stream's programs are told twice.
            let fields = try probe(command, "out.\(ending)", "v:0", "stream=field_order").split(whereSeparator: \.isWhitespace)
            #expect(!fields.isEmpty && fields.allSatisfy { $0 == "progressive" })
            #expect(try probe(command, "out.\(ending)", "v:0", "frame=interlaced_frame").split(whereSeparator: \.isWhitespace).allSatisfy { $0 == "0" })
            #expect(try times(command, "out.\(ending)").count == times(command, "in.ts").count)
        }
    }
}
