// The figures in words: what limits, who waits for it, what the run could reach without it, what would help.
import Kernels

struct Advice {
    /// What of the configuration a remedy may name.
    struct Settings: Sendable {
        var threads: Int
        /// Whether the instruction set is held below the processor's own.
        var isLevelCapped = false
    }

    let report: PipelineReport
    let settings: Settings

    init(_ report: PipelineReport, settings: Settings) {
        self.report = report
        self.settings = settings
    }

    /// The stage that works the largest share of the run; nil before any frame has passed.
    static func bottleneck(of stages: [StageReport]) -> Int? {
        guard stages.contains(where: { $0.frames > 0 }) else { return nil }
        return stages.indices.max { stages[$0].busy < stages[$1].busy }
    }

    /// One sentence for a person; empty before any frame has passed.
    var sentence: String {
        guard let index = report.bottleneck, report.stages.indices.contains(index) else { return "" }
        let limit = report.stages[index]
        if report.source.isLive && limit.role == .decode { return liveSentence }
        let share = processorShare
        let parts: [String?]
        if share > 0.9 {
            let processors =
                report.processors == 1
                ? "the processor limits: the run uses \(percent(share)) of it"
                : "the \(report.processors) processors limit: the run uses \(percent(share)) of them"
            parts = ["\(processors) and \(limit.name) works \(percent(limit.busy)) of the time", remedy(for: limit, isProcessorBound: true)]
        } else if limit.busy < 0.5 {
            parts = ["no stage limits for long: \(limit.name), the busiest, works \(percent(limit.busy)) of the time", smoothing]
        } else {
            parts = [
                "\(limit.name) limits: it works \(percent(limit.busy)) of the time\(waiting(for: index))", whatIf(without: index),
                remedy(for: limit, isProcessorBound: false),
            ]
        }
        return parts.compactMap { $0 }.joined(separator: "; ") + "."
    }

    /// Of all processors' time, how much the run took.
    private var processorShare: Double {
        let available = report.seconds * Double(report.processors)
        return available > 0 ? min(1, report.cpuSeconds / available) : 0
    }

    private var liveSentence: String {
        let others = report.stages.dropFirst()
        guard let busiest = others.max(by: { $0.busy < $1.busy }) else { return "the live input sets the rate." }
        return "the live input sets the rate: \(busiest.name), the busiest stage after it, works \(percent(busiest.busy)) of the time."
    }

    private func waiting(for limit: Int) -> String {
        let others = report.stages.indices.filter { $0 != limit && report.stages[$0].frames > 0 }
        guard let index = others.max(by: { waits(report.stages[$0]) < waits(report.stages[$1]) }), waits(report.stages[index]) > 0.05 else { return "" }
        return " while \(report.stages[index].name) waits \(percent(waits(report.stages[index])))"
    }

    /// What the run could reach if the stage took no time: the slowest of the others as they were in this run, or what the processors can do of their work.
    /// Where they shared the processors with the stage they may do more.
    private func whatIf(without limit: Int) -> String? {
        let others = report.stages.indices.filter { $0 != limit && report.stages[$0].frames > 0 }
        guard let next = others.min(by: { rate(report.stages[$0]) < rate(report.stages[$1]) }) else { return nil }
        let stageRate = rate(report.stages[next]), processorRate = processorRate(without: limit)
        let reachable = min(stageRate, processorRate)
        // A hundred times as much is a chain with nothing else in it: a sink that drops, a made picture.
        guard reachable.isFinite, reachable > report.fps * 1.05, reachable < report.fps * 100 else { return nil }
        let following = stageRate <= processorRate ? report.stages[next].name : report.processors == 1 ? "the processor" : "the processors"
        return "without it the run could reach about \(Int(reachable.rounded())) fps (\(following) next)"
    }

    /// Frames a second of the output that the stage could do alone: before a change of the rate others pass than after it.
    private func rate(_ stage: StageReport) -> Double {
        report.writtenFrames > 0 && stage.frames > 0 ? stage.capableFPS * Double(report.writtenFrames) / Double(stage.frames) : stage.capableFPS
    }

    /// Frames a second at which the other stages' work would fill all processors.
    private func processorRate(without limit: Int) -> Double {
        let stage = report.stages[limit]
        guard stage.frames > 0, report.cpuSeconds > 0 else { return .infinity }
        let rest =
            stage.role == .filter
            ? report.cpuSeconds - processorSeconds(stage)
            : report.stages.indices.filter { $0 != limit }.reduce(0.0) { $0 + processorSeconds(report.stages[$1]) }
        let perFrame = min(report.cpuSeconds, rest) / Double(max(1, report.writtenFrames))
        return perFrame > 0 ? Double(report.processors) / perFrame : .infinity
    }

    /// Of filters on the processor it is known. Of decoding and encoding, and of filters on a device, only what passed on the stage's thread: that much at
    /// least, more with libav's threads.
    private func processorSeconds(_ stage: StageReport) -> Double {
        stage.role == .filter && stage.device == "cpu" ? stage.filters.reduce(0) { $0 + $1.busySeconds } : stage.busy * report.seconds
    }

    private var smoothing: String? {
        if report.seconds < 1 { return "the run is too short to tell more" }
        let isShort = report.stages.dropFirst().contains { $0.queueCapacity <= 2 }
        return isShort ? "a longer --queue would even out the stages" : nil
    }

    private func waits(_ stage: StageReport) -> Double { stage.starved + stage.blocked }
    private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
