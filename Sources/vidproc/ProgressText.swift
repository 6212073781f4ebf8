// The live view as text: pure functions of a snapshot and a width.
import PipelineEngine
import VideoFrame

struct ProgressText {
    let report: PipelineReport
    /// Columns to use at most.
    let width: Int
    var paint = Painter(isEnabled: false)

    private var isWide: Bool { width >= 90 }

    /// The view on a terminal: the ends, a line a stage, the bar.
    var lines: [String] { [endsLine] + report.stages.indices.map(stageLine) + [barLine] }

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
        let room = max(8, (width - 3 - from.count - to.count) / 2)
        let text = source.path.cutInMiddle(room) + from + " → " + sink.path.cutInMiddle(room) + to
        return paint(text.cut(width), .bold)
    }

    /// Codec, size and layout in brackets; nothing for an end without a codec, such as `null`.
    private static func kind(_ codec: String, _ shape: FrameShape, _ format: String) -> String {
        codec.isEmpty ? "" : " (\(codec) \(shape.width)x\(shape.height) \(format))"
    }

    private func stageLine(_ index: Int) -> String {
        let stage = report.stages[index]
        let isLimit = report.bottleneck == index
        let nameWidth = isWide ? 28 : 18
        var text = "\(isLimit ? "▶" : " ") \(stage.name.cut(nameWidth).left(nameWidth))\(rate(stage.fps).right(8)) fps"
        if stage.capableFPS.isFinite && stage.capableFPS > 0 {
            text += isWide ? "   could do \(rate(stage.capableFPS).right(7))" : "  can \(rate(stage.capableFPS).right(6))"
        } else {
            text += isWide ? String(repeating: " ", count: 19) : String(repeating: " ", count: 12)
        }
        text += "  \(queue(stage))  \(stage.device)"
        if isLimit && isWide { text += "  ← limits" }
        return isLimit ? paint(text.cut(width), .yellow) : text.cut(width)
    }

    /// The ring before the stage: a small bar and its numbers.
    private func queue(_ stage: StageReport) -> String {
        guard stage.queueCapacity > 0 else { return String(repeating: " ", count: 12) }
        let filled = min(4, (stage.queueNow * 4 + stage.queueCapacity - 1) / stage.queueCapacity)
        let bar = String(repeating: "▮", count: filled) + String(repeating: "▯", count: 4 - filled)
        return bar + " \(stage.queueNow)/\(stage.queueCapacity)".left(8)
    }

    private var barLine: String {
        let words = ([done.map(percent), frameCount] + speedAndRest.map { Optional($0) }).compactMap { $0 }.joined(separator: "  ")
        guard let done else { return words.cut(width) }
        let room = min(60, width - words.count - 4)
        guard room >= 8 else { return words.cut(width) }
        let filled = Int((done * Double(room)).rounded(.down))
        return "[" + paint(String(repeating: "█", count: filled), .green) + String(repeating: "░", count: room - filled) + "]  " + words
    }

    /// 0...1; nil while the length is unknown.
    private var done: Double? {
        guard let expected = report.source.expectedFrames, expected > 0 else { return nil }
        return min(1, Double(report.writtenFrames) / Double(expected))
    }

    private var frameCount: String {
        guard let expected = report.source.expectedFrames, expected > 0 else { return "\(report.writtenFrames) frames" }
        return "\(report.writtenFrames)/\(expected) frames"
    }

    private var speedAndRest: [String] {
        var parts: [String] = []
        if let speed = report.speed { parts.append("\(fixed(speed, 1))x") }
        if let expected = report.source.expectedFrames, report.fps > 0 {
            parts.append("ETA \(clock(Double(max(0, expected - report.writtenFrames)) / report.fps))")
        }
        return parts
    }
}

extension PipelineReport {
    /// Times the input's own rate; nil where that is unknown.
    var speed: Double? {
        let natural = source.frameRate.doubleValue
        return natural > 0 && fps.isFinite ? fps / natural : nil
    }
}
