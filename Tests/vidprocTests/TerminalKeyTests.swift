// `--keys` in a real terminal: the frames change under the keys, and the terminal is left as it was, however the run ends.
import Foundation
import Glibc
import Testing

/// A shell's script in a pseudo terminal that `script` makes; what a person types is written to it.
private final class Terminal {
    let command: BuiltCommand
    private let process = Process()
    private let keyboard = Foundation.Pipe()

    /// `vidproc` in the script is the command.
    init(_ lines: String) throws {
        command = try BuiltCommand()
        try Data("vidproc() { '\(command.executable.path)' \"$@\"; }\n\(lines)\n".utf8).write(to: command.file("run.sh"))
        process.executableURL = URL(fileURLWithPath: "/usr/bin/script")
        process.arguments = ["-qefc", "stty rows 24 cols 80; TERM=xterm bash --norc run.sh", "screen"]
        process.currentDirectoryURL = command.folder
        process.standardInput = keyboard
        process.standardOutput = FileHandle.nullDevice
        try process.run()
    }

    var screen: String { (try? Data(contentsOf: command.file("screen"))).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    func type(_ text: String) throws { try keyboard.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

    func wait(for text: String, line: SourceLocation = #_sourceLocation) {
        for _ in 0..<400 {
            if screen.contains(text) { return }
            usleep(50_000)
        }
        Issue.record("the terminal never had \(text): \(screen.suffix(600))", sourceLocation: line)
    }

    func text(_ name: String) throws -> String { try String(contentsOf: command.file(name), encoding: .utf8) }

    func waitUntilEnd() throws {
        for _ in 0..<400 where process.isRunning { usleep(50_000) }
        #expect(!process.isRunning, "\(screen.suffix(600))")
        if process.isRunning { process.terminate() }
        try keyboard.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}

@Suite("keys in a terminal", .serialized) struct TerminalKeyTests {
    private static let run = "vidproc pattern:bars=64x48@50:600 --pace --blur=sigma=2 --edges --keys"

    @Test func framesChangeUnderKeys() throws {
        let terminal = try Terminal("stty -g >before; \(Self.run) --hash=frames --drop never >frames; echo $? >status; stty -g >after")
        defer { terminal.command.remove() }
        terminal.wait(for: "> 1 blur  sigma 2 pixels")
        usleep(300_000)
        // An arrow in two pieces, as slow lines bring it.
        try terminal.type("\u{1B}[")
        usleep(50_000)
        try terminal.type("C")
        terminal.wait(for: "sigma 2.1 pixels")
        usleep(300_000)
        try terminal.type("2")
        terminal.wait(for: "2 edges: off")
        usleep(300_000)
        try terminal.type("q")
        try terminal.waitUntilEnd()
        #expect(try terminal.text("status") == "0\n" && terminal.text("before") == terminal.text("after"))
        var looks: [String] = []
        for line in try terminal.text("frames").split(separator: "\n") {
            let digest = line.split(separator: " ").last.map(String.init) ?? ""
            if digest != looks.last { looks.append(digest) }
        }
        let expected = try [["--blur=2", "--edges"], ["--blur=2.1", "--edges"], ["--blur=2.1"]].map { filters in
            let line = try terminal.command.run(["pattern:bars=64x48@50", "--frames", "1", "--hash=frames", "--quiet"] + filters).output
            return line.split(whereSeparator: \.isWhitespace).last.map(String.init) ?? ""
        }
        #expect(looks == expected)
    }

    /// Ctrl-C, and a second signal that ends the process at once.
    @Test(arguments: ["\u{3}", "kill"]) func theTerminalIsLeftAsItWas(end: String) throws {
        // Minutes of work are still in the encoder when the first signal comes.
        let slow = "vidproc pattern:noise=1920x1080@25 --frames 400 --blur --keys --encoder libx264 --preset placebo out.mkv"
        let terminal = try Terminal("trap : INT; stty -g >before; \(end == "kill" ? slow : Self.run + " out.mkv"); echo $? >status; stty -g >after")
        defer { terminal.command.remove() }
        terminal.wait(for: "> 1 blur  sigma 2 pixels")
        try terminal.type("?")
        terminal.wait(for: "keys: 1-9")
        #expect(!terminal.screen.contains("^["))
        try terminal.type("\u{3}")
        if end == "kill" {
            usleep(300_000)
            try terminal.type("\u{3}")
        }
        try terminal.waitUntilEnd()
        #expect(try terminal.text("status") == "130\n" && terminal.text("before") == terminal.text("after"))
        #expect(try terminal.command.contents().contains(end == "kill" ? "out.mkv.part" : "out.mkv"))
    }

    @Test func ctrlZGivesTheTerminalBackAndFgTakesItAgain() throws {
        let terminal = try Terminal("set -m; stty -g >before; \(Self.run) out.mkv; stty -g >stopped; echo halted; sleep 1; fg; echo $? >status; stty -g >after")
        defer { terminal.command.remove() }
        terminal.wait(for: "> 1 blur  sigma 2 pixels")
        try terminal.type("\u{1A}")
        terminal.wait(for: "halted")
        usleep(1_500_000)
        try terminal.type("l")
        terminal.wait(for: "sigma 2.1 pixels")
        try terminal.type("q")
        try terminal.waitUntilEnd()
        let before = try terminal.text("before")
        #expect(try terminal.text("stopped") == before && terminal.text("after") == before && terminal.text("status") == "0\n")
    }

    @Test func whereNoTerminalIsItIsRefused() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let none = try command.run(["pattern:bars=64x48@25:1", "--blur", "--keys", "null"])
        #expect(none.status == 2 && none.errors.contains("standard error is no terminal") && none.errors.contains("--watch"), "\(none.errors)")
        for other in ["--quiet", "--verify", "--hash-stages"] {
            let words = ["pattern:bars=64x48@25:1", "--blur", "--keys", other] + (other == "--quiet" ? ["null"] : [])
            let result = try command.run(words)
            #expect(result.status == 2 && result.errors.contains("--keys and \(other) exclude each other"), "\(result.errors)")
        }
    }
}
