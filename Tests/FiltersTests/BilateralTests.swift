// bilateral against the mean in Double, OpenCV's window, and laws that the filter must keep.
import Foundation
import TestSupport
import Testing
import VideoFrame

@testable import Filters

@Suite struct BilateralTests {
    /// The largest difference from the mean with the same window and weights in Double.
    private static func worst(_ filter: Bilateral, _ picture: Picture, plane: Int) -> Double {
        let format = picture.shape.format, size = picture.shape.size(ofPlane: plane), window = filter.window(plane: plane, format)
        let color = filter.sigmaColor * Double(format.maximum) / 255, result = filter.reference(picture)
        let near = window.taps.map { exp(-Double($0.distance) / (2 * filter.sigmaSpace * filter.sigmaSpace)) }
        let alike = (0...format.maximum).map { exp(-Double($0 * $0) / (2 * color * color)) }
        var worst = 0.0
        for y in 0..<size.height {
            for x in 0..<size.width {
                let sample = picture.sample(plane, x, y)
                var sum = Double(sample), total = 1.0
                for (tap, near) in zip(window.taps, near) {
                    let other = picture.sample(plane, x + tap.x, y + tap.y), weight = near * alike[abs(other - sample)]
                    sum += weight * Double(other)
                    total += weight
                }
                worst = max(worst, abs(sum / total - Double(result.planes[plane][y * size.width + x])))
            }
        }
        return worst
    }

    /// (σc, σs); noise, edges, ramps, flat areas. The bound is of the exact mean, its own rounding included.
    @Test(arguments: [(1, 3), (3, 1), (10, 2), (25, 0.5), (25, 3), (50, 1.4), (100, 3), (255, 2), (25, 7), (90, 12)]) func staysNearTheExactMean(
        sigmaColor: Double, sigmaSpace: Double
    ) {
        let filter = Bilateral(sigmaColor: sigmaColor, sigmaSpace: sigmaSpace), isLarge = sigmaSpace > 5
        for depth in isLarge ? [8, 10] : [8, 10, 16] {
            let shape = FrameShape(
                format: PixelFormat(family: .yuv, depth: depth, chromaShiftX: 1), width: isLarge ? 13 : 26, height: isLarge ? 9 : 14)
            for content in Content.allCases {
                let picture = seededPicture(shape, seed: 9, content: content)
                for plane in 0..<2 {
                    let worst = Self.worst(filter, picture, plane: plane)
                    #expect(worst <= (depth == 8 ? 1 : 2), "\(sigmaColor) \(sigmaSpace) depth \(depth) \(content) plane \(plane): \(worst)")
                }
            }
        }
    }

    /// A lone sample among many that are all alike: their weights are as wrong as one is, all on one side. Every difference, the worst among them.
    @Test(arguments: [(2, 3), (12, 3), (25, 3), (60, 3), (255, 3), (25, 10), (54, 20), (120, 20)]) func aLoneSampleStaysWithinOne(
        sigmaColor: Double, sigmaSpace: Double
    ) {
        for depth in [8, 10] {
            let filter = Bilateral(sigmaColor: sigmaColor, sigmaSpace: sigmaSpace), format = PixelFormat(family: .gray, depth: depth)
            let window = filter.window(plane: 0, format), curve = filter.curve(window, depth: depth)
            let color = sigmaColor * Double(format.maximum) / 255, own = Bilateral.times(curve.root(0), Bilateral.unit)
            let rings = Dictionary(grouping: window.taps) { $0.distance }.map { (distance: $0.key, count: Double($0.value.count)) }
            for difference in 0...format.maximum {
                var sum = 0.0, total = Double(own * own), exactSum = 0.0, exactTotal = 1.0
                let scaled = difference << (15 - depth), alike = curve.root(scaled), exactAlike = exp(-Double(difference * difference) / (2 * color * color))
                for ring in rings {
                    let root = Bilateral.times(alike, filter.root(distance: ring.distance))
                    sum += ring.count * Double(root * Bilateral.times(root, scaled))
                    total += ring.count * Double(root * root)
                    let weight = ring.count * exactAlike * exp(-Double(ring.distance) / (2 * sigmaSpace * sigmaSpace))
                    exactSum += weight * Double(difference)
                    exactTotal += weight
                }
                // Half a code value is left for the rounding of the result.
                let error = abs(sum * Double(1 << depth) / total - exactSum / exactTotal)
                #expect(error <= (depth == 8 ? 0.5 : 1.5), "\(sigmaColor) \(sigmaSpace) depth \(depth) difference \(difference): \(error)")
            }
        }
    }

    @Test func constantsStay() {
        for depth in 8...16 {
            for sigma in [0.5, 3] {
                let shape = FrameShape(format: PixelFormat(family: .gray, depth: depth), width: 5, height: 3)
                for value in [0, 1, 1 << (depth - 1), (1 << depth) - 1] {
                    let picture = Picture(shape: shape, planes: [[Int](repeating: value, count: 15)])
                    #expect(Bilateral(sigmaColor: 30, sigmaSpace: sigma).reference(picture) == picture, "value \(value) depth \(depth) sigma \(sigma)")
                }
            }
        }
    }

    /// A step far higher than σc stays as it is.
    @Test func stepsStay() {
        let shape = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 16, height: 9)
        let picture = seededPicture(shape, seed: 1, content: .blocks)
        #expect(Bilateral(sigmaColor: 25, sigmaSpace: 3).reference(picture) == picture)
    }

    /// Radius and number of taps of OpenCV's window; chroma takes the taps that fall on its samples.
    @Test(arguments: [(0.5, 1, 4), (1.34, 2, 12), (3, 4, 48), (20, 30, 2820)]) func windowIsOpenCVs(sigma: Double, radius: Int, taps: Int) {
        let filter = Bilateral(sigmaSpace: sigma), format = PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1)
        let luma = filter.window(plane: 0, format), chroma = filter.window(plane: 1, format)
        #expect(luma.radiusX == radius && luma.radiusY == radius && luma.taps.count == taps)
        #expect(chroma.radiusX == radius / 2 && chroma.taps.count == luma.taps.count { $0.x % 2 == 0 && $0.y % 2 == 0 })
    }

    /// The roots of the curve never rise, so that no nearer sample weighs less, and they do fall.
    @Test func rootsFall() {
        for sigma in [1.0, 5, 25, 43.7, 100, 255] {
            for depth in [8, 10] {
                let filter = Bilateral(sigmaColor: sigma), window = filter.window(plane: 0, PixelFormat(family: .gray, depth: depth))
                let curve = filter.curve(window, depth: depth), roots = (0..<1 << depth).map { curve.root($0 << (15 - depth)) }
                #expect(sigma > 100 || roots[0] > roots[roots.count - 1])
                #expect(zip(roots, roots.dropFirst()).allSatisfy { $0 >= $1 }, "\(sigma) \(depth)")
            }
        }
    }
}
