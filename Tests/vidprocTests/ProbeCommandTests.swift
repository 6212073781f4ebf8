// `vidproc probe` as a user types it.
import Foundation
import Testing

@Suite("probe command") struct ProbeCommandTests {
    private func run(_ arguments: String..., body: (CommandResult) throws -> Void) throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        try body(try command.run(["probe"] + arguments))
    }

    @Test func table() throws {
        try run(BuiltCommand.clip) { result in
            #expect(result.status == 0 && result.errors.isEmpty)
            #expect(result.output.contains("  picture      1280x720, yuv420p, 8 bits, progressive\n"))
        }
    }

    @Test func json() throws {
        try run(BuiltCommand.clip, "--json") { result in
            #expect(result.status == 0)
            let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
            let stream = try #require((object?["streams"] as? [[String: Any]])?.first)
            let picture = try #require(stream["picture"] as? [String: Any])
            #expect(picture["pixel_format"] as? String == "yuv420p")
            #expect(picture["rotation"] is NSNull)
            #expect(stream["frames"] as? Int == 132)
            // Keys of tags stay as they are in the file.
            #expect(((object?["container"] as? [String: Any])?["tags"] as? [String: String])?["major_brand"] == "isom")
        }
    }

    @Test func differenceWithItself() throws {
        try run(BuiltCommand.clip, "--diff", BuiltCommand.clip) { #expect($0.status == 0 && $0.output.isEmpty && $0.errors.isEmpty) }
        try run(BuiltCommand.clip, "--diff", BuiltCommand.clip, "--json") { #expect($0.status == 0 && $0.output.filter { !$0.isWhitespace } == "[]") }
    }

    @Test func differenceAfterARun() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        #expect(try command.run([BuiltCommand.clip, "out.mkv", "--preset", "ultrafast", "--pix-fmt", "yuv444p", "--frames", "3"]).status == 0)
        let result = try command.run(["probe", BuiltCommand.clip, "--diff", "out.mkv", "--json"])
        #expect(result.status == 1 && result.errors.isEmpty)
        let rows = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]] ?? []
        let format = try #require(rows.first { $0["what"] as? String == "video 0 pixel format" })
        #expect(format["a"] as? String == "yuv420p" && format["b"] as? String == "yuv444p")
        #expect(!rows.contains { ($0["what"] as? String)?.contains("encoder") == true })
    }

    @Test func refusals() throws {
        try run { #expect($0.status == 2 && $0.errors.contains("vidproc probe INPUT")) }
        try run("none.mp4") { #expect($0.status == 3 && $0.errors == "vidproc: error: none.mp4: No such file or directory\n") }
        try run(".") { #expect($0.status == 3 && $0.errors.contains("is a directory")) }
        try run(BuiltCommand.clip, "--diff", "none.mp4") { #expect($0.status == 3 && $0.output.isEmpty) }
        try run(BuiltCommand.clip, "--diff") { #expect($0.status == 2) }
        try run(BuiltCommand.clip, "--blur") { #expect($0.status == 2 && $0.errors.contains("takes no filter")) }
        try run("-", "--diff", "-") { #expect($0.status == 2) }
        try run("pattern:noise=64x48@25:1") { #expect($0.status == 2) }
    }

    @Test func fileCalledProbe() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        try FileManager.default.copyItem(atPath: BuiltCommand.clip, toPath: command.file("probe").path)
        let run = try command.run(["./probe", "--hash", "--frames", "2"])
        #expect(run.status == 0 && run.output.hasPrefix("frames 2 "))
        #expect(try command.run(["probe", "probe"]).output.hasPrefix("probe\n"))
    }
}
