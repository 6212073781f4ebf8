// The newest frames before and behind the chain, for whoever looks: no copy, no waiting.
import Base
import MediaIO
import Synchronization
import VideoFrame

/// The end of the chain: keeps the newest frame, and hands each to the recorder while one records.
final class LiveSink: FrameSink {
    let info: SinkInfo
    private let studio: Studio
    private let recorder: Recorder

    init(stream: StreamShape, name: String, studio: Studio, recorder: Recorder) {
        info = SinkInfo(path: name, codec: "", shape: stream.frame, pixelFormat: stream.frame.format.description)
        self.studio = studio
        self.recorder = recorder
    }

    func write(_ frame: consuming Frame) throws(MediaError) {
        recorder.write(frame)
        studio.show(frame)
    }

    func finish() throws(MediaError) { recorder.stop() }

    func abandon() -> String? {
        recorder.stop()
        return nil
    }
}

/// A source that remembers its last frames while somebody compares before and after.
final class SourceTap: FrameSource, @unchecked Sendable {  // `monitor` guards the kept frames; the rest is the source's
    /// Frames that may be on their way through the chain at a time, and the memory that they may take.
    private static let mostFrames = 64, mostBytes = 256 << 20

    private let source: any FrameSource
    private let capacity: Int
    private let wanted = Atomic<Bool>(false)
    private let monitor = Monitor(conditions: 0)
    private var kept: [KeptFrame]
    private var start = 0
    private var count = 0

    private final class KeptFrame { var frame: Frame? }

    init(_ source: any FrameSource) {
        self.source = source
        let shape = source.info.shape
        let samples = (0..<shape.format.planeCount).reduce(0) { sum, plane in
            let size = shape.size(ofPlane: plane)
            return sum + size.width * size.height
        }
        capacity = max(2, min(Self.mostFrames, Self.mostBytes / max(1, samples * shape.format.bytesPerSample)))
        kept = (0..<capacity).map { _ in KeptFrame() }
    }

    var info: SourceInfo { source.info }
    var corruptFrames: Int { source.corruptFrames }
    var lostFrames: Int { source.lostFrames }
    var warnings: [String] { source.warnings }
    var waited: UInt64 { source.waited }
    func interrupt() { source.interrupt() }

    func next() throws(MediaError) -> Frame? {
        guard let frame = try source.next() else { return nil }
        if wanted.load(ordering: .relaxed) { keep(frame.share()) }
        return frame
    }

    /// Whether frames are kept from now on. Any thread.
    func want(_ isWanted: Bool) {
        wanted.store(isWanted, ordering: .relaxed)
        if !isWanted { monitor.withLock { while count > 0 { dropFirst() } } }
    }

    private func keep(_ frame: consuming Frame) {
        monitor.lock()
        defer { monitor.unlock() }
        if count == capacity { dropFirst() }
        kept[(start + count) % capacity].frame = consume frame
        count += 1
    }

    /// The frame that is shown at the time of `timing`, which behind the chain may be another tick; those before it are let go. Nil: none so early is kept.
    func frame(at timing: FrameTiming) -> Frame? {
        monitor.lock()
        defer { monitor.unlock() }
        let seconds = Self.seconds(timing)
        // Times are compared in seconds, so that rounding between two time bases does not pick the neighbour.
        while count > 1, secondsOfKept(1) <= seconds + 0.0005 { dropFirst() }
        guard count > 0, secondsOfKept(0) <= seconds + 0.0005 else { return nil }
        return kept[start].frame?.share()
    }

    private func secondsOfKept(_ index: Int) -> Double {
        let slot = kept[(start + index) % capacity]
        guard let timing = slot.frame?.timing else { return 0 }
        return Self.seconds(timing)
    }

    private func dropFirst() {
        kept[start].frame = nil
        start = (start + 1) % capacity
        count -= 1
    }

    private static func seconds(_ timing: FrameTiming) -> Double { Double(timing.elapsedTicks) * timing.timeBase.doubleValue }
}
