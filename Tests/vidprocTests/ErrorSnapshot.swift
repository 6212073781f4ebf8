// The page of refusals: command lines with what they get.
import Foundation

/// One refused command line as `Snapshots/errors.txt` has it.
struct ErrorCase: Sendable {
    /// `$ vidproc …`, as it stands in the file.
    let line: String
    /// `exit N`, then standard error.
    var outcome: [String]

    /// Left out for root.
    var needsUser: Bool { line.hasPrefix("$user ") }

    /// The words after the command's name; single quotes hold a word together.
    var arguments: [String] {
        var words: [String] = [], word = "", isOpen = false, isQuoted = false
        for character in line {
            switch character {
            case "'": (isQuoted, isOpen) = (!isQuoted, true)
            case " " where !isQuoted:
                if isOpen { words.append(word) }
                (word, isOpen) = ("", false)
            default: (word, isOpen) = (word + String(character), true)
            }
        }
        return Array((isOpen ? words + [word] : words).dropFirst(2))
    }

    /// Whether the outcome is the expected one; `[...]` in a line stands for any text.
    func matches(_ lines: [String]) -> Bool { outcome.count == lines.count && zip(outcome, lines).allSatisfy { Self.fits($0, $1) } }

    /// The lines to keep in the file: an expected line with `[...]` stays as long as it fits.
    func merged(with lines: [String]) -> [String] {
        lines.enumerated().map { index, line in index < outcome.count && Self.fits(outcome[index], line) ? outcome[index] : line }
    }

    private static func fits(_ pattern: String, _ line: String) -> Bool {
        let parts = pattern.components(separatedBy: "[...]")
        guard parts.count > 1 else { return pattern == line }
        guard line.hasPrefix(parts[0]), line.hasSuffix(parts[parts.count - 1]) else { return false }
        var rest = line[...]
        for part in parts where !part.isEmpty {
            guard let found = rest.range(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}

/// The file in its parts: comments and cases in their order.
struct ErrorPage {
    enum Part {
        case comment(String)
        case refusal(ErrorCase)
    }

    var parts: [Part] = []

    init(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("$") {
                parts.append(.refusal(ErrorCase(line: line, outcome: [])))
            } else if line.hasPrefix("#") {
                parts.append(.comment(line))
            } else if case .comment(let text)? = parts.last, line.isEmpty, !text.isEmpty {
                parts.append(.comment(""))
            } else if case .refusal(var refusal)? = parts.last, !line.isEmpty {
                refusal.outcome.append(line)
                parts[parts.count - 1] = .refusal(refusal)
            }
        }
    }

    var cases: [ErrorCase] {
        parts.compactMap { if case .refusal(let refusal) = $0 { refusal } else { nil } }
    }

    /// A blank line before each case and each block of comments.
    var text: String {
        var lines: [String] = [], wasRefusal = false
        for part in parts {
            switch part {
            case .comment(let text):
                if wasRefusal { lines.append("") }
                lines.append(text)
                wasRefusal = false
            case .refusal(let refusal):
                lines += (lines.last == "" ? [] : [""]) + [refusal.line] + refusal.outcome
                wasRefusal = true
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
