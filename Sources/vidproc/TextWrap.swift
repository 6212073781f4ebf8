// Text in columns of a terminal: broken, never cut, and nothing in it that a terminal would obey.

/// Breaks lists and sentences into lines of `width` columns.
struct TextWrap {
    let width: Int

    /// Joins `pieces` by `separator`. A piece stays whole where a line can hold it; else it is broken between words, at last anywhere.
    func lines(_ pieces: [String], separator: String = ", ") -> [String] {
        var lines: [String] = []
        var line = ""
        for (index, piece) in pieces.enumerated() {
            let text = index == pieces.count - 1 ? piece : piece + separator.trimmedAtEnd
            if !line.isEmpty, line.columns + text.columns + separator.blanksAtEnd > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : String(repeating: " ", count: separator.blanksAtEnd)) + text
            if line.columns > width {
                let broken =
                    separator == " "
                    ? hardBroken(line) : self.lines(line.split(separator: " ", omittingEmptySubsequences: false).map(String.init), separator: " ")
                lines += broken.dropLast()
                line = broken.last ?? ""
            }
        }
        return line.isEmpty && !lines.isEmpty ? lines : lines + [line]
    }

    private func hardBroken(_ text: String) -> [String] {
        var lines = [""]
        var used = 0
        for character in text {
            if used + character.columns > max(1, width), used > 0 {
                lines.append("")
                used = 0
            }
            lines[lines.count - 1].append(character)
            used += character.columns
        }
        return lines
    }
}

extension String {
    /// Columns of a terminal that it fills.
    var columns: Int { reduce(0) { $0 + $1.columns } }

    /// Padded with spaces on the right to `width` columns.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - columns)) }

    /// Line ends and other control characters written out: a file's tags may hold anything, also what would repaint the terminal.
    var printable: String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.properties.generalCategory == .control || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value):
                text += "\\u{\(String(scalar.value, radix: 16))}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    fileprivate var blanksAtEnd: Int { reversed().prefix { $0 == " " }.count }
    fileprivate var trimmedAtEnd: String { String(dropLast(blanksAtEnd)) }
}

extension Character {
    /// Two for East Asian wide characters and pictures, else one.
    fileprivate var columns: Int {
        guard let value = unicodeScalars.first?.value, value >= 0x1100 else { return 1 }
        let wide: [ClosedRange<UInt32>] = [
            0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD,
        ]
        return wide.contains { $0.contains(value) } ? 2 : 1
    }
}
