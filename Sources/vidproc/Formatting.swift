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

/// The same in at most five places: 812.3, 9120, 68k, 1.2M.
func shortRate(_ value: Double) -> String {
    guard value.isFinite, value >= 9999.5 else { return rate(value) }
    guard value >= 999_500 else { return fixed(value / 1e3, 0) + "k" }
    return value < 99.95e6 ? fixed(value / 1e6, 1) + "M" : ">99M"
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
