// Memory goes back when its owners go, also when opening fails halfway; pipes are read as they come.
import Foundation
import MediaIO
import Testing
import VideoFrame

@Suite struct LifetimeTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    /// Keeps no owner alive.
    private struct Witness { weak var owner: BufferOwner? }

    @Test func aPoolsFreeBuffersGoWithIt() {
        var witness = Witness()
        do {
            let pool = FramePool()
            let plane = pool.plane(size: PlaneSize(width: 8, height: 8), bytesPerSample: 1)
            witness.owner = plane.owner
        }
        #expect(witness.owner == nil)
    }

    @Test func aPlaneOutlivesItsPool() {
        func lonely() -> PlaneRef { FramePool().plane(size: PlaneSize(width: 8, height: 8), bytesPerSample: 1) }
        let plane = lonely()
        plane.view.row(7).storeBytes(of: 7, as: UInt8.self)
        let value = plane.view.row(7).load(as: UInt8.self)
        #expect(value == 7)
    }

    @Test func decodedPicturesGoWithTheirSource() throws {
        var witness = Witness()
        do {
            let source = try FileSource(path: clip, options: SourceOptions(frames: 3))
            while let frame = try source.next() { witness.owner = frame.planes.share(0).owner }
        }
        #expect(witness.owner == nil)
    }

    @Test func failedOpeningsFreeOnce() throws {
        let text = try scratch.write(Data(String(repeating: "Dear all,\nno video here.\n", count: 200).utf8), to: "letter.txt")
        let whole = try scratch.make("whole.mp4", "-i", clip, "-c", "copy", "-t", "1")
        let head = try scratch.write(try Data(contentsOf: URL(fileURLWithPath: whole)).prefix(20_000), to: "head.mp4")
        for path in [text, head] { for _ in 0..<20 { #expect(throws: MediaError.self) { _ = try FileSource(path: path, options: SourceOptions()) } } }
        let options = EncoderOptions(encoder: "libx264", preset: "nonsense")
        for _ in 0..<20 { #expect(throws: MediaError.self) { try transcode(clip, scratch.path("out.mp4"), encoder: options) } }
    }

    @Test func y4mByPipe() throws {
        let pipe = scratch.path("in.pipe")
        try #require(mkfifo(pipe, 0o600) == 0)
        let writer = Process()
        writer.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        writer.arguments = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", clip, "-frames:v", "20", "-f", "yuv4mpegpipe", pipe]
        try writer.run()
        let lines = try digestLines(pipe)
        writer.waitUntilExit()
        let wanted = try digestLines(clip, options: SourceOptions(frames: 20))
        #expect(lines == wanted)
    }

    /// A web server on the loopback: ffmpeg's own, which serves one request. Tried until it listens.
    @Test func videoByHTTP() throws {
        let wanted = try digestLines(clip, options: SourceOptions(frames: 20))
        let port = Int.random(in: 20_000...60_000)
        let server = Process()
        server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        server.arguments = [
            "timeout", "30", "ffmpeg", "-v", "error", "-nostdin", "-i", clip, "-map", "0:v", "-c", "copy", "-f", "matroska", "-listen", "1",
            "http://127.0.0.1:\(port)/clip.mkv",
        ]
        server.standardError = FileHandle.nullDevice
        try server.run()
        defer {
            server.terminate()
            server.waitUntilExit()
        }
        var lines: [String]?
        for _ in 0..<100 where lines == nil {
            usleep(50_000)
            lines = try? digestLines("http://127.0.0.1:\(port)/clip.mkv", options: SourceOptions(frames: 20))
        }
        #expect(lines == wanted)
        let refused = #expect(throws: MediaError.self) { try openSource("http://127.0.0.1:1/none.mkv", options: SourceOptions()) }
        #expect(refused?.side == .input && refused?.message.contains("refused") == true)
    }
}
