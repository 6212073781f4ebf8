// Headers that declare far more than there is: refused in words or read as far as it goes, and never with the memory they ask for.
import Foundation
import Glibc
import Testing

@Suite("crafted headers") struct CraftedHeaderTests {
    /// Exit code, the largest memory in bytes, and standard error. A process that was gone before it was looked at is run again.
    private func run(_ command: BuiltCommand, _ arguments: [String]) throws -> (status: Int32, bytes: Int, errors: String) {
        for _ in 0..<5 {
            let result = try runOnce(command, arguments)
            if result.bytes > 0 { return result }
        }
        throw MemoryWasNeverSeen()
    }

    private struct MemoryWasNeverSeen: Error {}

    private func runOnce(_ command: BuiltCommand, _ arguments: [String]) throws -> (status: Int32, bytes: Int, errors: String) {
        let errors = command.file(".errors").path
        var actions = posix_spawn_file_actions_t(), words = ([command.executable.path] + arguments).map { strdup($0) } + [nil], child = pid_t()
        posix_spawn_file_actions_init(&actions)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            words.forEach { free($0) }
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        try #require(posix_spawn(&child, command.executable.path, &actions, nil, &words, environ) == 0)
        // The kernel's account of a child's memory begins with the pages that it shared with this process before it became the command; the command's own
        // high-water mark is in its status.
        var status: Int32 = 0, kibibytes = 0
        while true {
            let ended = waitpid(child, &status, WNOHANG)
            try #require(ended >= 0)
            if ended == child { break }
            if let text = try? String(contentsOfFile: "/proc/\(child)/status", encoding: .utf8),
                let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }), let now = Int(line.filter(\.isNumber))
            {
                kibibytes = now
            }
            usleep(1000)
        }
        let code = status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
        return (code, kibibytes * 1024, try String(contentsOfFile: errors, encoding: .utf8))
    }

    private func bigEndian(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    private func littleEndian(_ value: Int, _ count: Int) -> [UInt8] { bigEndian(value, count).reversed() }

    private func expectLittle(_ command: BuiltCommand, _ name: String) throws {
        let result = try run(command, [command.file(name).path, command.file("out.mkv").path, "--encoder", "ffv1", "--quiet"])
        #expect(result.status == 3, "\(name): \(result.errors)")
        #expect(result.errors.contains(name) && result.errors.split(separator: "\n").count <= 2, "\(result.errors)")
        #expect(result.bytes < 400 << 20, "\(name): \(result.bytes >> 20) MiB")
        #expect(try !command.contents().contains { $0.hasPrefix("out") }, "\(name)")
    }

    @Test(arguments: [(0, 0), (30_000, 30_000), (999_999, 999_999), (2_147_483_647, 1)]) func y4m(width: Int, height: Int) throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        try Data("YUV4MPEG2 W\(width) H\(height) F25:1 C420jpeg\nFRAME\n\(String(repeating: "x", count: 1000))".utf8).write(to: command.file("in.y4m"))
        try expectLittle(command, "in.y4m")
    }

    @Test(arguments: [30_000, 1_000_000, 0x7fff_ffff]) func png(width: Int) throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        // The check sums are left out: libav does not look at them.
        let header = bigEndian(13, 4) + Array("IHDR".utf8) + bigEndian(width, 4) + bigEndian(width, 4) + [8, 2, 0, 0, 0] + bigEndian(0, 4)
        let data = bigEndian(8, 4) + Array("IDAT".utf8) + [0x78, 0x9c, 3, 0, 0, 0, 0, 1] + bigEndian(0, 4)
        try Data([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + header + data).write(to: command.file("in.png"))
        try expectLittle(command, "in.png")
    }

    /// A file whose codec takes the container's word for its size, with another size written over that.
    @Test(arguments: ["avi", "mkv"], [16_000, 30_000]) func container(ending: String, width: Int) throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let made = try command.run(["pattern:bars=64x48@25:0.2", "whole.\(ending)", "--encoder", "ffv1", "--quiet"])
        try #require(made.status == 0, "\(made.errors)")
        var bytes = try Data(contentsOf: command.file("whole.\(ending)"))
        let old: [UInt8], new: [UInt8]
        switch ending {
        case "avi": (old, new) = (littleEndian(64, 4) + littleEndian(48, 4), littleEndian(width, 4) + littleEndian(width, 4))
        // In the room of width and height a width of four bytes.
        default: (old, new) = ([0xb0, 0x81, 64, 0xba, 0x81, 48], [0xb0, 0x84] + bigEndian(width, 4))
        }
        var found = 0
        while let range = bytes.range(of: Data(old)) {
            bytes.replaceSubrange(range, with: new)
            found += 1
        }
        try #require(found > 0)
        try bytes.write(to: command.file("in.\(ending)"))
        try expectLittle(command, "in.\(ending)")
    }

    /// The pictures themselves tell their size: what mp4's boxes say beside it does no harm.
    @Test func mp4() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        try #require(try command.run(["pattern:bars=64x48@25:0.2", "whole.mp4", "--quiet"]).status == 0)
        var bytes = try Data(contentsOf: command.file("whole.mp4"))
        let range = try #require(bytes.range(of: Data(bigEndian(64, 2) + bigEndian(48, 2) + bigEndian(72, 2))))
        bytes.replaceSubrange(range.lowerBound..<range.lowerBound + 4, with: bigEndian(30_000, 2) + bigEndian(30_000, 2))
        try bytes.write(to: command.file("in.mp4"))
        let result = try run(command, [command.file("in.mp4").path, command.file("out.mkv").path, "--encoder", "ffv1", "--quiet"])
        #expect(result.status == 0 && result.bytes < 400 << 20, "\(result.errors)")
        #expect(try command.run(["out.mkv", "--hash", "--quiet"]).output == command.run(["whole.mp4", "--hash", "--quiet"]).output)
    }
}
