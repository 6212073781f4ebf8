// A recording cut into files, each a whole under its final name as soon as its time is over; sound and the other streams go on from file to file.
import Base
import CFFmpeg
import VideoFrame

/// One `FileSink` after another, cut on a grid of time. Each begins with a key frame, for its encoder begins with it, and is completed on a thread of its own.
/// `receive` is for the decoding thread, all else for one thread.
public final class SegmentSink: FrameSink, PacketReceiver, @unchecked Sendable {  // `state` locks what both threads use; `model` is only read after init
    private struct State {
        var clock: SegmentClock?
        /// By number from 0; the ones not completed yet.
        var open: [Int: FileSink] = [:]
        /// All below have been completed or never were.
        var first = 0
        /// Pictures that stand for the whole, such as a cover: each file has them.
        var covers: [Cover] = []
        var closing: [NamedThread] = []
        var failure: MediaError?
        /// Packets whose file was completed before they came.
        var late = 0
        var warnings: [String] = []
    }

    private final class Cover: @unchecked Sendable {  // never changed
        let packet: InputPacket
        init(_ packet: consuming InputPacket) { self.packet = packet }
    }

    public let info: SinkInfo
    public let losses: [String]
    public let streams: [String]
    private let names: SegmentNames
    private let microseconds: Int64
    private let options: EncoderOptions
    private let stream: StreamShape
    private let origin: SinkOrigin
    private let model: OutputContainer?
    private let state: Locked<State>

    /// Microseconds that a file stays open for sound that comes later than the picture of the same time.
    private static let patience: Int64 = 1_000_000

    /// Checks everything that can be known before, all names that the run will or may take among it; nothing is written before `open()`. `microseconds`: of
    /// each file. Errors: usage, or side output.
    public init(path: String, microseconds: Int64, options: EncoderOptions, stream: StreamShape, source: any FrameSource) throws(MediaError) {
        names = try SegmentNames(path)
        // Numbered pictures are files each, and some formats are none at all.
        if let muxer = av_guess_format(options.format, options.format == nil ? path : nil, nil)?.pointee, muxer.flags & AVFMT_NOFILE != 0 {
            throw MediaError(.usage, "\(path): cannot be cut into files", hint: "--segment takes an output that is a film in a file")
        }
        (self.microseconds, self.options, self.stream) = (microseconds, options, stream)
        origin = SinkOrigin(source, stream)
        let seconds = stream.expectedFrames.map { Double($0) / max(1e-9, stream.frameRate.doubleValue) }
        // A run without a known end: the first thousand.
        let count = seconds.map { Int(min(1e6, ($0 * 1e6 / Double(microseconds)).rounded(.up))) } ?? 1000
        let file = source as? FileSource, first = try names.path(1)
        let plan = try OutputPlan(path: first, options: options, shape: stream.frame, source: origin.info)
        for number in stride(from: 2, through: max(1, count), by: 1) {
            _ = try OutputTarget(try names.path(number), muxer: plan.muxer, overwrites: options.overwrites, source: origin.info)
        }
        let model: OutputContainer?
        if let file { model = try .model(plan, of: file, shape: stream.frame, others: options.copiesStreams) } else { model = nil }
        self.model = model
        let sink = try FileSink(path: first, options: options, stream: stream, from: origin) { container, video throws(MediaError) in
            if let model { try container.takeOthers(of: model, video: video, part: 0..<microseconds) }
        }
        var info = sink.info
        info.path = names.pattern
        (self.info, losses, streams) = (info, sink.losses, sink.streams)
        var state = State(open: [0: sink])
        if let span = file?.span { state.clock = SegmentClock(microseconds: microseconds, origin: (span.firstTick == nil ? span.origin : 0, span.timeBase)) }
        self.state = Locked(state)
        if !options.isTrial { file?.addReceiver(self) }
    }

    public var warnings: [String] {
        let (warnings, late) = state.withLock { ($0.warnings, $0.late) }
        return warnings + (late > 0 ? ["\(names.pattern): \(late) packets left out: they came a second after their file's end"] : [])
    }

    public func open() throws(MediaError) { try state.withLock { $0.open[0] }?.open() }

    public func write(_ frame: consuming Frame) throws(MediaError) {
        let timing = frame.timing, base = timing.timeBase.libav, ticks = timing.pts ?? timing.origin &+ timing.elapsedTicks
        let (sink, clock, number, done) = try state.withLock { state throws(MediaError) in
            if let failure = state.failure { throw failure }
            let clock = state.clock ?? SegmentClock(microseconds: microseconds, origin: (ticks, base))
            state.clock = clock
            let number = max(state.first, clock.number(ticks, base))
            for older in state.open.keys.sorted() where older < number {
                // Sound of the old file may still be on its way.
                let isOver = model?.copies.isEmpty ?? true || clock.position(ticks, base, in: older + 1) >= Self.patience || number > older + 1
                if isOver { complete(older, &state) }
            }
            return (try segment(number, &state), clock, number, state.closing.count > 2 ? state.closing.removeFirst() : nil)
        }
        done?.join()
        if let pts = timing.pts { frame.timing.pts = pts - clock.shift(number, base) }
        try sink.write(frame)
    }

    public func receive(_ packet: borrowing InputPacket) throws(MediaError) {
        guard let target = model?.copies[packet.streamIndex] else { return }
        let copy = try InputPacket()
        try check(av_packet_ref(copy.pointer, packet.pointer), "av_packet_ref", .output, info.path)
        let raw = copy.pointer, base = target.input.pointee.time_base, stamp = raw.pointee.pts == CFFMPEG_NO_PTS ? raw.pointee.dts : raw.pointee.pts
        if target.input.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0 {
            let cover = Cover(copy)
            return try state.withLock { state throws(MediaError) in
                state.covers.append(cover)
                for sink in state.open.values { try sink.receive(cover.packet) }
            }
        }
        let sink = try state.withLock { state throws(MediaError) -> FileSink? in
            guard let clock = state.clock, stamp != CFFMPEG_NO_PTS else { return try segment(state.open.keys.max() ?? state.first, &state) }
            let number = clock.number(stamp, base), shift = clock.shift(number, base)
            guard number >= state.first else {
                state.late += 1
                return nil
            }
            if raw.pointee.pts != CFFMPEG_NO_PTS { raw.pointee.pts -= shift }
            if raw.pointee.dts != CFFMPEG_NO_PTS { raw.pointee.dts -= shift }
            return try segment(number, &state)
        }
        try sink?.receive(copy)
    }

    public func finish() throws(MediaError) {
        let last = state.withLock { state in
            for number in state.open.keys.sorted().dropLast() { complete(number, &state) }
            return state.open
        }
        for (number, sink) in last {
            try sink.finish()
            state.withLock { state in
                state.warnings += sink.warnings
                state.open[number] = nil
            }
        }
        joinClosing()
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    @discardableResult
    public func abandon() -> String? {
        joinClosing()
        let sentences = state.withLock { $0.open }.sorted { $0.key < $1.key }.compactMap { $0.value.abandon() }
        return sentences.isEmpty ? nil : sentences.joined(separator: "; ")
    }

    private func joinClosing() {
        let threads = state.withLock { state in
            defer { state.closing = [] }
            return state.closing
        }
        for thread in threads { thread.join() }
    }

    /// The open file of that number, or a new one.
    private func segment(_ number: Int, _ state: inout State) throws(MediaError) -> FileSink {
        if let known = state.open[number] { return known }
        let begin = Int64(number) * microseconds
        let sink = try FileSink(path: try names.path(number + 1), options: options, stream: stream, from: origin) { container, video throws(MediaError) in
            if let model { try container.takeOthers(of: model, video: video, part: begin..<begin + microseconds) }
        }
        try sink.open()
        state.open[number] = sink
        for cover in state.covers { try sink.receive(cover.packet) }
        return sink
    }

    /// Completes a file on a thread of its own: of an mp4 all bytes are written once more.
    private func complete(_ number: Int, _ state: inout State) {
        guard let sink = state.open.removeValue(forKey: number) else { return }
        state.first = max(state.first, number + 1)
        let thread = NamedThread("segment \(number + 1)") { [self] in
            do throws(MediaError) {
                try sink.finish()
                self.state.withLock { $0.warnings += sink.warnings }
            } catch {
                let kept = sink.abandon()
                self.state.withLock { $0.failure = $0.failure ?? error.adding(hint: kept) }
            }
        }
        state.closing.append(thread)
    }
}
