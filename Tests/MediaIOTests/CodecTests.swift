// The formats that people use, in and out: the right codec, every frame, and the same samples where the codec loses none.
import Glibc
import MediaIO
import Testing

@Suite struct CodecTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    struct Case: CustomTestStringConvertible {
        let ending: String, encoder: String?, pixelFormat: String, codec: String, isLossless: Bool
        var options: [(key: String, value: String)] = []
        var testDescription: String { "\(codec) in \(ending), \(pixelFormat)" }
    }

    static var cases: [Case] {
        [
            Case(ending: "mp4", encoder: nil, pixelFormat: "yuv420p", codec: "h264", isLossless: false),
            Case(ending: "webm", encoder: nil, pixelFormat: "yuv420p", codec: "vp9", isLossless: false),
            Case(ending: "mp4", encoder: "libx265", pixelFormat: "yuv420p10le", codec: "hevc", isLossless: false),
            Case(ending: "mkv", encoder: "libsvtav1", pixelFormat: "yuv420p10le", codec: "av1", isLossless: false, options: [("preset", "12")]),
            Case(ending: "mov", encoder: "prores_ks", pixelFormat: "yuv422p10le", codec: "prores", isLossless: false),
            Case(ending: "mkv", encoder: "ffv1", pixelFormat: "yuv444p12le", codec: "ffv1", isLossless: true),
            Case(ending: "mkv", encoder: "ffv1", pixelFormat: "gray16le", codec: "ffv1", isLossless: true),
            Case(ending: "mkv", encoder: "ffv1", pixelFormat: "gbrp16le", codec: "ffv1", isLossless: true),
            Case(ending: "mkv", encoder: "libx264", pixelFormat: "yuv422p", codec: "h264", isLossless: true, options: [("qp", "0")]),
            Case(ending: "gif", encoder: nil, pixelFormat: "bgr8", codec: "gif", isLossless: false),
            Case(ending: "y4m", encoder: nil, pixelFormat: "yuv420p", codec: "rawvideo", isLossless: true),
            Case(ending: "y4m", encoder: nil, pixelFormat: "yuv422p10le", codec: "rawvideo", isLossless: true),
            Case(ending: "y4m", encoder: nil, pixelFormat: "yuv444p12le", codec: "rawvideo", isLossless: true),
            Case(ending: "y4m", encoder: nil, pixelFormat: "yuv420p16le", codec: "rawvideo", isLossless: true),
            Case(ending: "y4m", encoder: nil, pixelFormat: "gray", codec: "rawvideo", isLossless: true),
            Case(ending: "avi", encoder: "mjpeg", pixelFormat: "yuvj420p", codec: "mjpeg", isLossless: false),
            Case(ending: "ts", encoder: "mpeg2video", pixelFormat: "yuv420p", codec: "mpeg2video", isLossless: false),
        ]
    }

    @Test(arguments: cases) func outAndIn(form: Case) throws {
        let input = try scratch.make(
            "in.mkv", "-f", "lavfi", "-i", "testsrc2=s=64x64:r=25:d=0.4", "-pix_fmt", form.pixelFormat.hasPrefix("bgr") ? "yuv420p" : form.pixelFormat, "-c:v",
            form.pixelFormat.hasPrefix("yuvj") ? "mjpeg" : "ffv1", "-strict", "-2")
        let output = scratch.path("out.\(form.ending)")
        var options = EncoderOptions(encoder: form.encoder, pixelFormat: form.ending == "gif" ? form.pixelFormat : nil)
        options.options = form.options
        let policy = sched_getscheduler(0)
        #expect(try transcode(input, output, encoder: options).frames == 10)
        // Of the real-time class this thread would keep others waiting, and whatever it starts too.
        #expect(sched_getscheduler(0) == policy)
        let video = try Probe(output).video
        #expect(video["codec_name"] as? String == form.codec)
        if form.ending != "gif" { #expect(video["pix_fmt"] as? String == form.pixelFormat) }
        #expect(try frameTimes(output).count == 10)
        // And back again as an input.
        let lines = try digestLines(output)
        #expect(lines.first?.hasPrefix("frames 10 ") == true)
        if form.isLossless { #expect(lines == (try digestLines(input))) }
    }
}
