// A viewer's connection: what the page says, and whether it is still there.
import NIOCore
import NIOWebSocket

/// Reads a page's messages. Used by its channel's event loop.
final class ViewerHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let viewer: Viewer
    private let studio: Studio
    private let desk: Desk
    private let limits: ServerLimits
    private var lastHeard = NIODeadline.now()
    private var second = NIODeadline.now()
    private var messagesInSecond = 0
    private var pings: RepeatedTask?

    init(viewer: Viewer, studio: Studio, desk: Desk, limits: ServerLimits) {
        (self.viewer, self.studio, self.desk, self.limits) = (viewer, studio, desk, limits)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        pings = context.eventLoop.scheduleRepeatedTask(initialDelay: limits.pingPause, delay: limits.pingPause) { _ in
            let (handler, context) = bound.value
            handler.ping(context)
        }
        desk.welcome(viewer)
        studio.add(viewer)
    }

    func handlerRemoved(context: ChannelHandlerContext) { leave() }
    func channelInactive(context: ChannelHandlerContext) { leave() }

    private func leave() {
        pings?.cancel()
        studio.remove(viewer)
    }

    private func ping(_ context: ChannelHandlerContext) {
        if NIODeadline.now() - lastHeard > limits.longestSilence { return context.close(promise: nil) }
        // Behind pictures that nobody reads this would only wait.
        if context.channel.isWritable { context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer())), promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data), now = NIODeadline.now()
        lastHeard = now
        if now - second > .seconds(1) { (second, messagesInSecond) = (now, 0) }
        messagesInSecond += 1
        // The page masks what it says; RFC 6455 has whoever does not cut off.
        guard frame.maskKey != nil, messagesInSecond <= limits.messagesInASecond else { return viewer.close(.policyViolation) }
        switch frame.opcode {
        case .text: hear(frame.unmaskedData)
        case .ping: context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData)), promise: nil)
        case .pong: break
        case .connectionClose: viewer.close(.normalClosure)
        default: viewer.close(.unacceptableData)
        }
    }

    private func hear(_ text: ByteBuffer) {
        guard let request = PageRequest(json: text.readableBytesView) else { return viewer.close(.unacceptableData) }
        switch request.kind {
        case .drawn: studio.acknowledge(viewer)
        case .compare: studio.want(before: request.on == true, viewer)
        case .set, .turn, .record:
            if !desk.ask(request, viewer) { viewer.send(RefusalMessage(text: "too much is asked at a time", hint: nil).json) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
