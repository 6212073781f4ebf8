// One browser that looks: what it is sent. What it asked for is kept by the studio and the desk.
import NIOCore
import NIOWebSocket

/// The writing half of a viewer's connection. Any thread; nothing here waits.
final class Viewer: Sendable {
    private let channel: any Channel

    init(channel: any Channel) { self.channel = channel }

    var identifier: ObjectIdentifier { ObjectIdentifier(self) }

    /// Nobody sends a picture before the viewer has said that it took the ones before, so these do not pile up.
    func send(_ picture: ByteBuffer) { channel.writeAndFlush(WebSocketFrame(fin: true, opcode: .binary, data: picture), promise: nil) }

    /// `mayBeLeftOut`: figures, of which the next ones tell as much. Else a viewer that has not read for long is let go.
    func send(_ text: String, mayBeLeftOut: Bool = false) {
        guard channel.isWritable else {
            if !mayBeLeftOut { channel.close(promise: nil) }
            return
        }
        channel.writeAndFlush(WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(string: text)), promise: nil)
    }

    /// Says good-bye, and closes.
    func close(_ code: WebSocketErrorCode) {
        var data = ByteBuffer()
        data.write(webSocketErrorCode: code)
        let channel = channel
        channel.writeAndFlush(WebSocketFrame(fin: true, opcode: .connectionClose, data: data)).whenComplete { _ in channel.close(promise: nil) }
    }
}
