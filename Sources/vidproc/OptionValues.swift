// The words that options take, as types.
import ArgumentParser
import Base
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
        guard let time = Base.milliseconds(ofTime: argument) else { return nil }
        milliseconds = time
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
