// Tells when files change, also by editors that write a new one and rename it.
import Base
import Glibc

/// Calls `changed` on a thread of its own each time one of some files has been written or replaced, until `stop()`.
final class FileWatch: Sendable {
    private let thread: NamedThread
    /// Closed by `stop()`, which wakes the thread; it closes the others.
    private let wake: Int32

    /// Errors: usage, where a file's folder cannot be watched.
    init(_ paths: [String], changed: @escaping @Sendable () -> Void) throws(Failure) {
        let events = inotify_init1(Int32(IN_CLOEXEC))
        guard events >= 0 else { throw Failure(.failed, "--watch: \(String(cString: strerror(errno)))") }
        var names: Set<Entry> = []
        for path in paths {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false), folder = parts.dropLast().joined(separator: "/")
            // A file that is replaced is another one: only its folder sees that.
            let place = path.hasPrefix("/") && folder.isEmpty ? "/" : folder.isEmpty ? "." : folder
            let number = inotify_add_watch(events, place, UInt32(IN_CLOSE_WRITE | IN_MOVED_TO))
            guard number >= 0 else {
                let cause = errno
                close(events)
                throw Failure(.usage, "--watch \(path): \(String(cString: strerror(cause)))")
            }
            names.insert(Entry(folder: number, name: parts.last.map(String.init) ?? path))
        }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            let cause = errno
            close(events)
            throw Failure(.failed, "--watch: \(String(cString: strerror(cause)))")
        }
        wake = ends[1]
        let (end, watched) = (ends[0], names)
        thread = NamedThread("watch") {
            Self.watch(events, until: end, watched, changed)
            close(events)
            close(end)
        }
    }

    /// A file's name in a watched folder.
    private struct Entry: Hashable {
        let folder: Int32
        let name: String
    }

    /// Returns when no call is running and none will come. Call once.
    func stop() {
        close(wake)
        thread.join()
    }

    private static func watch(_ events: Int32, until end: Int32, _ names: Set<Entry>, _ changed: () -> Void) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            var entries = [pollfd(fd: events, events: Int16(POLLIN), revents: 0), pollfd(fd: end, events: Int16(POLLIN), revents: 0)]
            guard poll(&entries, 2, -1) > 0 else {
                if errno == EINTR { continue }
                return
            }
            if entries[1].revents != 0 { return }
            let count = read(events, &buffer, buffer.count)
            guard count > 0 else { return }
            if Self.entries(buffer.prefix(count)).contains(where: names.contains) { changed() }
        }
    }

    /// Which names the kernel speaks of: after a head of 16 bytes, the first four the folder's number and the last four the name's length with zeros.
    private static func entries(_ bytes: ArraySlice<UInt8>) -> [Entry] {
        func number(_ at: Int) -> Int32 { (0..<4).reduce(0) { $0 | Int32(truncatingIfNeeded: UInt32(bytes[at + $1]) << (8 * UInt32($1))) } }
        var found: [Entry] = [], at = bytes.startIndex
        while at + 16 <= bytes.endIndex {
            let length = Int(number(at + 12)), name = bytes[(at + 16)..<min(bytes.endIndex, at + 16 + max(0, length))]
            found.append(Entry(folder: number(at), name: String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)))
            at += 16 + max(0, length)
        }
        return found
    }
}
