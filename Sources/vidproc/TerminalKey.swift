// What a terminal sends when keys are pressed, taken apart.

/// A key that means something to a run. Those with shift, and the page keys, are the larger steps.
enum TerminalKey: Equatable, Sendable {
    /// 1...9.
    case digit(Int)
    case previous, next
    case less, more, muchLess, muchMore
    case back, help, end
}

/// Takes bytes as they come, also a key's sequence in pieces. What means nothing is passed over whole, so that no letter of it is taken for a key.
struct TerminalKeyDecoder: Sendable {
    /// A sequence's bytes so far, from its escape on.
    private var pending: [UInt8] = []
    /// No terminal sends one that is longer.
    private static let longest = 32

    private static let escape: UInt8 = 0x1B

    mutating func keys(from bytes: some Sequence<UInt8>) -> [TerminalKey] { bytes.compactMap { key(after: $0) } }

    /// After a pause: an escape that stood alone was the key of that name, and the next byte is no part of it.
    mutating func pause() { pending = [] }

    /// Whether a sequence has begun that is not at its end.
    var isInside: Bool { !pending.isEmpty }

    private mutating func key(after byte: UInt8) -> TerminalKey? {
        if byte == Self.escape {
            pending = [byte]
            return nil
        }
        guard !pending.isEmpty else { return Self.plain(byte) }
        pending.append(byte)
        if pending.count == 2 {
            // Else it was a letter together with Alt.
            if byte != UInt8(ascii: "[") && byte != UInt8(ascii: "O") { pending = [] }
            return nil
        }
        guard (0x40...0x7E).contains(byte) || pending.count >= Self.longest else { return nil }
        defer { pending = [] }
        return Self.key(parameters: pending[2..<(pending.count - 1)], final: byte)
    }

    private static func plain(_ byte: UInt8) -> TerminalKey? {
        switch byte {
        case UInt8(ascii: "1")...UInt8(ascii: "9"): .digit(Int(byte - UInt8(ascii: "0")))
        case UInt8(ascii: "0"), 0x7F, 0x08: .back
        case UInt8(ascii: "k"): .previous
        case UInt8(ascii: "j"): .next
        case UInt8(ascii: "h"), UInt8(ascii: "-"): .less
        case UInt8(ascii: "l"), UInt8(ascii: "+"): .more
        case UInt8(ascii: "H"): .muchLess
        case UInt8(ascii: "L"): .muchMore
        case UInt8(ascii: "?"): .help
        case UInt8(ascii: "q"): .end
        default: nil
        }
    }

    /// `ESC [ parameters final` or `ESC O final`, in the manner of xterm: `1;2` before the final letter is shift.
    private static func key(parameters: ArraySlice<UInt8>, final: UInt8) -> TerminalKey? {
        let numbers = parameters.split(separator: UInt8(ascii: ";")).map { String(decoding: $0, as: UTF8.self) }
        let isPlain = numbers.count < 2
        switch (final, numbers.first ?? "") {
        case (UInt8(ascii: "A"), _): return .previous
        case (UInt8(ascii: "B"), _): return .next
        case (UInt8(ascii: "C"), _): return isPlain ? .more : .muchMore
        case (UInt8(ascii: "D"), _): return isPlain ? .less : .muchLess
        case (UInt8(ascii: "~"), "5"): return .muchMore
        case (UInt8(ascii: "~"), "6"): return .muchLess
        case (UInt8(ascii: "~"), "3"): return .back
        default: return nil
        }
    }
}
