// bilateral: mean of the samples around, weighted by how near and how alike they are (C. Tomasi, R. Manduchi, "Bilateral filtering for gray and color
// images", 1998), directly and in whole numbers.
//
// Definition. Each colour plane by itself, mirrored at the border without repeating the edge sample; alpha passes. σs is `sigma-space`, in pixels; σc is
// `sigma-color` · (2^depth − 1) / 255, in code values. Tap (i, j) of a plane with the subsampling shifts (a, b) lies r² = (i·2^a)² + (j·2^b)² from the sample;
// the window is r ≤ R with R = round(1.5 σs), half to even, 1 at least: OpenCV's bilateralFilter with d = 2R + 1, or with d = 0 and the same two sigmas. A plane
// of which the window holds no tap but the sample itself passes. The result is within ±1 code value (±2 from 9 bits on) of the mean in float64 with the weights
//     exp(−r²/2σs²) · exp(−D²/2σc²)
// of the same window, D being the difference of tap and sample.
//
// Byte form, 8 bits and at most 112 taps. Weights of 15 bits, which depend on distance and difference alone. a ⊗ b = ⌊(a·b + 2^14) / 2^15⌋, D = tap − sample,
// v = root(|D|) ⊗ round(32700 · exp(−r²/4σs²)), w = v ⊗ v. The sample itself is among the taps, with D = 0 and r = 0.
//     W = Σ w,   N = Σ w · tap,   out = ⌊(2N + W) / 2W⌋
// root(D) = h⁸ as below, with y = D · ⌊(2^15 − 1) / (E − 1)⌋, where D < E, else 0. E: the least whole number above σc where taps that all differ by E would
// move the sample by 0.42 at most, E · S · exp(−E²/2σc²) ≤ 0.42; or 256. Before it is rounded the mean is off by 0.42 at most where weights are left out, and
// by less than 0.5 with what the rounding of 112 weights adds, whatever the window holds.
//
// Narrow form, 8 bits with more taps, 9 and 10 bits. Weights are squares of 15-bit roots: small ones, which decide where a sample differs from all others,
// keep their share of accuracy. d = (tap − sample) · 2^(15 − depth), v = root(|d|) ⊗ round(8000 · exp(−r²/4σs²)).
//     W = Σ v²,   N = Σ v · (v ⊗ d),   out = sample + ⌊N · 2^depth / W + ½⌋
// root(d):  y = ⌊min(d, C) · 2^n · F / 2^16⌋,   u = y ⊗ y,   h = a0 − u ⊗ (a1 − u ⊗ (a2 − u ⊗ a3)),   root = h⁸, squared three times by h ⊗ h.
// C: from here on all taps together could not move the sample by a tenth of 1/255 of the range: σc · √(2 ln(2550 S)) in the measure of d, at most the range,
// rounded down; S = Σ exp(−r²/2σs²) without the sample itself. n: the least with C · 2^n ≥ 2^15. F = ⌊(2^15 − 1) · 2^16 / (C · 2^n)⌋. The
// polynomial is 32700 · exp(−z·u/2^15) through the four Chebyshev points of 0 ... 1, z being such that h⁸ is exp(−D²/4σc²), its coefficients rounded.
//
// Wide form, above 10 bits: w = ⌊(round(2^28 · exp(−D²/2σc²)) · round(2^16 · exp(−r²/2σs²)) + 2^15) / 2^16⌋, out = ⌊(Σ w·tap + ⌊W/2⌋) / W⌋, W = Σ w.
import KernelInterface
import Kernels
import VideoFrame

/// Smooths what is nearly alike and keeps edges.
public struct Bilateral: VideoFilter {
    public static let sigmaColor = NumberParameter("sigma-color", 1...255, default: 25, unit: "of 255", "difference up to which samples are mixed")
    public static let sigmaSpace = NumberParameter("sigma-space", 0.5...20, default: 3, unit: "pixels", "how far around; the radius is 1.5 times that")
    public static let descriptor = FilterDescriptor(
        name: "bilateral", summary: "smooth and keep edges", parameters: [.number(sigmaColor), .number(sigmaSpace)],
        example: "--bilateral=30,sigma-space=2", topic: .detail, planes: .colors)

    public let sigmaColor: Double
    public let sigmaSpace: Double

    public init(_ arguments: FilterArguments) throws(FilterError) {
        self.init(sigmaColor: arguments[Self.sigmaColor], sigmaSpace: arguments[Self.sigmaSpace])
    }

    public init(sigmaColor: Double = 25, sigmaSpace: Double = 3) { (self.sigmaColor, self.sigmaSpace) = (sigmaColor, sigmaSpace) }

    public func reference(_ picture: Picture) -> Picture {
        var result = picture
        let format = picture.shape.format
        for plane in 0..<format.colorPlaneCount {
            let window = window(plane: plane, format)
            if window.taps.isEmpty { continue }
            let size = picture.shape.size(ofPlane: plane), samples = picture.planes[plane]
            let mean =
                Self.takesByteWeights(window, depth: format.depth)
                ? byteMean(window) : format.depth <= 10 ? narrowMean(window, depth: format.depth) : wideMean(window, depth: format.depth)
            for y in 0..<size.height {
                for x in 0..<size.width {
                    let around = window.taps.map { samples[mirror(y + $0.y, size.height) * size.width + mirror(x + $0.x, size.width)] }
                    result.planes[plane][y * size.width + x] = mean(samples[y * size.width + x], around)
                }
            }
        }
        return result
    }

    private func byteMean(_ window: Window) -> (_ sample: Int, _ around: [Int]) -> Int {
        let alike = Self.byteRoots(byteCurve(window)), own = Self.byteWeights(alike, root: Self.byteUnit)[0]
        let weights = window.taps.map { Self.byteWeights(alike, root: byteRoot(distance: $0.distance)) }
        return { sample, around in
            var sum = own * sample, total = own
            for (tap, weights) in zip(around, weights) {
                sum += weights[abs(tap - sample)] * tap
                total += weights[abs(tap - sample)]
            }
            return (2 * sum + total) / (2 * total)
        }
    }

    private func narrowMean(_ window: Window, depth: Int) -> (_ sample: Int, _ around: [Int]) -> Int {
        let curve = curve(window, depth: depth), roots = window.taps.map { root(distance: $0.distance) }
        let centre = Self.times(curve.root(0), Self.unit)
        return { sample, around in
            var sum = 0, total = centre * centre
            for (tap, root) in zip(around, roots) {
                let difference = (tap - sample) << (15 - depth), v = Self.times(curve.root(abs(difference)), root)
                sum += v * Self.times(v, difference)
                total += v * v
            }
            // The sum of sample and quotient is not negative, so that division rounds down.
            return ((sum << (depth + 1)) + total + 2 * total * sample) / (2 * total)
        }
    }

    private func wideMean(_ window: Window, depth: Int) -> (_ sample: Int, _ around: [Int]) -> Int {
        let table = weights(depth: depth).map(Int.init), distances = window.taps.map { weight(distance: $0.distance) }
        return { sample, around in
            var sum = sample << 28, total = 1 << 28
            for (tap, distance) in zip(around, distances) {
                let weight = (table[abs(tap - sample)] * distance + 1 << 15) >> 16
                sum += weight * tap
                total += weight
            }
            return (sum + total / 2) / total
        }
    }
}
