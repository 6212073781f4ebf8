// A lock with conditions: what the standard library's Mutex has not got. The only place that touches pthread's mutexes.
import Glibc

/// Mutual exclusion with `conditions` wait queues. The waits and signals are for the holder of the lock.
public final class Monitor: @unchecked Sendable {  // the pthread objects lock themselves; their addresses never change
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let queues: UnsafeMutablePointer<pthread_cond_t>
    private let queueCount: Int

    public init(conditions: Int = 1) {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        queues = .allocate(capacity: conditions)
        queues.initialize(repeating: pthread_cond_t(), count: conditions)
        queueCount = conditions
        Self.check(pthread_mutex_init(mutex, nil))
        var attributes = pthread_condattr_t()
        Self.check(pthread_condattr_init(&attributes))
        Self.check(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC))
        for index in 0..<conditions { Self.check(pthread_cond_init(queues + index, &attributes)) }
        Self.check(pthread_condattr_destroy(&attributes))
    }

    deinit {
        for index in 0..<queueCount { Self.check(pthread_cond_destroy(queues + index)) }
        Self.check(pthread_mutex_destroy(mutex))
        queues.deallocate()
        mutex.deallocate()
    }

    public func lock() { Self.check(pthread_mutex_lock(mutex)) }
    public func unlock() { Self.check(pthread_mutex_unlock(mutex)) }

    public func withLock<Result>(_ body: () -> Result) -> Result {
        lock()
        defer { unlock() }
        return body()
    }

    /// Lets go of the lock until `signal` or `broadcast` on the same queue; may return without either.
    public func wait(_ queue: Int = 0) { Self.check(pthread_cond_wait(queues + queue, mutex)) }

    /// The same, until `deadline` on the monotonic clock, in nanoseconds, at the latest. False: it has passed.
    public func wait(_ queue: Int = 0, until deadline: UInt64) -> Bool {
        var time = timespec(tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
        let code = pthread_cond_timedwait(queues + queue, mutex, &time)
        if code == ETIMEDOUT { return false }
        Self.check(code)
        return true
    }

    public func signal(_ queue: Int = 0) { Self.check(pthread_cond_signal(queues + queue)) }
    public func broadcast(_ queue: Int = 0) { Self.check(pthread_cond_broadcast(queues + queue)) }

    private static func check(_ code: Int32) { precondition(code == 0, "pthread returned \(code)") }
}
