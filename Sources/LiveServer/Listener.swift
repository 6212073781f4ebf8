// The socket and its connections: one thread of SwiftNIO for all of them.
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import Synchronization

/// Listens from `init` to `stop()`.
final class Listener: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let server: any Channel
    private let admission: Admission
    /// With the port that the system gave.
    let address: ServeAddress

    /// What connections are given once there is something to show.
    struct Rooms: Sendable {
        let studio: Studio
        let desk: Desk
    }

    /// Counts connections.
    private final class Admission: Sendable {
        let count = Atomic<Int>(0)
    }

    /// `makeSite` gets the address with its port. Errors: the port is taken, the address is not this machine's.
    init(_ wanted: ServeAddress, limits: ServerLimits, rooms: Rooms, site makeSite: @escaping @Sendable (ServeAddress) -> Site) throws(LiveServerError) {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let admission = Admission()
        self.admission = admission
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            // What lies in the system's buffers is late already.
            .childChannelOption(.socketOption(.so_sndbuf), value: 256 << 10)
            .childChannelInitializer { channel in
                let count = admission.count.wrappingAdd(1, ordering: .relaxed).newValue
                channel.closeFuture.whenComplete { _ in admission.count.wrappingSubtract(1, ordering: .relaxed) }
                return channel.eventLoop.makeCompletedFuture {
                    guard count <= 2 * limits.connections else { throw ChannelError.alreadyClosed }
                    let port = channel.localAddress?.port ?? wanted.port
                    let site = makeSite(ServeAddress(host: wanted.host, port: port))
                    try Self.setUp(channel, site: site, rooms: rooms, isFull: count > limits.connections)
                }
            }
        do {
            server = try bootstrap.bind(host: wanted.host, port: wanted.port).wait()
        } catch {
            try? group.syncShutdownGracefully()
            throw Self.error(error, wanted)
        }
        address = ServeAddress(host: wanted.host, port: server.localAddress?.port ?? wanted.port)
    }

    private static func setUp(_ channel: any Channel, site: Site, rooms: Rooms, isFull: Bool) throws {
        let limits = site.limits
        let handler = RequestHandler(site: site, isFull: isFull)
        let bound = NIOLoopBound(handler, eventLoop: channel.eventLoop)
        let upgrader = NIOWebSocketServerUpgrader(
            maxFrameSize: limits.messageBytes,
            shouldUpgrade: { channel, head in channel.eventLoop.makeSucceededFuture(!isFull && site.admitsViewer(head) ? HTTPHeaders() : nil) },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    pipeline.removeHandler(bound.value, promise: nil)
                    try pipeline.addHandler(
                        NIOWebSocketFrameAggregator(
                            minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 8, maxAccumulatedFrameSize: limits.messageBytes))
                    try pipeline.addHandler(ViewerHandler(viewer: Viewer(channel: channel), studio: rooms.studio, desk: rooms.desk, limits: limits))
                }
            })
        let pipeline = channel.pipeline.syncOperations
        var bounds = NIOHTTPDecoderLimitConfiguration()
        bounds.maxHeaderListSize = limits.headBytes
        bounds.maxHeaderFieldSize = limits.headBytes / 2
        let encoder = HTTPResponseEncoder()
        let decoder = ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: bounds))
        let pipelining = HTTPServerPipelineHandler()
        try pipeline.addHandlers([encoder, decoder, pipelining])
        try pipeline.addHandler(
            HTTPServerUpgradeHandler(upgraders: [upgrader], httpEncoder: encoder, extraHTTPHandlers: [decoder, pipelining], upgradeCompletionHandler: { _ in }))
        try pipeline.addHandler(handler)
    }

    private static func error(_ error: any Error, _ address: ServeAddress) -> LiveServerError {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE?: LiveServerError("cannot serve at \(address.authority): the port is taken", hint: "--serve alone takes a free one")
        case EACCES?:
            LiveServerError("cannot serve at \(address.authority): ports below 1024 are the system's", hint: "take one from 1024 on, or --serve alone")
        case EADDRNOTAVAIL?: LiveServerError("cannot serve at \(address.authority): this machine has no such address", hint: "0.0.0.0 is all that it has")
        default: LiveServerError("cannot serve at \(address.authority): \(error)")
        }
    }

    /// Takes nobody more, lets what is on its way go out, closes all, joins the thread. Call once.
    func stop(viewers: [Viewer]) {
        try? server.close().wait()
        for viewer in viewers { viewer.close(.goingAway) }
        // What a viewer does not take within this time it does not get.
        let loop = group.next()
        try? loop.scheduleTask(in: .milliseconds(viewers.isEmpty ? 0 : 200)) {}.futureResult.wait()
        try? group.syncShutdownGracefully()
    }
}
