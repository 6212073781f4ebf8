// The live view as text: pure functions of a snapshot and a width.
import PipelineEngine
import VideoFrame

struct ProgressText {
    let report: PipelineReport
    /// Columns to use at most.
    let width: Int
    var paint = Painter(isEnabled: false)
    /// What keys have chosen of the chain; nil where none are taken.
    var choice: String?

    private var isWide: Bool { width >= 90 }

    /// The view on a terminal: the ends, a line a stage, what keys have chosen, the bar. With too few rows the ends go first, then the stages that do not limit.
    func lines(atMost rows: Int = .max) -> [String] {
        let stages = Array(report.stages.indices)
        let foot = ((choice.map { [paint($0.cut(width), .cyan)] } ?? []) + [barLine]).suffix(rows)
        let room = max(0, rows - foot.count)
        if room > stages.count { return [endsLine] + stages.map(stageLine) + foot }
        let kept = Set((stages.filter { $0 == report.bottleneck } + stages.filter { $0 != report.bottleneck }).prefix(room))
        return stages.filter(kept.contains).map(stageLine) + foot
    }

    /// The same in one line, for a log.
    var line: String {
        var parts = ["vidproc: \(frameCount)", "\(rate(report.fps)) fps"]
        if let done { parts.insert(percent(done), at: 1) }
        parts += speedAndRest
        if let index = report.bottleneck, report.stages.indices.contains(index) { parts.append("\(report.stages[index].name) limits") }
        return parts.joined(separator: "  ").cut(width)
    }

    private var endsLine: String {
        let source = report.source, sink = report.sink
        let from = isWide ? Self.kind(source.codec, source.shape, source.storedFormat) : ""
        let to = isWide ? Self.kind(sink.codec, sink.shape, sink.pixelFormat) : ""
        let input = source.path.printable, output = sink.path.printable
        // Each has half; what one does not need the other gets.
        let room = max(8, width - 3 - from.columns - to.columns)
        let text =
            input.cutInMiddle(max(room / 2, room - output.columns)) + from + " → " + output.cutInMiddle(max(room - room / 2, room - input.columns)) + to
        return paint(text.cut(width), .bold)
    }

    /// Codec, size and layout in brackets; nothing for an end without a codec, such as `null`.
    private static func kind(_ codec: String, _ shape: FrameShape, _ format: String) -> String {
        codec.isEmpty ? "" : " (\(codec) \(shape.width)x\(shape.height) \(format))"
    }

    /// Columns of all names: what the rest of the line leaves.
    private var nameWidth: Int {
        let rest = isWide ? 73 : hasRates ? 52 : hasQueues ? 25 : 14
        return max(4, min(width - rest, max(isWide ? 24 : 14, report.stages.map(\.name.columns).max() ?? 0)))
    }

    private var hasRates: Bool { width >= 64 }
    private var hasQueues: Bool { width >= 36 }

    private func stageLine(_ index: Int) -> String {
        let stage = report.stages[index]
        let isLimit = report.bottleneck == index
        var text = "\(isLimit ? "▶" : " ") \(stage.name.cut(nameWidth).left(nameWidth))\(shortRate(stage.fps).right(8)) fps"
        if hasRates {
            let title = isWide ? "   could do " : "  can "
            let isKnown = stage.capableFPS.isFinite && stage.capableFPS > 0
            text += isKnown ? title + shortRate(stage.capableFPS).right(6) : String(repeating: " ", count: title.count + 6)
        }
        if hasQueues { text += "  " + (hasRates ? queue(stage).left(12) : queue(stage)) }
        if hasRates { text += "  \(stage.device)" }
        if isLimit && isWide { text += "  ← limits" }
        return isLimit ? paint(text.cut(width), .yellow) : text.cut(width)
    }

    /// The ring before the stage: a small bar and its numbers; the source has none.
    private func queue(_ stage: StageReport) -> String {
        guard stage.queueCapacity > 0 else { return "" }
        let filled = min(4, (stage.queueNow * 4 + stage.queueCapacity - 1) / stage.queueCapacity)
        return String(repeating: "▮", count: filled) + String(repeating: "▯", count: 4 - filled) + " \(stage.queueNow)/\(stage.queueCapacity)"
    }

    private var barLine: String {
        let words = ([done.map(percent), frameCount] + speedAndRest.map { Optional($0) }).compactMap { $0 }.joined(separator: "  ")
        guard let done else { return words.cut(width) }
        let room = min(60, width - words.columns - 4)
        guard room >= 8 else { return words.cut(width) }
        let filled = Int((done * Double(room)).rounded(.down))
        return "[" + paint(String(repeating: "█", count: filled), .green) + String(repeating: "░", count: room - filled) + "]  " + words
    }

    /// 0...1; nil while the length is unknown.
    private var done: Double? {
        guard let expected = report.expectedFrames, expected > 0 else { return nil }
        return min(1, Double(report.writtenFrames) / Double(expected))
    }

    private var frameCount: String {
        guard let expected = report.expectedFrames, expected > 0 else { return "\(report.writtenFrames) frames" }
        return "\(report.writtenFrames)/\(expected) frames"
    }

    private var speedAndRest: [String] {
        var parts = report.droppedFrames > 0 ? ["\(report.droppedFrames) dropped"] : []
        if report.lostFrames > 0 { parts.append("\(report.lostFrames) lost at capture") }
        if let speed = report.speed { parts.append("\(fixed(speed, 1))x") }
        if report.isStopping {
            parts.append("stopping")
        } else if let expected = report.expectedFrames, report.fps > 0 {
            let isAllThere = report.writtenFrames >= expected
            parts.append(isAllThere ? "finishing" : "ETA \(clock(Double(max(0, expected - report.writtenFrames)) / report.fps))")
        }
        return parts
    }
}

extension PipelineReport {
    /// Times the input's own rate; nil where that is unknown.
    var speed: Double? {
        let natural = frameRate.doubleValue
        return natural > 0 && fps.isFinite ? fps / natural : nil
    }
}
