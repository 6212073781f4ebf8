// Every stored layout becomes its planar twin without a changed bit, and the digests are those of the samples.
import CFFmpeg
import Foundation
import Testing
import VideoFrame

@testable import MediaIO

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

    /// Luma, then pairs of chroma samples.
    static func semiplanar(_ name: String, _ twin: String, firstChroma: Int = 0) -> Layout {
        Layout(stored: name, twin: twin) { bytes, width, height in
            let chroma = Array(bytes.dropFirst(width * height))
            return bytes.prefix(width * height)
                + [firstChroma, 1 - firstChroma].flatMap { member in stride(from: member, to: chroma.count, by: 2).map { chroma[$0] } }
        }
    }

    static let all: [Layout] = [
        semiplanar("nv12", "yuv420p"), semiplanar("nv21", "yuv420p", firstChroma: 1), packed("yuyv422", "yuv422p", count: 4, [[0, 2], [1], [3]]),
        packed("uyvy422", "yuv422p", count: 4, [[1, 3], [0], [2]]), packed("rgb24", "gbrp", count: 3, [[1], [2], [0]]),
        packed("bgr24", "gbrp", count: 3, [[1], [0], [2]]), packed("rgba", "gbrap", count: 4, [[1], [2], [0], [3]]),
        packed("bgra", "gbrap", count: 4, [[1], [0], [2], [3]]), packed("ya8", "gbrap", count: 2, [[0], [0], [0], [1]]), same("gray", "gray"),
        same("gray10le", "gray10"), same("yuv420p", "yuv420p"), same("yuv411p", "yuv411p"), same("yuva444p", "yuva444p"), same("yuv444p10le", "yuv444p10"),
        same("gbrp", "gbrp"), same("gbrp10le", "gbrp10"), packed("rgb48le", "gbrp16", count: 6, [[2, 3], [4, 5], [0, 1]]),
        packed("rgb48be", "gbrp16", count: 6, [[3, 2], [5, 4], [1, 0]]), packed("rgba64le", "gbrap16", count: 8, [[2, 3], [4, 5], [0, 1], [6, 7]]),
        packed("gray16be", "gray16", count: 2, [[1, 0]]),
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

    @Test(arguments: [("nv12", "yuv420p"), ("rgb24", "gbrp"), ("rgb48be", "gbrp16le")]) func oddSizes(stored: String, twin: String) throws {
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
            "in.png", "-f", "lavfi", "-i", "testsrc2=s=66x50:r=1:d=1", "-frames:v", "1", "-vf", "split[a][b];[a]palettegen[p];[b][p]paletteuse", "-pix_fmt",
            "pal8")
        let source = try FileSource(path: input, options: SourceOptions())
        #expect(source.info.storedFormat == "pal8")
        #expect(source.info.shape.format.description == "gbrap")
        let packed = [UInt8](try runTool("ffmpeg", ["-v", "error", "-i", input, "-f", "rawvideo", "-pix_fmt", "bgra", "-"]))
        let wanted = Layout.packed("bgra", "gbrap", count: 4, [[1], [0], [2], [3]]).planes(packed, 66, 50)
        #expect(try digest(input) == sha256(wanted, in: scratch))
    }

    /// No container carries it; decoders on other machines give it.
    @Test func tenBitsInTheUpperBits() throws {
        let width = 66, height = 50
        let picture = try DecodedPicturePool().take()
        picture.frame.pointee.width = Int32(width)
        picture.frame.pointee.height = Int32(height)
        picture.frame.pointee.format = AV_PIX_FMT_P010LE.rawValue
        try #require(av_frame_get_buffer(picture.frame, 0) >= 0)
        let luma = try #require(picture.frame.pointee.data.0), chroma = try #require(picture.frame.pointee.data.1)
        let strides = [Int(picture.frame.pointee.linesize.0), Int(picture.frame.pointee.linesize.1)]
        /// The sample number `x` of row `y`, different in all ten bits.
        func value(_ plane: Int, _ x: Int, _ y: Int) -> Int { (x &* 397 &+ y &* 691 &+ plane &* 211) & 1023 }
        func store(_ value: Int, _ base: UnsafeMutablePointer<UInt8>, _ offset: Int) {
            base[offset] = UInt8(value << 6 & 255)
            base[offset + 1] = UInt8(value >> 2)
        }
        for y in 0..<height { for x in 0..<width { store(value(0, x, y), luma, y * strides[0] + 2 * x) } }
        for y in 0..<height / 2 {
            for x in 0..<width / 2 { for part in 0..<2 { store(value(1 + part, x, y), chroma, y * strides[1] + 4 * x + 2 * part) } }
        }
        let layout = try #require(StoredLayout(AV_PIX_FMT_P010LE))
        #expect(layout.format.description == "yuv420p10")
        let shape = FrameShape(format: layout.format, width: width, height: height)
        let frame = try FrameConverter(layout: layout, shape: shape, path: "p010").frame(from: picture, handle: SharedHandle(picture), timing: FrameTiming())
        for plane in 0..<3 {
            let view = frame.view(plane)
            for y in 0..<view.size.height {
                let row = view.row(y).assumingMemoryBound(to: UInt16.self)
                #expect((0..<view.size.width).allSatisfy { Int(row[$0]) == value(plane, $0, y) }, "plane \(plane), row \(y)")
            }
        }
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
