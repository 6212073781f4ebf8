// Sizes and places as typed: `W:H:X:Y` in pixels, in percent, or left to the filter.
import VideoFrame

/// One length of a size or a place.
enum Measure: Hashable, Sendable {
    case pixels(Int)
    /// Percent of the frame's side.
    case percent(Double)
    /// Typed as -1 or left out.
    case automatic

    /// Reads fields separated by colons; fields that are missing at the end are automatic. Errors tell `form`.
    static func read(_ fields: [Substring], count: Int, percent: ClosedRange<Double>, filter: String, form: String) throws(FilterError) -> [Measure] {
        var measures: [Measure] = []
        for field in fields {
            if field == "-1" {
                measures.append(.automatic)
            } else if let number = Int(field), (0...limit).contains(number) {
                measures.append(.pixels(number))
            } else if field.last == "%", let share = Double(field.dropLast()), percent.contains(share) {
                measures.append(.percent(share))
            } else {
                throw FilterError("\(filter): '\(field)' is no length", hint: "\(form), each in pixels up to \(limit), in % of the frame, or -1")
            }
        }
        guard (1...count).contains(measures.count) else { throw FilterError("\(filter): '\(fields.joined(separator: ":"))' cannot be read", hint: form) }
        return measures + Array(repeating: .automatic, count: count - measures.count)
    }

    /// The largest side that a filter makes.
    static let limit = 32768

    var isZero: Bool { self == .pixels(0) || self == .percent(0) }
}

extension PixelFormat {
    /// Luma columns and rows that one chroma sample covers.
    var chromaStep: (x: Int, y: Int) { (1 << chromaShiftX, 1 << chromaShiftY) }

    /// Shifts of `plane`.
    func shifts(plane: Int) -> (x: Int, y: Int) { isChroma(plane: plane) ? (chromaShiftX, chromaShiftY) : (0, 0) }

    /// For a number of luma samples that cuts a chroma sample in two. `what` is in the plural: `columns`.
    func refusal(of value: Int, _ what: String, step: Int, limit: Int) -> FilterError {
        let low = value / step * step, high = low + step
        let near = [low, high].filter { $0 > 0 && $0 <= limit || $0 == 0 && what.hasPrefix("an offset") }.map(String.init)
        return FilterError(
            "\(what) of \(value) does not suit \(description): a chroma sample covers \(step)", hint: "the nearest that does: \(near.joined(separator: " or "))"
        )
    }
}

extension FrameShape {
    /// A sample's width by its height; 1 where unknown.
    var aspect: Double { sampleAspect.numerator > 0 ? sampleAspect.doubleValue : 1 }
}

extension Rational {
    /// Divided by the greatest common divisor; halved until both fit 31 bits.
    var reduced: Rational {
        func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }
        let common = max(1, divisor(abs(numerator), abs(denominator)))
        var result = Rational(numerator / common, denominator / common)
        while max(result.numerator, result.denominator) > Int(Int32.max) {
            result = Rational(max(1, result.numerator / 2), max(1, result.denominator / 2))
        }
        return result
    }
}
