// A short run of the first frames with nothing written, to tell how fast the whole would be.
import MediaIO
import PipelineEngine

struct Trial {
    let request: RunRequest
    let endpoints: Endpoints
    let configuration: PipelineConfiguration

    /// Long enough for an encoder with 60 frames of look-ahead to be at work, short enough to wait for.
    private static let frames = 150
    private static let milliseconds: UInt64 = 2000

    /// Runs the chain on the input's first frames for two seconds at most. Errors: what the run itself would end with.
    func run(_ signals: SignalWatch) throws -> PlanText.Trial {
        let source = try endpoints.openSource(frames: Self.frames)
        var configuration = configuration
        configuration.trace = nil
        configuration.findings = nil
        configuration.paces = false
        (configuration.drop, configuration.maxLatency) = (.never, nil)
        let pipeline = try Pipeline(source: source, chain: request.chain, configuration: configuration) { stream in
            try endpoints.openSink(for: source, stream: stream, isTrial: true)
        }
        signals.use { pipeline.stop() }
        let ticker = Ticker(milliseconds: Self.milliseconds) { pipeline.stop() }
        defer { ticker.stop() }
        let report = try pipeline.run()
        return PlanText.Trial(frames: report.writtenFrames, seconds: report.seconds, peakBytes: Machine.usage.peakBytes)
    }
}
