// What a run would do, for a person to read: pure text from a plan and a short trial.
import MediaIO
import PipelineEngine
import VideoFrame

struct PlanText {
    /// What a run of the first frames took.
    struct Trial {
        var frames: Int
        var seconds: Double
        var peakBytes: Int
    }

    let plan: PipelinePlan
    let level: String
    /// Nil where there was none; `reason` says why.
    let trial: Trial?
    var reason = ""
    /// What the filters cost on either side, where that was asked.
    var costs: [String] = []
    var paint = Painter(isEnabled: false)

    var lines: [String] {
        [row("input", source)] + section("mode", plan.source.choice.map { [$0] + plan.source.otherChoices.map { "or \($0)" } } ?? [])
            + plan.stages.flatMap(stage) + section("output", ([plan.sink] + plan.sideSinks).map(output)) + section("costs", costs)
            + section("streams", plan.streams)
            + section("losses", plan.losses.isEmpty ? ["none"] : plan.losses) + section("warnings", plan.warnings)
            + [row("memory", memory), row("predicted", prediction)]
    }

    private func row(_ title: String, _ text: String) -> String { paint(title.left(11), .bold) + text }

    private func section(_ title: String, _ texts: [String]) -> [String] {
        texts.enumerated().map { $0 == 0 ? row(title, $1) : String(repeating: " ", count: 11) + $1 }
    }

    private var source: String {
        let info = plan.source
        var parts = ["\(info.path): \(info.codec) \(info.shape.width)x\(info.shape.height) \(info.storedFormat)"]
        if info.frameRate.numerator > 0 { parts.append("\(shortFixed(info.frameRate.doubleValue, 3)) fps") }
        if let frames = info.expectedFrames { parts.append("\(frames) frames") }
        return parts.joined(separator: ", ")
    }

    private func stage(_ stage: StagePlan) -> [String] {
        switch stage.role {
        case .decode:
            let planar = stage.output.format.description
            return [row("decode", plan.source.storedFormat == planar ? "read in place" : "\(plan.source.storedFormat) becomes \(planar), no sample changed")]
        case .filter:
            var text =
                stage.device == "cpu"
                ? "cpu \(level), \(count(plan.threads, "thread")), \(count(stage.bands, "band")) a frame"
                : "\(stage.device), \(stage.heldFrames) frames at once"
            text += ", queue of \(stage.queueCapacity)"
            if stage.input != stage.output { text += ", \(name(stage.input)) becomes \(name(stage.output))" }
            if let rate = stage.newRate { text += ", becomes \(shortFixed(rate.doubleValue, 3)) fps" }
            return section(stage.filters.count > 1 ? "group" : "filter", ["\(stage.name): \(text)"] + stage.filters.map { "  " + $0 })
        case .encode:
            let format = stage.input.format.description, target = plan.sink.pixelFormat
            let how = format == target ? "\(target), no copy" : "\(format) is converted to \(target) as asked"
            return plan.sink.codec.isEmpty ? [] : [row("encode", "\(plan.sink.codec), \(how), queue of \(stage.queueCapacity)")]
        }
    }

    private func name(_ shape: FrameShape) -> String { "\(shape.width)x\(shape.height) \(shape.format)" }
    private func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }

    private func output(_ sink: SinkInfo) -> String {
        let way = sink.partPath.map { ", written as \($0)" } ?? ""
        return sink.path + (sink.container.isEmpty ? "" : ": \(sink.container)\(way)")
    }

    private var memory: String {
        let frame = Double(plan.frameBytes) / 1e6
        let most = "at most \(plan.framesInFlight) frames of \(fixed(frame, 1)) MB between the stages"
        guard let trial else { return most }
        return "about \(fixed(Double(trial.peakBytes) / 1e6, 0)) MB, decoder and encoder included; \(most)"
    }

    private var prediction: String {
        guard let trial, trial.frames > 0, trial.seconds > 0 else { return reason }
        let fps = Double(trial.frames) / trial.seconds
        var text = "\(rate(fps)) fps"
        if plan.output.frameRate.doubleValue > 0 { text += " (\(fixed(fps / plan.output.frameRate.doubleValue, 1))x)" }
        if let frames = plan.output.expectedFrames { text += ", \(clock(Double(frames) / fps)) for all" }
        return text + ", as the first \(count(trial.frames, "frame")) took"
    }
}
