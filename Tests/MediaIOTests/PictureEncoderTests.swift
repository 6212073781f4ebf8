// JPEG pictures of frames: readable by another program, in the right colours, no larger than asked.
import Foundation
import MediaIO
import Testing
import VideoFrame

@Suite("pictures for viewers") struct PictureEncoderTests {
    /// A frame of one colour, read back from its JPEG by the library's own reader.
    private func readBack(_ shape: FrameShape, _ samples: [UInt16], longest: Int) throws -> (shape: FrameShape, means: [Double]) {
        let pool = FramePool(), planes = pool.planes(for: shape)
        for plane in 0..<shape.format.planeCount {
            let view = planes.view(plane)
            for y in 0..<view.size.height {
                for x in 0..<view.size.width {
                    if shape.format.bytesPerSample == 2 {
                        view.row(y).assumingMemoryBound(to: UInt16.self)[x] = samples[plane]
                    } else {
                        view.row(y).assumingMemoryBound(to: UInt8.self)[x] = UInt8(samples[plane])
                    }
                }
            }
        }
        let encoder = try PictureEncoder(longest: longest, quantizer: 2)
        let bytes = try encoder.encode(Frame(shape: shape, timing: FrameTiming(), planes: planes)) { Data($0) }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).jpg")
        try bytes.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let source = try openSource(file.path, options: SourceOptions())
        guard let frame = try source.next() else { throw MediaError(.input, "no picture") }
        let means = (0..<3).map { plane in
            let view = frame.view(plane)
            var sum = 0
            for y in 0..<view.size.height { for x in 0..<view.size.width { sum += Int(view.row(y).assumingMemoryBound(to: UInt8.self)[x]) } }
            return Double(sum) / Double(view.size.width * view.size.height)
        }
        return (frame.shape, means)
    }

    /// Red of BT.601 in full range, which is what a JPEG means: 76, 85, 255.
    private static let red = [76.2, 85.0, 255.0]

    @Test func coloursAreThoseOfTheFrame() throws {
        var limited = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 64, height: 48)
        limited.color = ColorInfo(matrix: 6, range: .limited)
        var wide = FrameShape(format: PixelFormat(family: .yuv, depth: 10), width: 64, height: 48)
        wide.color = ColorInfo(matrix: 1, range: .limited)
        let rgb = FrameShape(format: PixelFormat(family: .rgb, depth: 8), width: 64, height: 48)
        for (shape, samples) in [(limited, [81, 90, 240]), (wide, [250, 409, 960]), (rgb, [0, 0, 255])] as [(FrameShape, [UInt16])] {
            let (_, means) = try readBack(shape, samples, longest: 1280)
            for (mean, expected) in zip(means, Self.red) { #expect(abs(mean - expected) < 4, "\(shape.format): \(means)") }
        }
    }

    @Test func grayStaysGray() throws {
        let (_, means) = try readBack(FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 31, height: 17), [200], longest: 1280)
        for (mean, expected) in zip(means, [200.0, 128, 128]) { #expect(abs(mean - expected) < 3, "\(means)") }
    }

    @Test(arguments: [(1920, 1080, 1280, 1280, 720), (101, 33, 1280, 101, 33), (40, 4000, 1000, 10, 1000), (1, 1, 1280, 1, 1)])
    func theLongerSideIsBounded(width: Int, height: Int, longest: Int, newWidth: Int, newHeight: Int) throws {
        let format = PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1)
        let (shape, _) = try readBack(FrameShape(format: format, width: width, height: height), [100, 128, 128], longest: longest)
        #expect(shape.width == newWidth && shape.height == newHeight)
    }

    @Test func framesMayChangeTheirShape() throws {
        let encoder = try PictureEncoder(), pool = FramePool()
        for (width, depth) in [(64, 8), (32, 8), (32, 12)] {
            let shape = FrameShape(format: PixelFormat(family: .yuv, depth: depth, chromaShiftX: 1), width: width, height: 20)
            let count = try encoder.encode(Frame(shape: shape, timing: FrameTiming(), planes: pool.planes(for: shape))) { $0.count }
            #expect(count > 100)
        }
    }
}
