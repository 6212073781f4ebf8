// A server with a run that the test makes up: frames when it wants them, a chain that remembers what it was told.
import Base
import Filters
import MediaIO
import PipelineEngine
import TestSupport
import VideoFrame

@testable import LiveServer

final class FakeChain: ChainControl {
    private let held: Locked<[ChainEntry]>

    init(_ texts: [String]) { held = Locked(texts.map { ChainEntry(text: $0) }) }

    var entries: [ChainEntry] { held.withLock { $0 } }

    func change(_ edit: (inout [ChainEntry]) throws(PipelineError) -> Void) throws(PipelineError) {
        try held.withLock { held throws(PipelineError) in
            var entries = held
            try edit(&entries)
            if entries.contains(where: { $0.text.contains("sigma=13") }) { throw PipelineError(stage: "plan", message: "not 13", hint: "nor 14") }
            held = entries
        }
    }
}

struct ServedFixture {
    let server: LiveServer
    let sink: any FrameSink
    let source: any FrameSource
    let chain = FakeChain(["blur=sigma=2,region=0:0:8:8", "overlay=logo.png", "edges"])
    let port: Int

    /// `moving` frames, served at a free port.
    init(limits: ServerLimits = ServerLimits(), token: String? = nil, recording: RecordingPlan? = nil) throws {
        server = try LiveServer(.usual, limits: limits, token: token)
        source = server.tap(try openSource("pattern:moving=160x90@25", options: SourceOptions()))
        sink = server.makeSink(stream: source.info.stream, recording: recording)
        port = Int(server.url.split(separator: ":").last?.prefix { $0.isNumber } ?? "") ?? 0
        // Its figures alone are asked for: the frames go past it.
        let sink = sink
        let pipeline = try Pipeline(source: source, chain: [], configuration: PipelineConfiguration(threads: 1)) { _ in sink }
        server.serve(stream: source.info.stream, registry: .builtIn, chain: chain) { pipeline.snapshot() }
    }

    var host: String { "127.0.0.1:\(port)" }

    func show(_ frames: Int) throws {
        for _ in 0..<frames { if let frame = try source.next() { try sink.write(frame) } }
    }

    /// A WebSocket as the page opens it.
    func viewer() -> WebClient? {
        guard let client = WebClient(port: port), client.upgrade(host: host, origin: "http://\(host)").contains(" 101 ") else { return nil }
        return client
    }

    /// The whole answer to `request`, whose lines end as HTTP's.
    func ask(_ lines: [String]) -> String {
        guard let client = WebClient(port: port) else { return "no connection" }
        client.send(lines.joined(separator: "\r\n") + "\r\n\r\n")
        return client.readAll()
    }
}
