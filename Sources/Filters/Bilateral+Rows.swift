// The row step of bilateral, but for weights of 15 bits. Up to 10 bits the taps go in pairs: those k rows above and k below in the same column, which are
// equally far, and in the sample's own row two neighbours.
import KernelInterface
import Kernels
import VideoFrame

extension Bilateral {
    public var hasRowPlan: Bool { true }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        let format = graph.shape.format
        for plane in 0..<format.colorPlaneCount {
            let node = graph.planes[plane], window = window(plane: plane, format)
            if graph.isConstant(node) || window.taps.isEmpty { continue }
            if Self.takesByteWeights(window, depth: format.depth) {
                graph.planes[plane] = graph.operation(BilateralWeightRows(self, window, kernel: kernels.bilateral.weights8), inputs: [node])
            } else if format.depth <= 10 {
                graph.planes[plane] = graph.operation(
                    BilateralPairRows(self, window, depth: format.depth, bytesPerSample: format.bytesPerSample, kernels: kernels.bilateral), inputs: [node])
            } else {
                graph.planes[plane] = graph.operation(BilateralTapRows(self, window, depth: format.depth, kernel: kernels.bilateral.taps16), inputs: [node])
            }
        }
    }
}

extension ComputePass {
    /// `weights` of all differences as the shader wants them, then the window's taps, each with a weight of its distance.
    static func bilateral(
        _ shader: ComputeShader, _ weights: [UInt32], _ window: Bilateral.Window, _ parameters: [Int], weight: (Int) -> Int
    ) -> ComputePass {
        let taps = window.taps.flatMap { [$0.x, $0.y, weight($0.distance)] }
        return ComputePass(
            shader, parameters, table: weights + taps.map { UInt32(truncatingIfNeeded: $0) },
            reach: PlaneSize(width: window.radiusX, height: window.radiusY))
    }
}

private struct BilateralPairRows: RowOperation {
    let filter: Bilateral
    let taps: Bilateral.Window
    let radiusX, radiusY, depth: Int
    let places: ConstantTable<Int32>
    let roots: ConstantTable<UInt32>
    let table: ConstantTable<UInt16>
    let curve: BilateralCurve
    let centre: Int
    let isShort: Bool
    let bytesPerSample, scratchBytes: Int
    let kernel: BilateralPairsKernel

    init(_ filter: Bilateral, _ window: Bilateral.Window, depth: Int, bytesPerSample: Int, kernels: BilateralKernels) {
        (self.filter, taps) = (filter, window)
        (radiusX, radiusY, self.depth, self.bytesPerSample) = (window.radiusX, window.radiusY, depth, bytesPerSample)
        curve = filter.curve(window, depth: depth)
        let own = Bilateral.times(curve.root(0), Bilateral.unit)
        centre = own * own
        places = ConstantTable(window.pairs.flatMap { [Int32($0.row), Int32($0.column)] })
        roots = ConstantTable(window.pairs.map { $0.packed(filter.root) })
        let sum = window.taps.reduce(centre) { $0 + filter.root(distance: $1.distance) * filter.root(distance: $1.distance) }
        isShort = sum < 1 << 31
        let curve = curve
        table = ConstantTable((0..<256).map { UInt16(curve.root($0 << 7)) })
        scratchBytes = BilateralPairs.scratchSize(radiusX: radiusX, radiusY: radiusY)
        kernel = bytesPerSample == 1 ? kernels.pairs8 : kernels.pairs16
    }

    func window(input: Int, row: Int) -> Range<Int> { row - radiusY..<row + radiusY + 1 }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { columns.lowerBound - radiusX..<columns.upperBound + radiusX }
    func stateSize(for columns: Range<Int>) -> Int { scratchBytes }
    var computePasses: [ComputePass] {
        let roots = (0..<1 << depth).map { UInt16(curve.root($0 << (15 - depth))) }
        return [.bilateral(.bilateral, ComputePass.packed(roots), taps, [depth, taps.taps.count, centre], weight: filter.root)]
    }
    func run(_ call: RowCall, row: Int) {
        kernel(
            call,
            BilateralPairs(
                radiusX: radiusX, radiusY: radiusY, depth: depth, count: roots.count, places: places.values, roots: roots.values, table: table.values,
                curve: curve, centre: centre, isShort: isShort))
    }
}

private struct BilateralTapRows: RowOperation {
    let filter: Bilateral
    let window: Bilateral.Window
    let depth: Int
    let taps: ConstantTable<Int>
    let table: ConstantTable<UInt32>
    let kernel: BilateralTapsKernel

    init(_ filter: Bilateral, _ window: Bilateral.Window, depth: Int, kernel: @escaping BilateralTapsKernel) {
        (self.filter, self.window, self.depth, self.kernel) = (filter, window, depth, kernel)
        taps = ConstantTable(
            [window.radiusY, 0, 1 << 16] + window.taps.flatMap { [$0.y + window.radiusY, $0.x, filter.weight(distance: $0.distance)] })
        table = ConstantTable(filter.weights(depth: depth))
    }

    var bytesPerSample: Int { 2 }
    func window(input: Int, row: Int) -> Range<Int> { row - window.radiusY..<row + window.radiusY + 1 }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { columns.lowerBound - window.radiusX..<columns.upperBound + window.radiusX }
    var computePasses: [ComputePass] {
        [.bilateral(.bilateralWide, Array(table.elements), window, [depth, window.taps.count], weight: filter.weight)]
    }
    func run(_ call: RowCall, row: Int) {
        kernel(call, BilateralTaps(taps: taps.values, count: taps.count / 3, middle: window.radiusY, table: table.values))
    }
}
