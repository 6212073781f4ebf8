// Writing to the two standard streams: results alone go to standard output, everything else to standard error.
import Glibc

enum StandardStream: Int32, Sendable {
    case output = 1
    case error = 2

    /// Writes all of `text`. Returns the error's number, 0 when all was written.
    @discardableResult
    func write(_ text: String) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            var done = 0
            while done < bytes.count {
                let count = Glibc.write(rawValue, bytes.baseAddress.map { $0 + done }, bytes.count - done)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return count < 0 ? errno : EIO }
                done += count
            }
            return 0
        }
    }

    var isTerminal: Bool { isatty(rawValue) == 1 }

    /// Columns and rows of the terminal; 80 and 24 where it does not say.
    var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0 else { return (80, 24) }
        return (size.ws_col > 0 ? Int(size.ws_col) : 80, size.ws_row > 0 ? Int(size.ws_row) : 24)
    }
}

/// Colours of the text, or none.
struct Painter: Sendable {
    enum Style: String, Sendable {
        case bold = "1"
        case faint = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    let isEnabled: Bool

    func callAsFunction(_ text: String, _ style: Style) -> String { isEnabled ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text }
}

/// What is told about a run, and how loudly.
struct Console: Sendable {
    enum Loudness: Int, Comparable, Sendable {
        case quiet, normal, verbose
        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    let loudness: Loudness
    /// Whether standard error is a terminal where lines can be drawn anew.
    let isTerminal: Bool
    /// Columns that text may take; nil where it is not for a terminal.
    var width: Int? { StandardStream.error.isTerminal ? StandardStream.error.size.columns : nil }
    /// The live view's place.
    let area = StatusArea()
    let paint: Painter

    /// Colours and movement only on a terminal that knows them and whose owner wants them.
    init(loudness: Loudness = .normal, allowsColor: Bool = true) {
        self.loudness = loudness
        let isDumb = getenv("TERM").map { strcmp($0, "dumb") == 0 } ?? true
        isTerminal = StandardStream.error.isTerminal && !isDumb
        let refused = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        paint = Painter(isEnabled: isTerminal && allowsColor && !refused)
    }

    func note(_ lines: [String], from least: Loudness = .normal) {
        guard loudness >= least, !lines.isEmpty else { return }
        area.hide { StandardStream.error.write(lines.joined(separator: "\n") + "\n") }
    }

    func warn(_ message: String) { area.hide { StandardStream.error.write("vidproc: \(paint("warning:", .yellow)) \(message.printable)\n") } }

    static func report(_ failure: Failure) { StandardStream.error.write(failure.lines.joined(separator: "\n") + "\n") }
}
