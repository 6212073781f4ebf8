// HDR levels: of the pictures, of the container, and of both.
import Foundation
import MediaIO
import Testing
import VideoFrame

@Suite struct HDRDescriptionTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    private static let display = MasteringDisplay(
        gamut: .init(red: .init(x: 34000, y: 16000), green: .init(x: 13250, y: 34500), blue: .init(x: 7500, y: 3000), white: .init(x: 15635, y: 16450)),
        luminance: .init(minimum: 1, maximum: 10_000_000))

    private func hevc(_ name: String) throws -> String {
        let levels = "log-level=error:master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1):max-cll=1000,400"
        return try scratch.make(
            name, "-f", "lavfi", "-i", "testsrc2=s=128x96:r=25:d=1", "-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le",
            "-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc", "-x265-params", levels)
    }

    @Test(arguments: ["mp4", "mkv", "ts"]) func levelsOfThePictures(ending: String) throws {
        let input = try hevc("in.\(ending)")
        let picture = try #require(try MediaDescription(path: input).streams.first?.picture)
        #expect(picture.mastering == Self.display)
        #expect(picture.light == ContentLight(maximum: 1000, maximumAverage: 400))
        #expect(picture.transfer == "smpte2084")

        // As ffprobe reads them from the first frame.
        let arguments = ["-v", "error", "-read_intervals", "%+#1", "-show_entries", "frame=:frame_side_data_list", "-of", "json", input]
        let object = try JSONSerialization.jsonObject(with: try runTool("ffprobe", arguments)) as? [String: Any]
        let data = ((object?["frames"] as? [[String: Any]])?.first?["side_data_list"] as? [[String: Any]]) ?? []
        let told = data.reduce(into: [String: Any]()) { $0.merge($1) { first, _ in first } }
        #expect(told["red_x"] as? String == "\(picture.mastering?.gamut?.red.x ?? 0)/50000")
        #expect(told["white_point_y"] as? String == "\(picture.mastering?.gamut?.white.y ?? 0)/50000")
        #expect(told["max_luminance"] as? String == "\(picture.mastering?.luminance?.maximum ?? 0)/10000")
        #expect(told["max_content"] as? Int == picture.light?.maximum)
        #expect(told["max_average"] as? Int == picture.light?.maximumAverage)
    }

    /// The boxes of an mp4 alone; ffmpeg 5.1 writes none of an encoder's, so they are put in here.
    @Test func levelsOfTheContainer() throws {
        let plain = try scratch.make("plain.mp4", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=1", "-c:v", "libx264", "-pix_fmt", "yuv420p")
        #expect(try MediaDescription(path: plain).streams.first?.picture?.mastering == nil)
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: plain)))
        let points: [UInt16] = [13250, 34500, 7500, 3000, 34000, 16000, 15635, 16450]
        let display = box("mdcv", points.flatMap(bigEndian) + bigEndian(UInt32(10_000_000)) + bigEndian(UInt32(1)))
        insert(display + box("clli", bigEndian(UInt16(900)) + bigEndian(UInt16(300))), inSampleEntryOf: &bytes)
        let input = try scratch.write(bytes, to: "in.mp4")
        let picture = try #require(try MediaDescription(path: input).streams.first?.picture)
        #expect(picture.mastering == Self.display)
        #expect(picture.light == ContentLight(maximum: 900, maximumAverage: 300))
    }

    private func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { [UInt8]($0) } }

    private func box(_ name: String, _ content: [UInt8]) -> [UInt8] { bigEndian(UInt32(content.count + 8)) + name.utf8 + content }

    /// Appends boxes to the avc1 and lengthens all around it. The samples lie before the moov, so no offset changes.
    private func insert(_ boxes: [UInt8], inSampleEntryOf bytes: inout [UInt8]) {
        var position = 0
        for name in ["moov", "trak", "mdia", "minf", "stbl", "stsd", "avc1"] {
            while String(decoding: bytes[position + 4..<position + 8], as: UTF8.self) != name { position += length(bytes, position) }
            let size = length(bytes, position)
            bytes.replaceSubrange(position..<position + 4, with: bigEndian(UInt32(size + boxes.count)))
            if name == "avc1" { bytes.insert(contentsOf: boxes, at: position + size) }
            // A version and a count precede the entries of stsd.
            position += name == "stsd" ? 16 : 8
        }
    }

    private func length(_ bytes: [UInt8], _ position: Int) -> Int { bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) } }
}
