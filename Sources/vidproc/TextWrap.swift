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
