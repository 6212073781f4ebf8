// What passes between the run and the window's thread: the newest frame, and what either wants of the other.
import Base
import CPlatform
import MediaIO
import VideoFrame

/// A place for one frame and some flags. Any thread; `monitor` is never held while something of the run is called.
final class WindowChannel: @unchecked Sendable {  // `monitor` guards every variable
    /// What a window is opened with.
    struct Opening: Sendable {
        var title: String
        var shape: FrameShape
        /// File names for saved pictures begin so.
        var name: String
        var timing: WindowSink.Timing
    }

    private enum Phase {
        /// The window's thread connects to the display.
        case connecting
        case connected
        case opening(Opening)
        case open
        /// The run is over: what is left in the place is shown, then the window closes.
        case closing
        case closed
    }

    /// Why the window's thread goes on.
    enum Event: ~Copyable {
        case frame(Frame)
        case nothing
        case close
    }

    private let monitor = Monitor()
    private var phase = Phase.connecting
    private var frame: Frame?
    private var paused: (since: UInt64, sum: UInt64) = (0, 0)
    private var isPaused = false
    private var isInterrupted = false
    private var failure: MediaError?
    private var controls: WindowControls?
    let figures = FigureCounter()

    // MARK: The run's side

    /// Waits until the display is connected. Errors: there is none.
    func waitForConnection() throws(MediaError) {
        monitor.withLock { while case .connecting = phase { monitor.wait() } }
        if let error = monitor.withLock({ failure }) { throw error }
    }

    /// Waits until the window is there. Errors: it cannot be opened.
    func open(_ opening: Opening) throws(MediaError) {
        monitor.withLock {
            guard case .connected = phase else { return }
            phase = .opening(opening)
            monitor.broadcast()
            while case .opening = phase { monitor.wait() }
        }
        if let error = monitor.withLock({ failure }) { throw error }
    }

    func attach(_ controls: WindowControls?) { monitor.withLock { self.controls = controls } }

    /// Puts a frame in the place of the one before; of a closed or frozen window nobody will see it.
    func put(_ frame: consuming Frame) {
        var new: Frame? = consume frame
        monitor.withLock {
            guard case .open = phase else { return }
            if self.frame != nil || isPaused { figures.skip() }
            guard !isPaused else { return }
            // The old one is let go outside of the lock.
            swap(&self.frame, &new)
            monitor.broadcast()
        }
    }

    /// Waits until `due`, monotonic nanoseconds, and while the picture stands still; returns the nanoseconds that it has stood. Returns soon after `interrupt`,
    /// and when the window is closed.
    func wait(until due: UInt64) -> UInt64 {
        monitor.withLock {
            let before = pausedSum
            while case .open = phase, !isInterrupted {
                if isPaused {
                    monitor.wait()
                } else if cplatform_nanoseconds() < due &+ (pausedSum - before) {
                    _ = monitor.wait(until: due &+ (pausedSum - before))
                } else {
                    break
                }
            }
            return pausedSum - before
        }
    }

    func interrupt() {
        monitor.withLock {
            isInterrupted = true
            monitor.broadcast()
        }
    }

    /// The window's thread ends after this, in whatever phase it is.
    func close() {
        monitor.withLock {
            if case .closed = phase { return }
            phase = .closing
            monitor.broadcast()
        }
    }

    var error: MediaError? { monitor.withLock { failure } }

    private var pausedSum: UInt64 { paused.sum + (isPaused ? cplatform_nanoseconds() - paused.since : 0) }

    // MARK: The window's side

    /// The thread has done what it was asked for, or could not.
    func answer(_ error: MediaError?) {
        monitor.withLock {
            failure = failure ?? error
            switch phase {
            case _ where error != nil: phase = .closed
            case .connecting: phase = .connected
            case .opening: phase = .open
            default: break
            }
            monitor.broadcast()
        }
    }

    /// Waits for what is to be opened; nil: nothing will be.
    func waitForOpening() -> Opening? {
        monitor.withLock {
            while true {
                switch phase {
                case .opening(let opening): return opening
                case .closing, .closed: return nil
                default: monitor.wait()
                }
            }
        }
    }

    /// The frame that is newest at `earliest` or when one comes later, or nothing at `deadline`, monotonic nanoseconds; closing comes after the last frame.
    func next(from earliest: UInt64, until deadline: UInt64) -> Event {
        var taken: Frame?
        let isClosing = monitor.withLock {
            while true {
                let isClosing = if case .closing = phase { true } else { false }
                let isEarly = !isClosing && cplatform_nanoseconds() < earliest
                if !isEarly { taken = frame.take() }
                if taken != nil { return false }
                if isClosing { return true }
                let isWaiting = frame != nil
                if !monitor.wait(until: isWaiting ? min(earliest, deadline) : deadline), !isWaiting || earliest >= deadline { return false }
            }
        }
        if let frame = taken.take() { return .frame(frame) }
        return isClosing ? .close : .nothing
    }

    var run: WindowControls? { monitor.withLock { controls } }

    /// Whether the picture stands still now.
    var isFrozen: Bool { monitor.withLock { isPaused } }

    func togglePause() {
        monitor.withLock {
            if isPaused { paused.sum = pausedSum } else { paused.since = cplatform_nanoseconds() }
            isPaused.toggle()
            monitor.broadcast()
        }
    }

    /// The window is gone; frames that come now are seen by nobody.
    func windowClosed(_ error: MediaError? = nil) {
        var left: Frame?
        monitor.withLock {
            phase = .closed
            failure = failure ?? error
            swap(&frame, &left)
            monitor.broadcast()
        }
    }
}
