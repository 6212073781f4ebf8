// Ctrl-C at every moment: while an input waits, while it is being opened, and twice.
import Foundation
import Glibc
import Testing

@Suite("signals", .serialized) struct SignalTests {
    /// A named pipe in the command's folder, kept open for writing by the test: its reader waits for more.
    private func pipe(_ command: BuiltCommand, holding content: Data) throws -> (path: String, writer: FileHandle) {
        let path = command.file("in.pipe").path
        try #require(mkfifo(path, 0o600) == 0)
        // Opened for both ends, so that opening does not wait for the reader.
        let descriptor = open(path, O_RDWR)
        try #require(descriptor >= 0)
        let writer = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try writer.write(contentsOf: content)
        return (path, writer)
    }

    /// Four frames of y4m, small enough for a pipe's own memory.
    private var frames: Data {
        var data = Data("YUV4MPEG2 W64 H48 F25:1 Ip A1:1 C420jpeg\n".utf8)
        for value in 0..<4 { data += Data("FRAME\n".utf8) + Data(repeating: UInt8(50 * value), count: 64 * 48 * 3 / 2) }
        return data
    }

    @Test func anInputThatWaitsIsEnded() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let (path, writer) = try pipe(command, holding: frames)
        let began = ContinuousClock.now
        let result = try command.run([path, "--edges", "out.mkv", "--encoder", "ffv1", "--quiet"]) { process in
            usleep(700_000)
            kill(process.processIdentifier, SIGINT)
        }
        try writer.close()
        #expect(result.status == 130, "\(result.errors)")
        #expect(ContinuousClock.now - began < .seconds(10))
        #expect(try command.contents() == ["in.pipe", "out.mkv"])
        let count = try command.run(["out.mkv", "--hash", "--quiet"])
        #expect(count.output.hasPrefix("frames 4  "), "\(count.output)\(count.errors)")
    }

    @Test func anOpeningThatWaitsIsLeft() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let (path, writer) = try pipe(command, holding: Data("YUV4".utf8))
        let result = try command.run([path, "--edges", "out.mkv"]) { process in
            usleep(700_000)
            kill(process.processIdentifier, SIGTERM)
        }
        try writer.close()
        #expect(result.status == 143, "\(result.errors)")
        #expect(try command.contents() == ["in.pipe"])
    }

    @Test func theSecondSignalEndsAtOnce() throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        // Minutes of work are still in the encoder when the first signal comes.
        let result = try command.run(["pattern:noise=1920x1080@25", "--frames", "400", "out.mp4", "--preset", "placebo"]) { process in
            sleep(3)
            kill(process.processIdentifier, SIGINT)
            usleep(300_000)
            kill(process.processIdentifier, SIGINT)
        }
        #expect(result.status == 130, "\(result.errors)")
        #expect(!result.errors.contains("the output is complete"))
        #expect(try command.contents().allSatisfy { $0 == "out.mp4.part" })
    }
}
