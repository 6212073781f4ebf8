// levels, curves, posterize, threshold and vignette against formulas written out here.
import Filters
import Foundation
import TestSupport
import Testing
import VideoFrame

@Suite struct ToneFilterTests {
    let parser = FilterParser(registry: .builtIn)

    /// Every code of 8 bits in one row, full range.
    private let ramp = Picture(
        shape: FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 256, height: 1, color: ColorInfo(range: .full)), planes: [Array(0...255)])

    private func result(_ name: String, _ value: String?, _ picture: Picture) throws -> Picture {
        try parser.parse(name: name, value: value).reference(picture)
    }

    @Test func levelsIsTheFormula() throws {
        for (low, high, from, to, gamma) in [(0.2, 0.8, 0.0, 1.0, 1.0), (0.0, 1.0, 0.1, 0.7, 1.8), (0.1, 0.6, 1.0, 0.0, 0.5)] {
            let text = "in-black=\(low),in-white=\(high),out-black=\(from),out-white=\(to),gamma=\(gamma)"
            let expected = (0...255).map { code -> Int in
                let share = min(max((Double(code) / 255 - low) / (high - low), 0), 1)
                return Int((255 * (from + (to - from) * pow(share, 1 / gamma)) + 0.5).rounded(.down))
            }
            #expect(try result("levels", text, ramp).planes[0] == expected)
        }
        let plain = try result("levels", "0.2,in-white=0.8", ramp).planes[0]
        #expect(plain[51] == 0 && plain[204] == 255 && plain[0] == 0 && plain[255] == 255)
        #expect(throws: FilterError.self) { try parser.parse(name: "levels", value: "0.5,in-white=0.5") }
    }

    @Test func posterizeHasBinsOfOneSize() throws {
        let four = try result("posterize", "4", ramp).planes[0]
        #expect(four == (0...255).map { $0 / 64 * 85 })
        #expect(try result("posterize", "256", ramp) == ramp)
        #expect(try result("posterize", "2", ramp).planes[0] == (0...255).map { $0 < 128 ? 0 : 255 })
    }

    @Test func thresholdIsAtOrAbove() throws {
        #expect(try result("threshold", "0.5", ramp).planes[0] == (0...255).map { $0 >= 128 ? 255 : 0 })
        #expect(try result("threshold", "0", ramp).planes[0].allSatisfy { $0 == 255 })
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8), width: 4, height: 1, color: ColorInfo(range: .limited))
        let picture = Picture(shape: shape, planes: [[0, 125, 126, 255], [1, 2, 3, 4], [5, 6, 7, 8]])
        let neutral = [128, 128, 128, 128]
        #expect(try result("threshold", "0.5,method=fixed", picture).planes == [[16, 16, 235, 235], neutral, neutral])
    }

    @Test func curvesPassThroughTheirPoints() throws {
        #expect(try result("curves", nil, ramp) == ramp)
        #expect(try result("curves", "0:0/0.5:0.5/1:1", ramp) == ramp)
        // Secants 0.5 and 1.5, slopes 0.5, 1 and 1.5: Hermite's value at 1/4 is 0.125·0.5·0.5 + 0.5·0.25 − 0.125·0.5·1 = 0.09375; 51 is 0.2 of 255.
        let bent = try result("curves", "0:0/0.4:0.1/0.8:0.9/1:1", ramp).planes[0]
        #expect(bent[0] == 0 && bent[102] == 26 && bent[204] == 230 && bent[255] == 255)
        let known = Picture(
            shape: FrameShape(format: PixelFormat(family: .gray, depth: 16), width: 1, height: 1, color: ColorInfo(range: .full)), planes: [[16384]])
        let value = try result("curves", "0:0 0.5:0.25 1:1", known).planes[0][0]
        #expect(abs(Double(value) - 65535 * 0.09375) < 2)
    }

    @Test func curvesNeverOvershoot() throws {
        var generator = SeededGenerator(state: 4)
        for _ in 0..<50 {
            let x = [0.0, 0.1, 0.3, 0.35, 0.8, 1], y = x.map { _ in Double(Int.random(in: 0...20, using: &generator)) / 20 }
            let text = zip(x, y).map { "\($0):\($1)" }.joined(separator: "/"), bent = try result("curves", text, ramp).planes[0]
            for (piece, (from, to)) in zip(x, x.dropFirst()).enumerated() {
                let inside = (0...255).filter { Double($0) >= from * 255 && Double($0) <= to * 255 }.map { bent[$0] }
                let rises = y[piece + 1] >= y[piece]
                #expect(inside == inside.sorted { rises ? $0 < $1 : $0 > $1 }, "\(text)")
            }
        }
    }

    @Test func curvesOfOneChannelLeaveTheOthers() throws {
        let shape = FrameShape(format: PixelFormat(family: .rgb, depth: 8), width: 64, height: 4)
        let picture = seededPicture(shape, seed: 2), dark = "0:0/1:0.5,channel="
        let red = try result("curves", dark + "red", picture)
        #expect(red.planes[0] == picture.planes[0] && red.planes[1] == picture.planes[1])
        for (before, after) in zip(picture.planes[2], red.planes[2]) { #expect(abs(2 * after - before) <= 1) }
        // In YUV: the same as there and back, where nothing is clamped.
        let yuv = FrameShape(format: PixelFormat(family: .yuv, depth: 8), width: 1, height: 1, color: ColorInfo(matrix: 6, range: .full))
        let (y, u, v) = (120, 110, 150), r = 120 + 1.402 * 22, change = (r * 0.5).rounded() - r.rounded()
        let result = try result("curves", dark + "red", Picture(shape: yuv, planes: [[y], [u], [v]]))
        #expect(abs(Double(result.planes[0][0]) - (120 + 0.299 * change)) <= 1)
        #expect(abs(Double(result.planes[1][0]) - (110 - 0.299 / 1.772 * change)) <= 1)
        #expect(abs(Double(result.planes[2][0]) - (150 + 0.701 / 1.402 * change)) <= 1)
    }

    @Test(arguments: ["0:0", "", "0:0/0:1", "0.5:0/0.2:1", "0:0/1:2", "0:0/x:1", "0:0/1", "0:nan/1:1", "0:0/1:1:1", "-0.1:0/1:1"])
    func wrongPointsAreRefused(points: String) {
        let error = #expect(throws: FilterError.self) { try parser.parse(name: "curves", value: "points=" + points) }
        #expect(error?.hint?.contains("X:Y") == true)
    }

    @Test func vignetteFallsOffFromTheCentre() throws {
        for format in testFormats {
            let picture = seededPicture(FrameShape(format: format, width: 41, height: 21), seed: 1, content: .maximum), shape = picture.shape
            #expect(try result("vignette", "0", picture) == picture)
            let dark = try result("vignette", "0.6", picture)
            let plane = dark.planes[0], white = format.maximum - shape.black
            #expect(plane[10 * 41 + 20] == format.maximum)
            for corner in [0, 40, 20 * 41, 21 * 41 - 1] { #expect(abs(Double(plane[corner] - shape.black) - 0.4 * Double(white)) <= Double(white) / 4096 + 1) }
            #expect(plane == Array(plane.reversed()))
            #expect(plane[10 * 41...10 * 41 + 20].elementsEqual(plane[10 * 41...10 * 41 + 20].sorted()))
            if format.hasAlpha { #expect(dark.planes[format.planeCount - 1] == picture.planes[format.planeCount - 1]) }
        }
    }
}
