// The tables of `vidproc probe`: aligned, complete, and within the terminal.
import MediaIO
import Testing

@testable import vidproc

@Suite("probe text") struct ProbeTextTests {
    @Test func tableIsAligned() {
        let lines = ProbeText(columns: 80).lines(SampleDescription.full)
        #expect(lines.first == "film.mkv")
        for line in [
            "container", "  format       Matroska / WebM (matroska,webm)", "  time         duration 2.023 s, 217 kb/s", "  tags         title = The title",
            "               artist = Somebody", "#0 video", "  picture      64x48, yuv420p10le, 10 bits, progressive",
            "  rate         29.970 (30000/1001) fps, r 29.970 (30000/1001) fps", "  light level  MaxCLL 1000 cd/m², MaxFALL 400 cd/m²",
            "  mastering    R 0.68 0.32 G 0.265 0.69 B 0.15 0.06, white 0.3127 0.329,", "               0.0001 to 1000 cd/m²",
            "  sound        48000 Hz, 2 channels, stereo, fltp", "  file         a.ttf, application/x-truetype-font, 999 bytes",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }

    @Test(arguments: [40, 60, 80, 132]) func nothingIsWiderThanTheTerminal(columns: Int) {
        var description = SampleDescription.full
        description.path = String(repeating: "folder/", count: 30) + "film.mkv"
        description.container.tags += [
            MediaTag(key: "comment", value: String(repeating: "x", count: 300)),
            MediaTag(key: "description", value: String(repeating: "many words ", count: 30)),
            MediaTag(key: "director", value: String(repeating: "宮崎駿", count: 40)),
        ]
        let text = ProbeText(columns: columns)
        let table = text.lines(description),
            difference = text.lines(SampleDescription.full.differences(from: description), of: "film.mkv", and: description.path)
        #expect((table + difference).allSatisfy { $0.columns <= columns })
        // Broken, not cut.
        #expect(table.joined().filter { $0 == "x" }.count >= 300 && difference.joined().filter { $0 == "駿" }.count == 40)
    }

    @Test func tagsCannotPaint() {
        var description = SampleDescription.full
        description.container.tags = [MediaTag(key: "title", value: "a\u{1B}[31m\nb\u{202E}c")]
        let lines = ProbeText().lines(description)
        #expect(lines.contains("  tags         title = a\\u{1b}[31m\\nb\\u{202e}c"))
    }

    @Test func wrappingKeepsPiecesWhole() {
        #expect(TextWrap(width: 12).lines(["one two", "three", "four"]) == ["one two,", "three, four"])
        #expect(TextWrap(width: 5).lines(["one two", "three"]) == ["one", "two,", "three"])
        #expect(TextWrap(width: 4).lines(["abcdefghij"]) == ["abcd", "efgh", "ij"])
        #expect(TextWrap(width: 4).lines([]) == [""])
    }

    @Test func differenceHasThreeColumns() {
        let rows = [DescriptionDifference(what: "audio 0 language", first: "ita", second: nil)]
        let lines = ProbeText(columns: 80).lines(rows, of: "a.mkv", and: "b.mkv")
        #expect(lines == ["                  a.mkv  b.mkv", "audio 0 language  ita    -"])
    }
}
