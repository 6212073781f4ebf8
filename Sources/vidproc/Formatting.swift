// Numbers and times as people read them, without Foundation: it would double the time that the command takes to start.

/// `value` with a fixed count of decimals.
func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return "-" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 1e15 else { return String(value) }
    let whole = Int64(scaled)
    let sign = value < 0 && whole != 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(whole)" }
    let divisor = Int64(scale)
    let digits = String(whole % divisor)
    return "\(sign)\(whole / divisor).\(String(repeating: "0", count: decimals - digits.count))\(digits)"
}

/// `value` with at most so many decimals.
func shortFixed(_ value: Double, _ decimals: Int) -> String {
    let text = fixed(value, decimals)
    guard text.contains(".") else { return text }
    let digits = text.reversed().drop { $0 == "0" }
    return String(digits.drop { $0 == "." }.reversed())
}

/// Three significant places for rates: 8.25, 68.4, 812.
func rate(_ value: Double) -> String {
    guard value.isFinite, value > 0 else { return "-" }
    return fixed(value, value < 10 ? 2 : value < 1000 ? 1 : 0)
}

/// 0.97 → 97%.
func percent(_ share: Double) -> String { fixed(share * 100, 0) + "%" }

/// 3725.4 → 1:02:05, 65 → 1:05.
func clock(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "-:--" }
    let total = Int(seconds.rounded())
    let rest = twoDigits(total % 60)
    return total >= 3600 ? "\(total / 3600):\(twoDigits(total / 60 % 60)):\(rest)" : "\(total / 60):\(rest)"
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

extension String {
    /// Padded with spaces on the left to `width` characters.
    func right(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }

    /// Padded with spaces on the right to `width` characters.
    func left(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    /// Cut to `width` characters, the cut marked.
    func cut(_ width: Int) -> String { count <= width ? self : String(prefix(max(0, width - 1))) + "…" }

    /// Cut in the middle, so that a path keeps its beginning and its file name.
    func cutInMiddle(_ width: Int) -> String {
        guard count > width, width > 2 else { return cut(width) }
        let tail = (width - 1) * 2 / 3
        return String(prefix(width - 1 - tail)) + "…" + String(suffix(tail))
    }
}
