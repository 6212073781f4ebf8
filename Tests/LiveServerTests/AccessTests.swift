// Who gets in: addresses as typed, and hosts, origins and tokens as they come.
import Testing

@testable import LiveServer

@Suite("access") struct AccessTests {
    @Test func addressesAreReadAsTyped() {
        #expect(ServeAddress("127.0.0.1:8080") == ServeAddress(host: "127.0.0.1", port: 8080))
        #expect(ServeAddress(":8080") == ServeAddress(host: "127.0.0.1", port: 8080))
        #expect(ServeAddress("localhost:0") == .usual)
        #expect(ServeAddress("[::1]:80") == ServeAddress(host: "::1", port: 80))
        #expect(ServeAddress("0.0.0.0:65535")?.isLoopback == false && ServeAddress("[::1]:1")?.isLoopback == true)
        for wrong in ["", ":", "8080", "example.com:80", "127.0.0.1", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:８０", "::1:80", "[1.2.3.4]:80", "1.2.3:80"] {
            #expect(ServeAddress(wrong) == nil, "\(wrong)")
        }
    }

    private func verdict(
        _ rule: AccessRule, host: [String], origin: [String] = [], cookie: [String] = [], query: String? = nil, bearer: String? = nil, names: Bool = false
    ) -> AccessRule.Verdict {
        rule.verdict(on: RequestOrigin(hosts: host, origins: origin, cookies: cookie, queryToken: query, bearer: bearer, mustNameOrigin: names))
    }

    @Test func onThisMachineOnlyItsOwnNamesCount() {
        let rule = AccessRule(address: ServeAddress(host: "127.0.0.1", port: 80), token: nil, machineName: "box")
        for host in ["localhost", "LOCALHOST:80", "127.0.0.1:9000", "127.1.2.3", "[::1]:80"] { #expect(verdict(rule, host: [host]) == .allowed, "\(host)") }
        for host in ["evil.example", "box", "192.168.1.5", "127.0.0.1.evil.example", "localhost.evil", "", "[::1", "10.0.0.1:80"] {
            #expect(verdict(rule, host: [host]) == .wrongHost, "\(host)")
        }
        #expect(verdict(rule, host: []) == .wrongHost && verdict(rule, host: ["localhost", "localhost"]) == .wrongHost)
    }

    @Test func originsMustBeOurs() {
        let rule = AccessRule(address: ServeAddress(host: "127.0.0.1", port: 80), token: nil)
        #expect(verdict(rule, host: ["localhost:80"], origin: ["http://localhost:80"], names: true) == .allowed)
        for origin in ["http://localhost:81", "http://127.0.0.1:80", "null", "http://evil.example", "http://localhost:80.evil.example", ""] {
            #expect(verdict(rule, host: ["localhost:80"], origin: [origin]) == .wrongOrigin, "\(origin)")
        }
        #expect(verdict(rule, host: ["localhost"], names: true) == .wrongOrigin)
        #expect(verdict(rule, host: ["localhost"], origin: ["http://localhost", "http://localhost"]) == .wrongOrigin)
    }

    @Test func beyondThisMachineATokenIsNeeded() {
        let token = AccessRule.randomToken(), other = AccessRule.randomToken()
        #expect(token.count == 32 && token != other)
        let rule = AccessRule(address: ServeAddress(host: "0.0.0.0", port: 8080), token: token, machineName: "box")
        let hosts = ["192.168.1.5:8080", "box:8080", "box.local", "localhost", "[fe80::1]:8080"]
        for host in hosts { #expect(verdict(rule, host: [host], query: token) == .allowed, "\(host)") }
        #expect(verdict(rule, host: ["evil.example"], query: token) == .wrongHost)
        for query in [nil, "", other, token + "0", String(token.dropLast())] { #expect(verdict(rule, host: ["box"], query: query) == .noToken) }
        #expect(verdict(rule, host: ["box"], bearer: token) == .allowed && verdict(rule, host: ["box"], bearer: other) == .noToken)
        #expect(verdict(rule, host: ["box"], cookie: ["a=b; vidproc-8080=\(token)"]) == .allowed)
        #expect(verdict(rule, host: ["box"], cookie: ["vidproc-8081=\(token)", "vidproc-8080=\(other)"]) == .noToken)
        #expect(AccessRule.isSame("ab", "ab") && !AccessRule.isSame("ab", "ac") && !AccessRule.isSame("ab", "abc"))
    }
}
