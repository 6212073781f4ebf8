// What keys do in the window.

/// What a person may ask of the window.
enum WindowKey: Equatable, Sendable {
    case pause, fullScreen, end, overlay, help, save
    /// The filter at this place of the chain, from 0.
    case filter(Int)

    /// `character` as CSDL gives it: ASCII, lower case.
    init?(character: Int32) {
        switch UInt8(clamping: character) {
        case UInt8(ascii: " "): self = .pause
        case UInt8(ascii: "f"): self = .fullScreen
        case UInt8(ascii: "q"), 27: self = .end
        case UInt8(ascii: "o"): self = .overlay
        case UInt8(ascii: "h"), UInt8(ascii: "?"): self = .help
        case UInt8(ascii: "s"): self = .save
        case let digit where (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(digit): self = .filter(Int(digit - UInt8(ascii: "1")))
        default: return nil
        }
    }
}

extension WindowSink {
    /// The keys with what they do, for help pages.
    public static let keys: [(key: String, meaning: String)] = [
        ("space", "pause; of a live input the picture alone stands still"),
        ("1...9", "a filter of the chain off and on"),
        ("f", "full screen and back (also a double click)"),
        ("o", "figures: stages, queues, latency, filters"),
        ("s", "save the picture as PNG in the current folder"),
        ("h", "these keys"),
        ("q, Esc", "end the run; its outputs are complete up to there"),
    ]
}
