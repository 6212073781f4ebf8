// A value behind a lock. The standard library's Mutex would do, but its contended path lies in the runtime, where the thread sanitizer sees no lock
// and reports races that are none; a pthread mutex it follows.
import Glibc

/// `value`, reached by one thread at a time. Not recursive.
public final class Locked<Value>: @unchecked Sendable {  // `mutex` guards value; its address never changes
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    public init(_ value: Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        let code = pthread_mutex_init(mutex, nil)
        precondition(code == 0, "pthread_mutex_init returned \(code)")
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Runs `body` with the value, alone. Keep it short; it must not take another lock that may be held the other way round.
    public func withLock<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
