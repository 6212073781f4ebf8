// Who may ask: names that this server goes by, pages that may talk to it, and the token.
import Glibc

/// What a request says of where it comes from.
struct RequestOrigin: Sendable {
    /// All values of the header, for there must be one.
    var hosts: [String]
    var origins: [String]
    var cookies: [String]
    /// After `?token=` in the address; nil: none.
    var queryToken: String?
    /// After `Authorization: Bearer `; nil: none.
    var bearer: String?
    /// Whether it would change what runs: such requests must name the page that they come from.
    var mustNameOrigin = false
}

/// Decides from a request's head alone. Pure.
///
/// A page of another site that has had its name point to this machine (DNS rebinding) sends its own name as host, so only names that are surely ours count. A page of
/// another site that talks to this server under its right name sends its own origin.
struct AccessRule: Sendable {
    enum Verdict: Equatable, Sendable { case allowed, wrongHost, wrongOrigin, noToken }

    /// Needed by every request; nil: on this machine alone nobody is asked.
    let token: String?
    private let cookieName: String
    private let machineName: String

    /// `address` with the port that it was given in the end.
    init(address: ServeAddress, token: String?, machineName: String = AccessRule.machineName) {
        self.token = token
        self.machineName = machineName.lowercased()
        // Cookies know no ports: two servers of a machine must not take each other's.
        cookieName = "vidproc-\(address.port)"
    }

    /// The header that makes the browser keep the token; nil where there is none.
    var cookie: String? { token.map { "\(cookieName)=\($0); HttpOnly; SameSite=Strict; Path=/" } }

    func verdict(on request: RequestOrigin) -> Verdict {
        guard request.hosts.count == 1, isOwn(request.hosts[0]) else { return .wrongHost }
        guard request.origins.count <= 1 else { return .wrongOrigin }
        if let origin = request.origins.first {
            let own = request.hosts[0].lowercased()
            guard ["http://\(own)", "https://\(own)"].contains(origin.lowercased()) else { return .wrongOrigin }
        } else if request.mustNameOrigin {
            return .wrongOrigin
        }
        guard let token else { return .allowed }
        let shown = [request.queryToken, request.bearer].compactMap { $0 } + request.cookies.flatMap(tokens)
        return shown.contains { Self.isSame($0, token) } ? .allowed : .noToken
    }

    /// `host` or `host:port`. The port does not count: through a tunnel it is another one.
    private func isOwn(_ host: String) -> Bool {
        var name = host.lowercased()[...]
        if name.hasPrefix("[") {
            guard let end = name.firstIndex(of: "]") else { return false }
            name = name[name.index(after: name.startIndex)..<end]
        } else if let colon = name.firstIndex(of: ":") {
            name = name[..<colon]
        }
        let plain = String(name)
        if plain == "localhost" || ServeAddress.isLoopback(plain) { return true }
        // Without a token nobody else has business here. With one an address cannot be made to point elsewhere, and a name of ours may be.
        guard token != nil else { return false }
        return ServeAddress.isIPv4(plain) || ServeAddress.isIPv6(plain) || [machineName, machineName + ".local"].contains(plain)
    }

    private func tokens(in cookie: String) -> [String] {
        cookie.split(separator: ";").compactMap { pair in
            let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            return parts.count == 2 && parts[0] == cookieName ? String(parts[1]) : nil
        }
    }

    /// Takes as long wherever the first difference lies.
    static func isSame(_ a: String, _ b: String) -> Bool {
        let (left, right) = (Array(a.utf8), Array(b.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// 128 random bits in hexadecimal.
    static func randomToken() -> String {
        let digits = Array("0123456789abcdef")
        var generator = SystemRandomNumberGenerator()
        return String((0..<32).map { _ in digits[Int.random(in: 0..<16, using: &generator)] })
    }

    static var machineName: String {
        var bytes = [CChar](repeating: 0, count: 256)
        guard gethostname(&bytes, bytes.count - 1) == 0 else { return "localhost" }
        return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
