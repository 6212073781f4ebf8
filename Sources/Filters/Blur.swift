// blur: a true Gaussian.
//
// Definition. Every plane, alpha too, is convolved with exp(−x²/2σ²), rows first, then columns. In a subsampled direction σ is divided by
// the subsampling. Taps reach `radius` samples and are whole numbers that sum to one exactly; borders are mirrored without repeating the edge sample.
//
// σ > 4 in either direction: see Blur+Decimated.swift. Narrow form (up to 10 bits, neither direction alone the identity): weights in 2^-16, radius
// ⌈3.5 σ⌉ (beyond it lie 0.05 % of the mass: a quarter of a code value at 8 bits). s = 15 − depth. Each product is truncated:
//     h(x) = ((r+1)/2) + Σₖ ((pair(k) · 2^s · w[k]) >> 16),   pair(0) = p(x), pair(k) = p(x−k) + p(x+k)
//     out  = (((r+1)/2) + 2^(s−1) + Σₖ ((pair of h at k rows) · w[k] >> 16)) >> s
// where (r+1)/2, rounded down, makes up for the mean of r + 1 truncations. Wide form (else): weights in 2^-24, radius ⌈4.5 σ⌉:
//     h(x) = (256 + Σₖ pair(k) · w[k]) >> 9,   out = (2^38 + Σₖ (pair of h) · w[k]) >> 39
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

    /// The taps of one plane in both directions.
    struct Taps: Equatable {
        let isNarrow: Bool
        /// `weights[k]` at distance k.
        let horizontal: [UInt32]
        let vertical: [UInt32]

        var isIdentity: Bool { horizontal.count == 1 && vertical.count == 1 }
    }

    /// σ in samples of `plane`, across and down.
    func sigmas(plane: Int, format: PixelFormat) -> (x: Double, y: Double) {
        let isChroma = format.isChroma(plane: plane)
        return (sigma / Double(1 << (isChroma ? format.chromaShiftX : 0)), sigma / Double(1 << (isChroma ? format.chromaShiftY : 0)))
    }

    func taps(plane: Int, format: PixelFormat) -> Taps {
        let (sigmaX, sigmaY) = sigmas(plane: plane, format: format)
        if format.depth <= 10 {
            let horizontal = Self.weights(sigma: sigmaX, isNarrow: true), vertical = Self.weights(sigma: sigmaY, isNarrow: true)
            // One direction alone may round to identity; its weight 2^16 has no place in 16 bits.
            if (horizontal.count == 1) == (vertical.count == 1) { return Taps(isNarrow: true, horizontal: horizontal, vertical: vertical) }
        }
        return Taps(
            isNarrow: false, horizontal: Self.weights(sigma: sigmaX, isNarrow: false), vertical: Self.weights(sigma: sigmaY, isNarrow: false))
    }

    /// Whole-number weights by distance; trailing zeros are dropped, the centre takes what rounding leaves. A narrow centre of 2^16 alone means identity.
    static func weights(sigma: Double, isNarrow: Bool) -> [UInt32] {
        let radius = Int(((isNarrow ? 3.5 : 4.5) * sigma).rounded(.up)), one = isNarrow ? 65536.0 : 16_777_216.0
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
        let format = graph.shape.format, isByte = format.bytesPerSample == 1
        // Taps sum to one: a constant stays.
        if graph.isConstant(graph.planes[plane]) { return }
        if let (horizontal, vertical) = reductions(plane: plane, format: format) {
            return planDecimated(&graph, plane: plane, kernels: kernels, horizontal, vertical)
        }
        let taps = taps(plane: plane, format: format)
        if taps.isIdentity { return }
        let shift = taps.isNarrow ? 15 - format.depth : 0
        let horizontal = BlurRows(
            weights: ConstantTable(taps.horizontal), isVertical: false, shift: shift, bytesPerSample: taps.isNarrow ? 2 : 4,
            kernel: taps.isNarrow
                ? (isByte ? kernels.horizontal8 : kernels.horizontal16) : (isByte ? kernels.wideHorizontal8 : kernels.wideHorizontal16))
        let vertical = BlurRows(
            weights: ConstantTable(taps.vertical), isVertical: true, shift: shift, bytesPerSample: format.bytesPerSample,
            kernel: taps.isNarrow ? (isByte ? kernels.vertical8 : kernels.vertical16) : (isByte ? kernels.wideVertical8 : kernels.wideVertical16))
        graph.planes[plane] = graph.operation(vertical, inputs: [graph.operation(horizontal, inputs: [graph.planes[plane]])])
    }
}

/// One direction of the Gaussian.
private struct BlurRows: RowOperation {
    let weights: ConstantTable<UInt32>
    let isVertical: Bool
    let shift: Int
    let bytesPerSample: Int
    let kernel: TapKernel

    private var radius: Int { weights.count - 1 }

    func window(input: Int, row: Int) -> Range<Int> { isVertical ? row - radius..<row + radius + 1 : row..<row + 1 }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> {
        isVertical ? columns : columns.lowerBound - radius..<columns.upperBound + radius
    }

    func run(_ call: RowCall, row: Int) { kernel(call, SymmetricTaps(weights: weights.values, radius: radius), shift) }
}
