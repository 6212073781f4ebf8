// blur: a true Gaussian.
//
// Definition. Every plane, alpha too, is convolved with exp(−x²/2σ²), one direction after the other. In a subsampled direction σ is divided by the
// subsampling. Taps are whole numbers that sum to one exactly; borders are mirrored without repeating the edge sample.
//
// Up to 10 bits: see Blur+Narrow.swift. Above, with σ > 8 in either direction: see Blur+Decimated.swift. Else, with depth d, weights in 2^-22 that reach as
// far as more than 2^-(d+2) of the mass lies beyond (a quarter of a code value at most, in each direction), along rows first:
//     h(x) = (2^(d+5) + Σₖ pair(k) · w[k]) >> (d + 6),   out = (2^(37−d) + Σₖ (pair of h at k rows) · w[k]) >> (38 − d)
// where pair(0) = p(x), pair(k) = p(x−k) + p(x+k): h are words of 16 bits. When the centre weight is the whole sum in both directions the plane is passed on.
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

    /// Weights of the form in words by distance; trailing zeros are dropped, the centre takes what rounding leaves.
    static func wordWeights(sigma: Double, depth: Int) -> [UInt32] {
        let shape = (0...Int((8 * sigma).rounded(.up))).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
        let mass = shape[0] + 2 * shape[1...].reduce(0, +)
        var radius = shape.count - 1, beyond = 0.0
        while radius > 0, beyond + 2 * shape[radius] <= mass / Double(1 << (depth + 2)) {
            beyond += 2 * shape[radius]
            radius -= 1
        }
        let one = 4_194_304.0, total = mass - beyond
        var weights = shape[...radius].map { UInt32(($0 / total * one).rounded()) }
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
        let (sigmaX, sigmaY) = sigmas(plane: plane, format: format), depth = format.depth
        let across = Self.wordWeights(sigma: sigmaX, depth: depth), down = Self.wordWeights(sigma: sigmaY, depth: depth)
        if across.count == 1 && down.count == 1 { return }
        let horizontal = WordRows(across, depth: depth, isVertical: false, kernel: kernels.wordsAcross)
        let vertical = WordRows(down, depth: depth, isVertical: true, kernel: kernels.wordsDown)
        graph.planes[plane] = graph.operation(vertical, inputs: [graph.operation(horizontal, inputs: [graph.planes[plane]])])
    }
}

/// One direction of the form in words. Between the two stand words less 2^15, on a device the words.
private struct WordRows: RowOperation {
    let taps: [UInt32]
    let depth: Int
    let isVertical: Bool
    let high, low: ConstantTable<UInt32>
    let kernel: WordTapKernel
    var bytesPerSample: Int { 2 }

    /// `weights` by distance.
    init(_ weights: [UInt32], depth: Int, isVertical: Bool, kernel: @escaping WordTapKernel) {
        taps = weights.dropFirst().reversed() + weights
        let pairs = stride(from: 0, to: taps.count, by: 2).map { [taps] in (first: taps[$0], second: $0 + 1 < taps.count ? taps[$0 + 1] : 0) }
        high = ConstantTable(pairs.map { $0.first >> 8 | ($0.second >> 8) << 16 })
        low = ConstantTable(pairs.map { $0.first & 255 | ($0.second & 255) << 16 })
        (self.depth, self.isVertical, self.kernel) = (depth, isVertical, kernel)
    }

    private var radius: Int { taps.count / 2 }

    func window(input: Int, row: Int) -> Range<Int> { isVertical ? row - radius..<row + radius + 1 : row..<row + 1 }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> {
        isVertical ? columns : columns.lowerBound - radius..<columns.upperBound + radius + 1
    }

    var computePasses: [ComputePass] { [.sums(taps, isDown: isVertical, from: -radius, shift: isVertical ? 38 - depth : depth + 6)] }
    func run(_ call: RowCall, row: Int) { kernel(call, WordTaps(high: high.values, low: low.values, radius: radius, depth: depth)) }
}
