// The server's door, over real sockets: the page, refusals, and what is not HTTP at all.
import NIOCore
import TestSupport
import Testing

@testable import LiveServer

@Suite("requests") struct RequestTests {
    @Test func thePageIsOneDocumentWithItsGuards() throws {
        let fixture = try ServedFixture()
        defer { fixture.server.stop() }
        let answer = fixture.ask(["GET / HTTP/1.1", "Host: \(fixture.host)"])
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.contains("Content-Type: text/html"))
        for header in ["Content-Security-Policy: default-src 'none'", "X-Frame-Options: DENY", "Referrer-Policy: no-referrer", "Cache-Control: no-store"] {
            #expect(answer.contains(header), "\(header)")
        }
        // Nothing is fetched from elsewhere, and no mark of the page's parts is left.
        for mark in ["src=", "http://", "https://", "@import", "url(", "NONCE", "\nSTYLE", "\nSCRIPT"] { #expect(!answer.contains(mark), "\(mark)") }
        let nonces = Set(answer.split(separator: "nonce").dropFirst().map { $0.drop { "-=\"".contains($0) }.prefix { $0.isHexDigit } })
        #expect(nonces.count == 1 && nonces.first?.count == 32)
        #expect(fixture.ask(["HEAD / HTTP/1.1", "Host: \(fixture.host)"]).hasSuffix("\r\n\r\n"))
        #expect(!fixture.ask(["GET / HTTP/1.1", "Host: \(fixture.host)"]).contains(nonces.first ?? "-"))
    }

    @Test func refusals() throws {
        let fixture = try ServedFixture()
        defer { fixture.server.stop() }
        let host = "Host: \(fixture.host)"
        let cases: [([String], Int)] = [
            (["GET /etc/passwd HTTP/1.1", host], 404), (["GET /../../etc/passwd HTTP/1.1", host], 404), (["GET //x HTTP/1.1", host], 404),
            (["GET /page.html HTTP/1.1", host], 404), (["POST / HTTP/1.1", host, "Content-Length: 0"], 405), (["DELETE / HTTP/1.1", host], 405),
            (["GET / HTTP/1.1", host, "Content-Length: 3", "", "abc"], 413), (["GET / HTTP/1.1"], 421), (["GET / HTTP/1.1", "Host: evil.example"], 421),
            (["GET / HTTP/1.1", host, host], 421), (["GET / HTTP/1.1", host, "Origin: http://evil.example"], 403), (["GET /live HTTP/1.1", host], 426),
            (["GET / HTTP/1.1", host, "X: " + String(repeating: "x", count: 20000)], 431), (["nonsense"], 400), (["GET / HTTP/9.9", host], 400),
            (["GET / HTTP/1.1", host, "Transfer-Encoding: chunked", "", "zz"], 400), (["\u{0}\u{1}\u{2}\u{3}"], 400),
        ]
        for (lines, status) in cases {
            let answer = fixture.ask(lines)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(lines.first ?? ""): \(answer.prefix(40))")
            #expect(!answer.contains("evil") && !answer.contains("passwd"))
        }
        #expect(fixture.ask(["GET / HTTP/1.1", host]).hasPrefix("HTTP/1.1 200 "))
    }

    @Test func viewersMustComeFromThePage() throws {
        let fixture = try ServedFixture()
        defer { fixture.server.stop() }
        let own = "http://\(fixture.host)"
        func status(_ host: String, _ origin: String?, path: String = "/live") -> String {
            WebClient(port: fixture.port)?.upgrade(path: path, host: host, origin: origin) ?? ""
        }
        #expect(status(fixture.host, own).contains(" 101 "))
        #expect(status(fixture.host, nil).contains(" 403 "))
        #expect(status(fixture.host, "http://evil.example").contains(" 403 "))
        #expect(status("evil.example", "http://evil.example").contains(" 421 "))
        #expect(!status(fixture.host, own, path: "/").contains(" 101 "))
    }

    @Test func aTokenOpensTheDoorAndTheCookieKeepsItOpen() throws {
        let token = AccessRule.randomToken()
        let fixture = try ServedFixture(token: token)
        defer { fixture.server.stop() }
        #expect(fixture.server.url.hasSuffix("/?token=\(token)"))
        let host = "Host: \(fixture.host)", origin = "http://\(fixture.host)"
        #expect(fixture.ask(["GET / HTTP/1.1", host]).hasPrefix("HTTP/1.1 401 "))
        #expect(fixture.ask(["GET /?token=\(AccessRule.randomToken()) HTTP/1.1", host]).hasPrefix("HTTP/1.1 401 "))
        let answer = fixture.ask(["GET /?token=\(token) HTTP/1.1", host])
        let cookie = "vidproc-\(fixture.port)=\(token)"
        #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.contains("Set-Cookie: \(cookie); HttpOnly; SameSite=Strict"))
        // Only the header holds it: the page itself does not.
        #expect(answer.split(separator: token, omittingEmptySubsequences: false).count == 2)
        #expect(WebClient(port: fixture.port)?.upgrade(host: fixture.host, origin: origin).contains(" 401 ") == true)
        #expect(WebClient(port: fixture.port)?.upgrade(host: fixture.host, origin: origin, more: ["Cookie: \(cookie)"]).contains(" 101 ") == true)
    }

    @Test func whoeverIsSlowOrOneTooManyIsSentAway() throws {
        var limits = ServerLimits()
        limits.longestRequest = .milliseconds(300)
        limits.connections = 3
        let fixture = try ServedFixture(limits: limits)
        defer { fixture.server.stop() }
        let slow = try #require(WebClient(port: fixture.port))
        slow.send("GET / HTTP/1.1\r\nHo")
        #expect(slow.readAll().isEmpty)
        let viewers = (0..<3).compactMap { _ in fixture.viewer() }
        #expect(viewers.count == 3)
        let answer = fixture.ask(["GET / HTTP/1.1", "Host: \(fixture.host)"])
        #expect(answer.hasPrefix("HTTP/1.1 503 "), "\(answer.prefix(40))")
        withExtendedLifetime(viewers) {}
    }

    @Test func aPortThatIsTakenIsNamed() throws {
        let fixture = try ServedFixture()
        defer { fixture.server.stop() }
        #expect { _ = try LiveServer(ServeAddress(host: "127.0.0.1", port: fixture.port)) } throws: { error in
            (error as? LiveServerError)?.message == "cannot serve at 127.0.0.1:\(fixture.port): the port is taken"
        }
        #expect { _ = try LiveServer(ServeAddress(host: "192.0.2.1", port: 0)) } throws: { error in
            (error as? LiveServerError)?.message.contains("no such address") == true
        }
    }
}
