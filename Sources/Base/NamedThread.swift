// A named thread with an owner.
import CPlatform
import Glibc

/// Runs `body` on a thread of its own. Its owner joins it, or lets it run to the end of the process with `detach()`; letting go without either is a bug.
public final class NamedThread: @unchecked Sendable {  // `isSettled` is touched by the owning thread alone
    private let handle: pthread_t
    private var isSettled = false

    private final class Start {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// `name` is cut to the kernel's 15 bytes. The thread inherits the creator's signal mask.
    public init(_ name: String, body: @escaping @Sendable () -> Void) {
        let start = Unmanaged.passRetained(Start(name: String(name.prefix(15)), body: body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                start.name.withCString { cplatform_name_thread($0) }
                start.body()
                return nil
            }, start.toOpaque())
        precondition(code == 0, "pthread_create returned \(code)")
        handle = thread
    }

    /// Waits for the end of `body`.
    public func join() { settle(pthread_join(handle, nil)) }

    /// Asks the kernel to move the running thread away from `processor`, if it may use others. Not after `join` or `detach`.
    public func leave(processor: Int32) { _ = cplatform_leave_processor(handle, processor) }

    /// Leaves the thread to itself.
    public func detach() { settle(pthread_detach(handle)) }

    private func settle(_ code: Int32) {
        precondition(!isSettled, "a thread is joined or detached once")
        precondition(code == 0, "pthread returned \(code)")
        isSettled = true
    }

    deinit { precondition(isSettled, "a thread must be joined or detached") }
}
