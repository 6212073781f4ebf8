// A value behind a lock. The standard library's Mutex would do, but its contended path lies in the runtime, where the thread sanitizer sees no lock
// and reports races that are none; a pthread mutex it follows.

/// `value`, reached by one thread at a time. Not recursive.
public final class Locked<Value>: @unchecked Sendable {  // `monitor` guards value
    private let monitor = Monitor(conditions: 0)
    private var value: Value

    public init(_ value: Value) { self.value = value }

    /// Runs `body` with the value, alone. Keep it short; it must not take another lock that may be held the other way round.
    public func withLock<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
        monitor.lock()
        defer { monitor.unlock() }
        return try body(&value)
    }
}
