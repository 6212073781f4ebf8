// Ctrl-C and SIGTERM: the first ends the run properly, the second at once.
import Base
import Glibc
import VideoFrame

/// Waits for signals on a thread of its own, so that no handler ever runs in the middle of a frame.
final class SignalWatch: Sendable {
    private let received = Locked<Int32?>(nil)

    /// Blocks the signals in the calling thread and in all that it will start. Call before any other thread exists.
    static func block() {
        signal(SIGPIPE, SIG_IGN)
        var set = watchedSignals()
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// `stop` is called once, on the watching thread, at the first signal.
    init(onFirst stop: @escaping @Sendable () -> Void) {
        NamedThread("signals") { [self] in
            var set = Self.watchedSignals()
            while true {
                var number: Int32 = 0
                guard sigwait(&set, &number) == 0 else { continue }
                let isFirst = received.withLock { earlier in
                    defer { earlier = earlier ?? number }
                    return earlier == nil
                }
                guard isFirst else { _exit(Self.status(of: number).rawValue) }
                stop()
            }
        }.detach()
    }

    /// How the run ended because of a signal; nil where none came.
    var status: CommandStatus? { received.withLock { $0.map(Self.status) } }

    private static func status(of signal: Int32) -> CommandStatus { signal == SIGINT ? .interrupted : .terminated }

    private static func watchedSignals() -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGINT)
        sigaddset(&set, SIGTERM)
        return set
    }
}
