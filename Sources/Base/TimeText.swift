// Times as people type them.

/// Milliseconds of `SECONDS`, `M:SS` or `H:MM:SS`, each with a fraction of up to three digits; nil when it is none of these. Below 10^9 seconds.
public func milliseconds(ofTime text: some StringProtocol) -> Int64? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count), let last = parts.last else { return nil }
    var whole: Int64 = 0
    for (index, part) in parts.dropLast().enumerated() {
        guard let number = digits(part), number < (index == 0 ? 100_000 : 60) else { return nil }
        whole = whole * 60 + number
    }
    let pieces = last.split(separator: ".", omittingEmptySubsequences: false)
    guard pieces.count <= 2, let seconds = digits(pieces[0]), seconds < (parts.count == 1 ? 1_000_000_000 : 60) else { return nil }
    var fraction: Int64 = 0
    if pieces.count == 2 {
        guard pieces[1].count <= 3, let number = digits(pieces[1]) else { return nil }
        fraction = [0, 100, 10, 1][pieces[1].count] * number
    }
    return (whole * 60 + seconds) * 1000 + fraction
}

private func digits(_ text: some StringProtocol) -> Int64? {
    guard !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isWholeNumber }) else { return nil }
    return Int64(String(text))
}
