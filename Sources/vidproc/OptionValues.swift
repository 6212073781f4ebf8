// The words that options take, as types.
import ArgumentParser
import Kernels

/// What `--hash` writes.
enum DigestMode: String, CaseIterable, ExpressibleByArgument, Sendable {
    case stream, frames
}

enum Switch: String, CaseIterable, ExpressibleByArgument, Sendable {
    case on, off
}

extension KernelLevel: ExpressibleByArgument {}

/// A time: seconds or H:MM:SS, with a fraction down to milliseconds.
struct TimeArgument: ExpressibleByArgument, Equatable, Sendable {
    let milliseconds: Int64

    init(milliseconds: Int64) { self.milliseconds = milliseconds }

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count), let last = parts.last else { return nil }
        var whole: Int64 = 0
        for (index, part) in parts.dropLast().enumerated() {
            guard let number = Self.digits(part), number < (index == 0 ? 1_000_000 : 60) else { return nil }
            whole = whole * 60 + number
        }
        let pieces = last.split(separator: ".", omittingEmptySubsequences: false)
        guard pieces.count <= 2, let seconds = Self.digits(pieces[0]), seconds < (parts.count == 1 ? 1_000_000_000 : 60) else { return nil }
        var fraction: Int64 = 0
        if pieces.count == 2 {
            guard pieces[1].count <= 3, let number = Self.digits(pieces[1]) else { return nil }
            fraction = [0, 100, 10, 1][pieces[1].count] * number
        }
        milliseconds = (whole * 60 + seconds) * 1000 + fraction
    }

    private static func digits(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isWholeNumber }) else { return nil }
        return Int64(text)
    }
}

/// Bits a second; `k` and `M` are 10³ and 10⁶.
struct BitrateArgument: ExpressibleByArgument, Equatable, Sendable {
    let bitsPerSecond: Int64

    init?(argument: String) {
        let scale: Double
        switch argument.last {
        case "k", "K": scale = 1e3
        case "m", "M": scale = 1e6
        default: scale = 1
        }
        guard let number = Double(scale == 1 ? argument[...] : argument.dropLast()), number > 0, number * scale < 1e12, number * scale >= 1 else { return nil }
        bitsPerSecond = Int64((number * scale).rounded())
    }
}

/// `KEY=VALUE` for the encoder.
struct KeyValueArgument: ExpressibleByArgument, Equatable, Sendable {
    let key: String
    let value: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
        key = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}
