// The words of a text: what is written as it is, and what each frame fills in.
import Base
import Glibc
import VideoFrame

/// A text as typed, in parts.
struct TextTemplate: Sendable {
    enum Word: String, CaseIterable, Sendable { case frame, time, pts, fps, date }
    enum Part: Sendable {
        case literal([Unicode.Scalar])
        /// Of each frame.
        case word(Word)
    }

    /// What the words of a frame are written with.
    static let digits = Set("0123456789:.-?".unicodeScalars)

    private(set) var parts: [Part] = []

    /// `date`: what {date} stands for. Errors: a word that is none of these.
    init(_ text: String, date: () -> String) throws(FilterError) {
        var literal: [Unicode.Scalar] = [], rest = text.unicodeScalars[...]
        func close() -> [Part] { literal.isEmpty ? [] : [.literal(literal)] }
        while let character = rest.popFirst() {
            if character == "\\" {
                guard let next = rest.popFirst() else { throw Self.refusal("ends in a backslash") }
                guard let meant = ["n": "\n", "\\": "\\", "{": "{", "}": "}", ",": ","][next] as Unicode.Scalar? else { throw Self.refusal("has \\\(next)") }
                literal.append(meant)
                continue
            }
            guard character == "{" else {
                literal.append(character)
                continue
            }
            guard let end = rest.firstIndex(of: "}") else { throw Self.refusal("has a { without a }") }
            let name = String(rest[..<end])
            rest = rest[rest.index(after: end)...]
            guard let word = Word(rawValue: name) else {
                let near = nearest(name, in: Word.allCases.map(\.rawValue)).map { "did you mean {\($0)}? " } ?? ""
                throw FilterError("text: unknown word {\(name)}", hint: near + Self.words)
            }
            if word == .date {
                literal += Array(date().unicodeScalars)
            } else {
                parts += close() + [.word(word)]
                literal = []
            }
        }
        parts += close()
    }

    private static let words = "words are " + Word.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", ") + "; \\{ is a brace"

    private static func refusal(_ what: String) -> FilterError {
        FilterError("text: the text \(what)", hint: "\\n begins a line, \\, is a comma, \\\\ a backslash; " + words)
    }

    /// With {fps} written out.
    func resolved(frameRate: Rational) -> TextTemplate {
        var result = self
        result.parts = parts.map { if case .word(.fps) = $0 { .literal(Array(Self.rate(frameRate).unicodeScalars)) } else { $0 } }
        return result
    }

    /// Every character that can occur.
    var characters: Set<Unicode.Scalar> {
        var all: Set<Unicode.Scalar> = []
        for part in parts {
            switch part {
            case .literal(let text): all.formUnion(text)
            case .word: all.formUnion(Self.digits)
            }
        }
        return all.subtracting(["\n"])
    }

    /// Up to three decimals.
    private static func rate(_ rate: Rational) -> String {
        guard rate.numerator > 0, rate.denominator > 0 else { return "?" }
        let thousandths = (rate.numerator * 2000 + rate.denominator) / (2 * rate.denominator)
        var text = String(thousandths / 1000)
        if thousandths % 1000 != 0 {
            text += "." + String(1000 + thousandths % 1000).dropFirst()
            while text.last == "0" { text.removeLast() }
        }
        return text
    }

    /// The present moment, local: `2026-03-01 14:05:09`.
    static func now() -> String {
        var seconds = time(nil), parts = tm()
        localtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    }
}

extension FrameTiming {
    /// Milliseconds since the input's start, rounded down; nil where they cannot be told.
    var elapsedMilliseconds: Int64? {
        let (ticks, isLost) = elapsedTicks.multipliedReportingOverflow(by: Int64(timeBase.numerator) * 1000)
        guard !isLost, timeBase.denominator > 0 else { return nil }
        let divisor = Int64(timeBase.denominator)
        let milliseconds = ticks / divisor
        return ticks % divisor < 0 ? milliseconds - 1 : milliseconds
    }
}
