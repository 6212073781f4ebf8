// What filters find in a run's frames, kept for the report.
import Base
import Filters
import VideoFrame

/// Keeps findings up to a fixed number of things found; counts the frames that come after. Any thread.
public final class FindingsRecorder: Sendable {
    /// What one filter found in one frame.
    public struct Entry: Sendable {
        /// Of the filter in the chain, from 0.
        public var place: Int
        public var filter: String
        /// Number in the run, from 0, and time in seconds; nil where unknown.
        public var frame: Int
        public var time: Double?
        public var findings: FrameFindings
    }

    private struct State: Sendable {
        var entries: [Entry] = []
        var room: Int
        var leftOut = 0
    }

    private let state: Locked<State>

    /// `capacity`: points, areas and corrections that are kept at most.
    public init(capacity: Int = 1 << 20) { state = Locked(State(room: capacity)) }

    /// What was kept, each filter's frames in order.
    public var entries: [Entry] { state.withLock { $0.entries } }
    /// Findings of a filter in a frame for which there was no room.
    public var leftOut: Int { state.withLock { $0.leftOut } }

    func add(_ findings: FrameFindings, of filter: String, at place: Int, _ timing: FrameTiming) {
        guard findings.count > 0 else { return }
        let time = timing.pts.map { Double($0) * timing.timeBase.doubleValue }
        state.withLock { state in
            guard findings.count <= state.room, state.leftOut == 0 else {
                state.leftOut += 1
                return
            }
            state.room -= findings.count
            state.entries.append(Entry(place: place, filter: filter, frame: timing.sequence, time: time, findings: findings))
        }
    }
}
