// What would help against each kind of limit.

extension Advice {
    /// Where all processors are busy, more threads are no remedy: only less work is.
    func remedy(for limit: StageReport, isProcessorBound: Bool) -> String? {
        switch limit.role {
        case .decode: decodeRemedy
        case .encode: encodeRemedy(limit)
        case .filter: filterRemedy(limit, isProcessorBound: isProcessorBound)
        }
    }

    private static let storedAsIs: Set<String> = ["rawvideo", "wrapped_avframe"]

    private var decodeRemedy: String? {
        if report.source.path.hasPrefix("pattern:") { return "a file may be read faster than this picture is made" }
        if Self.storedAsIs.contains(report.source.codec) { return "a faster disk, or a faster writer of the pipe, would help" }
        return "an input that is cheaper to decode would help"
    }

    private func encodeRemedy(_ limit: StageReport) -> String? {
        if report.sink.codec.isEmpty { return "the filters are not the limit" }
        if Self.storedAsIs.contains(report.sink.codec) { return "a faster disk, or a faster reader of the pipe, would help" }
        return report.sink.fasterPreset.map { "--preset \($0) would help" } ?? "a faster --encoder would help"
    }

    private func filterRemedy(_ limit: StageReport, isProcessorBound: Bool) -> String? {
        var parts: [String] = []
        let total = limit.filters.reduce(0) { $0 + $1.busySeconds }
        if let dearest = limit.filters.max(by: { $0.busySeconds < $1.busySeconds }), limit.filters.count > 1, total > 0 {
            parts.append("\(dearest.name) takes \(Int((dearest.busySeconds / total * 100).rounded())) % of it")
        }
        if settings.isLevelCapped {
            parts.append("leaving out --cpu would help")
        } else if !isProcessorBound && settings.threads < report.processors {
            parts.append("--threads \(report.processors) would help")
        } else if limit.filters.count == 1 {
            parts.append("only cheaper values of \(limit.name), or a region, would help")
        }
        return parts.isEmpty ? nil : parts.joined(separator: " and ")
    }
}
