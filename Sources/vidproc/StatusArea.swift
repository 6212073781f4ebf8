// The lines at the foot of a terminal that are drawn again and again, and the text that passes above them.
import Base
import Glibc

/// Shares standard error's terminal between a view and messages: one writes at a time, and nothing is left of the view but what was meant to stay.
final class StatusArea: Sendable {
    /// What stands there now: columns of each line, and of the terminal when they were drawn.
    struct Shown: Sendable {
        var lines: [Int] = []
        var columns = 0
    }

    private let shown = Locked(Shown())
    /// Whether the terminal breaks lines anew when it becomes narrower, as most do.
    private let breaksAnew: Bool

    init() {
        let kind = getenv("TERM").map { String(cString: $0) } ?? ""
        breaksAnew = !(kind == "linux" || kind.hasPrefix("rxvt"))
    }

    /// Puts `lines` in place of what stands there. They must be narrower than the terminal, and fewer than its rows.
    func draw(_ lines: [String], columns: Int) {
        shown.withLock { shown in
            let text = Self.text(lines, over: shown, columns: columns, breaksAnew: breaksAnew)
            shown = Shown(lines: lines.map(\.columns), columns: columns)
            StandardStream.error.write(text)
        }
    }

    /// Removes the view, runs `body`, which may write; the view comes back with the next `draw`.
    func hide(_ body: () -> Void = {}) {
        shown.withLock { shown in
            let rows = Self.rows(of: shown, columns: StandardStream.error.size.columns, breaksAnew: breaksAnew)
            if rows > 0 { StandardStream.error.write("\u{1B}[?25l" + Self.erase(rows) + "\u{1B}[?25h") }
            shown = Shown()
            body()
        }
    }

    /// What to write for `lines` in place of `shown`, on a terminal that has `columns` now.
    static func text(_ lines: [String], over shown: Shown, columns: Int, breaksAnew: Bool) -> String {
        // Each line is cleared after its text, not before: the view does not flicker. Only rows that the terminal has broken anew are erased first, or it
        // would still take two of them for one line. Meanwhile nothing wraps, for the terminal may be narrower already than it says.
        let rows = rows(of: shown, columns: columns, breaksAnew: breaksAnew)
        let start = rows == 0 ? "" : shown.columns == columns ? up(rows) : erase(rows)
        return "\u{1B}[?25l\u{1B}[?7l" + start + lines.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J\u{1B}[?7h\u{1B}[?25h"
    }

    /// Rows that it takes now: a line that has become wider than the terminal takes several.
    private static func rows(of shown: Shown, columns: Int, breaksAnew: Bool) -> Int {
        let width = breaksAnew ? max(1, columns) : .max
        return shown.lines.reduce(0) { $0 + max(1, ($1 - 1) / width + 1) }
    }

    private static func up(_ rows: Int) -> String { "\r\u{1B}[\(rows)A" }

    /// Clears `rows` above the cursor and goes to the first. Row by row: tmux, told to clear a screen from its first row on, keeps a copy.
    private static func erase(_ rows: Int) -> String { up(rows) + String(repeating: "\u{1B}[2K\u{1B}[B", count: rows) + up(rows) }
}
