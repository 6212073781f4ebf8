// Ctrl-C, SIGTERM and SIGHUP: the first ends the run properly, the second at once. Ctrl-Z, where keys are taken.
import Base
import Glibc

/// Waits for signals on a thread of its own, so that no handler ever runs in the middle of a frame.
final class SignalWatch: Sendable {
    /// What the first signal does.
    private enum Reaction: Sendable {
        /// Nothing has been touched: leave at once, also out of an opening that waits.
        case leave
        /// Remember it.
        case wait
        case stop(@Sendable () -> Void)
    }

    private struct State: Sendable {
        var reaction = Reaction.leave
        var received: Int32?
    }

    private let state = Locked(State())
    private let terminal: KeyTerminal?

    /// Blocks the signals in the calling thread and in all that it will start. Call before any other thread exists.
    static func block() {
        // Both come back as failed writes, which say more.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        var set = watchedSignals()
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Until `holdBack()` a signal ends the process. `terminal` is given back before the process ends or stops at a signal. Call before any other thread exists.
    init(suspending terminal: KeyTerminal? = nil) {
        self.terminal = terminal
        if terminal != nil {
            var set = Self.stopSignal
            pthread_sigmask(SIG_BLOCK, &set, nil)
        }
        NamedThread("signals") { [self] in
            var set = Self.watchedSignals()
            if terminal != nil { sigaddset(&set, SIGTSTP) }
            while true {
                var number: Int32 = 0
                guard sigwait(&set, &number) == 0 else { continue }
                guard number != SIGTSTP else {
                    suspend()
                    continue
                }
                let (isFirst, reaction) = state.withLock { state in
                    defer { state.received = state.received ?? number }
                    return (state.received == nil, state.reaction)
                }
                switch reaction {
                case .stop(let stop) where isFirst: stop()
                case .wait where isFirst: break
                default:
                    terminal?.release()
                    _exit(Self.status(of: number).rawValue)
                }
            }
        }.detach()
    }

    /// Ctrl-Z: stops the process as if nothing were watched, and returns when it goes on.
    private func suspend() {
        terminal?.release()
        defer { terminal?.resume() }
        var set = Self.stopSignal
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        // Not SIGSTOP: nobody could let a process go on whose shell has gone.
        pthread_kill(pthread_self(), SIGTSTP)
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    private static var stopSignal: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTSTP)
        return set
    }

    /// From now on a signal is kept until `use`.
    func holdBack() { state.withLock { $0.reaction = .wait } }

    /// `stop` is called at the first signal, on the watching thread; at once, here, when one has come already.
    func use(_ stop: @escaping @Sendable () -> Void) {
        let hasCome = state.withLock { state in
            state.reaction = .stop(stop)
            return state.received != nil
        }
        if hasCome { stop() }
    }

    /// How the run ended because of a signal; nil where none came.
    var status: CommandStatus? { state.withLock { $0.received.map(Self.status) } }

    private static func status(of signal: Int32) -> CommandStatus {
        switch signal {
        case SIGINT: .interrupted
        case SIGHUP: .hungUp
        default: .terminated
        }
    }

    private static func watchedSignals() -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGINT)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGHUP)
        return set
    }
}
