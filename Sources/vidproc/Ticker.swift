// A clock that ticks on a thread of its own: the live view must not wait for a pool that others use.
import Base
import CPlatform

/// Calls `tick` every so many milliseconds on its own thread until `stop()`.
final class Ticker: Sendable {
    private final class State: @unchecked Sendable {  // `monitor` guards isStopping
        let monitor = Monitor()
        var isStopping = false
    }

    private let state: State
    private let thread: NamedThread

    init(milliseconds: UInt64, _ tick: @escaping @Sendable () -> Void) {
        let state = State()
        self.state = state
        thread = NamedThread("ticker") {
            let monitor = state.monitor
            monitor.lock()
            defer { monitor.unlock() }
            while !state.isStopping {
                let deadline = cplatform_nanoseconds() + milliseconds * 1_000_000
                while !state.isStopping && monitor.wait(until: deadline) {}
                guard !state.isStopping else { break }
                monitor.unlock()
                tick()
                monitor.lock()
            }
        }
    }

    /// Returns when no tick is running and none will come. Call once.
    func stop() {
        state.monitor.withLock {
            state.isStopping = true
            state.monitor.broadcast()
        }
        thread.join()
    }
}
