// What a window knows of the run that it shows, and may ask of it.
import PipelineEngine

/// The run behind a window. All of it may be called from any thread, and must not wait for the window.
public struct WindowControls: Sendable {
    /// The figures so far.
    public var snapshot: @Sendable () -> PipelineReport
    /// Ends the run properly.
    public var stop: @Sendable () -> Void
    /// The chain, where it can be changed.
    public var chain: (any ChainControl)?

    public init(snapshot: @escaping @Sendable () -> PipelineReport, stop: @escaping @Sendable () -> Void, chain: (any ChainControl)? = nil) {
        self.snapshot = snapshot
        self.stop = stop
        self.chain = chain
    }
}
