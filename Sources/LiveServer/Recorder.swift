// Start and stop of a recording while the chain runs, into a file whose name nobody but this process chooses.
import Base
import CPlatform
import Glibc
import MediaIO
import VideoFrame

/// Where recordings go, and how they are made.
public struct RecordingPlan: Sendable {
    /// An existing folder.
    public let folder: String
    /// Makes the sink for a file of that path, checked and not yet opened.
    public let makeSink: @Sendable (_ path: String) throws(MediaError) -> any FrameSink

    public init(folder: String, makeSink: @escaping @Sendable (_ path: String) throws(MediaError) -> any FrameSink) {
        (self.folder, self.makeSink) = (folder, makeSink)
    }
}

/// Hands frames to a file while one is recorded. `write` is for the sink's thread, which encodes; the rest for any.
///
/// The chain waits for the encoder, as it does for any output: a recording lacks no frame that reached it.
final class Recorder: Sendable {
    struct Status: Equatable, Sendable {
        /// The file's name without its folder; nil: none has been made.
        var name: String?
        var isRecording = false
        var frames = 0
        /// Since it began.
        var milliseconds = 0
        /// Why it ended, or could not begin.
        var problem: String?
    }

    private struct State: Sendable {
        var sink: (any FrameSink)?
        var status = Status()
        var began: UInt64 = 0
        var firstTick: Int64?
        var ended: UInt64 = 0
    }

    private let plannedAs = Locked<RecordingPlan?>(nil)
    private let state = Locked(State())

    /// How recordings are made from now on; nil: none can be.
    func plan(_ plan: RecordingPlan?) { plannedAs.withLock { $0 = plan } }

    private var plan: RecordingPlan? { plannedAs.withLock { $0 } }
    var isAvailable: Bool { plan != nil }

    var status: Status {
        state.withLock { state in
            var status = state.status
            let end = state.status.isRecording ? cplatform_nanoseconds() : state.ended
            status.milliseconds = state.began > 0 ? Int((end - state.began) / 1_000_000) : 0
            return status
        }
    }

    /// Begins with the next frame.
    func start() {
        guard let plan, !status.isRecording else { return }
        let name = Self.name(at: time(nil))
        var begun = State()
        begun.status.name = name
        do throws(MediaError) {
            let sink = try plan.makeSink("\(plan.folder)/\(name)")
            try sink.open()
            begun.sink = sink
            begun.status.isRecording = true
            (begun.began, begun.ended) = (cplatform_nanoseconds(), 0)
        } catch {
            begun.status.problem = shown(error.message)
        }
        state.withLock { [begun] state in if !state.status.isRecording { state = begun } }
    }

    /// Ends it: all frames so far are in the file, under its final name.
    func stop() {
        let sink: (any FrameSink)? = state.withLock { state in
            defer { (state.sink, state.ended) = (nil, cplatform_nanoseconds()) }
            return state.sink
        }
        guard let sink else { return }
        var problem: String?
        do throws(MediaError) {
            try sink.finish()
        } catch {
            problem = [error.message, sink.abandon()].compactMap { $0 }.joined(separator: "; ")
        }
        let said = (problem ?? sink.warnings.first).map(shown)
        state.withLock { state in (state.status.isRecording, state.status.problem) = (false, said) }
    }

    func write(_ frame: borrowing Frame) {
        state.withLock { state in
            guard let sink = state.sink else { return }
            // The file's time begins where it begins.
            let first = state.firstTick ?? frame.timing.pts ?? 0
            state.firstTick = first
            var copy = frame.share()
            copy.timing.pts = frame.timing.pts.map { $0 - first }
            copy.timing.origin = 0
            do throws(MediaError) {
                try sink.write(copy)
                state.status.frames += 1
            } catch {
                // The run goes on without it.
                let kept = sink.abandon()
                state.sink = nil
                (state.status.isRecording, state.status.problem) = (false, shown([error.message, kept].compactMap { $0 }.joined(separator: "; ")))
                state.ended = cplatform_nanoseconds()
            }
        }
    }

    /// Viewers need not know where the folder lies.
    private func shown(_ message: String) -> String { plan.map { message.without($0.folder + "/") } ?? message }

    /// `vidproc-20260131-235959.mp4`, in the time of the place.
    private static func name(at moment: time_t) -> String {
        var moment = moment, parts = tm()
        localtime_r(&moment, &parts)
        func digits(_ value: Int32, _ count: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let day = digits(parts.tm_year + 1900, 4) + digits(parts.tm_mon + 1, 2) + digits(parts.tm_mday, 2)
        return "vidproc-\(day)-\(digits(parts.tm_hour, 2))\(digits(parts.tm_min, 2))\(digits(parts.tm_sec, 2)).mp4"
    }
}

extension String {
    fileprivate func without(_ part: String) -> String {
        var result = "", rest = self[...]
        while !rest.isEmpty {
            if rest.hasPrefix(part) { rest = rest.dropFirst(part.count) } else if let next = rest.popFirst() { result.append(next) }
        }
        return result
    }
}
