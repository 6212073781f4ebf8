// Whether a thread that waits looks for a moment before it sleeps.
import CPlatform
import Synchronization

/// Sleeping and waking costs tens of microseconds, and a woken thread is often put where the one that woke it runs: too much between frames of 0.1 ms.
/// Looking costs a processor that others may need: it is done only where the wait before would have been over in time, so that a thread whose work comes
/// once in milliseconds sleeps at once.
final class BriefWait: Sendable {
    /// What sleeping and waking costs on a virtual processor, in nanoseconds: no wait then costs more than twice what the better way had.
    static let limit: UInt64 = 50_000

    private let isWorthwhile = Atomic<Bool>(false)

    /// Returns when `isOver`, or when looking has taken `limit` nanoseconds, or at once. `began`: now, by the monotonic clock.
    func look(from began: UInt64, limit: UInt64 = limit, _ isOver: () -> Bool) {
        guard isWorthwhile.load(ordering: .relaxed) else { return }
        repeat {
            for _ in 0..<16 {
                if isOver() { return }
                cplatform_pause()
            }
        } while cplatform_nanoseconds() < began + limit
    }

    /// What was waited for came at `ended`; that the thread may have been woken later does not count.
    func note(from began: UInt64, until ended: UInt64, limit: UInt64 = limit) {
        isWorthwhile.store(ended < began + limit, ordering: .relaxed)
    }
}
