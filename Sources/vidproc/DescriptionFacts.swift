// A description as named facts, the one list behind the table and the difference.
import MediaIO
import VideoFrame

/// One thing that is known, and how two files are compared in it.
struct Fact {
    /// How far a difference in it matters.
    enum Weight {
        /// A missing value is one, too: an untagged colour is not BT.709.
        case kept
        /// A matter of the container, which may not tell at all: only two values can differ.
        case told
        /// Made anew by every muxer or encoder, or derived from other facts.
        case ignored
    }

    /// The name in a difference, after that of the section.
    let name: String
    /// As people read it; nil where nothing is known.
    let value: String?
    var weight = Weight.kept
    /// Written before the value in the table, where the value does not speak for itself.
    var label: String?
    /// What is compared; nil for values that mean nothing more than none.
    var compared: String?
    /// Compared in place of the text: two time bases write one moment differently.
    var time: MediaTime?
    /// Seconds by which times may differ.
    var slack = 0.0

    init(_ name: String, _ value: String?, _ weight: Weight = .kept, label: String? = nil) {
        self.name = name
        self.value = value
        self.weight = weight
        self.label = label
        compared = value
    }

    /// A moment or a span, which a container may leave out.
    init(_ name: String, time: MediaTime?, slack: Double = 0) {
        self.init(name, time.map(timeText), .told, label: name)
        self.time = time
        self.slack = slack
    }

    /// The same, with `value` compared as if there were none.
    func withDefault(_ values: String?...) -> Fact {
        var fact = self
        if values.contains(value) { fact.compared = nil }
        return fact
    }

    func differs(from other: Fact) -> Bool {
        switch weight {
        case .ignored: return false
        case .told where compared == nil || other.compared == nil: return false
        default: break
        }
        if let time, let otherTime = other.time { return !time.isSame(as: otherTime) && abs(time.seconds - otherTime.seconds) > slack }
        return compared != other.compared
    }
}

/// Facts that share a line of the table.
struct FactRow {
    let label: String
    let facts: [Fact]

    init(_ label: String, _ facts: [Fact]) {
        self.label = label
        self.facts = facts
    }
}

/// The container, a chapter, or a stream.
struct FactSection {
    /// The name in a difference: `container`, `chapter 2`, `audio 1`. Counted by kind, so that the two of a pair have the same.
    let name: String
    /// The heading in the table.
    let heading: String
    /// In a few words, for a difference where the other file has none.
    let summary: String
    let rows: [FactRow]
    /// Whether it is of no concern to a difference, being another form of what another section tells.
    var isRepetition = false

    var facts: [Fact] { rows.flatMap(\.facts) }
}

extension MediaDescription {
    var sections: [FactSection] {
        var counts: [StreamDescription.Kind: Int] = [:]
        return [container.section] + chapters.enumerated().map { $1.section(number: $0 + 1) }
            + streams.map { stream in
                let number = counts[stream.kind, default: 0]
                if !stream.holdsChapters { counts[stream.kind] = number + 1 }
                return stream.section(number: number)
            }
    }
}

extension ContainerDescription {
    /// libav works in microseconds, Matroska rounds to milliseconds.
    private static let slack = 0.001

    fileprivate var section: FactSection {
        let times = [
            Fact("duration", time: duration, slack: Self.slack), Fact("start", time: start, slack: Self.slack),
            Fact("bit rate", bitRate.map(bitRateText), .ignored),
        ]
        return FactSection(
            name: "container", heading: "container", summary: name,
            rows: [FactRow("format", [Fact("format", longName.isEmpty ? name : "\(longName) (\(name))")]), FactRow("time", times)] + tags.rows)
    }
}

extension ChapterDescription {
    fileprivate func section(number: Int) -> FactSection {
        FactSection(
            name: "chapter \(number)", heading: "chapter \(number)", summary: title ?? timeText(start),
            rows: [FactRow("time", [Fact("start", time: start), Fact("end", time: end)])] + tags.rows)
    }
}

extension StreamDescription {
    fileprivate func section(number: Int) -> FactSection {
        let kindText = kind.rawValue.replacing("_", with: " ")
        let coding = [
            Fact("codec", codec), Fact("profile", profile, .told), Fact("kind", holdsChapters ? "the chapters" : subtitles?.rawValue),
            Fact("bit rate", bitRate.map(bitRateText), .ignored),
        ]
        let own = (picture?.rows(isMoving: kind == .video) ?? []) + (sound.map { [$0.row] } ?? []) + (attachment.map { [$0.row(of: kind)] } ?? [])
        let rest = [
            timeRow, FactRow("disposition", [Fact("disposition", Self.list(dispositions))]),
            FactRow("side data", [Fact("side data", Self.list(otherSideData))]),
        ]
        return FactSection(
            name: "\(kindText) \(number)", heading: "#\(index) \(kindText)",
            summary: ([codec] + [language, title, attachment?.name].compactMap(\.self)).joined(separator: ", "),
            rows: [FactRow("codec", coding)] + own + rest + tags.rows, isRepetition: holdsChapters)
    }

    private var timeRow: FactRow {
        // Attached things have no time of their own: the container makes one up.
        if kind == .attachment || kind == .attachedPicture { return FactRow("time", []) }
        return FactRow(
            "time",
            [
                Fact("start", time: start), Fact("duration", time: duration), Fact("frames", frames.map { String($0) }, .told, label: "frames"),
                Fact("time base", timeBase.description, label: "time base"),
            ])
    }

    private static func list(_ words: [String]) -> String? { words.isEmpty ? nil : words.joined(separator: ", ") }
}

extension SoundDescription {
    fileprivate var row: FactRow {
        FactRow(
            "sound",
            [
                Fact("sample rate", "\(sampleRate) Hz"), Fact("channels", "\(channels) channel\(channels == 1 ? "" : "s")"), Fact("layout", layout),
                Fact("sample format", sampleFormat), Fact("bits", bits.map { "\($0) bits" }),
            ])
    }
}

extension AttachmentDescription {
    /// A muxer may store a cover anew; a font is copied to the byte. Their names are compared as tags.
    fileprivate func row(of kind: StreamDescription.Kind) -> FactRow {
        let size = Fact("size", "\(byteCount) bytes", kind == .attachment ? .kept : .ignored)
        return FactRow("file", [Fact("name", name, .ignored), Fact("type", mimeType, .ignored), size])
    }
}
