// `--watch`: what is saved in the chain's file holds from the next frame on, however it is saved; what is wrong in it is told and does no harm.
import Foundation
import Glibc
import Testing

@Suite("watch") struct WatchTests {
    @Test func theChainFollowsItsFile() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        try Data("# nothing yet\n".utf8).write(to: command.file("look.vidproc"))
        /// Waits for something on standard error.
        func errors(have text: String, times: Int = 1) throws {
            for _ in 0..<600 {
                let files = try FileManager.default.contentsOfDirectory(atPath: command.folder.path).filter { $0.hasSuffix(".err") }
                let told = files.first.flatMap { try? String(contentsOf: command.file($0), encoding: .utf8) } ?? ""
                if told.components(separatedBy: text).count > times { return }
                usleep(50_000)
            }
            Issue.record("standard error never had \(text) \(times) times")
        }
        let result = try command.run(
            ["pattern:bars=64x48@50:120", "--pace", "--chain", "look.vidproc", "--watch", "--hash=frames", "--drop", "never"]
        ) { process in
            defer { process.interrupt() }
            usleep(1_000_000)
            // In place, as a shell does.
            try Data("invert\n".utf8).write(to: command.file("look.vidproc"))
            try errors(have: "the chain is now invert")
            usleep(300_000)
            try Data("invert\nblurr=3\n".utf8).write(to: command.file("look.vidproc"))
            try errors(have: "look.vidproc, line 2")
            try Data("scale=50%\n".utf8).write(to: command.file("look.vidproc"))
            try errors(have: "the outputs take frames of 64x48")
            usleep(300_000)
            // By a new file and a rename, as editors do.
            try Data("invert\ngray\n".utf8).write(to: command.file("new"))
            #expect(rename(command.file("new").path, command.file("look.vidproc").path) == 0)
            try errors(have: "the chain is now invert gray")
            usleep(300_000)
        }
        #expect(result.status == 130, "\(result.errors)")
        let lines = result.output.split(separator: "\n"), digests = lines.map { $0.split(separator: " ").last.map(String.init) ?? "" }
        // The picture stands still: three looks, one after the other.
        var looks: [String] = []
        for digest in digests where digest != looks.last { looks.append(digest) }
        #expect(looks.count == 3 && Set(looks).count == 3, "\(looks)")
        #expect(result.errors.components(separatedBy: "the chain stays as it was").count == 3, "\(result.errors)")
        #expect(result.errors.contains("did you mean --blur?"))
    }

    @Test func whatDoesNotGoTogetherIsRefused() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        try Data("invert\n".utf8).write(to: command.file("look.vidproc"))
        for (words, part) in [
            (["--watch", "null"], "--watch has no file to watch"), (["--chain", "look.vidproc", "--watch", "--hash-stages"], "exclude each other"),
            (["--chain", "look.vidproc", "--watch", "--verify"], "exclude each other"),
        ] {
            let result = try command.run(["pattern:bars=64x48@25:1"] + words)
            #expect(result.status == 2 && result.errors.contains(part), "\(words): \(result.errors)")
        }
    }
}
