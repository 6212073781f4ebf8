// The one page, and refusals: what an HTTP request gets that does not become a viewer's connection.
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Answers one request and closes. Whoever takes longer than `longest` over it, asking or reading, is cut off. Used by its channel's event loop.
final class RequestHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let site: Site
    /// Whether there is no place for another one.
    private let isFull: Bool
    private var deadline: Scheduled<Void>?
    private var head: HTTPRequestHead?
    private var isAnswered = false

    init(site: Site, isFull: Bool) { (self.site, self.isFull) = (site, isFull) }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: site.limits.longestRequest) { channel.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isAnswered else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: answer(context, .refusal(.payloadTooLarge, "a request has no body here"))
        case .end: if let head { answer(context, isFull ? .refusal(.serviceUnavailable, "too many are connected") : site.answer(to: head)) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The request itself comes here next, and is refused with the reason.
        if error is NIOWebSocketUpgradeError { return }
        guard error is HTTPParserError, !isAnswered else { return context.close(promise: nil) }
        let isTooLong = (error as? HTTPParserError) == .headerOverflow
        answer(context, isTooLong ? .refusal(.requestHeaderFieldsTooLarge, "the request is too long") : .refusal(.badRequest, "this is not HTTP"))
    }

    private func answer(_ context: ChannelHandlerContext, _ answer: Answer) {
        isAnswered = true
        var headers = Answer.headers
        headers.add(name: "Content-Type", value: answer.contentType)
        headers.add(name: "Content-Length", value: String(answer.body.readableBytes))
        for (name, value) in answer.headers { headers.add(name: name, value: value) }
        context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers))), promise: nil)
        if head?.method != .HEAD { context.write(wrapOutboundOut(.body(.byteBuffer(answer.body))), promise: nil) }
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
    }
}

/// What is sent back.
struct Answer: Sendable {
    var status: HTTPResponseStatus
    var contentType: String
    var body: ByteBuffer
    var headers: [(String, String)] = []

    /// `text` is ours; nothing of a request is ever part of an answer.
    static func refusal(_ status: HTTPResponseStatus, _ text: String) -> Answer {
        Answer(status: status, contentType: "text/plain; charset=utf-8", body: ByteBuffer(string: text + "\n"))
    }

    /// On every answer.
    static let headers: HTTPHeaders = [
        "Connection": "close", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
    ]
}
