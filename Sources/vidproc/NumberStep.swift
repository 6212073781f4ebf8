// By how much a key changes a number: a round step that fits its range and where it stands.

/// The steps of one number. Each step leads to a multiple of itself, so that the same keys lead back.
struct NumberStep: Sendable {
    private let range: ClosedRange<Double>
    private let usual: Double
    /// Whether it counts something: all that is said of it is whole, and fractions of it would be rounded.
    private let isWhole: Bool
    /// Whether small values matter more than large ones: the usual one lies near the lower end of a wide range, as those of blurs do.
    private let isRelative: Bool

    init(_ range: ClosedRange<Double>, usual: Double) {
        (self.range, self.usual) = (range, usual)
        let span = range.upperBound - range.lowerBound
        isWhole = [range.lowerBound, range.upperBound, usual].allSatisfy { $0 == $0.rounded() } && (span >= 8 || range.lowerBound >= 1)
        isRelative = range.lowerBound >= 0 && usual > 0 && usual - range.lowerBound < 0.12 * span
    }

    /// `value` one step further, a large one if `isLarge`, within the range.
    func value(after value: Double, isUp: Bool, isLarge: Bool) -> Double {
        var step = isRelative ? relative(value, isUp: isUp) : Decimal(below: (range.upperBound - range.lowerBound) / 100)
        if isWhole, step.value < 1 { step = Decimal(digit: 1, exponent: 0) }
        if isLarge { step.exponent += 1 }
        // A hair more or less than a multiple, as fractions are, counts as one.
        let position = value / step.value, hair = 1e-6
        let next = isUp ? (position + hair).rounded(.down) + 1 : (position - hair).rounded(.up) - 1
        return min(range.upperBound, max(range.lowerBound, step.times(next)))
    }

    /// A tenth of the power of ten that the value lies above, but no finer than makes sense for the usual one. Downward from 1 that is 0.01, as upward to it.
    private func relative(_ value: Double, isUp: Bool) -> Decimal {
        let floor = Decimal.exponent(of: usual) - 2
        let from = isUp ? value * (1 + 1e-9) : value * (1 - 1e-9)
        return Decimal(digit: 1, exponent: from > 0 ? max(floor, Decimal.exponent(of: from) - 1) : floor)
    }

    /// 1, 2 or 5 times a power of ten, so that multiples of it are the decimal fractions that a person would write.
    private struct Decimal {
        let digit: Double
        var exponent: Int

        init(digit: Double, exponent: Int) { (self.digit, self.exponent) = (digit, exponent) }

        /// The largest that is not above `limit`.
        init(below limit: Double) {
            let exponent = Self.exponent(of: limit), share = limit / Self.power(exponent)
            self.init(digit: share >= 5 ? 5 : share >= 2 ? 2 : 1, exponent: exponent)
        }

        var value: Double { times(1) }

        /// Divided, not multiplied by a fraction that no Double holds: 3 times 0.1 is 0.3.
        func times(_ count: Double) -> Double {
            exponent < 0 ? count * digit / Self.power(-exponent) : count * digit * Self.power(exponent)
        }

        private static func power(_ exponent: Int) -> Double {
            let power = (0..<abs(exponent)).reduce(1.0) { power, _ in power * 10 }
            return exponent < 0 ? 1 / power : power
        }

        /// Of the largest power of ten that is not above `value`, which is positive.
        static func exponent(of value: Double) -> Int {
            var exponent = 0
            while power(exponent) > value * (1 + 1e-12) { exponent -= 1 }
            while power(exponent + 1) <= value * (1 + 1e-12) { exponent += 1 }
            return exponent
        }
    }
}
