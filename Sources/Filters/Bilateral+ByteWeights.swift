// bilateral's weights of 15 bits, for one-byte samples: numbers and row step. Taps go in fours of one distance where a level has look-ups of bytes, else in
// pairs.
import Glibc
import KernelInterface
import Kernels
import VideoFrame

extension Bilateral {
    /// Root of the weight at no distance.
    static let byteUnit = 32700

    /// With more taps the rounding of weights and what they leave out could together move a mean by half a code value.
    static func takesByteWeights(_ window: Window, depth: Int) -> Bool { depth == 8 && window.taps.count <= 112 }

    func byteRoot(distance: Int) -> Int { Int((Double(Self.byteUnit) * nearness(distance).squareRoot()).rounded()) }

    /// Its `cap` is the largest difference that has weight.
    func byteCurve(_ window: Window) -> BilateralCurve {
        let sum = window.taps.reduce(0) { $0 + nearness($1.distance) }
        func shift(_ d: Double) -> Double { d * sum * exp(-d * d / (2 * sigmaColor * sigmaColor)) }
        var end = Int(sigmaColor) + 1
        while end < 256 && shift(Double(end)) > 0.42 { end += 1 }
        let factor = 32767 / (end - 1), ratio = 32768 / (2 * sigmaColor * Double(factor))
        return BilateralCurve(cap: end - 1, shift: 0, factor: factor, coefficients: Self.coefficients(ratio * ratio / 8))
    }

    static func byteRoots(_ curve: BilateralCurve) -> [Int] { (0..<256).map { $0 <= curve.cap ? curve.eighth($0 * Int(curve.factor)) : 0 } }

    /// Weights of the differences 0 ... 255 at a distance that has this root.
    static func byteWeights(_ roots: [Int], root: Int) -> [Int] {
        roots.map {
            let v = times($0, root)
            return times(v, v)
        }
    }
}

struct BilateralWeightRows: RowOperation {
    private let filter: Bilateral
    private let window: Bilateral.Window
    private let curve: BilateralCurve
    private let places, distances, quads: ConstantTable<Int32>
    private let roots: ConstantTable<UInt32>
    private let weights: ConstantTable<UInt16>
    private let digits: ConstantTable<Int8>
    private let centre, quadCentre: Int
    private let kernel: BilateralWeightsKernel

    init(_ filter: Bilateral, _ window: Bilateral.Window, kernel: @escaping BilateralWeightsKernel) {
        (self.filter, self.window, self.kernel) = (filter, window, kernel)
        curve = filter.byteCurve(window)
        let alike = Bilateral.byteRoots(curve), own = Bilateral.byteWeights(alike, root: Bilateral.byteUnit)[0]
        let rings = Dictionary(grouping: window.taps, by: \.distance).sorted { $0.key < $1.key }
        let tables = rings.map { Bilateral.byteWeights(alike, root: filter.byteRoot(distance: $0.key)) }
        var quads: [Int32] = [], rest = own
        for (index, ring) in rings.enumerated() {
            for first in stride(from: 0, to: ring.value.count, by: 4) {
                let taps = ring.value[first..<min(first + 4, ring.value.count)]
                for tap in taps { quads += [Int32(tap.y + window.radiusY), Int32(tap.x)] }
                for _ in taps.count..<4 { quads += [Int32(window.radiusY), 0] }
                rest -= (4 - taps.count) * tables[index][0]
                quads.append(Int32(index))
            }
        }
        self.quads = ConstantTable(quads)
        (centre, quadCentre) = (own, rest)
        // After the distances' tables one of zeros.
        let pairs = window.pairs, place = Dictionary(uniqueKeysWithValues: rings.enumerated().map { ($0.element.key, Int32($0.offset)) })
        let none = Int32(rings.count)
        distances = ConstantTable(pairs.flatMap { [place[$0.first] ?? none, place[$0.second] ?? none] })
        weights = ConstantTable((tables + [[Int](repeating: 0, count: 256)]).flatMap { $0.map { UInt16($0) } })
        // Low digits are −127 ... 127.
        digits = ConstantTable(
            tables.flatMap { table in
                let high = table.map { ($0 + 127) / 255 }
                return zip(table, high).map { Int8($0 - 255 * $1) } + high.map { Int8($0) }
            })
        places = ConstantTable(pairs.flatMap { [Int32($0.row), Int32($0.column)] })
        roots = ConstantTable(pairs.map { $0.packed(filter.byteRoot) })
    }

    var bytesPerSample: Int { 1 }
    func window(input: Int, row: Int) -> Range<Int> { row - window.radiusY..<row + window.radiusY + 1 }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { columns.lowerBound - window.radiusX..<columns.upperBound + window.radiusX }
    func stateSize(for columns: Range<Int>) -> Int { BilateralPairs.scratchSize(radiusX: window.radiusX, radiusY: window.radiusY) }
    var computePasses: [ComputePass] {
        let roots = Bilateral.byteRoots(curve).map { UInt16($0) }
        return [.bilateral(.bilateralBytes, ComputePass.packed(roots), window, [window.taps.count, centre], weight: filter.byteRoot)]
    }
    func run(_ call: RowCall, row: Int) {
        kernel(
            call,
            BilateralWeights(
                radiusX: window.radiusX, radiusY: window.radiusY, curve: curve, pairCount: roots.count, quadCount: quads.count / 9, places: places.values,
                roots: roots.values, distances: distances.values, quads: quads.values, weights: weights.values, digits: digits.values, centre: centre,
                quadCentre: quadCentre))
    }
}
