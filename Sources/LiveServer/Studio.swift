// Pictures for viewers: each frame is encoded at most once for all of them, on a thread of its own, and only while somebody waits for one.
import Base
import CPlatform
import Glibc
import MediaIO
import NIOCore
import VideoFrame

/// Between the end of the chain, which shows frames, and viewers, each of which takes pictures as fast as it can and misses the others.
///
/// A viewer has a few pictures on the way at a time and says when it has drawn one. So latency is bounded whatever lies between, and a viewer that does not read costs nothing.
final class Studio: @unchecked Sendable {  // `monitor` guards all but what is marked as the thread's
    /// Pictures on their way to one viewer.
    static let mostOnTheWay = 3
    /// Nanoseconds between two pictures at least: no screen shows more.
    private static let shortestPause: UInt64 = 15_000_000

    private struct Seat {
        let viewer: Viewer
        var credit = Studio.mostOnTheWay
        /// Number of the last picture that was sent; 0: none, or of another kind than what is wanted now.
        var shown = 0
        var wantsBefore = false
    }

    /// What has been seen of the frames since the last time that somebody asked. Milliseconds.
    struct Latency: Sendable {
        var frames = 0
        var mean = 0.0
        var worst = 0.0
    }

    private let monitor = Monitor()
    private var newest: Frame?
    private var number = 0
    private var seats: [Seat] = []
    private var isClosing = false
    private var latency = Latency()
    private var tap: SourceTap?
    private var restsUntil: UInt64 = 0
    private let thread = Locked<NamedThread?>(nil)

    // The thread's.
    private var current: Frame?
    private var currentNumber = 0

    /// Where pictures before the chain come from.
    func tap(_ tap: SourceTap) { monitor.withLock { self.tap = tap } }

    /// Starts the thread; `stop()` joins it.
    func start() {
        thread.withLock { thread in thread = thread ?? NamedThread("serve pictures") { [self] in run() } }
    }

    func stop() {
        monitor.withLock {
            isClosing = true
            monitor.broadcast()
        }
        let thread = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
    }

    /// The newest frame; the one before, if nobody has taken it, is gone.
    func show(_ frame: consuming Frame) {
        let milliseconds = Double(cplatform_nanoseconds() &- frame.timing.arrival) / 1e6
        monitor.lock()
        defer { monitor.unlock() }
        newest = consume frame
        number += 1
        latency.frames += 1
        latency.mean += (milliseconds - latency.mean) / Double(latency.frames)
        latency.worst = max(latency.worst, milliseconds)
        if !seats.isEmpty { monitor.signal() }
    }

    func takeLatency() -> Latency {
        monitor.withLock {
            defer { latency = Latency() }
            return latency
        }
    }

    func add(_ viewer: Viewer) {
        monitor.withLock {
            seats.append(Seat(viewer: viewer))
            monitor.signal()
        }
    }

    func remove(_ viewer: Viewer) { change(viewer) { seats, index in seats.remove(at: index) } }

    /// The viewer has drawn one more picture.
    func acknowledge(_ viewer: Viewer) { change(viewer) { seats, index in seats[index].credit = min(Self.mostOnTheWay, seats[index].credit + 1) } }

    func want(before: Bool, _ viewer: Viewer) {
        change(viewer) { seats, index in
            guard seats[index].wantsBefore != before else { return }
            (seats[index].wantsBefore, seats[index].shown) = (before, 0)
        }
    }

    private func change(_ viewer: Viewer, _ body: (inout [Seat], Int) -> Void) {
        monitor.withLock {
            guard let index = seats.firstIndex(where: { $0.viewer === viewer }) else { return }
            body(&seats, index)
            tap?.want(seats.contains(where: \.wantsBefore))
            monitor.signal()
        }
    }

    var viewers: [Viewer] { monitor.withLock { seats.map(\.viewer) } }

    private func run() {
        // Where processors are short the chain goes first. On Linux this is the thread's own.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 5)
        do throws(MediaError) {
            let encoder = try PictureEncoder()
            while let kinds = nextKinds() {
                let began = cplatform_nanoseconds()
                let message = try PictureMessage(of: current, before: kinds.compared ? earlier : nil, number: currentNumber, encoder: encoder)
                deliver(message, began: began)
            }
        } catch {
            let text = RefusalMessage(text: "there are no more pictures: \(error.message)", hint: nil).json
            for viewer in viewers { viewer.send(text) }
        }
    }

    private var earlier: Frame? {
        guard let timing = current?.timing else { return nil }
        return monitor.withLock { tap }?.frame(at: timing)
    }

    /// Waits until somebody wants a picture, and takes the newest frame. Nil: the end.
    private func nextKinds() -> (plain: Bool, compared: Bool)? {
        monitor.lock()
        defer { monitor.unlock() }
        while !isClosing {
            let now = cplatform_nanoseconds()
            if now < restsUntil {
                _ = monitor.wait(until: restsUntil)
            } else if number > 0, seats.contains(where: isWaiting) {
                if newest != nil {
                    current = newest.take()
                    currentNumber = number
                }
                let waiting = seats.filter(isWaiting)
                return (waiting.contains { !$0.wantsBefore }, waiting.contains(where: \.wantsBefore))
            } else {
                monitor.wait()
            }
        }
        return nil
    }

    private func isWaiting(_ seat: Seat) -> Bool { seat.credit > 0 && seat.shown != number }

    private func deliver(_ message: PictureMessage, began: UInt64) {
        monitor.withLock {
            for index in seats.indices where seats[index].credit > 0 && seats[index].shown != currentNumber {
                seats[index].credit -= 1
                seats[index].shown = currentNumber
                seats[index].viewer.send(seats[index].wantsBefore ? message.compared : message.plain)
            }
            let now = cplatform_nanoseconds()
            // At most half of one processor.
            restsUntil = max(began + Self.shortestPause, now + (now - began))
        }
    }
}

/// A picture as it goes over the line: a head of 16 bytes (version, 3 of nothing, number, bytes of the two pictures; big endian), the picture behind the chain, the one
/// before it.
struct PictureMessage {
    let plain: ByteBuffer
    /// With the picture before the chain, where there is one.
    let compared: ByteBuffer

    /// Errors: side output.
    init(of frame: borrowing Frame?, before: consuming Frame?, number: Int, encoder: PictureEncoder) throws(MediaError) {
        func jpeg(_ frame: borrowing Frame?) throws(MediaError) -> ByteBuffer {
            switch frame {
            case .some(let frame): try encoder.encode(frame) { ByteBuffer(bytes: $0) }
            case .none: ByteBuffer()
            }
        }
        let after = try jpeg(frame), before = try jpeg(before)
        func message(_ second: ByteBuffer) -> ByteBuffer {
            var message = ByteBufferAllocator().buffer(capacity: 16 + after.readableBytes + second.readableBytes)
            for word in [UInt32(1) << 24, UInt32(truncatingIfNeeded: number), UInt32(after.readableBytes), UInt32(second.readableBytes)] {
                message.writeInteger(word)
            }
            message.writeImmutableBuffer(after)
            message.writeImmutableBuffer(second)
            return message
        }
        plain = message(ByteBuffer())
        compared = before.readableBytes > 0 ? message(before) : plain
    }
}
