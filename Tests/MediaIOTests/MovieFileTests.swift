// mp4 and its kin: pieces while they are made, the index in front when they are done, the same packets either way.
import Foundation
import MediaIO
import Testing

@Suite struct MovieFileTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    /// Names of the boxes on the outermost level.
    private func boxes(_ path: String) throws -> [String] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        var names: [String] = []
        var offset = 0
        while offset + 8 <= data.count {
            let size = data[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
            names.append(String(decoding: data[offset + 4..<offset + 8], as: UTF8.self))
            guard size >= 8 else { break }
            offset += size
        }
        return names
    }

    /// Times, lengths and flags of every packet.
    private func packets(_ path: String) throws -> [String] {
        try toolText("ffprobe", "-show_entries", "packet=stream_index,pts_time,dts_time,duration_time,size,flags", "-of", "csv=p=0", path)
            .split(separator: "\n").map(String.init).sorted()
    }

    @Test(arguments: ["mp4", "mov", "m4v", "3gp"]) func indexInFront(ending: String) throws {
        let output = scratch.path("out.\(ending)")
        var options = EncoderOptions(encoder: "libx264", preset: "veryfast")
        options.options = [(key: "bf", value: "2")]
        try transcode(clip, output, encoder: options)
        let boxes = try boxes(output)
        let index = try #require(boxes.firstIndex(of: "moov")), data = try #require(boxes.firstIndex(of: "mdat"))
        #expect(index < data && !boxes.contains("moof"), "\(boxes)")
        #expect(try scratch.contents() == ["out.\(ending)"])
    }

    /// What libav's own muxer would have written of the same packets.
    @Test func samePacketsAsWrittenInOneGo() throws {
        let input = try scratch.make(
            "in.mkv", "-i", clip, "-itsoffset", "0.3", "-i", clip, "-map", "0:v", "-map", "0:a", "-map", "1:a", "-c", "copy", "-t", "3")
        let output = scratch.path("out.mp4")
        var options = EncoderOptions(encoder: "libx264", preset: "medium")
        options.gop = 30
        try transcode(input, output, encoder: options)
        let direct = try scratch.make("direct.mp4", "-i", output, "-map", "0", "-c", "copy")
        #expect(try packets(output) == packets(direct))
        for stream in ["0:v", "0:a:0", "0:a:1"] { #expect(try md5(output, stream: stream) == md5(direct, stream: stream)) }
        for stream in ["0:a:0", "0:a:1"] { #expect(try md5(output, stream: stream) == md5(input, stream: stream)) }
        #expect(try frameTimes(output) == frameTimes(input))
    }

    @Test func piecesPlayWhileTheyAreMade() throws {
        let source = try FileSource(path: clip, options: SourceOptions())
        let output = scratch.path("out.mp4")
        let sink = try FileSink(path: output, options: EncoderOptions(encoder: "mpeg4"), shape: source.info.shape, source: source)
        try sink.open()
        for _ in 0..<100 { if let frame = try source.next() { try sink.write(frame) } }
        // As if the machine had gone down here.
        let copy = scratch.path("copy.mp4")
        try FileManager.default.copyItem(atPath: output + ".part", toPath: copy)
        #expect(try boxes(copy).contains("moof"))
        #expect(try frameTimes(copy).count >= 60)
        sink.abandon()
    }

    /// A stream that another run is writing is not torn from it.
    @Test func twoRunsOfOneName() throws {
        let first = try FileSource(path: clip, options: SourceOptions()), second = try FileSource(path: clip, options: SourceOptions())
        let output = scratch.path("out.mp4")
        let one = try FileSink(path: output, options: .fast, shape: first.info.shape, source: first)
        let two = try FileSink(path: output, options: .fast, shape: second.info.shape, source: second)
        try one.open()
        let error = try #require(throws: MediaError.self) { try two.open() }
        #expect(error.message.contains("another run"))
        two.abandon()
        while let frame = try first.next() { try one.write(frame) }
        try one.finish()
        #expect(try frameTimes(output).count == 132)
    }

    @Test func emptyRun() throws {
        let output = scratch.path("out.mp4")
        #expect(try transcode(clip, output, source: SourceOptions(start: 60_000_000)).frames == 0)
        #expect(try scratch.contents() == ["out.mp4"])
    }
}
