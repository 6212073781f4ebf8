// Holds frames back until their time has come, as a live source would.
import Base
import CPlatform
import VideoFrame

/// `wait` is for one thread, `cancel` for any.
final class Pacer: Sendable {
    private struct State: Sendable {
        /// Monotonic nanoseconds and the stream's seconds at the first frame.
        var start: (clock: UInt64, seconds: Double)?
        var last = 0.0
    }

    private let monitor = Monitor()
    private let state = Locked(State())
    private let isCancelled = Locked(false)

    /// Returns when the frame is due; at once for times in the past and after `cancel()`.
    func wait(for timing: FrameTiming) {
        let due: UInt64? = state.withLock { state in
            let seconds = timing.pts.map { Double($0) * timing.timeBase.doubleValue } ?? state.last + Double(timing.duration) * timing.timeBase.doubleValue
            state.last = seconds
            guard let start = state.start else {
                state.start = (cplatform_nanoseconds(), seconds)
                return nil
            }
            return start.clock &+ UInt64(max(0, min(seconds - start.seconds, 1e9)) * 1e9)
        }
        guard let due else { return }
        monitor.withLock {
            while !isCancelled.withLock({ $0 }) && cplatform_nanoseconds() < due { _ = monitor.wait(until: due) }
        }
    }

    /// Nothing waits from now on.
    func cancel() {
        monitor.withLock {
            isCancelled.withLock { $0 = true }
            monitor.broadcast()
        }
    }
}
