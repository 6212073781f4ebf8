// Completion in the real shells, and the manual page through the real formatter.
import Display
import Filters
import Foundation
import Testing

@testable import vidproc

/// A program of the system by its name; nil where it is not installed.
private func program(_ name: String) -> String? {
    ["/usr/bin/", "/bin/", "/usr/local/bin/"].map { $0 + name }.first { FileManager.default.isExecutableFile(atPath: $0) }
}

@Suite("shells") struct ShellTests {
    /// Runs `script` in the scratch folder, where `vidproc` is on the PATH and two clips lie; returns what it writes.
    private func output(of shell: String, _ arguments: [String], _ script: String, in command: BuiltCommand) throws -> [String] {
        let process = Process(), output = Pipe()
        process.executableURL = URL(fileURLWithPath: try #require(program(shell)))
        process.arguments = arguments + ["-c", script]
        process.currentDirectoryURL = command.folder
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        process.environment = ["PATH": "\(command.executable.deletingLastPathComponent().path):\(path)", "HOME": command.folder.path, "TERM": "dumb"]
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func prepared(_ shell: Shell) throws -> BuiltCommand {
        let command = try BuiltCommand()
        for name in ["clip.mp4", "my clip.mp4"] { try Data("x".utf8).write(to: command.file(name)) }
        let script = try command.run(["--completion", shell.rawValue])
        #expect(script.status == 0 && script.output == shell.script && script.errors.isEmpty)
        try script.output.write(to: command.file("completion"), atomically: true, encoding: .utf8)
        return command
    }

    /// What stands on the line up to the cursor, and what is offered in its place. Bash replaces only what follows `=` or `:`.
    static let bashLines: [(String, [String])] = [
        ("vidproc fil", ["filters"]), ("vidproc clip.mp4 --bl", ["--blur"]), ("vidproc clip.mp4 --edges=sc", ["scharr", "scale="]),
        ("vidproc clip.mp4 --edges=operator=p", ["prewitt"]), ("vidproc clip.mp4 --blur=sigma=3,ti", ["3,time="]),
        ("vidproc clip.mp4 --cpu av", ["avx2", "avx512"]), ("vidproc clip.mp4 --cpu=av", ["avx2", "avx512"]), ("vidproc cl", ["clip.mp4"]),
        ("vidproc 'my c", ["my clip.mp4"]), ("vidproc my\\ c", ["my clip.mp4"]), ("vidproc x --report=cl", ["clip.mp4"]),
        ("vidproc pattern:b", ["bars=1280x720@30:10"]), ("vidproc clip.mp4 --gray --preset ultra", ["ultrafast"]),
    ]

    @Test(.enabled(if: program("bash") != nil, "there is no bash here")) func bash() throws {
        let command = try prepared(.bash)
        defer { command.remove() }
        let lines = Self.bashLines.map { line, _ in "try \"\(line.replacingOccurrences(of: "\\", with: "\\\\"))\"" }.joined(separator: "\n")
        let script = """
            . ./completion; compopt() { :; }
            try() { COMP_LINE=$1 COMP_POINT=${#1}; _vidproc; (IFS='|'; echo "${COMPREPLY[*]}"); }
            \(lines)
            complete -p vidproc
            """
        #expect(try output(of: "bash", ["--norc"], script, in: command) == Self.bashLines.map { $1.joined(separator: "|") } + ["complete -F _vidproc vidproc"])
    }

    /// zsh's own part, `compadd` and `_files`, is replaced by an echo, since both work in its line editor only.
    @Test(.enabled(if: program("zsh") != nil, "there is no zsh here")) func zsh() throws {
        let command = try prepared(.zsh)
        defer { command.remove() }
        let script = """
            compdef() { :; }
            . ./completion
            compadd() { local name=${@[-1]}; print -r -- "${(Pj:|:)name}"; }
            _files() { print files; }
            compset() { print -r -- "compset $2"; }
            try() { words=("$@"); CURRENT=$#; PREFIX=${@[-1]}; _vidproc; }
            try vidproc clip.mp4 --ed
            try vidproc clip.mp4 --edges=sc
            try vidproc clip.mp4 --cpu av
            try vidproc clip.mp4 --report=cl
            try vidproc fil
            """
        #expect(
            try output(of: "zsh", ["-f"], script, in: command)
                == ["--edges", "--edges=scale=", "--edges=scharr", "avx2|avx512", "compset *=", "files", "filters", "files"])
    }

    @Test(.enabled(if: program("fish") != nil, "there is no fish here")) func fish() throws {
        let command = try prepared(.fish)
        defer { command.remove() }
        let lines = ["clip.mp4 --ed", "clip.mp4 --edges=operator=p", "clip.mp4 --cpu av", "clip.mp4 --report=cl", "fil", "cl"]
        let script = "source completion; " + lines.map { "complete -C 'vidproc \($0)'" }.joined(separator: "; ")
        let offered = try output(of: "fish", ["--no-config"], script, in: command).map { String($0.prefix { $0 != "\t" }) }
        #expect(offered == ["--edges", "--edges=operator=prewitt", "avx2", "avx512", "--report=clip.mp4", "filters", "clip.mp4"])
    }

    /// Where a shell is missing this much can still be told of its script: what opens is closed.
    @Test(arguments: Shell.allCases) func scriptsAreBalanced(shell: Shell) {
        let script = shell.script, words = script.split { " \n;".contains($0) }
        func count(_ openers: String...) -> Int { words.count { openers.contains(String($0)) } }
        if shell == .fish {
            #expect(count("function", "if", "for", "switch", "begin") - 1 == count("end"), "the head says 'for fish'")
        } else {
            #expect(count("do") == count("done") && count("if") == count("fi") && count("case") == count("esac"))
        }
        #expect(script.count { $0 == "{" } == script.count { $0 == "}" } && script.count { $0 == "\"" } % 2 == (shell == .bash ? 1 : 0))
    }

    @Test(.enabled(if: program("groff") != nil, "there is no groff here")) func manualPageIsCleanRoff() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let page = try command.run(["--man"])
        #expect(page.status == 0 && page.output == ManualPage(registry: .builtIn).text)
        try page.output.write(to: command.file("vidproc.1"), atomically: true, encoding: .utf8)
        #expect(try output(of: "bash", [], "groff -man -ww -z -Tutf8 vidproc.1 2>&1", in: command).isEmpty)
        let text = try output(of: "bash", [], "groff -man -Tascii -P-c -rLL=78n vidproc.1 | sed 's/.\\x08//g'", in: command)
        #expect(text.allSatisfy { $0.count <= 80 }, "\(text.filter { $0.count > 80 })")
        for option in CommandOption.allCases { #expect(text.contains { $0.contains("--\(option.rawValue)") }, "\(option)") }
        for descriptor in FilterRegistry.builtIn.descriptors { #expect(text.contains { $0.contains("--\(descriptor.name)") }) }
        let lines = text.map { $0.trimmingCharacters(in: .whitespaces) }
        for (key, meaning) in WindowSink.keys + ChainKeys.keys {
            #expect(lines.contains { $0 == key || $0.hasPrefix(key + " ") && $0.contains(meaning.prefix(12)) }, "\(key)")
        }
    }
}
