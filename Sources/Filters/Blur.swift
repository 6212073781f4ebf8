// blur: a true Gaussian.
//
// Definition. Every plane, alpha too, is convolved with exp(−x²/2σ²), one direction after the other. In a subsampled direction σ is divided by the
// subsampling. Taps are whole numbers that sum to one exactly; borders are mirrored without repeating the edge sample.
//
// Up to 10 bits: see Blur+Narrow.swift. Above, with σ > 4 in either direction: see Blur+Decimated.swift. Else: weights in 2^-24, radius ⌈4.5 σ⌉, along
// rows first:
//     h(x) = (256 + Σₖ pair(k) · w[k]) >> 9,   out = (2^38 + Σₖ (pair of h at k rows) · w[k]) >> 39,   pair(0) = p(x), pair(k) = p(x−k) + p(x+k)
// When the centre weight is the whole sum in both directions the plane is passed on.
import Glibc
import KernelInterface
import Kernels
import VideoFrame

/// True Gaussian blur of all planes; within ±1 code value of the exact convolution at 8 bits, ±2 above.
public struct Blur: VideoFilter {
    public static let sigma = NumberParameter("sigma", 0.1...100, default: 2, unit: "pixels", "standard deviation")
    public static let descriptor = FilterDescriptor(
        name: "blur", summary: "Gaussian blur", parameters: [.number(sigma)], example: "--blur=3,region=25%:25%:50%:50%", topic: .detail, planes: .all)

    public let sigma: Double

    public init(_ arguments: FilterArguments) throws(FilterError) { sigma = arguments[Self.sigma] }

    public init(sigma: Double) { self.sigma = sigma }

    /// σ in samples of `plane`, across and down.
    func sigmas(plane: Int, format: PixelFormat) -> (x: Double, y: Double) {
        let isChroma = format.isChroma(plane: plane)
        return (sigma / Double(1 << (isChroma ? format.chromaShiftX : 0)), sigma / Double(1 << (isChroma ? format.chromaShiftY : 0)))
    }

    /// Weights of the wide form by distance; trailing zeros are dropped, the centre takes what rounding leaves.
    static func wideWeights(sigma: Double) -> [UInt32] {
        let radius = Int((4.5 * sigma).rounded(.up)), one = 16_777_216.0
        let shape = (0...radius).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
        let total = shape[0] + 2 * shape[1...].reduce(0, +)
        var weights = shape.map { UInt32(($0 / total * one).rounded()) }
        while weights.count > 1, weights[weights.count - 1] == 0 { weights.removeLast() }
        weights[0] = UInt32(one) - 2 * weights[1...].reduce(0, +)
        return weights
    }

    public var hasRowPlan: Bool { true }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        for plane in 0..<graph.shape.format.planeCount { self.plan(&graph, plane: plane, kernels: kernels) }
    }

    /// The steps of one plane alone.
    func plan(_ graph: inout RowGraph, plane: Int, kernels: KernelTable) {
        // Taps sum to one: a constant stays.
        if graph.isConstant(graph.planes[plane]) { return }
        let format = graph.shape.format
        if let narrow = narrow(plane: plane, format: format) { return planNarrow(&graph, plane: plane, kernels: kernels.gaussian, narrow) }
        if let (horizontal, vertical) = reductions(plane: plane, format: format) {
            return planDecimated(&graph, plane: plane, kernels: kernels, horizontal, vertical)
        }
        let (sigmaX, sigmaY) = sigmas(plane: plane, format: format), across = Self.wideWeights(sigma: sigmaX), down = Self.wideWeights(sigma: sigmaY)
        if across.count == 1 && down.count == 1 { return }
        let horizontal = WideRows(weights: ConstantTable(across), isVertical: false, bytesPerSample: 4, kernel: kernels.wideHorizontal16)
        let vertical = WideRows(weights: ConstantTable(down), isVertical: true, bytesPerSample: 2, kernel: kernels.wideVertical16)
        graph.planes[plane] = graph.operation(vertical, inputs: [graph.operation(horizontal, inputs: [graph.planes[plane]])])
    }
}

/// One direction of the wide form.
private struct WideRows: RowOperation {
    let weights: ConstantTable<UInt32>
    let isVertical: Bool
    let bytesPerSample: Int
    let kernel: TapKernel

    private var radius: Int { weights.count - 1 }

    func window(input: Int, row: Int) -> Range<Int> { isVertical ? row - radius..<row + radius + 1 : row..<row + 1 }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> {
        isVertical ? columns : columns.lowerBound - radius..<columns.upperBound + radius
    }

    var computePasses: [ComputePass] {
        let taps = (-radius...radius).map { weights.values[abs($0)] }
        return [.sums(taps, isDown: isVertical, from: -radius, shift: isVertical ? 39 : 9)]
    }
    func run(_ call: RowCall, row: Int) { kernel(call, SymmetricTaps(weights: weights.values, radius: radius)) }
}
