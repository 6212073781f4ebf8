// Servers that accept and say nothing, or stop in the middle: the run ends when it has waited as long as it was told.
import Foundation
import Glibc
import Testing

/// A server on the loopback. Sends the same bytes to everyone and then keeps silent, without closing.
private final class SilentServer: Sendable {
    let port: Int
    private let listener: Int32

    init(saying bytes: Data) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in(), size = socklen_t(MemoryLayout<sockaddr_in>.size)
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let listener = listener
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 8) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        try #require(isBound)
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread {
            var clients: [Int32] = []
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { break }
                clients.append(client)
                _ = bytes.withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            }
            for client in clients { close(client) }
        }.start()
    }

    /// Ends the server's thread; its clients are closed.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    deinit { close(listener) }
}

@Suite("silent network", .serialized) struct SilentNetworkTests {
    private func expectTimeout(_ address: (Int) -> String, saying bytes: Data) throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        let server = try SilentServer(saying: bytes)
        defer { server.stop() }
        let began = ContinuousClock.now, url = address(server.port)
        let result = try command.run([url, "out.mkv", "--timeout", "1", "--quiet"])
        #expect(result.status == 3, "\(result.errors)")
        #expect(result.errors.contains("\(url): no answer for 1 s\nhint: --timeout SECONDS waits longer"), "\(result.errors)")
        #expect(ContinuousClock.now - began < .seconds(8))
        #expect(try command.contents().filter { $0 != "out.mkv.part" }.isEmpty)
    }

    @Test(arguments: ["http", "tcp"]) func nothingIsSaid(scheme: String) throws {
        try expectTimeout({ "\(scheme)://127.0.0.1:\($0)" }, saying: Data())
    }

    @Test(arguments: [50, 400, 6000]) func theServerStopsInTheMiddle(count: Int) throws {
        let command = try BuiltCommand()
        defer { command.remove() }
        try #require(try command.run(["pattern:noise=64x48@25:1", "whole.mkv", "--encoder", "ffv1", "--quiet"]).status == 0)
        let whole = try Data(contentsOf: command.file("whole.mkv"))
        let head = Data("HTTP/1.0 200 OK\r\nContent-Length: \(whole.count)\r\n\r\n".utf8)
        try expectTimeout({ "http://127.0.0.1:\($0)/whole.mkv" }, saying: head + whole.prefix(count * whole.count / 10_000))
    }
}
