// A run in the browser: the room's door.
import Filters
import MediaIO
import PipelineEngine
import Synchronization
import VideoFrame

/// Serves one page with picture, figures, chain and recording of one run.
///
/// Made before anything else of the run is opened, so that a port that is taken stops nothing half done. Then `tap` goes between source and pipeline, `makeSink` makes the
/// end of the chain, `serve` begins, and `stop` ends it. Any thread, in this order.
public final class LiveServer: Sendable {
    private let listener: Listener
    private let studio: Studio
    private let desk: Desk
    private let recorder: Recorder
    private let token: String?
    private let hasStopped = Atomic<Bool>(false)

    /// Listens at once. Errors: the port is taken, the address is not this machine's.
    public convenience init(_ address: ServeAddress) throws(LiveServerError) { try self.init(address, limits: ServerLimits()) }

    init(_ address: ServeAddress, limits: ServerLimits, token given: String? = nil) throws(LiveServerError) {
        let token = given ?? (address.isLoopback ? nil : AccessRule.randomToken())
        let recorder = Recorder()
        let studio = Studio()
        let desk = Desk(studio: studio, recorder: recorder)
        (self.token, self.recorder, self.studio, self.desk) = (token, recorder, studio, desk)
        listener = try Listener(address, limits: limits, rooms: .init(studio: studio, desk: desk)) { address in
            Site(rule: AccessRule(address: address, token: token), limits: limits)
        }
    }

    /// What to open. Beyond this machine it ends in the token; for all addresses at once the machine's name stands for them.
    public var url: String {
        let isAnywhere = ["0.0.0.0", "::"].contains(listener.address.host)
        let authority = isAnywhere ? "\(AccessRule.machineName):\(listener.address.port)" : listener.address.authority
        return "http://\(authority)/" + (token.map { "?token=\($0)" } ?? "")
    }

    /// The source to give to the pipeline in place of this one.
    public func tap(_ source: any FrameSource) -> any FrameSource {
        let tap = SourceTap(source)
        studio.tap(tap)
        return tap
    }

    /// The chain's end, or one of its ends, for frames of `stream`. `recording`: nil where nothing may be recorded.
    public func makeSink(stream: StreamShape, recording: RecordingPlan?) -> any FrameSink {
        recorder.plan(recording)
        return LiveSink(stream: stream, name: "serve", studio: studio, recorder: recorder)
    }

    /// Shows the run. `chain`: nil where it cannot be changed.
    public func serve(stream: StreamShape, registry: FilterRegistry, chain: (any ChainControl)?, snapshot: @escaping @Sendable () -> PipelineReport) {
        studio.start()
        desk.start(ServedRun(snapshot: snapshot, chain: chain, registry: registry, stream: stream))
    }

    /// Tells all viewers that it is over, lets them go, and joins all threads. The first call does it.
    public func stop() {
        guard !hasStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        desk.stop()
        studio.stop()
        listener.stop(viewers: studio.viewers)
        recorder.stop()
    }
}
