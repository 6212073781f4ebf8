// What the tests of media input and output share: a scratch folder, the ffmpeg tools, and a loop from source to sink.
import Foundation
import MediaIO
import Testing
import VideoFrame

/// A folder of one test's own. Kept by the suite's value, which outlives the test; gone with it.
final class Scratch: Sendable {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("media-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    func contents() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }

    func write(_ bytes: some DataProtocol, to name: String) throws -> String {
        try Data(bytes).write(to: folder.appendingPathComponent(name))
        return path(name)
    }

    /// Makes `name` with ffmpeg from its arguments.
    func make(_ name: String, _ arguments: String...) throws -> String { try make(name, arguments: arguments) }

    func make(_ name: String, arguments: [String]) throws -> String {
        try runTool("ffmpeg", ["-v", "error", "-nostdin", "-y"] + arguments + [path(name)])
        return path(name)
    }
}

let clip = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Samples/bigbuckbunny.mp4").path

struct ToolFailure: Error { let text: String }

/// Runs a command-line tool and gives its output. Output goes through a file: a full pipe that nobody reads would stop the tool.
@discardableResult
func runTool(_ name: String, _ arguments: [String]) throws -> Data {
    let output = FileManager.default.temporaryDirectory.appendingPathComponent("media-test-\(UUID().uuidString).out")
    let errors = output.appendingPathExtension("err")
    for file in [output, errors] { try Data().write(to: file) }
    defer { for file in [output, errors] { try? FileManager.default.removeItem(at: file) } }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    // A tool that never ends would take the machine with it.
    process.arguments = ["timeout", "--signal=KILL", "60", name] + arguments
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw ToolFailure(text: "\(name) \(arguments): \(String(decoding: try Data(contentsOf: errors), as: UTF8.self))")
    }
    return try Data(contentsOf: output)
}

func toolText(_ name: String, _ arguments: String...) throws -> String {
    String(decoding: try runTool(name, ["-v", "error"] + arguments), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
}

/// Presentation times of the video's frames as ffprobe prints them.
func frameTimes(_ path: String) throws -> [String] {
    try toolText("ffprobe", "-select_streams", "v:0", "-show_entries", "frame=pts_time", "-of", "default=nk=1:nw=1", path)
        .split(separator: "\n").map(String.init)
}

func md5(_ path: String, stream: String) throws -> String { try toolText("ffmpeg", "-i", path, "-map", stream, "-c", "copy", "-f", "md5", "-") }

/// SHA-256 of the decoded video as ffmpeg's own reader sees it.
func decodedDigest(_ path: String, pixelFormat: String) throws -> String {
    let line = try toolText("ffmpeg", "-i", path, "-map", "0:v:0", "-vsync", "passthrough", "-pix_fmt", pixelFormat, "-f", "hash", "-hash", "sha256", "-")
    return String(line.dropFirst("SHA256=".count))
}

func sha256(_ bytes: [UInt8], in scratch: Scratch) throws -> String {
    let file = try scratch.write(bytes, to: "digest-\(UUID().uuidString)")
    return String(String(decoding: try runTool("sha256sum", [file]), as: UTF8.self).prefix(64))
}

/// ffprobe's description of a file.
struct Probe {
    let streams: [[String: Any]]
    let chapters: [[String: Any]]
    let format: [String: Any]

    init(_ path: String) throws {
        let arguments = ["-v", "error", "-of", "json", "-show_streams", "-show_chapters", "-show_format", path]
        let object = try JSONSerialization.jsonObject(with: try runTool("ffprobe", arguments)) as? [String: Any]
        streams = object?["streams"] as? [[String: Any]] ?? []
        chapters = object?["chapters"] as? [[String: Any]] ?? []
        format = object?["format"] as? [String: Any] ?? [:]
    }

    func streams(of kind: String) -> [[String: Any]] { streams.filter { $0["codec_type"] as? String == kind } }

    var video: [String: Any] { streams(of: "video").first ?? [:] }

    static func tag(_ name: String, of section: [String: Any]) -> String? { (section["tags"] as? [String: Any])?[name] as? String }
}

extension EncoderOptions {
    init(encoder: String?, preset: String? = nil, pixelFormat: String? = nil, format: String? = nil) {
        self.init()
        self.encoder = encoder
        self.preset = preset
        self.pixelFormat = pixelFormat
        self.format = format
    }

    /// Quick, since most tests ask about everything but the picture.
    static var fast: EncoderOptions { EncoderOptions(encoder: "libx264", preset: "ultrafast") }
}

extension SourceOptions {
    init(frames: Int? = nil, start: Int64? = nil, duration: Int64? = nil) {
        self.init()
        self.frames = frames
        startMicroseconds = start
        durationMicroseconds = duration
    }
}

struct Transcoded {
    var frames = 0
    var corruptFrames = 0
    var losses: [String] = []
}

/// The whole way from one file to another with nothing between.
@discardableResult
func transcode(
    _ input: String, _ output: String, source options: SourceOptions = SourceOptions(), encoder: EncoderOptions = .fast
) throws(MediaError) -> Transcoded {
    let source = try FileSource(path: input, options: options)
    let sink = try FileSink(path: output, options: encoder, shape: source.info.shape, source: source)
    var result = Transcoded(losses: sink.losses)
    do throws(MediaError) {
        try sink.open()
        while let frame = try source.next() {
            try sink.write(frame)
            result.frames += 1
        }
        try sink.finish()
    } catch {
        sink.abandon()
        throw error
    }
    result.corruptFrames = source.corruptFrames
    return result
}

/// Reads everything; the lines of a DigestSink.
func digestLines(_ path: String, perFrame: Bool = false, options: SourceOptions = SourceOptions()) throws(MediaError) -> [String] {
    let source = try openSource(path, options: options)
    let lines = Lines()
    let sink = try DigestSink(shape: source.info.shape, perFrame: perFrame) { lines.add($0) }
    while let frame = try source.next() { try sink.write(frame) }
    try sink.finish()
    return lines.all
}

/// Collects what a sink prints; locked because the sink may print from any thread.
private final class Lines: @unchecked Sendable {  // `lock` guards `list`
    private let lock = NSLock()
    private var list: [String] = []
    func add(_ line: String) { lock.withLock { list.append(line) } }
    var all: [String] { lock.withLock { list } }
}

func digest(_ path: String) throws -> String {
    let line = try #require(try digestLines(path).first)
    return String(line.suffix(64))
}
