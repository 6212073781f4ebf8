// The view on a terminal: drawn over itself, after the terminal has become narrower, without leaving anything.
import Testing

@testable import vidproc

/// As much of a terminal as the view uses.
private struct Screen {
    var rows: [String]
    var cursor: Int
    var hasScrolled = false

    mutating func write(_ text: String) {
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\n":
                if cursor == rows.count - 1 { hasScrolled = true } else { cursor += 1 }
                column = 0
            case "\r": column = 0
            case "\u{1B}":
                let sequence = rest.prefix { !("A"..."Z").contains($0) && !("a"..."z").contains($0) }
                rest = rest.dropFirst(sequence.count)
                obey(String(String.UnicodeScalarView(sequence.dropFirst())), rest.popFirst() ?? " ")
            default:
                rows[cursor] = String(rows[cursor].prefix(column)) + String(scalar) + String(rows[cursor].dropFirst(column + 1))
                column += 1
            }
        }
    }

    private var column = 0

    init(_ rows: [String], height: Int) {
        self.rows = rows + Array(repeating: "", count: height - rows.count)
        cursor = rows.count
    }

    private mutating func obey(_ number: String, _ command: Unicode.Scalar) {
        switch command {
        case "A": cursor = max(0, cursor - (Int(number) ?? 1))
        case "B": cursor = min(rows.count - 1, cursor + (Int(number) ?? 1))
        case "K": rows[cursor] = number == "2" ? "" : String(rows[cursor].prefix(column))
        case "J":
            rows[cursor] = String(rows[cursor].prefix(column))
            for row in rows.indices where row > cursor { rows[row] = "" }
        default: break
        }
    }

    /// Breaks all lines anew, as a terminal that becomes narrower.
    func narrowed(to columns: Int) -> Screen {
        let broken = rows[..<cursor].flatMap { row in
            stride(from: 0, to: max(1, row.count), by: columns).map { String(row.dropFirst($0).prefix(columns)) }
        }
        return Screen(broken, height: rows.count)
    }

    var text: [String] { Array(rows.reversed().drop { $0.isEmpty }.reversed()) }
}

@Suite("status area") struct StatusAreaTests {
    private let view = [String(repeating: "a", count: 70), String(repeating: "b", count: 30), String(repeating: "c", count: 60)]

    private func draw(_ lines: [String], over shown: [Int] = [], at width: Int = 80, columns: Int = 80, breaksAnew: Bool = true) -> String {
        StatusArea.text(lines, over: StatusArea.Shown(lines: shown, columns: width), columns: columns, breaksAnew: breaksAnew)
    }

    @Test func drawsOverItself() {
        var screen = Screen(["before"], height: 10)
        screen.write(draw(view))
        #expect(screen.text == ["before"] + view)
        screen.write(draw(["x", "y", "z"], over: view.map(\.count)))
        #expect(screen.text == ["before", "x", "y", "z"])
        screen.write(draw(["x"], over: [1, 1, 1]))
        #expect(screen.text == ["before", "x"] && !screen.hasScrolled)
    }

    @Test(arguments: [20, 29, 30, 31, 50, 69, 70, 200]) func leavesNothingWhenTheWidthChanges(columns: Int) {
        var screen = Screen(["before"], height: 20)
        screen.write(draw(view))
        screen = screen.narrowed(to: columns)
        screen.write(draw(["x", "y"], over: view.map(\.count), columns: columns))
        #expect(screen.text == ["before", "x", "y"])
    }

    @Test func aTerminalThatCutsLinesKeepsWhatStandsAbove() {
        var screen = Screen(["before", "more"], height: 20)
        screen.write(draw(view))
        screen.write(draw(["x", "y", "z"], over: view.map(\.count), columns: 20, breaksAnew: false))
        #expect(screen.text == ["before", "more", "x", "y", "z"])
    }

    @Test func neverScrollsInItsOwnRows() {
        var screen = Screen([], height: 4)
        for _ in 0..<5 { screen.write(draw(["1", "2", "3"], over: screen.text.map(\.count))) }
        #expect(screen.text == ["1", "2", "3"] && !screen.hasScrolled)
    }

    @Test func columnsOfText() {
        #expect("abc".columns == 3 && "日本".columns == 4 && "e\u{301}".columns == 1 && "🎬".columns == 2 && "\u{1B}[33m▶ x\u{1B}[0m".columns == 3)
        #expect("日本語".cut(4) == "日…" && "日本語".cut(5) == "日本…" && "日本語".cutInMiddle(5).columns <= 5)
        #expect("日".left(4) == "日  " && "日".right(3) == " 日" && "a\u{7}\u{9B}b\n".printable == "a\\u{7}\\u{9b}b\\n")
        #expect("one two three".wrapped(7) == ["one two", "three"] && "".wrapped(7).isEmpty)
    }

    @Test func shortRates() {
        #expect([8.254, 812.34, 9999.2, 10_000, 607_509, 1_234_567, 1e9].map(shortRate) == ["8.25", "812.3", "9999", "10k", "608k", "1.2M", ">99M"])
    }
}
