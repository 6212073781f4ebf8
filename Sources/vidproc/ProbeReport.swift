// The JSON of `vidproc probe --json`: its keys are a promise to scripts. Times are seconds, unless the key says otherwise.
import MediaIO
import VideoFrame

struct ProbeReport: Encodable {
    typealias OrNull = JSONReport.OrNull

    struct Container: Encodable {
        var name: String, longName: String, duration: OrNull<Double>, start: OrNull<Double>, bitRate: OrNull<Int64>, tags: [String: String]
    }
    struct Chapter: Encodable { var start: Double, end: Double, title: OrNull<String>, tags: [String: String] }
    struct Stream: Encodable {
        var index: Int, kind: String, codec: String, profile: OrNull<String>, bitRate: OrNull<Int64>
        var timeBase: String, start: OrNull<Double>, startTicks: OrNull<Int64>, duration: OrNull<Double>, durationTicks: OrNull<Int64>, frames: OrNull<Int>
        var picture: OrNull<Picture>, sound: OrNull<Sound>, subtitleKind: OrNull<String>, holdsChapters: Bool, attachment: OrNull<Attachment>
        var language: OrNull<String>, title: OrNull<String>, dispositions: [String], otherSideData: [String], tags: [String: String]
    }
    struct Picture: Encodable {
        var width: Int, height: Int, pixelFormat: OrNull<String>, bits: OrNull<Int>, fieldOrder: OrNull<String>
        var avgFrameRate: OrNull<String>, rFrameRate: OrNull<String>, sampleAspect: OrNull<String>, displayAspect: OrNull<String>
        var rotation: OrNull<Double>, mirrored: Bool
        var range: OrNull<String>, matrix: OrNull<String>, primaries: OrNull<String>, transfer: OrNull<String>, chromaLocation: OrNull<String>
        var mastering: OrNull<Mastering>, contentLight: OrNull<Light>
    }
    struct Point: Encodable { var x: Double, y: Double }
    struct Mastering: Encodable {
        var red: OrNull<Point>, green: OrNull<Point>, blue: OrNull<Point>, white: OrNull<Point>, minLuminance: OrNull<Double>, maxLuminance: OrNull<Double>
    }
    struct Light: Encodable { var maxCll: Int, maxFall: Int }
    struct Sound: Encodable { var sampleRate: Int, channels: Int, layout: OrNull<String>, sampleFormat: OrNull<String>, bits: OrNull<Int> }
    struct Attachment: Encodable { var name: OrNull<String>, mimeType: OrNull<String>, bytes: Int }
    struct Difference: Encodable { var what: String, a: OrNull<String>, b: OrNull<String> }

    var path: String, container: Container, chapters: [Chapter], streams: [Stream]

    init(_ description: MediaDescription) {
        let file = description.container
        path = description.path
        container = Container(
            name: file.name, longName: file.longName, duration: .init(value: file.duration?.seconds), start: .init(value: file.start?.seconds),
            bitRate: .init(value: file.bitRate), tags: file.tags.dictionary)
        chapters = description.chapters.map { Chapter(start: $0.start.seconds, end: $0.end.seconds, title: .init(value: $0.title), tags: $0.tags.dictionary) }
        streams = description.streams.map(Stream.init)
    }
}

extension ProbeReport.Stream {
    init(_ stream: StreamDescription) {
        self.init(
            index: stream.index, kind: stream.kind.rawValue, codec: stream.codec, profile: .init(value: stream.profile), bitRate: .init(value: stream.bitRate),
            timeBase: stream.timeBase.description, start: .init(value: stream.start?.seconds), startTicks: .init(value: stream.start?.ticks),
            duration: .init(value: stream.duration?.seconds), durationTicks: .init(value: stream.duration?.ticks), frames: .init(value: stream.frames),
            picture: .init(value: stream.picture.map(ProbeReport.Picture.init)), sound: .init(value: stream.sound.map(ProbeReport.Sound.init)),
            subtitleKind: .init(value: stream.subtitles?.rawValue), holdsChapters: stream.holdsChapters,
            attachment: .init(value: stream.attachment.map(ProbeReport.Attachment.init)),
            language: .init(value: stream.language), title: .init(value: stream.title), dispositions: stream.dispositions, otherSideData: stream.otherSideData,
            tags: stream.tags.dictionary)
    }
}

extension ProbeReport.Picture {
    init(_ picture: PictureDescription) {
        self.init(
            width: picture.width, height: picture.height, pixelFormat: .init(value: picture.pixelFormat), bits: .init(value: picture.bits),
            fieldOrder: .init(value: picture.fieldOrder?.rawValue), avgFrameRate: .init(value: picture.averageRate?.description),
            rFrameRate: .init(value: picture.tickRate?.description), sampleAspect: .init(value: picture.sampleAspect?.description),
            displayAspect: .init(value: picture.displayAspect?.description), rotation: .init(value: picture.rotation), mirrored: picture.isMirrored,
            range: .init(value: picture.range.word), matrix: .init(value: picture.matrix), primaries: .init(value: picture.primaries),
            transfer: .init(value: picture.transfer), chromaLocation: .init(value: picture.chromaLocation),
            mastering: .init(value: picture.mastering.map(ProbeReport.Mastering.init)),
            contentLight: .init(value: picture.light.map { ProbeReport.Light(maxCll: $0.maximum, maxFall: $0.maximumAverage) }))
    }
}

extension ProbeReport.Mastering {
    init(_ display: MasteringDisplay) {
        let gamut = display.gamut.map { [$0.red, $0.green, $0.blue, $0.white].map(ProbeReport.Point.init) }
        func nits(_ units: Int?) -> Double? { units.map { Double($0) / Double(MasteringDisplay.Luminance.unitsPerOne) } }
        self.init(
            red: .init(value: gamut?[0]), green: .init(value: gamut?[1]), blue: .init(value: gamut?[2]), white: .init(value: gamut?[3]),
            minLuminance: .init(value: nits(display.luminance?.minimum)), maxLuminance: .init(value: nits(display.luminance?.maximum)))
    }
}

extension ProbeReport.Point {
    init(_ point: MasteringDisplay.Chromaticity) {
        let one = Double(MasteringDisplay.Chromaticity.unitsPerOne)
        self.init(x: Double(point.x) / one, y: Double(point.y) / one)
    }
}

extension ProbeReport.Sound {
    init(_ sound: SoundDescription) {
        self.init(
            sampleRate: sound.sampleRate, channels: sound.channels, layout: .init(value: sound.layout), sampleFormat: .init(value: sound.sampleFormat),
            bits: .init(value: sound.bits))
    }
}

extension ProbeReport.Attachment {
    init(_ attachment: AttachmentDescription) {
        self.init(name: .init(value: attachment.name), mimeType: .init(value: attachment.mimeType), bytes: attachment.byteCount)
    }
}

extension ProbeReport.Difference {
    init(_ difference: DescriptionDifference) {
        self.init(what: difference.what, a: .init(value: difference.first), b: .init(value: difference.second))
    }
}

extension [MediaTag] {
    /// In the container's spelling; of two with one key the first.
    fileprivate var dictionary: [String: String] { Dictionary(map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first }) }
}
