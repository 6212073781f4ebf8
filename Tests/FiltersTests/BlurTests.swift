// blur against the convolution in Double, and laws that a blur must keep.
import Foundation
import TestSupport
import Testing
import VideoFrame

@testable import Filters

@Suite struct BlurTests {
    /// Separable convolution with exp(−x²/2σ²) out to 6σ, borders mirrored.
    static func exact(_ picture: Picture, plane: Int, sigmaX: Double, sigmaY: Double) -> [Double] {
        let size = picture.shape.size(ofPlane: plane)
        func kernel(_ sigma: Double) -> [Double] {
            let radius = Int((6 * sigma).rounded(.up))
            let weights = (-radius...radius).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
            let total = weights.reduce(0, +)
            return weights.map { $0 / total }
        }
        let horizontal = kernel(sigmaX), vertical = kernel(sigmaY)
        var rows = [Double](repeating: 0, count: size.width * size.height), result = rows
        for y in 0..<size.height {
            for x in 0..<size.width {
                for (k, weight) in horizontal.enumerated() {
                    rows[y * size.width + x] += weight * Double(picture.sample(plane, x + k - horizontal.count / 2, y))
                }
            }
        }
        for y in 0..<size.height {
            for x in 0..<size.width {
                for (k, weight) in vertical.enumerated() {
                    result[y * size.width + x] += weight * rows[mirror(y + k - vertical.count / 2, size.height) * size.width + x]
                }
            }
        }
        return result
    }

    @Test(arguments: [0.1, 0.3, 0.5, 1, 2, 3.7, 4, 4.1, 5, 7, 8, 8.5, 10, 30, 100]) func staysNearTheExactConvolution(sigma: Double) {
        // The exact sums of a large σ take long: fewer of them.
        let isLarge = sigma > 8
        for depth in isLarge ? [8, 10, 16] : [8, 10, 12, 16] {
            let shape = FrameShape(
                format: PixelFormat(family: .yuv, depth: depth, chromaShiftX: 1), width: isLarge ? 40 : 72, height: isLarge ? 24 : 48)
            for content in isLarge ? [.blackAndWhiteNoise, .blocks] : Content.allCases {
                let picture = seededPicture(shape, seed: 21, content: content)
                let result = Blur(sigma: sigma).reference(picture)
                for plane in 0..<2 {
                    let exact = Self.exact(picture, plane: plane, sigmaX: plane == 0 ? sigma : sigma / 2, sigmaY: sigma)
                    let worst = zip(exact, result.planes[plane]).map { abs($0 - Double($1)) }.max() ?? 0
                    #expect(worst <= (depth == 8 ? 1 : 2), "sigma \(sigma) depth \(depth) \(content) plane \(plane)")
                }
            }
        }
    }

    /// A step and a disc that put all the kernel's error on one side.
    @Test func adversarialContentStaysWithinOne() {
        for sigma in [0.7, 1, 2, 2.5, 4, 4.1, 6, 9] {
            let shape = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 97, height: 96)
            for radius in [1.0, 2.0, 3.3, 3.5] {
                var picture = seededPicture(shape, seed: 1, content: .zeros)
                for y in 0..<96 {
                    for x in 0..<97 where max(abs(Double(x - 48)), abs(Double(y - 48))) <= radius * sigma { picture.planes[0][y * 97 + x] = 255 }
                }
                let exact = Self.exact(picture, plane: 0, sigmaX: sigma, sigmaY: sigma), result = Blur(sigma: sigma).reference(picture)
                let worst = zip(exact, result.planes[0]).map { abs($0 - Double($1)) }.max() ?? 0
                #expect(worst <= 1, "sigma \(sigma) box of \(radius) sigma")
            }
        }
    }

    /// Above 10 bits, the picture whose middle errs the most: white where taps weigh more than they should, black where less.
    @Test(arguments: [0.4, 1, 2.3, 5.4, 7.7], [12, 16]) func theWorstOfPicturesStaysWithinTwo(sigma: Double, depth: Int) {
        let radius = Int((6 * sigma).rounded(.up)), side = 2 * radius + 1
        let shape = FrameShape(format: PixelFormat(family: .gray, depth: depth), width: side, height: side)
        let bell = (-radius...radius).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }, total = bell.reduce(0, +), exact = bell.map { $0 / total }
        let weights = Blur.wordWeights(sigma: sigma, depth: depth)
        let taps = (-radius...radius).map { abs($0) < weights.count ? Double(weights[abs($0)]) / 4_194_304 : 0 }
        var picture = seededPicture(shape, seed: 1, content: .zeros), expected = 0.0
        for y in 0..<side {
            for x in 0..<side where taps[x] * taps[y] > exact[x] * exact[y] {
                picture.planes[0][y * side + x] = shape.format.maximum
                expected += exact[x] * exact[y] * Double(shape.format.maximum)
            }
        }
        let error = abs(Double(Blur(sigma: sigma).reference(picture).planes[0][radius * side + radius]) - expected)
        #expect(error <= 2, "\(error)")
    }

    /// Stripes and checks of full contrast near the frequencies that halving folds onto low ones, where a large σ keeps the least and folds the most.
    @Test(arguments: [4, 4.3, 6, 8, 11, 16]) func foldedStripesStayWithin(sigma: Double) {
        for (depth, most) in [(8, 1.0), (10, 2.0)] {
            let shape = FrameShape(format: PixelFormat(family: .gray, depth: depth), width: 89, height: 48), maximum = shape.format.maximum
            for level in 1...4 {
                for offset in [-0.04, -0.013, 0, 0.02] {
                    let frequency = 1 / Double(1 << level) + offset * 4 / sigma
                    for down in [0, frequency] {
                        var picture = seededPicture(shape, seed: 1, content: .zeros)
                        for y in 0..<48 {
                            for x in 0..<89 where cos(2 * .pi * frequency * Double(x) + 1) * cos(2 * .pi * down * Double(y)) > 0 {
                                picture.planes[0][y * 89 + x] = maximum
                            }
                        }
                        let exact = Self.exact(picture, plane: 0, sigmaX: sigma, sigmaY: sigma), result = Blur(sigma: sigma).reference(picture)
                        let worst = zip(exact, result.planes[0]).map { abs($0 - Double($1)) }.max() ?? 0
                        #expect(worst <= most, "sigma \(sigma) depth \(depth) frequency \(frequency) down \(down)")
                    }
                }
            }
        }
    }

    @Test func constantsStay() {
        for depth in 8...16 {
            for sigma in [0.4, 1, 2, 4, 8, 20] {
                let shape = FrameShape(format: PixelFormat(family: .gray, depth: depth), width: 7, height: 5)
                for value in [0, 1, 16 << (depth - 8), 1 << (depth - 1), (1 << depth) - 2, (1 << depth) - 1] {
                    let picture = Picture(shape: shape, planes: [[Int](repeating: value, count: 7 * 5)])
                    #expect(Blur(sigma: sigma).reference(picture) == picture, "value \(value) depth \(depth) sigma \(sigma)")
                }
            }
        }
    }

    @Test func alphaIsBlurredLikeLuma() {
        let picture = seededPicture(FrameShape(format: PixelFormat(family: .rgb, depth: 8, hasAlpha: true), width: 30, height: 20), seed: 4)
        let result = Blur(sigma: 2).reference(picture)
        let alone = Picture(shape: FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 30, height: 20), planes: [picture.planes[3]])
        #expect(result.planes[3] == Blur(sigma: 2).reference(alone).planes[0])
        #expect(result.planes[3] != picture.planes[3])
    }
}
