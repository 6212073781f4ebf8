// The whole command on files cut short or with wrong bytes: done as far as it goes, or one line and no output; never a crash, never a wait.
import Foundation
import TestSupport
import Testing

@Suite("damaged files", .serialized) struct DamagedFileTests {
    /// Seconds for one run.
    private static let limit = 20.0

    private func whole(_ command: BuiltCommand, _ ending: String) throws -> Data {
        // The clip has sound; webm takes neither its codec nor that of its video.
        let made = try command.run(
            ending == "webm"
                ? ["pattern:moving=64x48@25:0.6", "whole.webm", "--quiet"]
                : [BuiltCommand.clip, "whole.\(ending)", "--frames", "8", "--encoder", "mpeg4", "--gop", "4", "--quiet"])
        try #require(made.status == 0, "\(made.errors)")
        return try Data(contentsOf: command.file("whole.\(ending)"))
    }

    private func check(_ command: BuiltCommand, _ bytes: Data, _ ending: String, _ what: String) throws {
        try bytes.write(to: command.file("in.\(ending)"))
        let output = ending == "mkv" ? "out.mp4" : "out.mkv", began = ContinuousClock.now
        let result = try command.run(["in.\(ending)", "--blur", output, "-y", "--encoder", "mpeg4", "--quiet"]) { process in
            DispatchQueue.global().asyncAfter(deadline: .now() + Self.limit) { if process.isRunning { process.terminate() } }
        }
        #expect(ContinuousClock.now - began < .seconds(Self.limit), "\(what)")
        #expect([0, 3].contains(result.status), "\(what): \(result.errors)")
        let lines = result.errors.split(separator: "\n")
        #expect(lines.allSatisfy { $0.hasPrefix("vidproc: ") || $0.hasPrefix("hint: ") } && lines.count <= 6, "\(what): \(result.errors)")
        #expect(lines.filter { $0.hasPrefix("vidproc: error: ") }.count == (result.status == 0 ? 0 : 1), "\(what): \(result.errors)")
        let names = Set(try command.contents()).subtracting(["whole.\(ending)", "in.\(ending)"])
        #expect(names.isSubset(of: [result.status == 0 ? output : output + ".part"]), "\(what): \(names)")
        for name in names { try FileManager.default.removeItem(at: command.file(name)) }
    }

    @Test(arguments: ["mp4", "mkv", "webm", "avi", "ts"]) func runsToAFile(ending: String) throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let bytes = try whole(command, ending)
        for tenth in stride(from: 1, to: 10, by: 2) { try check(command, bytes.prefix(bytes.count * tenth / 10), ending, "\(tenth) tenths of \(ending)") }
        for seed in 0..<6 {
            var generator = SeededGenerator(state: UInt64(seed)), damaged = bytes
            let places = seed % 2 == 0 ? 0..<bytes.count : 0..<min(bytes.count, 1000)
            for _ in 0..<10 { damaged[Int.random(in: places, using: &generator)] ^= UInt8.random(in: 1...255, using: &generator) }
            try check(command, damaged, ending, "\(ending) with wrong bytes, seed \(seed)")
        }
    }
}
