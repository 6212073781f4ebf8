// What there is to be asked for: one page, and the connection that it opens.
import NIOCore
import NIOHTTP1

/// Bounds on what others may take of this process.
struct ServerLimits: Sendable {
    /// Bytes of a request's head, and of one line of it.
    var headBytes = 16 << 10
    /// To ask and to read the answer.
    var longestRequest = TimeAmount.seconds(10)
    /// Connections at a time; further ones are told so, and beyond twice as many they are cut off.
    var connections = 64
    /// Bytes of a viewer's message.
    var messageBytes = 4 << 10
    /// Messages of a viewer in a second.
    var messagesInASecond = 400
    /// Between two questions whether a viewer is still there, and how long one may be silent.
    var pingPause = TimeAmount.seconds(10)
    var longestSilence = TimeAmount.seconds(30)
}

/// The paths and who may have them. Nothing but these two is looked up anywhere.
struct Site: Sendable {
    static let pagePath = "/", livePath = "/live"

    let rule: AccessRule
    let limits: ServerLimits

    func answer(to head: HTTPRequestHead) -> Answer {
        let path = head.uri.prefix { $0 != "?" }
        if let refusal = refusal(of: head) { return refusal }
        guard head.method == .GET || head.method == .HEAD else { return Answer.refusal(.methodNotAllowed, "only GET").with("Allow", "GET, HEAD") }
        switch path {
        case Self.pagePath:
            let nonce = AccessRule.randomToken()
            var answer = Answer(status: .ok, contentType: "text/html; charset=utf-8", body: ByteBuffer(string: LivePage.text(nonce: nonce)))
            answer = answer.with(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'nonce-\(nonce)'; style-src 'nonce-\(nonce)'; connect-src 'self'; img-src blob: data:; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
            return rule.cookie.map { answer.with("Set-Cookie", $0) } ?? answer
        case Self.livePath: return .refusal(.upgradeRequired, "this is for the page")
        default: return .refusal(.notFound, "there is nothing here")
        }
    }

    /// Whether this request may become a viewer's connection.
    func admitsViewer(_ head: HTTPRequestHead) -> Bool {
        head.method == .GET && head.uri.prefix { $0 != "?" } == Self.livePath && rule.verdict(on: RequestOrigin(head, mustNameOrigin: true)) == .allowed
    }

    private func refusal(of head: HTTPRequestHead) -> Answer? {
        let isUpgrade = head.headers.contains(name: "Upgrade")
        switch rule.verdict(on: RequestOrigin(head, mustNameOrigin: isUpgrade)) {
        case .allowed: return nil
        case .wrongHost: return .refusal(.misdirectedRequest, "this server does not go by that name")
        case .wrongOrigin: return .refusal(.forbidden, "pages of other sites have no business here")
        case .noToken: return .refusal(.unauthorized, "open the address that vidproc has printed: it ends in a token")
        }
    }
}

extension Answer {
    func with(_ name: String, _ value: String) -> Answer {
        var answer = self
        answer.headers.append((name, value))
        return answer
    }
}

extension RequestOrigin {
    init(_ head: HTTPRequestHead, mustNameOrigin: Bool = false) {
        let query = head.uri.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        let bearers = head.headers["Authorization"].filter { $0.hasPrefix("Bearer ") }
        self.init(
            hosts: head.headers["Host"], origins: head.headers["Origin"], cookies: head.headers["Cookie"],
            queryToken: query.split(separator: "&").first { $0.hasPrefix("token=") }.map { String($0.dropFirst(6)) },
            bearer: bearers.first.map { String($0.dropFirst(7)) }, mustNameOrigin: mustNameOrigin)
    }
}
