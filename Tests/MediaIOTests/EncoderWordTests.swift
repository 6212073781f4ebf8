// The words of encoders: what x264 and x265 read by themselves is let through, what they do not is named.
import CFFmpeg
import Testing

@testable import MediaIO

@Suite struct EncoderWordTests {
    private func refusal(_ name: String, _ key: String, _ value: String) throws -> MediaError? {
        let words = EncoderWords(encoder: try #require(avcodec_find_encoder_by_name(name)))
        do { try words.check([(key: key, value: value)]) } catch { return error }
        return nil
    }

    @Test(arguments: [
        ("libx264", "preset", "veryslow"), ("libx264", "preset", "FAST"), ("libx264", "preset", "9"), ("libx264", "tune", "film,zerolatency"),
        ("libx264", "crf", "20.0"), ("libx264", "profile", "high"), ("libx264", "bf", "2"), ("libx264", "flags", "+cgop"), ("libx265", "preset", "0"),
        ("libx265", "tune", "zero-latency"), ("mpeg4", "qmin", "2"), ("ffv1", "level", "3"),
    ])
    func taken(encoder: String, key: String, value: String) throws {
        #expect(try refusal(encoder, key, value) == nil)
    }

    @Test(arguments: [
        ("libx264", "preset", "10", "ultrafast, "), ("libx264", "tune", "film,flim", "film, animation"), ("libx265", "preset", "Fast", "did you mean fast?"),
        ("libx265", "tune", "film", "grain"), ("libx264", "qmin", "999", "qmin is -1 to 69"), ("libx264", "nal-hrd", "vbrr", "did you mean vbr?"),
        ("mpeg4", "preset", "fast", "--encoder"), ("mpeg4", "crf", "20", "--bitrate"), ("libx264", "bff", "2", "did you mean bf?"),
    ])
    func refused(encoder: String, key: String, value: String, hint: String) throws {
        let error = try #require(try refusal(encoder, key, value))
        #expect(error.side == .usage && error.message.hasPrefix(encoder))
        #expect(error.hint?.contains(hint) == true, "\(error.hint ?? "no hint")")
    }

    @Test func wordsForCompletion() {
        #expect(Media.videoEncoders.contains("libx264") && Media.inputFormats.contains("matroska") && Media.inputFormats.contains("mov"))
        #expect(Media.videoEndings.prefix(2) == ["mp4", "mkv"] && Set(Media.videoEndings).count == Media.videoEndings.count)
        #expect(Media.pixelFormats(of: "libx264").contains("yuv420p") && !Media.pixelFormats(of: nil).contains("vaapi"))
        #expect(Media.words(of: "libx264", for: "bf").isEmpty && Media.words(of: "nonsense", for: "preset").isEmpty)
    }
}
