// The command on the clip: same bits however it runs, and a whole file whenever it ends.
import Foundation
import Glibc
import Testing

@Suite("end to end", .serialized) struct EndToEndTests {
    private static let frames = 132

    private func hash(_ command: BuiltCommand, _ arguments: [String]) throws -> String {
        let result = try command.run([BuiltCommand.clip, "--blur", "--edges", "--frames", "20", "--hash"] + arguments)
        #expect(result.status == 0, "\(result.errors)")
        return result.output
    }

    private func frameCount(_ command: BuiltCommand, _ file: String) throws -> Int {
        let result = try command.run([file, "--hash", "--quiet"])
        #expect(result.status == 0, "\(file): \(result.errors)")
        let words = result.output.split(whereSeparator: \.isWhitespace)
        #expect(words.first == "frames" && words.count == 4 && words[2] == "sha256" && words[3].count == 64, "\(result.output)")
        return words.count > 1 ? Int(words[1]) ?? -1 : -1
    }

    @Test func sameBitsHoweverItRuns() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let expected = try hash(command, ["--threads", "1", "--cpu", "baseline", "--fuse", "off"])
        #expect(expected.hasPrefix("frames 20  sha256 "))
        for variant in [
            ["--threads", "1"], ["--threads", "2"], ["--cpu", "baseline"], ["--cpu", "avx2"], ["--cpu", "avx512"], ["--fuse", "on"], ["--fuse", "off"],
            ["--queue", "1"],
        ] {
            #expect(try hash(command, variant) == expected, "\(variant)")
        }
    }

    @Test func fileIsWholeAndReportIsWritten() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let result = try command.run([BuiltCommand.clip, "--blur", "--edges", "out.mp4", "--preset", "ultrafast", "--report", "run.json"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.isEmpty)
        #expect(try command.contents() == ["out.mp4", "run.json"])
        #expect(try frameCount(command, "out.mp4") == Self.frames)
        let report = try JSONSerialization.jsonObject(with: Data(contentsOf: command.file("run.json"))) as? [String: Any]
        #expect((report?["frames"] as? [String: Any])?["written"] as? Int == Self.frames)
        #expect((report?["chain"] as? [String])?.count == 2)
    }

    @Test func hashOfFramesIsALineAFrame() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let result = try command.run([BuiltCommand.clip, "--invert", "--frames", "5", "--hash=frames"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.split(separator: "\n").count == 5)
    }

    @Test func pipesCarryOnlyTheVideo() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let first = try command.run([BuiltCommand.clip, "--frames", "3", "a.y4m"])
        #expect(first.status == 0, "\(first.errors)")
        let piped = try command.run(["-", "--gray", "-"], input: command.file("a.y4m"))
        #expect(piped.status == 0, "\(piped.errors)")
        #expect(piped.output.hasPrefix("YUV4MPEG2 "))
        #expect(!piped.errors.isEmpty)
    }

    @Test func benchTellsOnStandardOutput() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let result = try command.run([BuiltCommand.clip, "--blur", "--edges", "--bench", "--frames", "30"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("fps") && result.output.contains("decode") && !result.output.contains("\u{1B}"))
        #expect(try command.contents().isEmpty)
    }

    @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
    func signalLeavesAWholeFile(signal: Int32, status: Int32) throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        // Slow enough that the signal comes in the middle on any machine.
        let result = try command.run([BuiltCommand.clip, "--blur", "out.mp4", "--preset", "veryslow"]) { process in
            usleep(1_200_000)
            kill(process.processIdentifier, signal)
        }
        #expect(result.status == status, "\(result.errors)")
        #expect(try command.contents() == ["out.mp4"])
        let count = try frameCount(command, "out.mp4")
        #expect(count > 0 && count < Self.frames)
    }

    @Test func existingOutputIsReplacedWhenAsked() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        try Data("old".utf8).write(to: command.file("out.mp4"))
        let result = try command.run([BuiltCommand.clip, "out.mp4", "-y", "--frames", "5", "--preset", "ultrafast"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try frameCount(command, "out.mp4") == 5)
    }
}
