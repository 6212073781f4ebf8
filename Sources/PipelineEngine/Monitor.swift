// A lock with conditions: what the standard library's Mutex has not got. The only place that touches pthread's.
import Glibc

/// Mutual exclusion with `conditions` wait queues. Every method but `withLock` must be called while holding the lock.
final class Monitor: @unchecked Sendable {  // the pthread objects lock themselves; their addresses never change
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let queues: UnsafeMutablePointer<pthread_cond_t>
    private let queueCount: Int

    init(conditions: Int = 1) {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        queues = .allocate(capacity: conditions)
        queues.initialize(repeating: pthread_cond_t(), count: conditions)
        queueCount = conditions
        Self.check(pthread_mutex_init(mutex, nil))
        for index in 0..<conditions { Self.check(pthread_cond_init(queues + index, nil)) }
    }

    deinit {
        for index in 0..<queueCount { Self.check(pthread_cond_destroy(queues + index)) }
        Self.check(pthread_mutex_destroy(mutex))
        queues.deallocate()
        mutex.deallocate()
    }

    func lock() { Self.check(pthread_mutex_lock(mutex)) }
    func unlock() { Self.check(pthread_mutex_unlock(mutex)) }

    @inline(__always) func withLock<Result>(_ body: () -> Result) -> Result {
        lock()
        defer { unlock() }
        return body()
    }

    /// Lets go of the lock until `signal` or `broadcast` on the same queue; may return without either.
    func wait(_ queue: Int = 0) { Self.check(pthread_cond_wait(queues + queue, mutex)) }
    func signal(_ queue: Int = 0) { Self.check(pthread_cond_signal(queues + queue)) }
    func broadcast(_ queue: Int = 0) { Self.check(pthread_cond_broadcast(queues + queue)) }

    private static func check(_ code: Int32) { precondition(code == 0, "pthread returned \(code)") }
}
