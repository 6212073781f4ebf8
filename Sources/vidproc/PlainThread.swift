// A thread of the command's own: the live view and the watch for signals must not wait for a pool that others use.
import Glibc

/// Runs `body` on a new thread; `join()` once.
final class PlainThread: Sendable {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private let handle: pthread_t?

    init(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Body(body))
        var created = pthread_t()
        let status = pthread_create(
            &created, nil,
            { pointer in
                pointer.map { Unmanaged<Body>.fromOpaque($0).takeRetainedValue().run() }
                return nil
            }, box.toOpaque())
        handle = status == 0 ? created : nil
        // Without a thread there is no live view; the run itself does not need it.
        if status != 0 { box.release() }
    }

    func join() {
        if let handle { pthread_join(handle, nil) }
    }

    func detach() {
        if let handle { pthread_detach(handle) }
    }
}

/// Calls `tick` every so many milliseconds on its own thread until `stop()`.
final class Ticker: Sendable {
    /// A pipe that becomes readable (by closing the other end) when ticking shall end.
    private let readEnd: Int32
    private let writeEnd: Int32
    private let thread: PlainThread

    init(milliseconds: Int32, _ tick: @escaping @Sendable () -> Void) {
        var ends: [Int32] = [-1, -1]
        let isOpen = pipe(&ends) == 0
        let (reading, writing) = (ends[0], ends[1])
        (readEnd, writeEnd) = (reading, writing)
        thread = PlainThread {
            guard isOpen else { return }
            var entry = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
            while true {
                let ready = poll(&entry, 1, milliseconds)
                if ready > 0 { return }
                if ready == 0 { tick() }
            }
        }
    }

    /// Returns when no tick is running and none will come.
    func stop() {
        if writeEnd >= 0 { close(writeEnd) }
        thread.join()
        if readEnd >= 0 { close(readEnd) }
    }
}
