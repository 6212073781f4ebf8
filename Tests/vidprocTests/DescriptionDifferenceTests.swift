// The difference of two descriptions names exactly what was changed.
import MediaIO
import Testing
import VideoFrame

@testable import vidproc

@Suite("difference") struct DescriptionDifferenceTests {
    private func differences(_ change: (inout MediaDescription) -> Void) -> [DescriptionDifference] {
        let first = SampleDescription.full
        var second = first
        change(&second)
        return first.differences(from: second)
    }

    private func expect(
        _ what: String, _ first: String?, _ second: String?, line: SourceLocation = #_sourceLocation, _ change: (inout MediaDescription) -> Void
    ) {
        #expect(differences(change) == [DescriptionDifference(what: what, first: first, second: second)], sourceLocation: line)
    }

    @Test func itselfIsTheSame() { #expect(differences { _ in }.isEmpty) }

    @Test func oneChangeIsOneRow() {
        expect("container title", "The title", nil) { $0.container.tags.removeFirst() }
        expect("chapter 1 end", "0.8 s", "0.9 s") { $0.chapters[0].end.ticks = 900 }
        expect("chapter 2", "Two", nil) { $0.chapters.removeLast() }
        expect("video 0 size", "64x48", "64x50") { $0.streams[0].picture?.height = 50 }
        expect("video 0 pixel format", "yuv420p10le", "yuv420p") { $0.streams[0].picture?.pixelFormat = "yuv420p" }
        expect("video 0 matrix", "bt2020nc", nil) { $0.streams[0].picture?.matrix = nil }
        expect("video 0 range", "limited", "full") { $0.streams[0].picture?.range = .full }
        expect("video 0 rotation", nil, "-90°") { $0.streams[0].picture?.rotation = -90 }
        expect("video 0 rotation", nil, "180° mirrored") {
            $0.streams[0].picture?.rotation = 180
            $0.streams[0].picture?.isMirrored = true
        }
        expect("video 0 field order", "progressive", "interlaced, top field first") { $0.streams[0].picture?.fieldOrder = .topFirst }
        expect("video 0 frame rate", "29.970 (30000/1001) fps", "25 fps") { $0.streams[0].picture?.averageRate = Rational(25, 1) }
        expect("video 0 MaxFALL", "400 cd/m²", "300 cd/m²") { $0.streams[0].picture?.light?.maximumAverage = 300 }
        expect("video 0 mastering white", "white 0.3127 0.329", "white 0.31272 0.329") { $0.streams[0].picture?.mastering?.gamut?.white.x = 15636 }
        expect("audio 1", "flac, ger", nil) { $0.streams.remove(at: 2) }
        expect("audio 0 language", "ita", "eng") { $0.streams[1].tags[0].value = "eng" }
        expect("audio 0 layout", "stereo", "downmix") { $0.streams[1].sound?.layout = "downmix" }
        expect("audio 1 disposition", "comment", nil) { $0.streams[2].dispositions = [] }
        expect("attachment 0 size", "999 bytes", "998 bytes") { $0.streams[3].attachment?.byteCount = 998 }
    }

    @Test func sizeTellsItsSampleAspect() {
        #expect(differences { $0.streams[0].picture?.sampleAspect = Rational(4, 3) }.map(\.what) == ["video 0 sample aspect"])
    }

    @Test func whatNoRunCouldKeepIsLeftOut() {
        let tags = [
            "ENCODER", "major_brand", "minor_version", "compatible_brands", "VENDOR_ID", "DURATION", "DURATION-eng", "BPS", "BPS-eng", "NUMBER_OF_FRAMES",
            "NUMBER_OF_BYTES-eng", "_STATISTICS_TAGS", "_STATISTICS_WRITING_APP",
        ]
        let changed = differences { other in
            other.container.bitRate = 1
            other.streams[0].bitRate = 1
            other.streams[0].index = 7
            other.streams[0].frames = nil
            other.streams[0].duration = nil
            other.streams[0].picture?.sampleAspect = nil
            other.streams[0].picture?.fieldOrder = nil
            other.streams[0].tags += tags.map { MediaTag(key: $0, value: "something") }
            other.streams[0].tags += [MediaTag(key: "handler_name", value: "VideoHandler"), MediaTag(key: "language", value: "und")]
            other.container.tags = other.container.tags.map { MediaTag(key: $0.key.uppercased(), value: $0.value) }
        }
        #expect(changed.isEmpty, "\(changed)")
    }

    @Test func tagsOfOneNameArePairedInOrder() {
        #expect(
            differences { $0.container.tags.append(MediaTag(key: "Artist", value: "Another")) } == [
                .init(what: "container tag artist", first: nil, second: "Another")
            ])
    }

    @Test func chaptersStoredAsAStreamAreChapters() {
        let changed = differences { other in
            var stream = StreamDescription(index: 4, kind: .data, codec: "bin_data", timeBase: Rational(1, 1000))
            stream.holdsChapters = true
            other.streams.append(stream)
        }
        #expect(changed.isEmpty)
    }

    @Test func handlersOfAPersonCount() {
        #expect(differences { $0.streams[0].tags.append(MediaTag(key: "handler_name", value: "Camera 1")) }.map(\.what) == ["video 0 tag handler_name"])
    }

    @Test func timesAreComparedAsTimes() {
        // 1/90000 holds what milliseconds cannot: the time base differs, the moment does not.
        let same = differences { other in
            other.streams[0].timeBase = Rational(1, 90000)
            other.streams[0].start = MediaTime(ticks: 2040, timeBase: Rational(1, 90000))
        }
        #expect(same.map(\.what) == ["video 0 time base"])
        let later = differences { $0.streams[0].start = MediaTime(ticks: 2200, timeBase: Rational(1, 90000)) }
        #expect(later.map(\.what) == ["video 0 start"])
    }
}

/// A description as of a Matroska with HDR video, two sounds and a font.
enum SampleDescription {
    static var full: MediaDescription {
        let milliseconds = Rational(1, 1000)
        func time(_ ticks: Int64) -> MediaTime { MediaTime(ticks: ticks, timeBase: milliseconds) }
        var picture = PictureDescription(width: 64, height: 48, pixelFormat: "yuv420p10le", bits: 10, range: .limited)
        picture.averageRate = Rational(30000, 1001)
        picture.tickRate = Rational(30000, 1001)
        picture.sampleAspect = Rational(1, 1)
        picture.matrix = "bt2020nc"
        picture.fieldOrder = .progressive
        picture.light = ContentLight(maximum: 1000, maximumAverage: 400)
        picture.mastering = MasteringDisplay(
            gamut: .init(red: .init(x: 34000, y: 16000), green: .init(x: 13250, y: 34500), blue: .init(x: 7500, y: 3000), white: .init(x: 15635, y: 16450)),
            luminance: .init(minimum: 1, maximum: 10_000_000))
        var video = StreamDescription(index: 0, kind: .video, codec: "hevc", timeBase: milliseconds, dispositions: ["default"])
        video.picture = picture
        video.start = time(23)
        video.duration = time(2000)
        video.frames = 60
        var sounds = ["ita", "ger"].enumerated().map { index, language in
            StreamDescription(
                index: index + 1, kind: .audio, codec: index == 0 ? "aac" : "flac", timeBase: milliseconds, tags: [MediaTag(key: "language", value: language)])
        }
        sounds[0].sound = SoundDescription(sampleRate: 48000, channels: 2, layout: "stereo", sampleFormat: "fltp")
        sounds[1].dispositions = ["comment"]
        var font = StreamDescription(index: 3, kind: .attachment, codec: "ttf", timeBase: Rational(1, 90000))
        font.attachment = AttachmentDescription(name: "a.ttf", mimeType: "application/x-truetype-font", byteCount: 999)
        let container = ContainerDescription(
            name: "matroska,webm", longName: "Matroska / WebM", duration: MediaTime(ticks: 2_023_000, timeBase: Rational(1, 1_000_000)), bitRate: 217_376,
            tags: [MediaTag(key: "title", value: "The title"), MediaTag(key: "artist", value: "Somebody")])
        let chapters = [
            ChapterDescription(start: time(0), end: time(800), tags: [MediaTag(key: "title", value: "One")]),
            ChapterDescription(start: time(800), end: time(2000), tags: [MediaTag(key: "title", value: "Two")]),
        ]
        return MediaDescription(path: "film.mkv", container: container, chapters: chapters, streams: [video] + sounds + [font])
    }
}
