// A description, and a difference, as tables.
import MediaIO

struct ProbeText {
    var columns = 80
    var paint = Painter(isEnabled: false)

    /// As wide as the longest label and two spaces.
    private static let labelWidth = 13
    private static let indent = "  "

    func lines(_ description: MediaDescription) -> [String] {
        TextWrap(width: columns).lines([description.path.printable], separator: " ").map { paint($0, .bold) } + description.sections.flatMap(lines)
    }

    private func lines(_ section: FactSection) -> [String] {
        let width = max(8, columns - Self.indent.count - Self.labelWidth)
        return [paint(section.heading, .cyan)]
            + section.rows.flatMap { row -> [String] in
                let pieces = row.facts.compactMap { fact in fact.value.map { ((fact.label.map { "\($0) " } ?? "") + $0).printable } }
                if pieces.isEmpty { return [] }
                return TextWrap(width: width).lines(pieces).enumerated().map { index, text in
                    Self.indent + paint((index == 0 ? row.label : "").left(Self.labelWidth), .faint) + text
                }
            }
    }

    /// Three columns under the names of the files.
    func lines(_ differences: [DescriptionDifference], of first: String, and second: String) -> [String] {
        guard !differences.isEmpty else { return [] }
        let rows = differences.map { [$0.what, $0.first ?? "-", $0.second ?? "-"].map(\.printable) }
        let titles = ["", first.printable, second.printable]
        let longest = (0..<3).map { column in rows.map { $0[column].columns }.max() ?? 0 }
        let gap = 2
        let name = min(longest[0], max(8, columns * 2 / 5))
        let room = max(16, columns - name - 2 * gap)
        // The shorter of the two values leaves its room to the other.
        let half = room / 2
        let one = min(max(longest[1], titles[1].columns), max(half, room - max(longest[2], titles[2].columns)))
        let widths = [name, one, room - one]
        return table(titles, widths).map { paint($0, .faint) } + rows.flatMap { table($0, widths) }
    }

    private func table(_ cells: [String], _ widths: [Int]) -> [String] {
        let blocks = zip(cells, widths).map { TextWrap(width: $1).lines([$0], separator: ", ") }
        return (0..<(blocks.map(\.count).max() ?? 0)).map { line in
            let parts = zip(blocks, widths).map { block, width in (line < block.count ? block[line] : "").left(width) }
            return String(parts.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
    }
}

/// A moment or a span in seconds; longer ones also as a clock shows them.
func timeText(_ time: MediaTime) -> String {
    let seconds = shortFixed(time.seconds, 6) + " s"
    return time.seconds < 60 ? seconds : "\(seconds) (\(clock(time.seconds)))"
}

/// 217 kb/s, 5.30 Mb/s.
func bitRateText(_ bits: Int64) -> String {
    bits < 1000 ? "\(bits) b/s" : bits < 1_000_000 ? "\(fixed(Double(bits) / 1e3, 0)) kb/s" : "\(fixed(Double(bits) / 1e6, 2)) Mb/s"
}
