// Waiting for a device that may never be ready, in a way that another thread can end.
import CPlatform
import Glibc
import Synchronization

/// Waits on one thread; `interrupt` ends that and all later waits, from any.
final class InterruptibleWait: Sendable {
    /// Readable once nothing is to be waited for any more.
    private let wakeUp: Int32
    private let interruption = Atomic<Bool>(false)

    /// Errors: the failing call.
    init() throws(CaptureError) {
        wakeUp = cplatform_event()
        if wakeUp < 0 { throw CaptureError(call: "eventfd", code: -wakeUp) }
    }

    deinit { if wakeUp >= 0 { close(wakeUp) } }

    var isInterrupted: Bool { interruption.load(ordering: .acquiring) }

    func interrupt() {
        interruption.store(true, ordering: .releasing)
        var one: UInt64 = 1
        // Full: it is readable already.
        _ = write(wakeUp, &one, 8)
    }

    /// Until `descriptor` has one of `events` (of poll), or trouble. False: `deadline`, nanoseconds of the monotonic clock, has passed, or it was interrupted.
    func wait(for events: Int32, of descriptor: Int32, until deadline: UInt64) throws(CaptureError) -> Bool {
        while !isInterrupted {
            let now = cplatform_nanoseconds()
            guard now < deadline else { return false }
            var files = (pollfd(fd: descriptor, events: Int16(events), revents: 0), pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0))
            let milliseconds = Int32(clamping: (deadline - now + 999_999) / 1_000_000)
            let ready = withUnsafeMutableBytes(of: &files) { poll($0.assumingMemoryBound(to: pollfd.self).baseAddress, 2, milliseconds) }
            if ready < 0 && errno != EINTR { throw CaptureError(call: "poll", code: errno) }
            if ready > 0 && files.0.revents != 0 { return true }
        }
        return false
    }
}
