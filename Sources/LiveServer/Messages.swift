import Filters
// What server and page say to each other, as JSON: the page's script reads and writes the same names.
import FoundationEssentials

/// What a page asks for. Nothing in it can name a file: a filter is changed by a number or by one of its own words.
struct PageRequest: Decodable, Sendable {
    enum Kind: String, Decodable, Sendable {
        /// A picture has been drawn.
        case drawn
        /// `on`: pictures before the chain too.
        case compare
        /// `entry`, `name`, `key`, `value`.
        case set
        /// `entry`, `name`, `on`.
        case turn
        /// `on`.
        case record
    }

    let kind: Kind
    /// Place in the chain, from 0.
    var entry: Int?
    /// The filter that the page sees there.
    var name: String?
    var key: String?
    var value: String?
    var on: Bool?

    /// Nil: it is none.
    init?(json bytes: some Sequence<UInt8>) {
        guard let request = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
        self = request
    }
}

/// A parameter that a page can show.
struct ShownParameter: Encodable, Sendable {
    let key: String
    let summary: String
    /// Of a number.
    var low: Double?
    var high: Double?
    var unit: String?
    /// Of one of a few words.
    var words: [String]?
    /// What holds when nothing is said.
    let usual: String

    /// Nil where a page cannot change it: texts and files.
    init?(_ parameter: ParameterSpecification) {
        key = parameter.key
        summary = parameter.summary
        switch parameter.kind {
        case .number(let range, let value, let unit): (low, high, self.unit, usual) = (range.lowerBound, range.upperBound, unit, shortNumber(value))
        case .choice(let words, let word): (self.words, usual) = (words, word)
        case .text, .file: return nil
        }
    }
}

/// One filter of the chain with its values now.
struct ShownEntry: Encodable, Equatable, Sendable {
    let name: String
    /// As typed.
    let text: String
    let on: Bool
    /// What was said of it, by key.
    let values: [String: String]
}

/// Filters that are in the chain.
struct ShownFilter: Encodable, Sendable {
    let summary: String
    let parameters: [ShownParameter]
}

/// The first message.
struct Greeting: Encodable, Sendable {
    var kind = "greeting"
    let input: String
    let codec: String
    let width: Int
    let height: Int
    /// Width to height of the whole picture as its samples lie.
    let aspect: Double
    let quarterTurns: Int
    let isMirrored: Bool
    /// Frames a second by the input's own word; 0: unknown.
    let rate: Double
    let isLive: Bool
    let canRecord: Bool
    let canChange: Bool
}

struct ChainMessage: Encodable, Sendable {
    var kind = "chain"
    let entries: [ShownEntry]
    let filters: [String: ShownFilter]
}

struct RecordingMessage: Encodable, Sendable {
    var kind = "recording"
    let name: String?
    let on: Bool
    let frames: Int
    let seconds: Double
    let problem: String?
}

/// Why something that was asked for was not done, in one line and perhaps a second.
struct RefusalMessage: Encodable, Sendable {
    var kind = "refusal"
    let text: String
    let hint: String?
}

struct EndMessage: Encodable, Sendable {
    var kind = "end"
    let frames: Int
}

/// Sums since the run began; the page takes the differences.
struct FiguresMessage: Encodable, Sendable {
    struct Stage: Encodable, Sendable {
        let name: String
        let device: String
        let frames: Int
        let busySeconds: Double
        let queue: Int
        let capacity: Int
    }

    struct Latency: Encodable, Sendable {
        /// Milliseconds from a frame's leaving its source to its end, of the frames since the last message.
        let mean: Double
        let worst: Double
    }

    var kind = "figures"
    let seconds: Double
    let decoded: Int
    let written: Int
    let dropped: Int
    let lost: Int
    let corrupt: Int
    let viewers: Int
    let stages: [Stage]
    /// Nil: no frame came.
    let latency: Latency?
    /// Index of the stage that limits.
    let limit: Int?
    let advice: String
}

extension Encodable {
    /// Empty where a number cannot be written, which none of these is.
    var json: String { (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "" }
}
