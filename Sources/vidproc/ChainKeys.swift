// `--keys`: the chain of a run changes under the keys of the terminal.
import Base
import CPlatform
import Filters
import Glibc
import PipelineEngine

/// Reads keys on a thread of its own until `stop()`.
final class ChainKeys: Sendable {
    /// Milliseconds after which an escape alone was the key of that name, and after which it is asked anew whether the terminal is to be had.
    private static let pause: Int32 = 200

    private let terminal: KeyTerminal
    private let chain: any ChainControl
    private let dial: Locked<ChainDial>
    private let end: @Sendable () -> Void
    /// Becomes readable when the thread is to end.
    private let wake: Int32
    private let thread = Locked<NamedThread?>(nil)

    /// `end` is called for the key that ends the run. Errors: no more files can be opened.
    init(_ terminal: KeyTerminal, chain: any ChainControl, registry: FilterRegistry, end: @escaping @Sendable () -> Void) throws(Failure) {
        wake = cplatform_event()
        guard wake >= 0 else { throw Failure(.failed, "--keys: \(String(cString: strerror(-wake)))") }
        (self.terminal, self.chain, self.end) = (terminal, chain, end)
        dial = Locked(ChainDial(chain.entries, registry: registry))
        thread.withLock { $0 = NamedThread("keys") { [self] in work() } }
    }

    /// What is chosen, for the live view.
    var line: String {
        let entries = chain.entries
        return dial.withLock { $0.line(entries) }
    }

    /// Gives the terminal back. Returns when no key will be taken any more. Call once.
    func stop() {
        var one: UInt64 = 1
        _ = write(wake, &one, 8)
        let thread = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
        terminal.release()
        close(wake)
    }

    private func work() {
        // Reading in the background is refused, not a reason to stop.
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTTIN)
        pthread_sigmask(SIG_BLOCK, &set, nil)
        var decoder = TerminalKeyDecoder(), bytes = [UInt8](repeating: 0, count: 256)
        while true {
            // Another's keys are not looked at.
            let isOurs = terminal.claim()
            var waits = [
                pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
                pollfd(fd: isOurs ? terminal.descriptor : -1, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&waits, nfds_t(waits.count), Self.pause)
            guard count >= 0 || errno == EINTR, waits[0].revents == 0 else { return }
            guard count > 0 else {
                decoder.pause()
                continue
            }
            let length = read(terminal.descriptor, &bytes, bytes.count)
            if length > 0 {
                press(decoder.keys(from: bytes.prefix(length)))
            } else if length == 0 || (errno != EAGAIN && errno != EINTR && errno != EIO) || waits[1].revents & Int16(POLLHUP) != 0 {
                // The terminal has gone; the signal that says so ends the run.
                return
            }
        }
    }

    /// Keys that came together make one change: who holds a key down does not wait for each step.
    private func press(_ keys: [TerminalKey]) {
        do throws(PipelineError) {
            try chain.change { entries in
                let before = entries
                entries = dial.withLock { dial in keys.reduce(before) { dial.press($1, $0) } }
            }
        } catch {
            dial.withLock { $0.refuse(error) }
        }
        if keys.contains(.end) { end() }
    }
}

extension ChainKeys {
    /// The keys with what they do, for help pages.
    static let keys: [(key: String, meaning: String)] = [
        ("1...9", "a filter of the chain off and on"),
        ("up, down", "choose one of the chain's numbers and words; it stands below the stages (also k, j)"),
        ("left, right", "change it by a step; with shift, or page down and up, by a large one (also h, l, H, L, -, +)"),
        ("0", "put it back as it was when the run began (also backspace)"),
        ("?", "these keys"),
        ("q", "end the run; its outputs are complete up to there"),
    ]
}
