// The figures in words: which stage limits, who waits for it, what would help.

enum Advice {
    /// The stage that works the largest share of the run; nil before any frame has passed.
    static func bottleneck(of stages: [StageReport]) -> Int? {
        guard stages.contains(where: { $0.frames > 0 }) else { return nil }
        return stages.indices.max { stages[$0].busy < stages[$1].busy }
    }

    /// One sentence for a person.
    static func sentence(for stages: [StageReport], bottleneck: Int?) -> String {
        guard let bottleneck else { return "" }
        let limit = stages[bottleneck]
        var text = "\(limit.name) limits: it works \(percent(limit.busy)) of the time"
        // A stage that could do a hundred times as much is no limit worth a word: a sink that drops, a pattern.
        let others = stages.indices.filter { $0 != bottleneck && stages[$0].frames > 0 && stages[$0].capableFPS < 100 * limit.capableFPS }
        if let waiting = others.max(by: { waits(stages[$0]) < waits(stages[$1]) }), waits(stages[waiting]) > 0.05 {
            text += " while \(stages[waiting].name) waits \(percent(waits(stages[waiting])))"
        }
        if let next = others.min(by: { stages[$0].capableFPS < stages[$1].capableFPS }), stages[next].capableFPS > limit.fps * 1.05 {
            text += "; without it \(stages[next].name) would allow at most \(Int(stages[next].capableFPS)) fps"
        }
        switch limit.role {
        case .decode: text += "; a source that is cheaper to decode would help most"
        case .encode where limit.name == "sink": text += "; the filters are not the limit"
        case .encode: text += "; a faster --preset or --encoder would help most"
        case .filter:
            if let dearest = limit.filters.max(by: { $0.busySeconds < $1.busySeconds }), limit.filters.count > 1 {
                text += "; \(dearest.name) is its dearest filter"
            }
            text += "; more --threads would help if there are idle cores"
        }
        return text + "."
    }

    private static func waits(_ stage: StageReport) -> Double { stage.starved + stage.blocked }
    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
