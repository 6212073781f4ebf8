// scale against sums in Double with weights of its own, and laws that a scaler must keep.
import Filters
import Foundation
import TestSupport
import Testing
import VideoFrame

@Suite struct ScaleTests {
    /// The kernels once more, from their textbooks.
    static func kernel(_ method: Scale.Method, _ t: Double) -> Double {
        let t = abs(t)
        func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(.pi * x) / (.pi * x) }
        switch method {
        case .bilinear: return max(0, 1 - t)
        case .bicubic: return t < 1 ? 1.5 * t * t * t - 2.5 * t * t + 1 : t < 2 ? -0.5 * t * t * t + 2.5 * t * t - 4 * t + 2 : 0
        case .lanczos: return t < 3 ? sinc(t) * sinc(t / 3) : 0
        case .area: return 0
        }
    }

    static func line(_ samples: [Double], to count: Int, method: Scale.Method, ratio: Double, step: Double, offset: Double) -> [Double] {
        (0..<count).map { i in
            let centre = ((step * Double(i) + offset + 0.5) * ratio - 0.5 - offset) / step, width = max(1, ratio)
            var sum = 0.0, total = 0.0
            let reach = Int(4 * width) + 2
            for k in Int(centre.rounded()) - reach...Int(centre.rounded()) + reach {
                let weight =
                    method == .area
                    ? max(0, min(Double(k) + 0.5, centre + ratio / 2) - max(Double(k) - 0.5, centre - ratio / 2))
                    : kernel(method, (Double(k) - centre) / width)
                sum += weight * samples[mirror(k, samples.count)]
                total += weight
            }
            return sum / total
        }
    }

    static func exact(_ picture: Picture, plane: Int, to shape: FrameShape, method: Scale.Method) -> [Double] {
        let from = picture.shape.size(ofPlane: plane), to = shape.size(ofPlane: plane), format = shape.format, isChroma = format.isChroma(plane: plane)
        let (stepX, stepY) = isChroma ? (Double(1 << format.chromaShiftX), Double(1 << format.chromaShiftY)) : (1, 1)
        let ratioX = Double(picture.shape.width) / Double(shape.width), ratioY = Double(picture.shape.height) / Double(shape.height)
        // Untagged: left, and in the middle downward.
        let rows = (0..<from.height).map { y in
            line(
                (0..<from.width).map { Double(picture.planes[plane][y * from.width + $0]) }, to: to.width, method: method, ratio: ratioX, step: stepX, offset: 0
            )
        }
        let columns = (0..<to.width).map { x in
            line(rows.map { $0[x] }, to: to.height, method: method, ratio: ratioY, step: stepY, offset: (stepY - 1) / 2)
        }
        return (0..<to.height).flatMap { y in columns.map { $0[y] } }
    }

    @Test(arguments: Scale.Method.allCases) func staysNearTheExactSums(method: Scale.Method) throws {
        for depth in [8, 10, 12, 16] {
            let format = PixelFormat(family: .yuv, depth: depth, chromaShiftX: 1, chromaShiftY: 1)
            for (width, height) in [(32, 20), (64, 40), (40, 96), (10, 6)] {
                for content in [Content.noise, .blackAndWhiteNoise, .blocks] {
                    let picture = seededPicture(FrameShape(format: format, width: 48, height: 30), seed: 9, content: content)
                    let result = Scale(width: width, height: height, method: method).reference(picture)
                    for plane in 0..<2 {
                        let exact = Self.exact(picture, plane: plane, to: result.shape, method: method).map { min(max($0, 0), Double(format.maximum)) }
                        let worst = zip(exact, result.planes[plane]).map { abs($0 - Double($1)) }.max() ?? 0
                        #expect(worst <= 1, "\(method) \(depth) bits to \(width)x\(height) \(content) plane \(plane): \(worst)")
                    }
                }
            }
        }
    }

    @Test(arguments: Scale.Method.allCases) func constantsStayAndRampsStayRamps(method: Scale.Method) throws {
        for depth in [8, 9, 10, 12, 14, 16] {
            let shape = FrameShape(format: PixelFormat(family: .gray, depth: depth), width: 30, height: 24)
            for value in [0, 1, 1 << (depth - 1), (1 << depth) - 1] {
                let picture = Picture(shape: shape, planes: [[Int](repeating: value, count: 30 * 24)])
                for (width, height) in [(20, 16), (7, 50), (90, 3), (1, 1)] {
                    #expect(Scale(width: width, height: height, method: method).reference(picture).planes[0].allSatisfy { $0 == value }, "\(value) \(depth)")
                }
            }
        }
        let shape = FrameShape(format: PixelFormat(family: .gray, depth: 10), width: 96, height: 4)
        let picture = Picture(shape: shape, planes: [(0..<4 * 96).map { ($0 % 96) * 10 }])
        for width in [64, 48, 144] {
            let line = Scale(width: width, height: 4, method: method).reference(picture).planes[0].prefix(width)
            // Away from the ends; area knows only the whole samples that it covers, lanczos ripples a little.
            let slack = method == .area ? 10.0 * 96 / Double(width) : method == .lanczos ? 3 : 1.0
            for x in width / 6..<width - width / 6 {
                let exact = ((Double(x) + 0.5) * 96 / Double(width) - 0.5) * 10
                #expect(abs(Double(line[x]) - exact) <= slack, "\(method) \(width) at \(x): \(line[x]), exactly \(exact)")
            }
        }
    }

    @Test func sizesAndAspects() throws {
        func shape(_ value: String, _ width: Int, _ height: Int, _ aspect: Rational = Rational(1, 1)) throws -> (Int, Int, Rational) {
            let format = PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1)
            let picture = seededPicture(FrameShape(format: format, width: width, height: height, sampleAspect: aspect), seed: 1, content: .zeros)
            let result = try GeometryTests.filter("scale", value).reference(picture).shape
            return (result.width, result.height, result.sampleAspect)
        }
        #expect(try shape("64:-1", 128, 72) == (64, 36, Rational(1, 1)))
        #expect(try shape("-1:36", 128, 72) == (64, 36, Rational(1, 1)))
        #expect(try shape("64:-1", 86, 48, Rational(1, 1)) == (64, 36, Rational(1, 1)))
        #expect(try shape("50%", 64, 48, Rational(4, 3)) == (32, 24, Rational(4, 3)))
        #expect(try shape("48:36", 64, 36) == (48, 36, Rational(4, 3)))
        #expect(try shape("48:36", 64, 36, Rational(0, 1)) == (48, 36, Rational(4, 3)))
        #expect(try shape("48:36", 64, 48, Rational(0, 1)) == (48, 36, Rational(0, 1)))
        #expect(try shape("64:64", 128, 64) == (64, 64, Rational(2, 1)))
        #expect(try shape("200%:100%", 64, 48) == (128, 48, Rational(1, 2)))
    }

    /// Where chroma is sited decides where its samples come from.
    @Test func chromaLocationIsHonoured() throws {
        let format = PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1)
        func line(_ location: Int) -> [Int] {
            var shape = FrameShape(format: format, width: 64, height: 2)
            shape.color.chromaLocation = location
            var picture = seededPicture(shape, seed: 1, content: .zeros)
            for y in 0..<2 { for x in 0..<32 { picture.planes[1][y * 32 + x] = 4 * x } }
            return Array(Scale(width: 32, height: 2, method: .bilinear).reference(picture).planes[1].prefix(16))
        }
        // Output sample i at luma 2i is at luma 4i + ½ of the input: chroma 2i + ¼; centred ones at luma 4i + 1½ of it, chroma 2i + ½.
        #expect(line(1)[5] == 41 && line(0)[5] == 41)
        #expect(line(2)[5] == 42)
    }
}
