// An address that may be lost and found again while a live run goes on.
import Base
import CFFmpeg
import CPlatform
import VideoFrame

/// One `FileSink` after another to the same address. When one fails, frames pass by until a thread has got through again; each begins with a key frame. The first
/// must get through. `receive` is for the decoding thread, all else for one thread.
public final class ReconnectingSink: FrameSink, PacketReceiver, @unchecked Sendable {  // `state` locks what threads share; `model` is only read after init
    private struct State {
        var sink: FileSink?
        var thread: NamedThread?
        var losses = 0
        var passedBy = 0
        var warnings: [String] = []
    }

    public let info: SinkInfo
    public let losses: [String]
    public let streams: [String]
    private let model: OutputContainer?
    private let make: @Sendable (OutputContainer?) throws(MediaError) -> FileSink
    private let tell: @Sendable (String) -> Void
    private let state: Locked<State>
    /// Whether nobody shall try any longer.
    private let monitor = Monitor()
    private let isOver = Locked(false)

    /// Seconds between tries: as few at first, doubled each time up to the last.
    private static let pauses = (first: 0.5, last: 30.0)

    /// Errors: usage, or side output.
    public init(path: String, options: EncoderOptions, stream: StreamShape, source: any FrameSource) throws(MediaError) {
        let origin = SinkOrigin(source, stream), file = source as? FileSource
        make = { model throws(MediaError) in
            try FileSink(path: path, options: options, stream: stream, from: origin) { container, video throws(MediaError) in
                if let model { try container.takeOthers(of: model, video: video, part: 0..<Int64.max / 2) }
            }
        }
        let model: OutputContainer?
        if let file {
            let plan = try OutputPlan(path: path, options: options, shape: stream.frame, source: origin.info)
            model = try .model(plan, of: file, shape: stream.frame, others: options.copiesStreams)
        } else {
            model = nil
        }
        self.model = model
        tell = options.tell
        let sink = try make(model)
        (info, losses, streams) = (sink.info, sink.losses, sink.streams)
        state = Locked(State(sink: sink))
        if !options.isTrial { file?.addReceiver(self) }
    }

    public var warnings: [String] {
        state.withLock { state in
            guard state.losses > 0 else { return state.warnings }
            return state.warnings + ["\(info.path): was lost \(state.losses) time\(state.losses == 1 ? "" : "s"); \(state.passedBy) frames did not go out"]
        }
    }

    public func open() throws(MediaError) { try current?.open() }

    public func write(_ frame: consuming Frame) throws(MediaError) {
        guard let sink = current else { return state.withLock { $0.passedBy += 1 } }
        do throws(MediaError) {
            try sink.write(frame)
        } catch {
            guard error.side == .output else { throw error }
            state.withLock { $0.passedBy += 1 }
            lose(sink, error)
        }
    }

    public func receive(_ packet: borrowing InputPacket) throws(MediaError) {
        guard let sink = current else { return }
        do throws(MediaError) {
            try sink.receive(packet)
        } catch {
            guard error.side == .output else { throw error }
            lose(sink, error)
        }
    }

    public func finish() throws(MediaError) {
        stopTrying()
        guard let sink = current else { return }
        do throws(MediaError) {
            try sink.finish()
        } catch {
            guard error.side == .output else { throw error }
            state.withLock { $0.losses += 1 }
        }
        state.withLock { $0.warnings += sink.warnings }
    }

    public func abandon() -> String? {
        stopTrying()
        return current?.abandon()
    }

    private var current: FileSink? { state.withLock { $0.sink } }

    /// The first who sees it starts the thread that tries again.
    private func lose(_ sink: FileSink, _ error: MediaError) {
        let (isFirst, done) = state.withLock { state -> (Bool, NamedThread?) in
            guard state.sink === sink, !isOver.withLock({ $0 }) else { return (false, nil) }
            state.sink = nil
            state.losses += 1
            // It has come to its end: it was what made the sink that now fails.
            let done = state.thread.take()
            state.thread = NamedThread("reconnect") { [self] in reconnect() }
            return (true, done)
        }
        done?.join()
        if isFirst { tell("\(error.message): trying again, the run goes on") }
        sink.abandon()
    }

    private func reconnect() {
        var pause = Self.pauses.first
        while true {
            let deadline = cplatform_nanoseconds() + UInt64(pause * 1e9)
            monitor.withLock { while !isOver.withLock({ $0 }), monitor.wait(until: deadline) {} }
            if isOver.withLock({ $0 }) { return }
            pause = min(Self.pauses.last, pause * 2)
            do throws(MediaError) {
                let sink = try make(model)
                try sink.open()
                state.withLock { $0.sink = sink }
                return tell("\(info.path): is there again")
            } catch {
                continue
            }
        }
    }

    private func stopTrying() {
        monitor.withLock {
            isOver.withLock { $0 = true }
            monitor.broadcast()
        }
        state.withLock { state in state.thread.take() }?.join()
    }
}
