// The terminal that keys come from: /dev/tty, whatever standard input is. It sends keys one by one only while this process is in the foreground, and is left as it was.
import Base
import Glibc

/// All calls may come from any thread.
final class KeyTerminal: Sendable {
    private struct State: Sendable {
        /// How the terminal was before; nil: it is as its owner left it.
        var before: termios?
        /// Whether it must be left alone: the run has been stopped, or has ended.
        var isReleased = false
    }

    let descriptor: Int32
    private let state = Locked(State())

    /// Opens it and changes nothing yet. Errors: usage, there is none.
    init() throws(Failure) {
        descriptor = open("/dev/tty", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure(.usage, "--keys: there is no terminal: /dev/tty: \(String(cString: strerror(errno)))", hint: Self.otherWay)
        }
    }

    static let otherWay = "without a terminal the chain is changed by --chain FILE --watch, or in the browser with --serve"

    deinit { close(descriptor) }

    /// Takes the terminal where it is to be had: this process in the foreground, and lines waiting for their end, as shells leave it. Call now and then: whether a
    /// run is in the foreground, and what was done to the terminal while it was stopped, nobody tells. True: keys may be read.
    func claim() -> Bool {
        state.withLock { state in
            guard !state.isReleased, isForeground else { return false }
            var modes = termios()
            guard tcgetattr(descriptor, &modes) == 0 else { return false }
            guard modes.c_lflag & tcflag_t(ICANON) != 0 else { return true }
            let before = modes
            modes.c_lflag &= ~tcflag_t(ICANON | ECHO)
            guard set(modes) else { return false }
            state.before = before
            return true
        }
    }

    /// Gives the terminal back until `resume`. In the background it is another's already.
    func release() {
        state.withLock { state in
            if let before = state.before, isForeground { _ = set(before) }
            state = State(before: nil, isReleased: true)
        }
    }

    /// `claim` may take it again.
    func resume() { state.withLock { $0.isReleased = false } }

    private var isForeground: Bool { tcgetpgrp(descriptor) == getpgrp() }

    /// Should the process go into the background just now, the call must not stop it.
    private func set(_ modes: termios) -> Bool {
        var stop = sigset_t(), old = sigset_t(), modes = modes
        sigemptyset(&stop)
        sigaddset(&stop, SIGTTOU)
        pthread_sigmask(SIG_BLOCK, &stop, &old)
        defer { pthread_sigmask(SIG_SETMASK, &old, nil) }
        while tcsetattr(descriptor, TCSADRAIN, &modes) != 0 { guard errno == EINTR else { return false } }
        return true
    }
}
