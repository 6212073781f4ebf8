// `--segment`: files that together hold every frame and every packet of sound, each a whole under its name while the run goes on.
import Foundation
import Glibc
import Testing

@Suite("segments", .serialized) struct SegmentTests {
    /// Digests of a file's frames without their numbers and times.
    private func frames(_ command: BuiltCommand, _ file: String, _ filters: [String] = []) throws -> [String] {
        let result = try command.run([file, "--hash=frames", "--quiet"] + filters)
        #expect(result.status == 0, "\(file): \(result.errors)")
        return result.output.split(separator: "\n").map { $0.split(separator: " ").last.map(String.init) ?? "" }
    }

    /// Kind, packets and start of each stream.
    private func streams(_ command: BuiltCommand, _ file: String) throws -> [[String]] {
        let probe = try command.shell("ffprobe -v error -count_packets -show_entries stream=codec_type,nb_read_packets,start_time -of csv=p=0 \(file)")
        return probe.output.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    }

    @Test(arguments: ["mp4", "mkv"]) func nothingIsLostBetweenTheFiles(ending: String) throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let encoder = ending == "mkv" ? ["--encoder", "ffv1"] : ["--crf", "0", "--preset", "ultrafast"]
        let result = try command.run([BuiltCommand.clip, "--edges", "out.\(ending)", "--segment", "2s", "--quiet"] + encoder)
        #expect(result.status == 0, "\(result.errors)")
        let names = (1...3).map { "out-00\($0).\(ending)" }
        #expect(try command.contents() == names)
        #expect(try names.flatMap { try frames(command, $0) } == frames(command, BuiltCommand.clip, ["--edges"]))
        let found = try names.map { try streams(command, $0) }
        #expect(found.map { $0.first?.last } == ["50", "50", "32"], "\(found)")
        let sound = found.map { $0.last?.last.flatMap(Int.init) ?? 0 }, all = try streams(command, BuiltCommand.clip).last?.last.flatMap(Int.init)
        #expect(sound.allSatisfy { $0 > 50 } && sound.reduce(0, +) == all, "\(sound)")
        // Each begins at its own zero, sound within a packet of it.
        #expect(found.joined().allSatisfy { Double($0.dropFirst().first ?? "").map { $0 < 0.03 } ?? false }, "\(found)")
    }

    @Test func filesAreWholeWhileTheRunGoesOn() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let result = try command.run(["pattern:moving=96x64@25", "--pace", "cam-%02d.mkv", "--segment", "1s", "--quiet"]) { process in
            for _ in 0..<400 where try !command.contents().contains("cam-02.mkv") { usleep(50_000) }
            #expect(try command.contents().prefix(2) == ["cam-01.mkv", "cam-02.mkv"])
            #expect(try frames(command, "cam-01.mkv").count == 25)
            process.interrupt()
        }
        #expect(result.status == 130, "\(result.errors)")
        let names = try command.contents()
        #expect(names.count >= 3 && names.allSatisfy { $0.hasSuffix(".mkv") }, "\(names)")
        #expect(try names.dropLast().dropFirst().allSatisfy { try frames(command, $0).count == 25 })
    }

    @Test func whatIsThereStays() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        try Data("mine".utf8).write(to: command.file("out-003.mkv"))
        let run = ["pattern:moving=96x64@25:4", "--segment", "1s", "--quiet"]
        for (words, part) in [
            (["out.mkv"], "out-003.mkv: exists"), (["-"], "--segment has no file to cut"), (["a.png", "--pix-fmt", "rgb24"], "cannot be cut"),
            (["a.mkv", "--segment", "0.5"], "at least"),
            (["a.mkv", "--segment", "long"], "10min"), (["udp://127.0.0.1:9"], "cannot be cut"),
        ] {
            let result = try command.run(run + words)
            #expect(result.status == 2 && result.errors.contains(part), "\(words): \(result.errors)")
        }
        #expect(try command.contents() == ["out-003.mkv"])
        let result = try command.run(run + ["out.mkv", "-y"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try command.contents() == (1...4).map { "out-00\($0).mkv" })
    }
}
