// Several outputs of one run: each frame goes to all of them, and none of its samples is copied.
import Base
import CPlatform
import Histogram
import MediaIO
import VideoFrame

/// An output beside the main one.
public struct SideOutput: Sendable {
    public var sink: any FrameSink
    /// With `.never` the run waits for this output, and its failure is the run's. Else frames that it is not ready for pass it by, and when it fails the others
    /// go on without it.
    public var drop: DropPolicy
    /// Frames that wait for it at most.
    public var queueCapacity: Int

    public init(_ sink: any FrameSink, drop: DropPolicy = .never, queueCapacity: Int = 4) {
        self.sink = sink
        self.drop = drop
        self.queueCapacity = queueCapacity
    }
}

/// The main output and others, each of these on a thread of its own behind a ring. The calls are for one thread, `sideReports` for any.
public final class FanOutSink: FrameSink, @unchecked Sendable {  // `threads` belongs to the sink's thread
    private let main: any FrameSink
    private let branches: [OutputBranch]
    private var threads: [NamedThread] = []
    private var hasFinishedMain = false

    public init(main: any FrameSink, others: [SideOutput]) {
        self.main = main
        branches = others.map(OutputBranch.init)
    }

    public var info: SinkInfo { main.info }
    public var streams: [String] { main.streams + branches.flatMap(\.output.sink.streams) }
    public var losses: [String] { main.losses + branches.flatMap(\.output.sink.losses) }
    public var warnings: [String] { main.warnings + branches.flatMap(\.warnings) }
    /// Figures of the outputs beside the main one.
    public var sideReports: [OutputReport] { branches.map(\.report) }

    public func open() throws(MediaError) {
        try main.open()
        for (index, branch) in branches.enumerated() {
            do throws(MediaError) {
                try branch.output.sink.open()
            } catch {
                main.abandon()
                for opened in branches[..<index] { opened.output.sink.abandon() }
                throw error
            }
        }
        threads = branches.map { branch in NamedThread(branch.output.sink.info.path.lastPathComponent) { branch.run() } }
    }

    public func write(_ frame: consuming Frame) throws(MediaError) {
        for branch in branches { try branch.take(frame.share()) }
        try main.write(frame)
    }

    /// Whatever becomes of one, each of the others is completed.
    public func finish() throws(MediaError) {
        for branch in branches { branch.end() }
        defer { join() }
        try main.finish()
        hasFinishedMain = true
        join()
        for branch in branches { if let error = branch.fatalFailure { throw error } }
    }

    public func abandon() -> String? {
        for branch in branches { branch.cancel() }
        join()
        let kept = (hasFinishedMain ? [] : [main.abandon()]) + branches.map { $0.abandon() }
        let sentences = kept.compactMap { $0 }
        return sentences.isEmpty ? nil : sentences.joined(separator: "; ")
    }

    /// The others wait on threads of their own.
    public var waited: UInt64 { main.waited }

    public func interrupt() {
        main.interrupt()
        for branch in branches { branch.output.sink.interrupt() }
    }

    private func join() {
        for thread in threads { thread.join() }
        threads = []
    }
}

/// One side output, its ring and what its thread has come to.
private final class OutputBranch: Sendable {
    private struct State: Sendable {
        var frames = 0
        var isFinished = false
        var failure: MediaError?
        /// Whether the sink has been told to leave what the user had.
        var isAbandoned = false
        /// Where the part lies that was made before the failure.
        var kept: String?
        /// Microseconds.
        var latency = Histogram<UInt32>(numberOfSignificantValueDigits: .two)
    }

    let output: SideOutput
    private let ring: RingBuffer<StreamItem>
    private let state = Locked(State())

    init(_ output: SideOutput) {
        self.output = output
        ring = RingBuffer(capacity: max(1, output.queueCapacity))
    }

    private var isEssential: Bool { output.drop == .never }
    var fatalFailure: MediaError? { isEssential ? state.withLock { $0.failure } : nil }

    /// Errors: the output that the run waits for has failed.
    func take(_ frame: consuming Frame) throws(MediaError) {
        if !ring.push(.frame(frame), dropping: output.drop), let error = fatalFailure { throw error }
    }

    func end() { _ = ring.push(.end) }
    func cancel() { ring.cancel() }

    func run() {
        do throws(MediaError) {
            while let item = ring.pop() {
                switch consume item {
                case .frame(let frame):
                    let arrival = frame.timing.arrival
                    try output.sink.write(frame)
                    let passed = cplatform_nanoseconds() &- arrival
                    state.withLock {
                        $0.frames += 1
                        _ = $0.latency.record(passed / 1000)
                    }
                case .end:
                    try output.sink.finish()
                    return state.withLock { $0.isFinished = true }
                }
            }
        } catch {
            state.withLock { $0.failure = error }
            ring.cancel()
            if !isEssential { _ = abandon() }
        }
    }

    /// Unless it is complete or has been told before; after its thread has ended, or on it.
    func abandon() -> String? {
        let isDue = state.withLock { state in
            defer { state.isAbandoned = true }
            return !state.isFinished && !state.isAbandoned
        }
        guard isDue else { return nil }
        let kept = output.sink.abandon()
        state.withLock { $0.kept = kept }
        return kept
    }

    var warnings: [String] {
        let (failure, kept) = state.withLock { ($0.failure, $0.kept) }
        guard !isEssential, let failure else { return output.sink.warnings }
        return output.sink.warnings + ["\(failure.message): the run went on without it" + (kept.map { "; \($0)" } ?? "")]
    }

    var report: OutputReport {
        let dropped = ring.statistics.dropped
        return state.withLock { OutputReport(sink: output.sink.info, frames: $0.frames, dropped: dropped, latency: LatencyReport($0.latency)) }
    }
}

extension String {
    /// What stands behind the last slash.
    fileprivate var lastPathComponent: String { split(separator: "/").last.map(String.init) ?? self }
}
