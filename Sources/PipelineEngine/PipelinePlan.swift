// What a pipeline would do, as plain values, known before anything runs.
import MediaIO
import VideoFrame

/// One stage of a pipeline.
public struct StagePlan: Sendable {
    public var role: StageReport.Role
    public var name: String
    public var device: String
    /// As typed, in order.
    public var filters: [String]
    /// What comes in and goes out; the same for the two ends.
    public var input: FrameShape
    public var output: FrameShape
    /// Frames a second that the stage gives where it changes them.
    public var newRate: Rational?
    /// Bands that a frame is cut into; 0 where none is.
    public var bands: Int
    /// Frames that the stage keeps for filters over time.
    public var heldFrames = 0
    /// Frames that the ring before the stage holds; 0 for the source.
    public var queueCapacity: Int
}

/// All of a pipeline.
public struct PipelinePlan: Sendable {
    public var source: SourceInfo
    /// What the sink gets.
    public var output: StreamShape
    public var sink: SinkInfo
    /// Outputs beside `sink`.
    public var sideSinks: [SinkInfo] = []
    public var stages: [StagePlan]
    /// Workers that compute bands.
    public var threads: Int
    /// Other streams of the input and what becomes of them, one line each.
    public var streams: [String]
    public var losses: [String]
    public var warnings: [String]

    /// Frames that the rings and the stages hold at most.
    public var framesInFlight: Int { stages.reduce(stages.count) { $0 + $1.queueCapacity + $1.heldFrames } }

    /// Bytes of the samples of the largest frame.
    public var frameBytes: Int {
        stages.map { stage in
            let format = stage.output.format
            return (0..<format.planeCount).reduce(0) { sum, plane in
                let size = stage.output.size(ofPlane: plane)
                return sum + size.width * size.height * format.bytesPerSample
            }
        }.max() ?? 0
    }
}

extension Pipeline {
    /// What `run` will do.
    public var plan: PipelinePlan {
        let first = versions.newest
        let stages = stages.indices.map { index in
            let nodes = self.stages[index].role == .filter ? first.stages[index - 1] : []
            let stage = self.stages[index], input = streams[max(0, index - 1)], output = streams[min(index, streams.count - 1)]
            return StagePlan(
                role: stage.role, name: stage.name, device: nodes.device, filters: nodes.flatMap { $0.processor.instances.map(\.text) }, input: input.frame,
                output: output.frame, newRate: input.frameRate == output.frameRate ? nil : output.frameRate,
                bands: nodes.map(\.processor.bands).max() ?? 0, heldFrames: nodes.reduce(0) { $0 + $1.processor.heldFrames },
                queueCapacity: index > 0 ? rings[index - 1].capacity : 0)
        }
        return PipelinePlan(
            source: source.info, output: streams[streams.count - 1], sink: sink.info, sideSinks: (sink as? FanOutSink)?.sideReports.map(\.sink) ?? [],
            stages: stages, threads: threadCount, streams: sink.streams,
            losses: sink.losses,
            warnings: sourceWarnings)
    }
}

extension [ChainNode] {
    /// Where they run: those that do not on the processor.
    var device: String { map(\.processor.deviceName).first { $0 != "cpu" } ?? "cpu" }
}
