// Where the page is served: an address of this machine and a port, as they may be typed.
import Glibc

/// An IP address and a port. Names are not looked up: what is served to whom must not hang on a name service.
public struct ServeAddress: Equatable, Sendable {
    /// An IPv4 or IPv6 address without brackets.
    public let host: String
    /// 0: a free one.
    public let port: Int

    /// This machine alone, a free port.
    public static let usual = ServeAddress(host: "127.0.0.1", port: 0)

    public init(host: String, port: Int) { (self.host, self.port) = (host, port) }

    /// `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`; `:8080` is this machine alone. Nil: it is none of these.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard !digits.isEmpty, digits.count <= 5, digits.allSatisfy({ ("0"..."9").contains($0) }), let port = Int(digits), port <= 65535 else { return nil }
        var host = String(text[..<colon])
        if host.isEmpty || host == "localhost" { host = Self.usual.host }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard Self.isIPv6(host) else { return nil }
        } else if !Self.isIPv4(host) {
            return nil
        }
        self.init(host: host, port: port)
    }

    /// Whether only this machine reaches it.
    public var isLoopback: Bool { Self.isLoopback(host) }

    /// As it is typed.
    public var text: String { authority }

    /// As it stands in a URL.
    var authority: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

    static func isLoopback(_ host: String) -> Bool { (isIPv4(host) && host.hasPrefix("127.")) || (isIPv6(host) && host == "::1") }

    static func isIPv4(_ text: String) -> Bool {
        var address = in_addr()
        return inet_pton(AF_INET, text, &address) == 1
    }

    static func isIPv6(_ text: String) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET6, text, &address) == 1
    }
}

/// Why nothing can be served.
public struct LiveServerError: Error, Sendable {
    public let message: String
    public let hint: String?

    public init(_ message: String, hint: String? = nil) { (self.message, self.hint) = (message, hint) }
}
