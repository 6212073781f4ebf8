// How many columns of a terminal a text takes, and text cut and padded to columns.

extension Character {
    /// 0 for marks that join the letter before, 2 for East Asian letters and pictures, 1 for the rest.
    var columns: Int {
        guard let first = unicodeScalars.first, first.value >= 0x300 else { return 1 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        let isPicture = unicodeScalars.contains { $0.properties.isEmojiPresentation || $0.value == 0xFE0F }
        return isPicture || Self.wide.contains { $0.contains(first.value) } ? 2 : 1
    }

    /// Blocks whose letters Unicode's East Asian Width calls wide or full.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x17000...0x18DFF, 0x1B000...0x1B2FF, 0x20000...0x3FFFD,
    ]
}

extension String {
    /// Columns on a terminal; colours take none.
    var columns: Int {
        var result = 0
        var isEscape = false
        for character in self {
            if isEscape {
                isEscape = character != "m"
            } else if character == "\u{1B}" {
                isEscape = true
            } else {
                result += character.columns
            }
        }
        return result
    }

    /// Padded with spaces on the left to `width` columns.
    func right(_ width: Int) -> String { String(repeating: " ", count: max(0, width - columns)) + self }

    /// Padded with spaces on the right to `width` columns.
    func left(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - columns)) }

    /// Cut to `width` columns, the cut marked.
    func cut(_ width: Int) -> String { columns <= width ? self : width < 1 ? "" : head(width - 1) + "…" }

    /// Cut in the middle, so that a path keeps its beginning and its file name.
    func cutInMiddle(_ width: Int) -> String {
        guard columns > width, width > 2 else { return cut(width) }
        let tail = (width - 1) * 2 / 3
        return head(width - 1 - tail) + "…" + String(String(reversed()).head(tail).reversed())
    }

    /// As many characters as fit into `width` columns.
    private func head(_ width: Int) -> String {
        var room = width
        return String(
            prefix {
                room -= $0.columns
                return room >= 0
            })
    }

    /// Lines of at most `width` columns, broken between words; a longer word is left whole.
    func wrapped(_ width: Int) -> [String] {
        var lines: [String] = []
        for word in split(separator: " ") {
            if let last = lines.last, last.columns + 1 + String(word).columns <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
