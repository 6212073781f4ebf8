// Frames of one sample, of one row, of odd sizes, and as wide or high as they come: through the command bit by bit.
import Foundation
import TestSupport
import Testing

@Suite("odd sizes", .serialized) struct OddSizeTests {
    static let sizes = [(1, 1), (1, 7), (7, 1), (3, 3), (5, 4), (33, 17)]
    /// Long rows and many rows.
    static let extremes = [(16384, 16), (16, 16384)]
    /// With the chroma's columns and rows per sample.
    static let formats = [("gray", 0, 0), ("yuv420p", 2, 2), ("yuv422p", 2, 1), ("yuv444p", 1, 1)]

    /// Two frames of noise, plane after plane without padding.
    private func samples(_ size: (Int, Int), _ format: (String, Int, Int)) -> Data {
        let luma = size.0 * size.1
        let chroma = format.1 == 0 ? 0 : 2 * ((size.0 + format.1 - 1) / format.1) * ((size.1 + format.2 - 1) / format.2)
        var generator = SeededGenerator(state: UInt64(luma + chroma)), data = Data(count: 2 * (luma + chroma))
        data.withUnsafeMutableBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: 8) {
                withUnsafeBytes(of: generator.next()) {
                    UnsafeMutableRawBufferPointer(rebasing: bytes[start...]).copyBytes(from: $0.prefix(bytes.count - start))
                }
            }
        }
        return data
    }

    private func tool(_ command: BuiltCommand, _ line: String) throws -> String {
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", line]
        process.currentDirectoryURL = command.folder
        process.standardOutput = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test(arguments: formats.map(\.0)) func everySampleComesThrough(name: String) throws {
        let format = try #require(Self.formats.first { $0.0 == name })
        for size in Self.sizes + (name.hasPrefix("yuv42") ? Self.extremes : []) {
            let command = try BuiltCommand()
            defer { command.remove() }
            try samples(size, format).write(to: command.file("in.raw"))
            let wanted = try tool(command, "sha256sum < in.raw").prefix(64)
            for output in [["out.mkv", "--encoder", "ffv1"], ["out.y4m"]] {
                let raw = ["in.raw", "--format", "rawvideo", "--size", "\(size.0)x\(size.1)", "--rate", "25", "--input-format", name, "--quiet"]
                let made = try command.run(raw + output)
                #expect(made.status == 0, "\(size) \(name): \(made.errors)")
                let seen = try tool(command, "ffmpeg -v error -nostdin -i \(output[0]) -vsync passthrough -pix_fmt \(name) -f hash -hash sha256 -")
                #expect(seen == "SHA256=\(wanted)", "\(size) \(name) \(output[0])")
            }
            let hashed = try command.run(["out.mkv", "--hash", "--quiet"])
            #expect(hashed.output == "frames 2  sha256 \(wanted)\n", "\(size) \(name): \(hashed.errors)")
            let filtered = try command.run(["out.y4m", "--blur=3", "--edges", "null", "--quiet"])
            #expect(filtered.status == 0, "\(size) \(name): \(filtered.errors)")
        }
    }

    /// libav's y4m writer would lose bytes of it.
    @Test func whatY4MCannotHoldIsRefused() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        try Data(count: 2 * (33 * 17 + 2 * 17 * 9)).write(to: command.file("in.raw"))
        let raw = ["in.raw", "--format", "rawvideo", "--size", "33x17", "--rate", "25", "--input-format", "yuv420p10le", "--quiet"]
        let refused = try command.run(raw + ["out.y4m"])
        #expect(refused.status == 2 && refused.errors.contains("odd width (33)") && refused.errors.contains("yuv444p10le"), "\(refused.errors)")
        #expect(try command.contents() == ["in.raw"])
        #expect(try command.run(raw + ["out.mkv", "--encoder", "ffv1"]).status == 0)
    }
}
