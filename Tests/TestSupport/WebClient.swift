// A client that says exactly what a test wants to say: HTTP by the byte, and WebSocket messages.
import Glibc

/// A connection to a port of this machine. Used by one thread.
public final class WebClient {
    public enum Message: Equatable, Sendable {
        case text(String)
        case binary([UInt8])
        /// The code.
        case close(Int)
    }

    private let socket: Int32
    private var buffered: [UInt8] = []

    /// Nil: nobody listens. Reading gives up after `patience` seconds of silence.
    public init?(port: Int, patience: Int = 20) {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return nil }
        var time = timeval(tv_sec: patience, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001)).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard code == 0 else { return nil }
    }

    deinit { close(socket) }

    public func send(_ text: String) { send(Array(text.utf8)) }

    private func send(_ bytes: [UInt8]) {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            done += count
        }
    }

    /// All that comes until the other side closes.
    public func readAll() -> String {
        while fill() {}
        defer { buffered = [] }
        return String(decoding: buffered, as: UTF8.self)
    }

    /// False: closed, or silent for too long.
    private func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(socket, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        buffered += chunk[..<count]
        return true
    }

    private func take(_ count: Int) -> [UInt8]? {
        while buffered.count < count { guard fill() else { return nil } }
        defer { buffered.removeFirst(count) }
        return Array(buffered[..<count])
    }

    /// Asks to become a WebSocket. Returns the status line, `HTTP/1.1 101 Switching Protocols` if that was granted.
    public func upgrade(path: String = "/live", host: String, origin: String?, more: [String] = []) -> String {
        let lines =
            ["GET \(path) HTTP/1.1", "Host: \(host)", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"]
            + ["Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="] + (origin.map { ["Origin: \($0)"] } ?? []) + more
        send(lines.joined(separator: "\r\n") + "\r\n\r\n")
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard let byte = take(1) else { break }
            head += byte
        }
        return String(decoding: head.prefix { $0 != 13 }, as: UTF8.self)
    }

    /// A text message; masked by zeros, which changes nothing.
    public func say(_ text: String, isMasked: Bool = true) {
        let body = Array(text.utf8)
        var frame: [UInt8] = [0x81]
        let mask: UInt8 = isMasked ? 0x80 : 0
        if body.count < 126 { frame.append(mask | UInt8(body.count)) } else { frame += [mask | 126, UInt8(body.count >> 8), UInt8(body.count & 255)] }
        if isMasked { frame += [0, 0, 0, 0] }
        send(frame + body)
    }

    /// The next message; answers no ping. Nil: the connection has ended, or is silent.
    public func hear() -> Message? {
        while let head = take(2) {
            var length = Int(head[1] & 0x7F)
            if length >= 126 {
                guard let more = take(length == 126 ? 2 : 8) else { return nil }
                length = more.reduce(0) { $0 << 8 | Int($1) }
            }
            guard let body = take(length) else { return nil }
            switch head[0] & 0x0F {
            case 1: return .text(String(decoding: body, as: UTF8.self))
            case 2: return .binary(body)
            case 8: return .close(body.count >= 2 ? Int(body[0]) << 8 | Int(body[1]) : 0)
            default: continue
            }
        }
        return nil
    }

    /// The next text that begins with an object of this kind, within half a minute; pictures meanwhile are taken as drawn.
    public func hear(_ kind: String) -> String? {
        let began = time(nil)
        while time(nil) - began < 30, let message = hear() {
            if case .text(let text) = message, text.contains("\"kind\":\"\(kind)\"") { return text }
            if case .binary = message { say(#"{"kind":"drawn"}"#) }
        }
        return nil
    }

    /// The two pictures of the next picture message; the second is empty where none was asked for or there is none.
    public func hearPicture() -> (number: Int, after: [UInt8], before: [UInt8])? {
        while let message = hear() {
            guard case .binary(let bytes) = message, bytes.count > 16 else { continue }
            func word(_ index: Int) -> Int { bytes[index * 4..<index * 4 + 4].reduce(0) { $0 << 8 | Int($1) } }
            let split = 16 + word(2)
            guard bytes.count == split + word(3) else { return nil }
            return (word(1), Array(bytes[16..<split]), Array(bytes[split...]))
        }
        return nil
    }
}
