// Raw video with its demuxer's options: layouts that no container here names, and wrong options.
import Foundation
import MediaIO
import Testing

@Suite struct RawInputTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    private func options(_ format: String, size: String = "67x51") -> SourceOptions {
        var options = SourceOptions()
        options.format = "rawvideo"
        options.formatOptions = [("video_size", size), ("pixel_format", format), ("framerate", "25")].map { (key: $0.0, value: $0.1) }
        return options
    }

    /// Samples of `twin` as libav stores them, made from noise, and the same picture in `stored`.
    /// Only pairs between which libswscale moves samples without a change are usable as a witness in this direction.
    @Test(arguments: [
        ("yuv420p10be", "yuv420p10le"), ("yuv444p12be", "yuv444p12le"), ("gray16be", "gray16le"), ("gbrp10be", "gbrp10le"),
        ("nv24", "yuv444p"), ("nv42", "yuv444p"), ("yvyu422", "yuv422p"), ("rgb48be", "gbrp16le"), ("bgr48le", "gbrp16le"), ("argb", "gbrap"),
        ("abgr", "gbrap"),
        ("rgb0", "gbrp"), ("0bgr", "gbrp"),
    ]) func wordsOfLibswscale(stored: String, twin: String) throws {
        let noise = try scratch.write(Data((0..<67 * 51 * 8).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 11) }), to: "noise")
        // Noise in the twin's valid range first, so that stray upper bits do not decide.
        let clean = scratch.path("clean"), packed = scratch.path("packed")
        let raw = ["-f", "rawvideo", "-video_size", "67x51", "-pixel_format"]
        try runTool("ffmpeg", ["-v", "error"] + raw + ["rgba"] + ["-i", noise, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", twin, clean])
        try runTool(
            "ffmpeg",
            ["-v", "error"] + raw + [twin, "-i", clean, "-sws_flags", "neighbor+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact"]
                + ["-f", "rawvideo", "-pix_fmt", stored, packed])
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: clean)))
        let lines = try digestLines(packed, options: options(stored))
        #expect(lines == ["frames 1  sha256 \(try sha256(bytes, in: scratch))"])
    }

    /// One row computed by hand for layouts of bits within words.
    @Test(
        arguments: [
            ("p010le", 2, 2, [0x40, 0x00, 0xC0, 0xFF, 0x00, 0x80, 0x00, 0x01, 0x40, 0x12, 0x80, 0x34], [1, 0, 0x3FF, 3, 0, 2, 4, 0, 0x49, 0, 0xD2, 0]),
            ("rgb565le", 2, 1, [0x00, 0xF8, 0xE0, 0x07], [0, 255, 0, 0, 255, 0]), ("rgb565be", 2, 1, [0xF8, 0x00, 0x07, 0xE0], [0, 255, 0, 0, 255, 0]),
            ("bgr565le", 2, 1, [0x00, 0xF8, 0x1F, 0x00], [0, 0, 255, 0, 0, 255]), ("rgb8", 2, 1, [0xE0, 0x03], [0, 0, 0, 255, 255, 0]),
            ("monob", 8, 1, [0b1010_0000], [255, 0, 255, 0, 0, 0, 0, 0]), ("monow", 8, 1, [0b1010_0000], [0, 255, 0, 255, 255, 255, 255, 255]),
            ("ya16be", 1, 1, [0x12, 0x34, 0x56, 0x78], [0x34, 0x12, 0x34, 0x12, 0x34, 0x12, 0x78, 0x56]),
            ("x2rgb10le", 1, 1, [0x03, 0x08, 0x10, 0x00], [2, 0, 3, 0, 1, 0]),
        ] as [(String, Int, Int, [UInt16], [UInt16])]) func bitsWithinWords(format: String, width: Int, height: Int, stored: [UInt16], _ planes: [UInt16])
        throws
    {
        var wanted = planes.map { UInt8($0 & 255) }
        if format == "p010le" {
            // 2x2 lumas and a pair of chromas, each ten bits at the top of a word.
            let words: [UInt16] = [0x0040, 0xFFC0, 0x8000, 0x0100, 0x1240, 0x3480]
            wanted = words.flatMap { word in [UInt8((word >> 6) & 255), UInt8(word >> 14)] }
        }
        let input = try scratch.write(Data(stored.map { UInt8($0) }), to: "in.raw")
        let lines = try digestLines(input, options: options(format, size: "\(width)x\(height)"))
        #expect(lines == ["frames 1  sha256 \(try sha256(wanted, in: scratch))"])
    }

    @Test func unknownOptionOfTheFormat() throws {
        let input = try scratch.write(Data(repeating: 0, count: 600), to: "in.raw")
        var options = options("gray", size: "20x10")
        options.formatOptions.append((key: "nonsense", value: "1"))
        let error = try #require(throws: MediaError.self) { _ = try FileSource(path: input, options: options) }
        #expect(error.side == .usage)
        #expect(error.message.contains("rawvideo") && error.message.contains("nonsense"))
    }

    @Test func patternOfAFractionalRateAndDuration() throws {
        var options = SourceOptions()
        options.durationMicroseconds = 500_000
        let source = try openSource("pattern:zoneplate=64x48@30000/1001", options: options)
        #expect(source.info.frameRate.numerator == 30000 && source.info.frameRate.denominator == 1001)
        #expect(source.info.expectedFrames == 15)
    }
}
