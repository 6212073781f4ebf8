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

    /// For each distance of a window the number of taps and the weights of all differences, as the filter has them and exactly; the sample itself weighs 1.
    private struct Rings {
        var counts: [Double] = [], weights: [[Double]] = [], exact: [[Double]] = [], distances: [Int] = []

        init(_ filter: Bilateral, depth: Int) {
            let format = PixelFormat(family: .gray, depth: depth), window = filter.window(plane: 0, format)
            let color = filter.sigmaColor * Double(format.maximum) / 255, isOfBytes = Bilateral.takesByteWeights(window, depth: depth)
            let curve = isOfBytes ? filter.byteCurve(window) : filter.curve(window, depth: depth), bytes = isOfBytes ? Bilateral.byteRoots(curve) : []
            let root = Bilateral.times(curve.root(0), Bilateral.unit)
            let own = Double(isOfBytes ? Bilateral.byteWeights(bytes, root: Bilateral.byteUnit)[0] : root * root)
            for (distance, taps) in Dictionary(grouping: window.taps, by: \.distance).sorted(by: { $0.key < $1.key }) {
                distances.append(distance)
                counts.append(Double(taps.count))
                let near = exp(-Double(distance) / (2 * filter.sigmaSpace * filter.sigmaSpace))
                exact.append((0...format.maximum).map { near * exp(-Double($0 * $0) / (2 * color * color)) })
                if isOfBytes {
                    weights.append(Bilateral.byteWeights(bytes, root: filter.byteRoot(distance: distance)).map { Double($0) / own })
                } else {
                    let root = filter.root(distance: distance)
                    weights.append((0...format.maximum).map { pow(Double(Bilateral.times(curve.root($0 << (15 - depth)), root)), 2) / own })
                }
            }
        }

        /// Sums of weighted values and of weights, for a sample of 0 and these values around; one ring may be left out.
        func sums(_ weights: [[Double]], _ values: [Int], without: Int? = nil) -> (values: Double, weights: Double) {
            var sum = 0.0, total = 1.0
            for (ring, value) in values.enumerated() where ring != without {
                sum += counts[ring] * weights[ring][value] * Double(value)
                total += counts[ring] * weights[ring][value]
            }
            return (sum, total)
        }

        /// By how much the exact mean is above the filter's before it is rounded.
        func error(_ values: [Int]) -> Double {
            let exact = sums(exact, values), own = sums(weights, values)
            return exact.values / exact.weights - own.values / own.weights
        }

        /// The value of a ring that makes the error, times `sign`, largest while the others keep theirs.
        func worst(_ ring: Int, _ values: [Int], sign: Double) -> Int {
            let others = sums(exact, values, without: ring), own = sums(weights, values, without: ring)
            func error(_ value: Int) -> Double {
                let a = counts[ring] * exact[ring][value], b = counts[ring] * weights[ring][value]
                return sign * ((others.values + a * Double(value)) / (others.weights + a) - (own.values + b * Double(value)) / (own.weights + b))
            }
            return (0..<exact[ring].count).max { error($0) < error($1) } ?? 0
        }
    }

    /// A lone sample among many that are all alike: their weights are as wrong as one is, all on one side. Every difference, the worst among them. Half a code
    /// value is left for the rounding of the result.
    @Test(arguments: [(2, 3), (12, 3), (25, 3), (30, 2.667), (60, 3), (255, 3), (51, 4.3), (25, 10), (54, 20), (120, 20)]) func aLoneSampleStaysWithinOne(
        sigmaColor: Double, sigmaSpace: Double
    ) {
        for depth in [8, 10] {
            let rings = Rings(Bilateral(sigmaColor: sigmaColor, sigmaSpace: sigmaSpace), depth: depth)
            for difference in 0..<1 << depth {
                let error = abs(rings.error([Int](repeating: difference, count: rings.counts.count)))
                #expect(error <= (depth == 8 ? 0.5 : 1.5), "\(sigmaColor) \(sigmaSpace) depth \(depth) difference \(difference): \(error)")
            }
        }
    }

    /// Each distance of the largest windows of bytes has the value where its weight is most wrong, as far as one after the other may find it, all to the same
    /// side: what is left out and what rounding adds come together.
    @Test(arguments: [(1, 4.3), (25, 3), (30, 2.667), (51, 3.9), (53, 3.9), (55, 3.3), (55, 4.3), (55, 3.85), (90, 4.3), (255, 4.3), (74, 0.5), (57, 1)])
    func theWorstWindowStaysWithinOne(sigmaColor: Double, sigmaSpace: Double) {
        let filter = Bilateral(sigmaColor: sigmaColor, sigmaSpace: sigmaSpace), rings = Rings(filter, depth: 8)
        let format = PixelFormat(family: .gray, depth: 8), window = filter.window(plane: 0, format)
        #expect(Bilateral.takesByteWeights(window, depth: 8))
        for (sign, start) in [(1.0, 0), (1, 255), (-1, 0), (-1, 255)] {
            var values = [Int](repeating: start, count: rings.counts.count)
            for _ in 0..<3 {
                for ring in values.indices { values[ring] = rings.worst(ring, values, sign: sign) }
            }
            let error = abs(rings.error(values)), side = 2 * window.radiusX + 1
            #expect(error < 0.5, "\(values)")
            var picture = Picture(
                shape: FrameShape(format: format, width: side, height: side), planes: [[Int](repeating: 0, count: side * side)])
            for tap in window.taps {
                guard let ring = rings.distances.firstIndex(of: tap.distance) else { continue }
                picture.planes[0][(tap.y + window.radiusY) * side + tap.x + window.radiusX] = values[ring]
            }
            let result = filter.reference(picture).planes[0][window.radiusY * side + window.radiusX]
            let exact = rings.sums(rings.exact, values)
            #expect(abs(exact.values / exact.weights - Double(result)) <= 1, "\(values)")
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
                let curve = filter.curve(window, depth: depth)
                let roots = depth == 8 ? Bilateral.byteRoots(filter.byteCurve(window)) : (0..<1 << depth).map { curve.root($0 << (15 - depth)) }
                #expect(sigma > 100 || roots[0] > roots[roots.count - 1])
                #expect(zip(roots, roots.dropFirst()).allSatisfy { $0 >= $1 }, "\(sigma) \(depth)")
            }
        }
    }
}
