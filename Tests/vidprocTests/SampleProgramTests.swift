// The sample programs on the library do what their heads say.
import Testing

@Suite("sample programs", .serialized) struct SampleProgramTests {
    private func frames(_ command: BuiltCommand, _ file: String) throws -> String {
        let hash = try BuiltCommand()
        defer { hash.remove() }
        let result = try hash.run([command.file(file).path, "--hash", "--quiet"])
        #expect(result.status == 0, "\(result.errors)")
        return result.output
    }

    @Test func aChainWrittenInSwift() throws {
        let command = try BuiltCommand("ChainInSwift")
        defer { command.remove() }
        let result = try command.run([BuiltCommand.clip, "out.mp4"])
        #expect(result.status == 0 && result.output.hasPrefix("132 frames. "), "\(result.output)\(result.errors)")
        #expect(try command.contents() == ["out.mp4"])
        #expect(try frames(command, "out.mp4").hasPrefix("frames 132  sha256"))
    }

    @Test func aFilterOfOnesOwn() throws {
        let command = try BuiltCommand("OwnFilter")
        defer { command.remove() }
        let short = try BuiltCommand()
        defer { short.remove() }
        let made = try short.run([BuiltCommand.clip, "--frames", "3", "--no-audio", "short.mkv", "--encoder", "ffv1"])
        #expect(made.status == 0, "\(made.errors)")
        let input = short.file("short.mkv").path
        let result = try command.run([input, "--emboss=2", "--invert", "out.y4m"])
        #expect(result.output.hasPrefix("3 frames through [\"emboss=strength=2\", \"invert\"]"), "\(result.output)\(result.errors)")
        let region = try command.run([input, "--emboss=2,region=0:0:1:1", "same.y4m"])
        #expect(region.output.hasPrefix("3 frames"), "\(region.output)")
        #expect(try frames(command, "out.y4m") != frames(command, "same.y4m"))
        let refused = try command.run([input, "--embos=2", "no.y4m"])
        #expect(refused.output.contains("did you mean --emboss?"), "\(refused.output)")
        #expect(try command.contents() == ["out.y4m", "same.y4m"])
    }
}
