// Ways to run that are no file to file: raw pipes, chains from a file, passes, paces, digests of stages, plans.
import Foundation
import Testing

@Suite("modes") struct ModeTests {
    private func digests(_ text: String) -> [String] { text.split(separator: "\n").map { String($0.suffix(64)) } }

    @Test func rawPipes() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let raw = command.file("in.raw")
        let first = try command.run([BuiltCommand.clip, "-", "--frames", "5", "--format", "rawvideo"])
        #expect(first.status == 0, "\(first.errors)")
        let made = try command.run([BuiltCommand.clip, "in.raw", "--frames", "5", "--output-format", "rawvideo"])
        #expect(made.status == 0, "\(made.errors)")
        #expect(try Data(contentsOf: raw).count == 5 * 1280 * 720 * 3 / 2)
        let reading = ["-", "--format", "raw", "--size", "1280x720", "--input-format", "yuv420p", "--rate", "25", "--hash"]
        let again = try command.run(reading, input: raw)
        #expect(again.status == 0, "\(again.errors)")
        #expect(digests(again.output) == digests(try command.run([BuiltCommand.clip, "--frames", "5", "--hash"]).output))
        let unknown = try command.run([BuiltCommand.clip, "--size", "64x48", "--hash"])
        #expect(unknown.status == 2 && unknown.errors.contains("size"), "\(unknown.errors)")
    }

    @Test func y4mThroughAPipeTwice() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        #expect(try command.run([BuiltCommand.clip, "a.y4m", "--frames", "4", "--blur"]).status == 0)
        let through = try command.run(["-", "b.y4m", "--format", "y4m"], input: command.file("a.y4m"))
        #expect(through.status == 0, "\(through.errors)")
        #expect(try Data(contentsOf: command.file("a.y4m")) == Data(contentsOf: command.file("b.y4m")))
    }

    @Test func chainOfAFile() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        try Data("# a look\n  blur=sigma=3   # soft\n\n--gamma=1.2\r\n".utf8).write(to: command.file("look.vidproc"))
        let typed = ["--frames", "3", "--hash"]
        let byFile = try command.run([BuiltCommand.clip, "--invert", "--chain", "look.vidproc", "--edges"] + typed)
        #expect(byFile.status == 0, "\(byFile.errors)")
        #expect(byFile.output == (try command.run([BuiltCommand.clip, "--invert", "--blur=3", "--gamma=1.2", "--edges"] + typed).output))
        for (text, words) in [("blur=sigma=900", "line 1: blur"), ("\nblurr", "line 2"), ("blur gamma", "line 1: more"), ("--quiet", "line 1")] {
            try Data(text.utf8).write(to: command.file("wrong.vidproc"))
            let wrong = try command.run([BuiltCommand.clip, "--chain=wrong.vidproc"] + typed)
            #expect(wrong.status == 2 && wrong.errors.contains("wrong.vidproc, \(words)"), "\(wrong.errors)")
        }
        // Spaces and # in a value are the value's.
        try Data("text=No 5: {frame},color=#ff8000  # orange\n".utf8).write(to: command.file("text.vidproc"))
        let text = try command.run([BuiltCommand.clip, "--chain", "text.vidproc"] + typed)
        #expect(text.output == (try command.run([BuiltCommand.clip, "--text=No 5: {frame},color=#ff8000"] + typed).output) && text.status == 0)
        let missing = try command.run([BuiltCommand.clip, "--chain", "none.vidproc"] + typed)
        #expect(missing.status == 2 && missing.errors.contains("none.vidproc"))
    }

    @Test func digestsOfStages() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let stages = try command.run([BuiltCommand.clip, "--blur", "--edges", "--frames", "3", "--hash-stages"])
        #expect(stages.status == 0, "\(stages.errors)")
        let lines = stages.output.split(separator: "\n")
        #expect(lines.map { $0.prefix { $0 != " " } } == ["input", "blur=sigma=2", "edges=operator=sobel"])
        for (index, chain) in [[], ["--blur"], ["--blur", "--edges"]].enumerated() {
            let alone = try command.run([BuiltCommand.clip, "--frames", "3", "--hash"] + chain)
            #expect(digests(alone.output) == [digests(stages.output)[index]], "\(chain)")
        }
    }

    @Test func pace() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let began = Date()
        #expect(try command.run(["pattern:bars=64x48@25:1", "null", "--pace"]).status == 0)
        // The last of 25 frames is due after 0.96 s.
        #expect((0.95..<5).contains(Date().timeIntervalSince(began)))
        let stopped = try command.run(["pattern:bars=64x48@1/10", "null", "--pace"]) { process in
            usleep(700_000)
            kill(process.processIdentifier, SIGINT)
        }
        #expect(stopped.status == 130)
    }

    @Test func loop() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        #expect(try command.run([BuiltCommand.clip, "--loop=2", "--hash", "--duration", "1"]).output.hasPrefix("frames 50 "))
        #expect(try command.run([BuiltCommand.clip, "--loop", "--hash", "--duration", "1", "--frames", "60"]).output.hasPrefix("frames 60 "))
        // What was redirected has a way back; a pipe has none.
        #expect(try command.run(["-", "--loop=2", "--hash"], input: URL(fileURLWithPath: BuiltCommand.clip)).output.hasPrefix("frames 264 "))
        let pipe = try command.shell("vidproc '\(BuiltCommand.clip)' - --frames 5 | vidproc - --loop=2 --hash")
        #expect(pipe.status == 2 && pipe.errors.contains("--loop needs a file"), "\(pipe.errors)")
    }

    /// What the plan says is what the report tells of the run.
    @Test func thePlanIsKept() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let arguments = [
            BuiltCommand.clip, "--blur", "--gamma=1.2", "--edges", "out.mkv", "--preset", "ultrafast", "--threads", "2", "--queue", "3", "--pix-fmt", "yuv444p",
            "--frames", "20",
        ]
        let plan = try command.run(arguments + ["--plan"])
        #expect(plan.status == 0, "\(plan.errors)")
        #expect(try command.contents().isEmpty)
        #expect(try command.run(arguments + ["--report", "run.json"]).status == 0)
        let report = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: command.file("run.json"))) as? [String: Any])
        let stages = try #require(report["stages"] as? [[String: Any]]), output = try #require(report["output"] as? [String: Any])
        for name in stages.compactMap({ $0["name"] as? String }) { #expect(plan.output.contains(name), "\(name)") }
        for text in report["chain"] as? [String] ?? [] { #expect(plan.output.contains(text)) }
        #expect((stages[1]["queue"] as? [String: Any])?["capacity"] as? Int == 3 && plan.output.contains("queue of 3"))
        #expect(plan.output.contains("yuv420p is converted to yuv444p") && output["pixel_format"] as? String == "yuv444p")
        #expect(plan.output.contains("20 frames") && (report["frames"] as? [String: Any])?["written"] as? Int == 20)
        #expect(plan.output.contains("stream 1 (audio, aac): copied") && plan.output.contains("out.mkv.part"))
        #expect(plan.output.contains(" fps"))
        // What would be refused is refused, and nothing is touched.
        #expect(try command.run(arguments + ["--plan"]).status == 2)
        #expect(try command.contents() == ["out.mkv", "run.json"])
    }

    @Test func strict() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let refused = try command.run([BuiltCommand.clip, "out.y4m", "--frames", "2", "--strict"])
        #expect(refused.status == 2 && refused.errors.contains("aac"), "\(refused.errors)")
        #expect(try command.contents().isEmpty)
        #expect(try command.run([BuiltCommand.clip, "out.y4m", "--frames", "2", "--strict", "--no-audio"]).status == 0)
    }

    /// mp4 cannot go back to write its index: it goes out in fragments.
    @Test func mp4ThroughAPipe() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let result = try command.shell("vidproc '\(BuiltCommand.clip)' - --format mp4 --frames 50 --edges --preset ultrafast | cat > out.mp4")
        #expect(result.status == 0, "\(result.errors)")
        let written = try command.run(["out.mp4", "--hash"])
        #expect(written.output.hasPrefix("frames 50 "), "\(written.errors)")
        #expect(try command.run(["probe", "out.mp4"]).output.contains("aac"))
    }
}
