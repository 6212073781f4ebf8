// The kernel of bilateral's weights of 15 bits, for RowKernelTests: each way in which a level looks them up.
import KernelInterface
import Kernels

extension RowKernelTests {
    /// A window of radius 2, as bilateral finds it for σs = 1.4 of 8 bits.
    private struct Window: Sendable {
        let curve: BilateralCurve
        /// Roots of the distances 1, 2 and 4.
        static let spatial = [28784, 25337, 19632]
        static let places: [Int32] = [1, -1, 1, 0, 1, 1, 2, 0, 0, -2, 0, 1]
        static let pairs = [(1, 1), (0, 0), (1, 1), (2, 2), (2, 0), (0, 2)]
        static let quads: [Int32] = [1, 0, 3, 0, 2, -1, 2, 1, 0, 1, -1, 1, 1, 3, -1, 3, 1, 1, 0, 0, 4, 0, 2, -2, 2, 2, 2]

        private static func times(_ a: Int, _ b: Int) -> Int { (a * b + 1 << 14) >> 15 }

        func weights(_ root: Int) -> [Int] {
            (0..<256).map { difference in
                if difference > curve.cap { return 0 }
                let y = difference * Int(curve.factor), u = Self.times(y, y)
                let start = Int(curve.a0) - Self.times(u, Int(curve.a1) - Self.times(u, Int(curve.a2) - Self.times(u, Int(curve.a3))))
                let v = Self.times((0..<3).reduce(start) { h, _ in Self.times(h, h) }, root)
                return Self.times(v, v)
            }
        }

        func with(_ body: (BilateralWeights) -> Void) {
            let tables = Self.spatial.map(weights), own = weights(32700)[0]
            let words = (tables + [[Int](repeating: 0, count: 256)]).joined().map { UInt16($0) }
            var digits: [Int8] = []
            for table in tables {
                let high = table.map { ($0 + 127) / 255 }
                digits += zip(table, high).map { Int8($0 - 255 * $1) }
                digits += high.map { Int8($0) }
            }
            let roots = Self.pairs.map { pair in UInt32(Self.spatial[pair.0] | Self.spatial[pair.1] << 16) }
            let distances = Self.pairs.flatMap { pair in [Int32(pair.0), Int32(pair.1)] }
            Self.places.withUnsafeBufferPointer { places in
                roots.withUnsafeBufferPointer { roots in
                    distances.withUnsafeBufferPointer { distances in
                        Self.quads.withUnsafeBufferPointer { quads in
                            words.withUnsafeBufferPointer { words in
                                digits.withUnsafeBufferPointer { digits in
                                    guard let places = places.baseAddress, let roots = roots.baseAddress, let distances = distances.baseAddress,
                                        let quads = quads.baseAddress, let words = words.baseAddress, let digits = digits.baseAddress
                                    else { return }
                                    body(
                                        BilateralWeights(
                                            radiusX: 2, radiusY: 2, curve: curve, pairCount: 6, quadCount: 3, places: places, roots: roots,
                                            distances: distances, quads: quads, weights: words, digits: digits, centre: own, quadCentre: own))
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// σc = 9, 30, 40 and 255: 64, 128, 192 and 256 differences have weight.
    static let bilateralWeights: [Case] = [
        BilateralCurve(cap: 25, shift: 0, factor: 1310, coefficients: [32700, 7892, 947, 68]),
        BilateralCurve(cap: 116, shift: 0, factor: 282, coefficients: [32700, 15317, 3524, 445]),
        BilateralCurve(cap: 157, shift: 0, factor: 208, coefficients: [32700, 15835, 3762, 489]),
        BilateralCurve(cap: 255, shift: 0, factor: 128, coefficients: [32700, 1030, 16, 0]),
    ].map { curve in
        let window = Window(curve: curve)
        return Case(name: "bilateral weights8 to \(curve.cap)", rows: 5, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
            window.with { window in withState(c) { k.bilateral.weights8($0, window) } }
        }
    }
}
