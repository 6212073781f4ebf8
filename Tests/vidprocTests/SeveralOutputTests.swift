// `--also`: one run, several outputs, each as if it were alone.
import Foundation
import Testing

@Suite("several outputs") struct SeveralOutputTests {
    @Test func eachIsWhatItWouldBeAlone() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let run = [BuiltCommand.clip, "--edges", "--frames", "12", "--quiet"]
        let alone = try command.run(run + ["--hash"])
        let result = try command.run(
            run + ["--hash", "--also", "a.mkv", "--also", "b.avi", "--also", "null", "--encoder", "ffv1", "--report", "run.json"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == alone.output && result.output.hasPrefix("frames 12"))
        #expect(try command.contents() == ["a.mkv", "b.avi", "run.json"])
        for name in ["a.mkv", "b.avi"] { #expect(try command.run([name, "--hash", "--quiet"]).output == alone.output, "\(name)") }
        // The clip's sound goes along into both.
        let probe = try command.shell("for f in a.mkv b.avi; do vidproc probe $f --json; done")
        #expect(probe.output.components(separatedBy: "\"audio\"").count >= 3, "\(probe.output)")
        let report = try JSONSerialization.jsonObject(with: Data(contentsOf: command.file("run.json"))) as? [String: Any]
        let also = try #require(report?["also"] as? [[String: Any]])
        #expect(
            also.map { $0["path"] as? String } == ["a.mkv", "b.avi", "null"] && also.allSatisfy { $0["written"] as? Int == 12 && $0["dropped"] as? Int == 0 })
    }

    @Test func whatDoesNotGoTogetherIsRefused() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        for (words, part) in [
            (["--bench", "--also", "a.mkv"], "--bench takes no output, but --also a.mkv was given"),
            (["a.mkv", "--also", "a.mkv"], "the output a.mkv is given twice"), (["--hash", "--also", "-"], "would both write to standard output"),
            (["a.mkv", "--also", "b.xyz"], "b.xyz"), (["a.mkv", "--also", "run.json", "--report", "run.json"], "run.json"),
        ] {
            let result = try command.run(["pattern:bars=64x48@25:1"] + words)
            #expect(result.status == 2 && result.errors.contains(part), "\(words): \(result.errors)")
        }
        #expect(try command.contents() == [])
    }
}
