// A named thread that must be joined.
import CPlatform
import Glibc

/// Runs `body` on a thread of its own. Owned and joined by one thread; letting go without `join()` is a bug.
final class StageThread {
    private let handle: pthread_t
    private var isJoined = false

    private final class Start {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// `name` is cut to the kernel's 15 bytes. The thread blocks no signals of its own; it inherits the creator's mask.
    init(name: String, body: @escaping @Sendable () -> Void) {
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

    func join() {
        precondition(!isJoined, "a thread is joined once")
        let code = pthread_join(handle, nil)
        precondition(code == 0, "pthread_join returned \(code)")
        isJoined = true
    }

    deinit { precondition(isJoined, "a stage thread must be joined") }
}
