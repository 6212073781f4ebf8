// Every stored layout becomes its planar twin without a changed bit, and the digests are those of the samples.
import Foundation
import MediaIO
import Testing
import VideoFrame

/// A stored layout, the planar twin it must become, and the twin's bytes computed here from the stored ones.
struct Layout: Sendable, CustomTestStringConvertible {
    let stored: String
    let twin: String
    /// Bytes of one twin picture from one stored picture of the width and height given.
    let planes: @Sendable ([UInt8], Int, Int) -> [UInt8]

    var testDescription: String { stored }

    /// Planar already: the bytes as they are.
    static func same(_ name: String, _ twin: String) -> Layout { Layout(stored: name, twin: twin) { bytes, _, _ in bytes } }

    /// Groups of `count` bytes, whose members `order` make the planes; a plane may take several (the lumas of a pair).
    static func packed(_ name: String, _ twin: String, count: Int, _ order: [[Int]]) -> Layout {
        Layout(stored: name, twin: twin) { bytes, _, _ in
            order.flatMap { members in stride(from: 0, to: bytes.count, by: count).flatMap { start in members.map { bytes[start + $0] } } }
        }
    }

    /// Luma, then pairs of chroma samples. `bytes` a sample; those of p010 stand in the upper bits.
    static func semiplanar(_ name: String, _ twin: String, sample: Int, firstChroma: Int = 0) -> Layout {
        Layout(stored: name, twin: twin) { bytes, width, height in
            var values = stride(from: 0, to: bytes.count, by: sample).map { Int(bytes[$0]) | (sample > 1 ? Int(bytes[$0 + 1]) << 8 : 0) }
            if sample > 1 { values = values.map { $0 >> 6 } }
            let luma = values.prefix(width * height), chroma = Array(values.dropFirst(width * height))
            let halves = [firstChroma, 1 - firstChroma].flatMap { member in stride(from: member, to: chroma.count, by: 2).map { chroma[$0] } }
            return (luma + halves).flatMap { sample > 1 ? [UInt8($0 & 255), UInt8($0 >> 8)] : [UInt8($0)] }
        }
    }

    static let all: [Layout] = [
        semiplanar("nv12", "yuv420p", sample: 1), semiplanar("nv21", "yuv420p", sample: 1, firstChroma: 1),
        semiplanar("p010le", "yuv420p10", sample: 2), packed("yuyv422", "yuv422p", count: 4, [[0, 2], [1], [3]]),
        packed("uyvy422", "yuv422p", count: 4, [[1, 3], [0], [2]]), packed("rgb24", "gbrp", count: 3, [[1], [2], [0]]),
        packed("bgr24", "gbrp", count: 3, [[1], [0], [2]]), packed("rgba", "gbrap", count: 4, [[1], [2], [0], [3]]),
        packed("bgra", "gbrap", count: 4, [[1], [0], [2], [3]]), packed("ya8", "gbrap", count: 2, [[0], [0], [0], [1]]), same("gray", "gray"),
        same("gray10le", "gray10"), same("yuv420p", "yuv420p"), same("yuv411p", "yuv411p"), same("yuva444p", "yuva444p"), same("yuv444p10le", "yuv444p10"),
        same("gbrp", "gbrp"), same("gbrp10le", "gbrp10"),
    ]
}

@Suite struct LayoutTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    /// Noise in every sample, so that a lost low bit or a swapped pair shows.
    private func noise(_ layout: Layout, width: Int, height: Int, _ name: String) throws -> String {
        let expressions = "r='random(1)*256':g='random(2)*256':b='random(3)*256':a='random(4)*256'"
        return try scratch.make(
            name, "-f", "lavfi", "-i", "color=black:s=\(width)x\(height):r=5:d=1", "-vf", "format=gbrap,geq=\(expressions),format=\(layout.stored)", "-c:v",
            "rawvideo", "-pix_fmt", layout.stored)
    }

    @Test(arguments: Layout.all) func nutKeepsEverySample(layout: Layout) throws {
        let width = 66, height = 50
        let input = try noise(layout, width: width, height: height, "in.nut")
        let source = try FileSource(path: input, options: SourceOptions())
        #expect(source.info.storedFormat == layout.stored)
        #expect(source.info.shape.format.description == layout.twin)
        let stored = [UInt8](try runTool("ffmpeg", ["-v", "error", "-i", input, "-f", "rawvideo", "-pix_fmt", layout.stored, "-"]))
        let picture = stored.count / 5
        try #require(picture > 0 && stored.count % 5 == 0)
        let wanted = (0..<5).flatMap { layout.planes(Array(stored[$0 * picture..<($0 + 1) * picture]), width, height) }
        #expect(try digest(input) == sha256(wanted, in: scratch))
    }

    @Test(arguments: [("nv12", "yuv420p"), ("rgb24", "gbrp"), ("p010le", "yuv420p10le")]) func oddSizes(stored: String, twin: String) throws {
        let input = try noise(.same(stored, twin), width: 67, height: 51, "in.nut")
        #expect(try digest(input) == decodedDigest(input, pixelFormat: twin))
    }

    @Test(arguments: ["yuv420p", "yuv422p", "yuv444p10le", "gray", "gray10le"]) func y4m(stored: String) throws {
        let input = try scratch.make(
            "in.y4m", "-f", "lavfi", "-i", "testsrc2=s=66x50:r=5:d=1", "-pix_fmt", stored, "-strict", "-1")
        #expect(try digest(input) == decodedDigest(input, pixelFormat: stored))
    }

    @Test(arguments: [("yuyv422", "yuv422p"), ("uyvy422", "yuv422p"), ("bgr24", "gbrp")]) func avi(stored: String, twin: String) throws {
        let input = try noise(.same(stored, twin), width: 64, height: 48, "in.avi")
        #expect(try FileSource(path: input, options: SourceOptions()).info.storedFormat == stored)
        #expect(try digest(input) == decodedDigest(input, pixelFormat: twin))
    }

    @Test func palette() throws {
        let input = try scratch.make(
            "in.png", "-f", "lavfi", "-i", "testsrc2=s=66x50", "-frames:v", "1", "-vf", "split[a][b];[a]palettegen[p];[b][p]paletteuse", "-pix_fmt", "pal8")
        let source = try FileSource(path: input, options: SourceOptions())
        #expect(source.info.storedFormat == "pal8")
        #expect(source.info.shape.format.description == "gbrap")
        let packed = [UInt8](try runTool("ffmpeg", ["-v", "error", "-i", input, "-f", "rawvideo", "-pix_fmt", "bgra", "-"]))
        let wanted = Layout.packed("bgra", "gbrap", count: 4, [[1], [0], [2], [3]]).planes(packed, 66, 50)
        #expect(try digest(input) == sha256(wanted, in: scratch))
    }

    @Test func theClipsDigest() throws {
        let lines = try digestLines(clip)
        #expect(lines == ["frames 132  sha256 \(try decodedDigest(clip, pixelFormat: "yuv420p"))"])
    }

    @Test func oneLineAFrame() throws {
        let lines = try digestLines(clip, perFrame: true, options: SourceOptions(frames: 7))
        #expect(lines.count == 7)
        #expect(Set(lines.map { $0.suffix(64) }).count > 1)
        let listed = try toolText("ffmpeg", "-i", clip, "-map", "0:v", "-frames:v", "7", "-f", "framehash", "-hash", "sha256", "-")
        let wanted = listed.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { String($0.suffix(64)) }
        #expect(lines.map { String($0.suffix(64)) } == wanted)
        for (index, line) in lines.enumerated() { #expect(line.hasPrefix("frame \(index)  pts \(index * 512)  sha256 ")) }
    }
}
