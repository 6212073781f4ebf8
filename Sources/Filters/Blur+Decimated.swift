// The large Gaussian above 10 bits at a cost that does not depend on σ: filter a picture reduced by D, then bring it back.
//
// Definition, for σ > 8 in either direction. A direction with σ > 4 has D = 2^⌈log₂(σ/4)⌉, so that 2 < σ/D ≤ 4, and the Gaussian is split into three:
//     σ² = σ₁² + D²·σ₂² + σ₃²,   σ₁ = σ₃ = D,   σ₂ = √((σ/D)² − 2).
// 1. decimation: sample i of the reduced line is Σ over |d| ≤ q·D of the mirrored input at D·i + d with weights of exp(−d²/2σ₁²)
// 2. the reduced line is convolved with exp(−d²/2σ₂²), |d| ≤ ⌈q·σ₂⌉
// 3. interpolation: output x = b·D + p is Σ over −q ≤ t ≤ q of reduced sample b + t with weights of exp(−(p − D·t)²/2σ₃²), summing to one for each p
// The reduced line runs q + ⌈q·σ₂⌉ samples beyond both ends, so that only step 1 mirrors. σ₁ = D attenuates what would fold onto frequency 0 by e^(−2π²).
// A direction with σ ≤ 4 is step 2 alone with its own σ, on mirrored lines. The steps run rows 1, columns 1, columns 2, rows 2, columns 3, rows 3
// ("rows" sums rows). Weights in 2^-24, 15 bits of fraction between the steps, q = 5. Every step rounds half up.
import Glibc
import KernelInterface
import Kernels
import VideoFrame

extension Blur {
    /// Taps of one direction of a plane.
    struct Reduction {
        let step: Int
        /// q.
        let reach = 5
        let decimation: [UInt32]
        let filter: [UInt32]
        /// `step` phases of 2·reach + 1 weights.
        let interpolation: [UInt32]

        init(sigma: Double) {
            let one = 16_777_216.0, reach = self.reach
            guard sigma > 4 else {
                step = 1
                (decimation, interpolation) = ([], [])
                filter = Self.symmetric(sigma: sigma, radius: Int((Double(reach) * sigma).rounded(.up)), one: one)
                return
            }
            var step = 2
            while sigma / Double(step) > 4 { step *= 2 }
            self.step = step
            let ratio = sigma / Double(step), inner = (ratio * ratio - 2).squareRoot()
            decimation = Self.symmetric(sigma: Double(step), radius: reach * step, one: one)
            filter = Self.symmetric(sigma: inner, radius: Int((Double(reach) * inner).rounded(.up)), one: one)
            interpolation = (0..<step).flatMap { phase in
                Self.normalised((-reach...reach).map { exp(-pow(Double(phase - step * $0), 2) / (2 * Double(step * step))) }, one: one)
            }
        }

        var filterRadius: Int { filter.count / 2 }
        /// Samples of a reduced line of `count` that interpolation reads, and those that the filter reads.
        func interpolated(_ count: Int) -> Int { (count - 1) / step + 1 + 2 * reach }
        func reduced(_ count: Int) -> Int { interpolated(count) + 2 * filterRadius }
        /// Input position of the first tap of reduced sample 0.
        var decimationOffset: Int { -step * (reach + filterRadius) - reach * step }

        private static func symmetric(sigma: Double, radius: Int, one: Double) -> [UInt32] {
            normalised((-radius...radius).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }, one: one)
        }

        /// Whole numbers that sum to `one`; the largest takes what rounding leaves.
        private static func normalised(_ shape: [Double], one: Double) -> [UInt32] {
            let total = shape.reduce(0, +)
            var weights = shape.map { Int(($0 / total * one).rounded()) }
            if let largest = weights.indices.max(by: { weights[$0] < weights[$1] }) { weights[largest] += Int(one) - weights.reduce(0, +) }
            return weights.map { UInt32($0) }
        }
    }

    /// Both directions' reductions when either is large.
    func reductions(plane: Int, format: PixelFormat) -> (horizontal: Reduction, vertical: Reduction)? {
        let (sigmaX, sigmaY) = sigmas(plane: plane, format: format)
        guard max(sigmaX, sigmaY) > 8 else { return nil }
        return (Reduction(sigma: sigmaX), Reduction(sigma: sigmaY))
    }

    func planDecimated(_ graph: inout RowGraph, plane: Int, kernels: KernelTable, _ horizontal: Reduction, _ vertical: Reduction) {
        let one: [UInt32] = [1 << 24]
        var size = graph.nodes[graph.planes[plane]].size, node = graph.planes[plane]
        let full = size
        func rows(_ weights: [UInt32], step: Int = 1, offset: Int = 0, phases: Int = 1, bytes: Int = 4, shift: Int = 24, _ kernel: @escaping RowTapsKernel)
            -> RowTaps
        {
            RowTaps(
                weights: ConstantTable(weights), count: weights.count / phases, step: step, offset: offset, phases: phases, bytesPerSample: bytes,
                shift: shift, kernel: kernel)
        }
        // Rows 1, or only the change to fixed point.
        if vertical.step > 1 {
            size.height = vertical.reduced(full.height)
            node = graph.operation(
                rows(vertical.decimation, step: vertical.step, offset: vertical.decimationOffset, shift: 9, kernels.wordRowsFirst), inputs: [node], size: size)
        } else {
            node = graph.operation(rows(one, shift: 9, kernels.wordRowsFirst), inputs: [node], size: size)
        }
        if horizontal.step > 1 {
            size.width = horizontal.reduced(full.width)
            node = graph.operation(
                ColumnTaps(
                    weights: ConstantTable(horizontal.decimation), step: horizontal.step, offset: horizontal.decimationOffset,
                    kernel: kernels.wordColumns),
                inputs: [node], size: size)
            size.width = horizontal.interpolated(full.width)
        }
        node = graph.operation(
            ColumnTaps(
                weights: ConstantTable(horizontal.filter), step: 1, offset: horizontal.step > 1 ? 0 : -horizontal.filterRadius,
                kernel: kernels.wordColumns),
            inputs: [node], size: size)
        if vertical.step > 1 { size.height = vertical.interpolated(full.height) }
        node = graph.operation(
            rows(vertical.filter, offset: vertical.step > 1 ? 0 : -vertical.filterRadius, kernels.wordRows), inputs: [node], size: size)
        if horizontal.step > 1 {
            size.width = full.width
            node = graph.operation(
                ColumnInterpolation(
                    weights: ConstantTable(horizontal.interpolation), count: 2 * horizontal.reach + 1, step: horizontal.step,
                    kernel: kernels.wordInterpolation),
                inputs: [node], size: size)
        }
        // Rows 3, or only the change back to samples.
        let last = kernels.wordRowsLast
        let back = vertical.step > 1 ? rows(vertical.interpolation, phases: vertical.step, bytes: 2, shift: 39, last) : rows(one, bytes: 2, shift: 39, last)
        graph.planes[plane] = graph.operation(back, inputs: [node], size: full)
    }
}

/// Sums of rows: with one phase out(y) reads `count` rows from step·y + offset; with several, from y / phases with the weights of y mod phases.
private struct RowTaps: RowOperation {
    let weights: ConstantTable<UInt32>
    let count: Int
    let step: Int
    let offset: Int
    let phases: Int
    let bytesPerSample: Int
    /// Bits that the sums are shifted down by.
    let shift: Int
    let kernel: RowTapsKernel

    func window(input: Int, row: Int) -> Range<Int> {
        let first = phases > 1 ? row / phases : step * row + offset
        return first..<first + count
    }

    var computePasses: [ComputePass] { [.sums(weights.elements, isDown: true, from: offset, shift: shift, step: step, phases: phases)] }
    func run(_ call: RowCall, row: Int) { kernel(call, weights.values + (row % phases) * count, count) }
}

/// Sums of columns: out(j) reads `weights.count` samples from step·j + offset.
private struct ColumnTaps: RowOperation {
    let weights: ConstantTable<UInt32>
    let step: Int
    let offset: Int
    let bytesPerSample = 4
    let kernel: ColumnTapsKernel

    func columns(input: Int, for columns: Range<Int>) -> Range<Int> {
        step * columns.lowerBound + offset..<step * (columns.upperBound - 1) + offset + weights.count
    }

    var computePasses: [ComputePass] { [.sums(weights.elements, isDown: false, from: offset, shift: 24, step: step)] }
    func run(_ call: RowCall, row: Int) { kernel(call, weights.values, weights.count, step, offset) }
}

/// out(x) reads `count` samples from x / step with the weights of x mod step.
private struct ColumnInterpolation: RowOperation {
    let weights: ConstantTable<UInt32>
    let count: Int
    let step: Int
    let bytesPerSample = 4
    let kernel: ColumnInterpolationKernel

    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { columns.lowerBound / step..<(columns.upperBound - 1) / step + count }
    var computePasses: [ComputePass] { [.sums(weights.elements, isDown: false, from: 0, shift: 24, phases: step)] }
    func run(_ call: RowCall, row: Int) { kernel(call, weights.values, count, step) }
}

extension ComputePass {
    /// Sample i of a line is the sum of taps from input step · (i / phases) + from on, with the weights of i mod phases, shifted down half up.
    static func sums(_ weights: some Collection<UInt32>, isDown: Bool, from: Int, shift: Int, step: Int = 1, phases: Int = 1) -> ComputePass {
        ComputePass(
            .sums, from: isDown ? (0, from) : (from, 0), [weights.count / phases, isDown ? 1 : 0, shift, step, phases], table: Array(weights))
    }
}
