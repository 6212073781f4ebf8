// saturation, hue, temperature and sepia against what they mean in R, G and B, computed here in Double.
import Foundation
import TestSupport
import Testing
import VideoFrame

@testable import Filters

@Suite struct ColourMatrixTests {
    private let rgb = FrameShape(format: PixelFormat(family: .rgb, depth: 8), width: 16, height: 16, color: ColorInfo(matrix: 1))

    /// (R, G, B) of every sample.
    private func colours(_ picture: Picture) -> [[Double]] {
        picture.planes[0].indices.map { [Double(picture.planes[2][$0]), Double(picture.planes[0][$0]), Double(picture.planes[1][$0])] }
    }

    private func expectNear(_ picture: Picture, _ filter: some VideoFilter, within tolerance: Double, _ colour: ([Double]) -> [Double]) {
        for (before, after) in zip(colours(picture), colours(filter.reference(picture))) {
            for (wanted, got) in zip(colour(before), after) {
                #expect(abs(min(max(wanted, 0), 255) - got) <= tolerance, "\(type(of: filter)) of \(before): \(after)")
            }
        }
    }

    /// H.273, table 4; the same for colours that are typed.
    @Test(arguments: [(1, 0.2126, 0.0722), (4, 0.30, 0.11), (5, 0.299, 0.114), (6, 0.299, 0.114), (7, 0.212, 0.087), (9, 0.2627, 0.0593)])
    func weightsAreTheStandards(matrix: Int, red: Double, blue: Double) throws {
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 16), width: 16, height: 16, color: ColorInfo(matrix: matrix, range: .full))
        let frame = FrameMatrix(for: shape)
        #expect(abs(frame.red - red) <= 0.5 / 65536 && abs(frame.blue - blue) <= 0.5 / 65536 && frame.red + frame.green + frame.blue == 1)
        #expect(try FillColor("red", filter: "test").samples(for: shape)[0] == Int((65535 * frame.red).rounded()))
    }

    @Test func factorsOfNothingChangeNothing() {
        for format in testFormats {
            for range in [SampleRange.limited, .full] {
                let picture = seededPicture(FrameShape(format: format, width: 17, height: 9, color: ColorInfo(range: range)), seed: 3)
                #expect(Saturation(factor: 1).reference(picture) == picture)
                #expect(Hue(angle: 0).reference(picture) == picture && Hue(angle: 360).reference(picture) == picture)
                #expect(Temperature(shift: 0).reference(picture) == picture)
                let gray = format.family == .gray
                for filter in [Saturation(factor: 2), Hue(angle: 40), Temperature(shift: 900), Sepia()] as [any VideoFilter] {
                    let result = filter.reference(picture)
                    #expect(!gray || result == picture)
                    if format.hasAlpha { #expect(result.planes[format.planeCount - 1] == picture.planes[format.planeCount - 1]) }
                }
            }
        }
    }

    @Test func saturationIsAboutLuma() {
        let picture = seededPicture(rgb, seed: 1)
        for factor in [0, 0.5, 2.5, 4] {
            expectNear(picture, Saturation(factor: factor), within: 1) { colour in
                let luma = 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]
                return colour.map { luma + factor * ($0 - luma) }
            }
        }
        let yuv = seededPicture(FrameShape(format: PixelFormat(family: .yuv, depth: 10, chromaShiftX: 1, chromaShiftY: 1), width: 16, height: 16), seed: 1)
        let doubled = Saturation(factor: 2).reference(yuv)
        #expect(doubled.planes[0] == yuv.planes[0])
        #expect(doubled.planes[1] == yuv.planes[1].map { min(max(512 + 2 * ($0 - 512), 0), 1023) })
    }

    @Test func hueTurnsChroma() {
        let yuv = seededPicture(FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1), width: 16, height: 16), seed: 1)
        let quarter = Hue(angle: 90).reference(yuv), half = Hue(angle: 180).reference(yuv)
        #expect(quarter.planes[0] == yuv.planes[0] && half.planes[0] == yuv.planes[0])
        #expect(quarter.planes[1] == yuv.planes[2].map { min(256 - $0, 255) } && quarter.planes[2] == yuv.planes[1])
        #expect(half.planes[1] == yuv.planes[1].map { min(256 - $0, 255) })
        expectNear(seededPicture(rgb, seed: 4), Hue(angle: 33), within: 1) { colour in
            let luma = 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]
            let u = (colour[2] - luma) / 1.8556, v = (colour[0] - luma) / 1.5748, c = cos(33 * Double.pi / 180), s = sin(33 * Double.pi / 180)
            let (nu, nv) = (c * u - s * v, s * u + c * v)
            let red = luma + 1.5748 * nv, blue = luma + 1.8556 * nu
            return [red, (luma - 0.2126 * red - 0.0722 * blue) / 0.7152, blue]
        }
    }

    /// Illuminant A and a black body of 6500 and 2000 K (CIE 15: Colorimetry; Wyszecki and Stiles, table 1(3.11)).
    @Test func whitesAreThoseOfABlackBody() {
        for (kelvin, x, y) in [(2856, 0.4476, 0.4074), (6500, 0.3135, 0.3237), (2000, 0.5267, 0.4133), (10000, 0.2807, 0.2884)] {
            let white = Temperature.planckian(Double(kelvin))
            #expect(abs(white.x - x) < 0.002 && abs(white.y - y) < 0.002, "\(kelvin) K")
        }
    }

    @Test func temperatureWarmsAndCools() {
        for family in [PixelFormat.Family.rgb, .yuv] {
            let shape = FrameShape(format: PixelFormat(family: family, depth: 8), width: 1, height: 1, color: ColorInfo(matrix: 1, range: .full))
            let picture = Picture(shape: shape, planes: family == .rgb ? [[120], [120], [120]] : [[120], [128], [128]])
            let warm = Temperature(shift: -1500).reference(picture), cool = Temperature(shift: 3000).reference(picture)
            if family == .rgb {
                #expect(warm.planes[2][0] > 125 && warm.planes[1][0] < 110 && cool.planes[2][0] < 115 && cool.planes[1][0] > 125)
                #expect(abs(warm.luma[0] - 120) <= 1 && abs(cool.luma[0] - 120) <= 1)
            } else {
                #expect(warm.planes[0] == [120] && warm.planes[1][0] < 124 && warm.planes[2][0] > 131)
                #expect(cool.planes[0] == [120] && cool.planes[1][0] > 131 && cool.planes[2][0] < 126)
            }
        }
    }

    @Test func sepiaIsTheKnownMatrix() {
        expectNear(seededPicture(rgb, seed: 9), Sepia(), within: 1.7) { colour in
            let (r, g, b) = (colour[0], colour[1], colour[2])
            return [0.393 * r + 0.769 * g + 0.189 * b, 0.349 * r + 0.686 * g + 0.168 * b, 0.272 * r + 0.534 * g + 0.131 * b].map { min($0, 255) }
        }
        let white = Picture(shape: FrameShape(format: rgb.format, width: 1, height: 1), planes: [[255], [255], [255]])
        #expect(Sepia().reference(white).planes == [[255], [239], [255]])
        // Y, Cb, Cr of the same colour: 100, 100, 100 becomes 135.1, 120.3, 93.7.
        let shape = FrameShape(
            format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 3, height: 3, color: ColorInfo(matrix: 6, range: .full))
        let gray = Sepia().reference(Picture(shape: shape, planes: [[Int](repeating: 100, count: 9), [128, 128, 128, 128], [128, 128, 128, 128]]))
        let luma = 0.299 * 135.1 + 0.587 * 120.3 + 0.114 * 93.7
        #expect(gray.planes[0].allSatisfy { $0 == Int(luma.rounded()) })
        #expect(gray.planes[1].allSatisfy { $0 == Int((128 + (93.7 - luma) / 1.772).rounded()) })
        #expect(gray.planes[2].allSatisfy { $0 == Int((128 + (135.1 - luma) / 1.402).rounded()) })
    }
}
