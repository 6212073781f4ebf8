// Where programs keep from run to run what they can make again.
import Glibc

/// The program's own folder in one for caches. Nothing about it is an error: what cannot be kept is made again.
public struct CacheFolder: Sendable {
    public let path: String
    private let parent: String

    public init(in parent: String) { (self.parent, path) = (parent, "\(parent)/vidproc") }

    /// `XDG_CACHE_HOME`, else `.cache` in the user's home, for `init`; nil: there is neither. A relative one is ignored, as its specification says.
    public static var users: String? {
        func path(_ name: String) -> String? { getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil } }
        return path("XDG_CACHE_HOME") ?? path("HOME").map { "\($0)/.cache" }
    }

    /// Makes it, and the one that it lies in, where they are not there.
    public func make() { for folder in [parent, path] { mkdir(folder, 0o700) } }
}
