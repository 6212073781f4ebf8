// Waiting for a device that may never be ready, in a way that another thread can end.
import CPlatform
import Glibc
import Synchronization

/// Waits on one thread; `interrupt` ends that wait and all later ones until `resume`, from any.
final class InterruptibleWait: Sendable {
    enum Outcome: Equatable {
        /// What poll says of the descriptor.
        case ready(Int32)
        case interrupted, timedOut
    }

    /// Readable while nothing is to be waited for.
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

    /// Lets later waits wait again; for the thread that waits. An interruption at the same time is not lost: the mark goes before the event does.
    func resume() {
        interruption.store(false, ordering: .releasing)
        var count: UInt64 = 0
        _ = read(wakeUp, &count, 8)
    }

    /// Until `descriptor` has one of `events` (of poll), or trouble; at most until `deadline`, nanoseconds of the monotonic clock.
    func wait(for events: Int32, of descriptor: Int32, until deadline: UInt64) throws(CaptureError) -> Outcome {
        while !isInterrupted {
            let now = cplatform_nanoseconds()
            guard now < deadline else { return .timedOut }
            var files = (pollfd(fd: descriptor, events: Int16(events), revents: 0), pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0))
            // Rounded up, or the last millisecond would be spent asking again and again.
            let milliseconds = Int32(clamping: (deadline - now + 999_999) / 1_000_000)
            let ready = withUnsafeMutableBytes(of: &files) { poll($0.assumingMemoryBound(to: pollfd.self).baseAddress, 2, milliseconds) }
            if ready < 0 && errno != EINTR { throw CaptureError(call: "poll", code: errno) }
            if ready > 0 && files.0.revents != 0 { return .ready(Int32(files.0.revents)) }
            // Also where `resume` took the mark of an interruption whose event came after it: once more for nothing, but never again and again.
            if ready > 0 { return .interrupted }
        }
        return .interrupted
    }
}
