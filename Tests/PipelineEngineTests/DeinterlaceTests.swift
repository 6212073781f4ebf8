// deinterlace: what it keeps, what it weaves, and what it says of its output.
import Filters
import MediaIO
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct DeinterlaceTests {
    private static func shape(_ order: FieldOrder?) -> FrameShape {
        FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 40, height: 32, fieldOrder: order)
    }

    private func run(_ value: String?, _ pictures: [Picture]) throws -> [Picture] {
        try TimeRun.run([try FilterParser(registry: .builtIn).parse(name: "deinterlace", value: value)], pictures, threads: 2).map(\.picture)
    }

    private func rows(_ picture: Picture, plane: Int, parity: Int) -> [[Int]] {
        let size = picture.shape.size(ofPlane: plane)
        return stride(from: parity, to: size.height, by: 2).map { Array(picture.planes[plane][$0 * size.width..<($0 + 1) * size.width]) }
    }

    @Test(
        arguments: [
            (FieldOrder.topFirst, nil, 0), (.bottomFirst, nil, 1), (.topCodedBottomShownFirst, nil, 1), (.bottomCodedTopShownFirst, nil, 0),
            (nil, nil, 0), (.progressive, nil, 0), (.bottomFirst, "top", 0), (nil, "bottom", 1),
        ] as [(FieldOrder?, String?, Int)])
    func theFirstFieldIsKept(order: FieldOrder?, value: String?, parity: Int) throws {
        let pictures = (0..<4).map { seededPicture(Self.shape(order), seed: UInt64($0)) }
        let results = try run(value, pictures)
        #expect(results.count == 4)
        for (result, picture) in zip(results, pictures) {
            #expect(result.shape.fieldOrder == .progressive)
            for plane in 0..<3 {
                #expect(rows(result, plane: plane, parity: parity) == rows(picture, plane: plane, parity: parity))
                #expect(rows(result, plane: plane, parity: 1 - parity) != rows(picture, plane: plane, parity: 1 - parity))
            }
        }
    }

    @Test func whatStandsStillIsWoven() throws {
        let picture = seededPicture(Self.shape(.topFirst), seed: 1)
        let results = try run(nil, Array(repeating: picture, count: 4))
        #expect(results[1...].allSatisfy { $0.planes == picture.planes })
    }

    /// A bright square that moves by four columns a field over black: no row of the second field may show it at its later place.
    @Test func whatMovesIsInterpolated() throws {
        let shape = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 64, height: 40, fieldOrder: .topFirst)
        func square(_ x: Int, _ column: Int, _ y: Int) -> Int { (column..<column + 12).contains(x) && (10..<30).contains(y) ? 200 : 20 }
        let pictures = (0..<5).map { frame in
            Picture(shape: shape, planes: [(0..<64 * 40).map { square($0 % 64, 8 * frame + 4 * ($0 / 64 % 2), $0 / 64) }])
        }
        for (frame, result) in try run(nil, pictures).enumerated() {
            for y in 14..<26 { for x in 0..<64 { #expect(result.planes[0][y * 64 + x] == square(x, 8 * frame, y), "frame \(frame) \(x),\(y)") } }
        }
    }

    @Test func theWarningGoesAway() throws {
        final class Interlaced: FrameSource {
            let info = SourceInfo(
                path: "in", codec: "none", shape: DeinterlaceTests.shape(.topFirst), storedFormat: "yuv420p", frameRate: Rational(25, 1),
                timeBase: Rational(1, 25))
            var corruptFrames: Int { 0 }
            func next() throws(MediaError) -> Frame? { nil }
            func interrupt() {}
        }
        for (names, count) in [(["invert"], 1), (["deinterlace"], 0), (["deinterlace", "invert"], 0), (["invert", "deinterlace"], 1), ([], 0), (["fps"], 1)] {
            let chain = try names.map { try FilterParser(registry: .builtIn).parse(name: $0, value: nil) }
            let pipeline = try Pipeline(source: Interlaced(), chain: chain, configuration: PipelineConfiguration(threads: 1)) { stream in
                #expect(stream.frame.isInterlaced == !names.contains("deinterlace"))
                return KeepingSink(shape: stream.frame)
            }
            #expect(pipeline.plan.warnings.count == count, "\(names)")
        }
    }
}
