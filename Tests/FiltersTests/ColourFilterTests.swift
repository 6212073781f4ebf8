// edges, gray and the pointwise filters against their definitions in Double.
import Filters
import Foundation
import TestSupport
import Testing
import VideoFrame

@Suite struct ColourFilterTests {
    @Test func sobelIsTheRoundedMagnitude() {
        for (range, black, white) in [(SampleRange.limited, 16, 235), (.full, 0, 255), (.unspecified, 16, 235)] {
            let shape = FrameShape(
                format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 40, height: 30, color: ColorInfo(range: range))
            let picture = seededPicture(shape, seed: 8)
            let result = Edges().reference(picture)
            for y in 0..<30 {
                for x in 0..<40 {
                    func p(_ dx: Int, _ dy: Int) -> Double { Double(picture.sample(0, x + dx, y + dy)) }
                    let gx = p(1, -1) + 2 * p(1, 0) + p(1, 1) - p(-1, -1) - 2 * p(-1, 0) - p(-1, 1)
                    let gy = p(-1, 1) + 2 * p(0, 1) + p(1, 1) - p(-1, -1) - 2 * p(0, -1) - p(1, -1)
                    let expected = black + min(Int((gx * gx + gy * gy).squareRoot().rounded()), white - black)
                    #expect(result.planes[0][y * 40 + x] == expected)
                }
            }
            #expect(result.planes[1].allSatisfy { $0 == 128 } && result.planes[2].allSatisfy { $0 == 128 })
        }
    }

    @Test func aFlatPictureHasNoEdges() {
        let shape = FrameShape(format: PixelFormat(family: .gray, depth: 10), width: 9, height: 9)
        for kernel in Edges.Operator.allCases {
            let picture = seededPicture(shape, seed: 1, content: .maximum)
            #expect(Edges(kernel).reference(picture).planes[0].allSatisfy { $0 == shape.black })
        }
    }

    @Test func rgbLumaFollowsTheMatrix() {
        for (matrix, height, red) in [(1, 20, 0.2126), (6, 20, 0.299), (9, 20, 0.2627), (2, 20, 0.299), (2, 720, 0.2126)] {
            let shape = FrameShape(format: PixelFormat(family: .rgb, depth: 8), width: 2, height: height, color: ColorInfo(matrix: matrix))
            let count = 2 * height
            let picture = Picture(
                shape: shape, planes: [[Int](repeating: 0, count: count), [Int](repeating: 0, count: count), [Int](repeating: 255, count: count)])
            let gray = Gray().reference(picture)
            #expect(gray.planes[0][0] == Int((red * 255).rounded()))
            #expect(gray.planes[0] == gray.planes[1] && gray.planes[1] == gray.planes[2])
        }
    }

    @Test func pointwiseFiltersKeepTheirLaws() {
        for format in testFormats {
            for range in [SampleRange.limited, .full] {
                let picture = seededPicture(FrameShape(format: format, width: 33, height: 9, color: ColorInfo(range: range)), seed: 6)
                let shape = picture.shape
                #expect(Brightness(amount: 0).reference(picture) == picture)
                #expect(Contrast(factor: 1).reference(picture) == picture)
                #expect(Gamma(gamma: 1).reference(picture) == picture)
                // Twice inverted is the same wherever nothing was clamped.
                let twice = Invert().reference(Invert().reference(picture))
                for (value, back) in zip(picture.planes[0], twice.planes[0]) where shape.black + shape.white - value >= 0 { #expect(value == back) }
                let flat = Contrast(factor: 0).reference(picture)
                #expect(Set(flat.planes[0]).count == 1)
                if format.hasAlpha {
                    #expect(Invert().reference(picture).planes[format.planeCount - 1] == picture.planes[format.planeCount - 1])
                }
            }
        }
    }

    @Test func nominalEndsMap() {
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8), width: 4, height: 1, color: ColorInfo(range: .limited))
        let plane = [16, 235, 0, 255], neutral = [128, 128, 128, 128]
        let picture = Picture(shape: shape, planes: [plane, neutral, neutral])
        #expect(Invert().reference(picture).planes[0] == [235, 16, 251, 0])
        #expect(Gamma(gamma: 2).reference(picture).planes[0] == plane)
        #expect(Brightness(amount: 1).reference(picture).planes[0] == [235, 255, 219, 255])
    }
}
