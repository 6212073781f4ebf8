// A smooth curve through points that nowhere overshoots them.

/// Monotone cubic interpolation (Fritsch and Carlson, "Monotone Piecewise Cubic Interpolation", SIAM J. Numer. Anal. 17, 1980): the curve rises, falls or stays
/// level between two points as they do. Constant before the first point and behind the last.
struct MonotoneCurve: Equatable {
    let x, y: [Double]
    private let slopes: [Double]

    /// At least two points, x rising.
    init(x: [Double], y: [Double]) {
        self.x = x
        self.y = y
        let secants = zip(zip(x, x.dropFirst()), zip(y, y.dropFirst())).map { ($1.1 - $1.0) / ($0.1 - $0.0) }
        var slopes = [secants[0]] + zip(secants, secants.dropFirst()).map { $0 * $1 <= 0 ? 0 : ($0 + $1) / 2 } + [secants[secants.count - 1]]
        for (k, secant) in secants.enumerated() {
            guard secant != 0 else {
                (slopes[k], slopes[k + 1]) = (0, 0)
                continue
            }
            // Inside the circle of radius 3 the piece is monotone.
            let a = slopes[k] / secant, b = slopes[k + 1] / secant, square = a * a + b * b
            guard square > 9 else { continue }
            let factor = 3 / square.squareRoot()
            (slopes[k], slopes[k + 1]) = (factor * a * secant, factor * b * secant)
        }
        self.slopes = slopes
    }

    func value(_ position: Double) -> Double {
        guard position > x[0] else { return y[0] }
        guard position < x[x.count - 1], let next = x.firstIndex(where: { $0 > position }) else { return y[y.count - 1] }
        // A level piece is level to the last bit: rounding must not scatter it about a half.
        guard y[next] != y[next - 1] else { return y[next] }
        let k = next - 1, width = x[next] - x[k], t = (position - x[k]) / width
        let start = (1 + 2 * t) * (1 - t) * (1 - t) * y[k] + t * (1 - t) * (1 - t) * width * slopes[k]
        return start + t * t * (3 - 2 * t) * y[next] + t * t * (t - 1) * width * slopes[next]
    }

    /// Reads `0:0/0.5:0.6/1:1`; blanks separate as well as strokes. Errors name what is wrong with which point.
    static func parse(_ text: String) throws(FilterError) -> MonotoneCurve {
        let hint = "points is X:Y/X:Y/..., two to 64 points, X and Y 0 to 1, X rising"
        var x: [Double] = [], y: [Double] = []
        for word in text.split(whereSeparator: { $0 == "/" || $0 == " " }) {
            let parts = word.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let first = number(parts[0]), let second = number(parts[1]) else {
                throw FilterError("curves: '\(word)' is no point", hint: hint)
            }
            guard (0...1).contains(first), (0...1).contains(second) else { throw FilterError("curves: point \(word) is out of range", hint: hint) }
            if let last = x.last, first <= last { throw FilterError("curves: point \(word) does not lie right of the one before", hint: hint) }
            x.append(first)
            y.append(second)
        }
        guard (2...64).contains(x.count) else {
            throw FilterError("curves: \(x.count < 2 ? "a curve needs two points" : "\(x.count) points are too many")", hint: hint)
        }
        return MonotoneCurve(x: x, y: y)
    }

    private static func number(_ text: Substring) -> Double? { text.allSatisfy({ "0123456789.eE+-".contains($0) }) ? Double(text) : nil }
}
