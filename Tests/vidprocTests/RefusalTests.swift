// Runs that must be refused: the right exit code, a message that names the thing, and nothing touched.
import Foundation
import Testing

@Suite("refusals") struct RefusalTests {
    /// Runs, expects the status and an error line, and that the folder holds what it held.
    private func expectRefusal(
        _ arguments: [String], status: Int32, naming word: String = "", in command: BuiltCommand, line: SourceLocation = #_sourceLocation
    ) throws {
        let before = try command.contents()
        let result = try command.run(arguments)
        #expect(result.status == status, "\(arguments): \(result.errors)", sourceLocation: line)
        #expect(result.errors.contains("vidproc: error: "), sourceLocation: line)
        #expect(word.isEmpty || result.errors.contains(word), "\(result.errors)", sourceLocation: line)
        #expect(result.output.isEmpty, sourceLocation: line)
        #expect(try command.contents() == before, sourceLocation: line)
    }

    @Test func wrongInput() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        try Data().write(to: command.file("empty.mp4"))
        try Data("this is no video at all, whatever its name says".utf8).write(to: command.file("text.mp4"))
        for input in ["missing.mp4", "empty.mp4", "text.mp4", "."] {
            try expectRefusal([input, "--blur", "out.mp4"], status: 3, naming: input, in: command)
        }
    }

    @Test func wrongUsage() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let clip = BuiltCommand.clip
        try expectRefusal([clip, "--blurr", "out.mp4"], status: 2, naming: "--blur", in: command)
        try expectRefusal([clip, "--blur=sigma=1e9", "out.mp4"], status: 2, naming: "sigma", in: command)
        try expectRefusal([clip, "--blur=sgima=2", "out.mp4"], status: 2, naming: "sigma", in: command)
        try expectRefusal([clip, "--blur"], status: 2, naming: "--bench", in: command)
        try expectRefusal([clip, "--blur", "--hash", "--calibrate"], status: 2, naming: "usage: vidproc devices [--calibrate]", in: command)
        try expectRefusal([clip, "--blur=region=0:0:99999:10", "out.mp4"], status: 2, naming: "region", in: command)
        try expectRefusal([clip, "--blur", "out.mp4", "--report", "out.mp4"], status: 2, naming: "--report", in: command)
        try expectRefusal([clip, "--bench", "--report", clip], status: 2, naming: "--report", in: command)
        try expectRefusal([clip, "--bench", "--report", "no/folder/run.json"], status: 4, naming: "no/folder", in: command)
        try expectRefusal([clip, "--bench", "--report", "."], status: 4, naming: "directory", in: command)
        try expectRefusal([clip, "--blur", "out.mp4", "--trace", "./out.mp4"], status: 2, naming: "--trace", in: command)
        try expectRefusal([clip, "--bench", "--report", "run.json", "--trace", "./run.json"], status: 2, naming: "--trace", in: command)
        try expectRefusal([clip, "--bench", "--trace", "no/folder/run.json"], status: 4, naming: "no/folder", in: command)
        try expectRefusal([clip, "--nonsense", "out.mp4"], status: 2, naming: "--nonsense", in: command)
        try expectRefusal([clip, "out.mp4", "--threads", "none"], status: 2, naming: "--threads", in: command)
    }

    @Test func unknownEncoder() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        try expectRefusal([BuiltCommand.clip, "out.mp4", "--encoder", "libx265x"], status: 2, naming: "libx265x", in: command)
    }

    @Test func outputsThatMayNotBeWritten() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let precious = Data("precious".utf8)
        try precious.write(to: command.file("old.mp4"))
        try FileManager.default.copyItem(atPath: BuiltCommand.clip, toPath: command.file("clip.mp4").path)
        try FileManager.default.createSymbolicLink(atPath: command.file("link.mp4").path, withDestinationPath: "clip.mp4")
        let clip = try Data(contentsOf: command.file("clip.mp4"))

        let existing = try command.run(["clip.mp4", "--blur", "old.mp4"])
        #expect(existing.status == 2)
        #expect(existing.errors.contains("old.mp4") && existing.errors.contains("--overwrite"))
        #expect(try Data(contentsOf: command.file("old.mp4")) == precious)

        for output in ["clip.mp4", "./clip.mp4", "link.mp4"] {
            let itself = try command.run(["clip.mp4", "--blur", output, "-y"])
            #expect(itself.status == 2, "\(output): \(itself.errors)")
        }
        #expect(try Data(contentsOf: command.file("clip.mp4")) == clip)

        try expectRefusal(["clip.mp4", "--blur", "no/such/folder/out.mp4"], status: 4, naming: "no/such/folder", in: command)
        #expect(try command.contents() == ["clip.mp4", "link.mp4", "old.mp4"])
    }
}
