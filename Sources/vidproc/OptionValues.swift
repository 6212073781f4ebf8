// The words that options take, as types.
import ArgumentParser
import Base
import Kernels
import LiveServer
import MediaIO
import PipelineEngine
import VideoFrame

/// What `--hash` writes.
enum DigestMode: String, CaseIterable, ExpressibleByArgument, Sendable {
    case stream, frames
}

enum Switch: String, CaseIterable, ExpressibleByArgument, Sendable {
    case on, off
}

/// How often an input is run.
struct LoopArgument: ExpressibleByArgument, Equatable, Sendable {
    static let endless = "endless"

    /// Nil: without end.
    let passes: Int?

    init?(argument: String) {
        if argument == Self.endless {
            passes = nil
        } else {
            guard let count = Int(argument), (1...1_000_000).contains(count) else { return nil }
            passes = count
        }
    }
}

/// `WIDTHxHEIGHT` in samples.
struct SizeArgument: ExpressibleByArgument, Equatable, Sendable {
    let width: Int, height: Int

    init?(argument: String) {
        let parts = argument.split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]), (1...32768).contains(width), (1...32768).contains(height) else {
            return nil
        }
        self.width = width
        self.height = height
    }
}

/// Frames a second, also as a fraction.
struct RateArgument: ExpressibleByArgument, Equatable, Sendable {
    /// As libav reads it.
    let text: String

    /// In thousandths where it was typed with a point.
    var rational: Rational {
        let parts = text.split(separator: "/").map { Double($0) ?? 0 }
        let isWhole = parts.allSatisfy { $0 == $0.rounded() }
        func part(_ index: Int) -> Int { index < parts.count ? max(1, Int((parts[index] * (isWhole ? 1 : 1000)).rounded())) : isWhole ? 1 : 1000 }
        return Rational(part(0), part(1))
    }

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Double($0) ?? 0 }
        guard (1...2).contains(parts.count), parts.allSatisfy({ $0 > 0 && $0 < 1e6 }) else { return nil }
        text = argument
    }
}

extension KernelLevel: ExpressibleByArgument {}
extension DropPolicy: ExpressibleByArgument {}

extension CameraOptions.Loss: ExpressibleByArgument {}

extension ServeAddress: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

/// A time: seconds or H:MM:SS, with a fraction down to milliseconds.
struct TimeArgument: ExpressibleByArgument, Equatable, Sendable {
    let milliseconds: Int64

    init(milliseconds: Int64) { self.milliseconds = milliseconds }

    init?(argument: String) {
        guard let time = Base.milliseconds(ofTime: argument) else { return nil }
        milliseconds = time
    }
}

/// A length of time: as a time, or a number with `s`, `min` or `h`.
struct LengthArgument: ExpressibleByArgument, Equatable, Sendable {
    let milliseconds: Int64

    init?(argument: String) {
        let units: [(word: String, milliseconds: Double)] = [("min", 60_000), ("h", 3_600_000), ("s", 1000)]
        if let unit = units.first(where: { argument.hasSuffix($0.word) }) {
            guard let number = Double(argument.dropLast(unit.word.count)), number > 0, number * unit.milliseconds < 1e12 else { return nil }
            milliseconds = Int64((number * unit.milliseconds).rounded())
        } else {
            guard let time = Base.milliseconds(ofTime: argument) else { return nil }
            milliseconds = time
        }
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
