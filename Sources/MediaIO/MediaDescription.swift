// What a file says about itself: everything that a run promises to keep, as plain values.
import VideoFrame

/// An input as its container and its streams' headers describe it. See `init(path:options:)` for how it is read.
public struct MediaDescription: Sendable, Equatable {
    /// As it was named by the user.
    public var path: String
    public var container: ContainerDescription
    public var chapters: [ChapterDescription]
    /// In the container's order.
    public var streams: [StreamDescription]

    public init(path: String, container: ContainerDescription, chapters: [ChapterDescription] = [], streams: [StreamDescription] = []) {
        self.path = path
        self.container = container
        self.chapters = chapters
        self.streams = streams
    }
}

/// A moment or a span in ticks of its own time base.
public struct MediaTime: Sendable, Equatable {
    public var ticks: Int64
    /// Seconds per tick.
    public var timeBase: Rational

    public init(ticks: Int64, timeBase: Rational) {
        self.ticks = ticks
        self.timeBase = timeBase
    }

    /// For showing; two times are compared in their ticks.
    public var seconds: Double { Double(ticks) * timeBase.doubleValue }

    /// Whether both mean the same moment, as nearly as the coarser of the two time bases can tell.
    public func isSame(as other: MediaTime) -> Bool {
        if timeBase == other.timeBase { return ticks == other.ticks }
        return abs(seconds - other.seconds) < max(timeBase.doubleValue, other.timeBase.doubleValue)
    }
}

/// A word about a file, a chapter or a stream, in the container's spelling.
public struct MediaTag: Sendable, Equatable {
    public var key: String
    public var value: String

    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

extension [MediaTag] {
    /// The value of `key`, however it is capitalised: Matroska writes TITLE where mp4 writes title.
    public subscript(key: String) -> String? { first { $0.key.lowercased() == key.lowercased() }?.value }
}

public struct ContainerDescription: Sendable, Equatable {
    /// libav's short name, e.g. `matroska,webm`.
    public var name: String
    /// libav's name in words.
    public var longName: String
    /// In microseconds, as is `start`.
    public var duration: MediaTime?
    public var start: MediaTime?
    /// Bits a second of everything together.
    public var bitRate: Int64?
    public var tags: [MediaTag]

    public init(name: String, longName: String, duration: MediaTime? = nil, start: MediaTime? = nil, bitRate: Int64? = nil, tags: [MediaTag] = []) {
        self.name = name
        self.longName = longName
        self.duration = duration
        self.start = start
        self.bitRate = bitRate
        self.tags = tags
    }
}

public struct ChapterDescription: Sendable, Equatable {
    public var start: MediaTime
    public var end: MediaTime
    public var tags: [MediaTag]

    public init(start: MediaTime, end: MediaTime, tags: [MediaTag] = []) {
        self.start = start
        self.end = end
        self.tags = tags
    }

    public var title: String? { tags["title"] }
}

/// One stream. What only some kinds have is in `picture`, `sound`, `subtitles` and `attachment`.
public struct StreamDescription: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        case video, audio, subtitle, data, attachment, unknown
        /// A cover, which libav calls a video of one picture.
        case attachedPicture = "attached_picture"
    }

    public enum SubtitleKind: String, Sendable { case text, bitmap }

    public var index: Int
    public var kind: Kind
    /// libav's short name of the codec; of a kind of data that libav does not know the container's tag, e.g. `gpmd`.
    public var codec: String
    public var profile: String?
    /// Bits a second.
    public var bitRate: Int64?
    /// Seconds per tick.
    public var timeBase: Rational
    public var start: MediaTime?
    public var duration: MediaTime?
    /// As many as the header tells; nothing is counted.
    public var frames: Int?
    /// Of videos and attached pictures.
    public var picture: PictureDescription?
    public var sound: SoundDescription?
    public var subtitles: SubtitleKind?
    /// Whether this is only how the container stores its chapters, as mp4 does: they are told as chapters.
    public var holdsChapters = false
    public var attachment: AttachmentDescription?
    /// libav's words: default, forced, comment, …
    public var dispositions: [String]
    /// libav's names of further side data of the stream (stereo, sphere, Dolby Vision, …), whose contents are copied unread.
    public var otherSideData: [String]
    public var tags: [MediaTag]

    public init(index: Int, kind: Kind, codec: String, timeBase: Rational, dispositions: [String] = [], tags: [MediaTag] = []) {
        self.index = index
        self.kind = kind
        self.codec = codec
        self.timeBase = timeBase
        self.dispositions = dispositions
        self.tags = tags
        otherSideData = []
    }

    public var language: String? { tags["language"] }
    public var title: String? { tags["title"] }
}

/// The header's view of an audio stream.
public struct SoundDescription: Sendable, Equatable {
    /// Samples a second.
    public var sampleRate: Int
    public var channels: Int
    /// libav's name, e.g. `5.1(side)`; nil where only the count is known.
    public var layout: String?
    /// libav's name of the decoded samples, e.g. `fltp`.
    public var sampleFormat: String?
    /// Of a sample; nil for codecs that have none of their own, such as AAC.
    public var bits: Int?

    public init(sampleRate: Int, channels: Int, layout: String? = nil, sampleFormat: String? = nil, bits: Int? = nil) {
        self.sampleRate = sampleRate
        self.channels = channels
        self.layout = layout
        self.sampleFormat = sampleFormat
        self.bits = bits
    }
}

/// A file within the file: a font of a Matroska, or a cover.
public struct AttachmentDescription: Sendable, Equatable {
    public var name: String?
    public var mimeType: String?
    public var byteCount: Int

    public init(name: String? = nil, mimeType: String? = nil, byteCount: Int) {
        self.name = name
        self.mimeType = mimeType
        self.byteCount = byteCount
    }
}
