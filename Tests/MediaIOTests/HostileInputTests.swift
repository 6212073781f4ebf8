// Streams that become something else in the middle, and inputs that only look like files.
import Foundation
import Glibc
import MediaIO
import Testing

@Suite("hostile inputs") struct HostileInputTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    private func piece(_ name: String, _ pixelFormat: String, _ coder: [String]) throws -> Data {
        let source = ["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=0.4", "-pix_fmt", pixelFormat]
        try runTool("ffmpeg", source + coder + [scratch.path(name)])
        return try Data(contentsOf: URL(fileURLWithPath: scratch.path(name)))
    }

    /// Never converted in silence: the chain and the encoder were set up for the first format.
    @Test func theFormatChanges() throws {
        let coder = ["-c:v", "libx264", "-f", "h264"]
        let input = try scratch.write(piece("a", "yuv420p", coder) + piece("b", "yuv444p", coder), to: "in.h264")
        let error = try #require(throws: MediaError.self) { try transcode(input, scratch.path("out.mkv")) }
        #expect(error.side == .input && error.message.contains("yuv420p") && error.message.contains("yuv444p"), "\(error.message)")
        #expect(try !scratch.contents().contains("out.mkv"))
    }

    /// Pictures of a numbered series need not be alike.
    @Test func aPictureOfASeriesIsLarger() throws {
        for (number, size) in [(1, "64x48"), (2, "64x48"), (3, "66x48")] {
            _ = try scratch.make("i\(number).png", "-f", "lavfi", "-i", "color=red:s=\(size):d=0.04", "-pix_fmt", "rgb24", "-frames:v", "1")
        }
        let error = try #require(throws: MediaError.self) { try digestLines(scratch.path("i%d.png")) }
        #expect(error.side == .input && error.message.contains("from 64x48") && error.message.contains("to 66x48"), "\(error.message)")
    }

    /// Damage of every frame is no empty video.
    @Test func nothingCanBeDecoded() throws {
        let whole = try scratch.make("whole.avi", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=0.4", "-c:v", "ffv1")
        var bytes = try Data(contentsOf: URL(fileURLWithPath: whole))
        let start = try #require(bytes.range(of: Data("movi".utf8))).upperBound, end = try #require(bytes.range(of: Data("idx1".utf8))).lowerBound
        // The frames' own headers stay.
        var place = start
        while place + 8 < end {
            let size = (0..<4).reduce(0) { $0 | Int(bytes[place + 4 + $1]) << (8 * $1) }
            for index in place + 8..<min(end, place + 8 + size) { bytes[index] = UInt8(truncatingIfNeeded: index &* 167 &+ 13) }
            place += 8 + size + size % 2
        }
        let input = try scratch.write(bytes, to: "in.avi")
        let error = try #require(throws: MediaError.self) { try transcode(input, scratch.path("out.mkv")) }
        #expect(error.side == .input && error.message.contains(input), "\(error.message)")
        #expect(try !scratch.contents().contains { $0.hasPrefix("out") })
    }

    @Test(arguments: ["/dev/null", "/dev/zero", "/dev/urandom"]) func devicesThatAreNoCameras(path: String) throws {
        let error = try #require(throws: MediaError.self) { try FileSource(path: path, options: SourceOptions()) }
        #expect(error.side == .input && error.message.contains("not a video"), "\(error.message)")
    }

    @Test func aLinkToItself() throws {
        let path = scratch.path("loop.mp4")
        try #require(symlink("loop.mp4", path) == 0)
        let error = try #require(throws: MediaError.self) { try FileSource(path: path, options: SourceOptions()) }
        #expect(error.side == .input && error.message.contains("symbolic links"), "\(error.message)")
    }
}
