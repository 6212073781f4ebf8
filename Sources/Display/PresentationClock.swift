// When the frames of a file are due, as a player shows them.
import VideoFrame

/// Joins the frames' times to the monotonic clock. Used by one thread.
struct PresentationClock: Sendable {
    /// Nanoseconds by which a frame may come late before the ones after it are moved too: a chain that is too slow for the file then plays slower, not in jumps.
    static let patience: UInt64 = 100_000_000

    /// Monotonic nanoseconds and the stream's seconds of a frame that was in time.
    private var anchor: (clock: UInt64, seconds: Double)?
    private var last = 0.0
    /// Frames that came after their time by more than `patience`.
    private(set) var late = 0

    /// Monotonic nanoseconds when the frame is to be shown; `now` for the first, and for one that has come too late.
    mutating func due(_ timing: FrameTiming, now: UInt64) -> UInt64 {
        let base = timing.timeBase.doubleValue
        let seconds = timing.pts.map { Double($0) * base } ?? last + Double(timing.duration) * base
        // Times that go back, or jump by more than ten minutes, begin anew.
        let isSteady = seconds >= last && seconds - last < 600
        last = seconds
        guard let anchor, isSteady else {
            self.anchor = (now, seconds)
            return now
        }
        let due = anchor.clock &+ UInt64(((seconds - anchor.seconds) * 1e9).rounded())
        guard now > due, now - due > Self.patience else { return due }
        self.anchor = (now, seconds)
        late += 1
        return now
    }

    /// All that comes is due so much later: the run has stood still.
    mutating func shift(by nanoseconds: UInt64) { anchor?.clock += nanoseconds }
}
