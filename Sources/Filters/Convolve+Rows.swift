// The row steps of convolve: one over the whole matrix, or columns and then rows where the matrix is a product and that saves work.
import KernelInterface
import Kernels
import VideoFrame

extension Convolve {
    public var hasRowPlan: Bool { true }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        let format = graph.shape.format, isByte = format.bytesPerSample == 1, table = kernels.convolution
        let sum = weights.joined().reduce(0, +), size = weights.joined().reduce(0) { $0 + abs($1) }, used = weights.joined().count { $0 != 0 }
        for plane in 0..<format.planeCount {
            let (zero, added) = levels(plane: plane, format: format)
            // ⌊(2·S + D) / (2·D)⌋ = ⌊(S + ⌊D/2⌋) / D⌋; what is added goes into the sum, so that one maximum and one minimum do.
            let bias = divisor / 2 + (zero + added) * divisor - zero * sum
            let largest = size * format.maximum + abs(bias), isNarrow = largest < 1 << 15
            func taps(_ matrix: [[Int]]) -> ConvolutionRows.Taps { ConvolutionRows.Taps(matrix) }
            func rows(_ matrix: [[Int]], bias: Int, bytes: Int, isLast: Bool = true, _ kernel: @escaping ConvolutionKernel) -> ConvolutionRows {
                ConvolutionRows(
                    taps: taps(matrix), bias: bias, divisor: divisor, isLast: isLast, isShort: largest < 1 << 31, limit: format.maximum, bytesPerSample: bytes,
                    kernel: kernel)
            }
            let node = graph.planes[plane], bytes = format.bytesPerSample
            if let (column, row) = Self.factors(weights), column.count(where: { $0 != 0 }) + row.count(where: { $0 != 0 }) + 3 < used, !isNarrow || isByte {
                let first = isNarrow ? table.narrowFirst8 : isByte ? table.wideFirst8 : table.wideFirst16
                let last = isNarrow ? table.narrowLast8 : isByte ? table.wideLast8 : table.wideLast16
                let sums = graph.operation(rows([row], bias: 0, bytes: isNarrow ? 2 : 4, isLast: false, first), inputs: [node])
                graph.planes[plane] = graph.operation(rows(column.map { [$0] }, bias: bias, bytes: bytes, last), inputs: [sums])
            } else {
                let kernel = isNarrow ? (isByte ? table.narrow8 : table.narrow16) : (isByte ? table.wide8 : table.wide16)
                graph.planes[plane] = graph.operation(rows(weights, bias: bias, bytes: bytes, kernel), inputs: [node])
            }
        }
    }
}

/// Weighted sums, finished or, for a step between, as they are.
private struct ConvolutionRows: RowOperation {
    /// Weights that are not zero, with the row from the top and the column from the middle.
    struct Taps: Sendable {
        let table: ConstantTable<Int>
        let columnRadius: Int
        let rowRadius: Int

        init(_ matrix: [[Int]]) {
            let (columnRadius, rowRadius) = (matrix[0].count / 2, matrix.count / 2)
            table = ConstantTable(
                matrix.enumerated().flatMap { j, row in row.enumerated().flatMap { i, weight in weight == 0 ? [] : [j, i - columnRadius, weight] } })
            (self.columnRadius, self.rowRadius) = (columnRadius, rowRadius)
        }
    }

    let taps: Taps
    let bias: Int
    let divisor: Int
    /// Whether sums are divided and become samples.
    let isLast: Bool
    /// Whether no sum, nor what it is a step to, can reach 2^31.
    let isShort: Bool
    let limit: Int
    let inverse: Double
    let multiplier: UInt16
    let shift: UInt16
    let bytesPerSample: Int
    let kernel: ConvolutionKernel

    init(taps: Taps, bias: Int, divisor: Int, isLast: Bool, isShort: Bool, limit: Int, bytesPerSample: Int, kernel: @escaping ConvolutionKernel) {
        self.taps = taps
        self.bias = bias
        self.divisor = divisor
        self.isLast = isLast
        self.isShort = isShort
        self.limit = limit
        self.bytesPerSample = bytesPerSample
        self.kernel = kernel
        inverse = 1 / Double(divisor)
        // With 2^k < D ≤ 2^(k+1) the multiplier ⌈2^(16+k) / D⌉ is less than D / 2^(16+k) too large: too little to matter below 2^15.
        let k = Int.bitWidth - (divisor - 1).leadingZeroBitCount - 1
        shift = divisor > 1 ? UInt16(k) : 0
        multiplier = divisor > 1 ? UInt16((1 << (16 + k) + divisor - 1) / divisor) : 0
    }

    func window(input: Int, row: Int) -> Range<Int> { row - taps.rowRadius..<row + taps.rowRadius + 1 }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { columns.lowerBound - taps.columnRadius..<columns.upperBound + taps.columnRadius }
    var computePasses: [ComputePass] {
        // Sums between steps have a sign and need not fit their samples' bytes: words are kept instead.
        let table = (0..<taps.table.count / 3).flatMap { index in
            [taps.table.values[3 * index + 1], taps.table.values[3 * index] - taps.rowRadius, taps.table.values[3 * index + 2]]
        }
        return [
            ComputePass(
                .convolve, [table.count / 3, isLast ? divisor : 0, limit, bias & 0xffff_ffff, bias >> 32, isShort ? 0 : 1],
                table: table.map { UInt32(truncatingIfNeeded: $0) }, reach: PlaneSize(width: taps.columnRadius, height: taps.rowRadius),
                bytesPerSample: isLast ? nil : 4)
        ]
    }
    func run(_ call: RowCall, row: Int) {
        kernel(
            call,
            ConvolutionSum(
                taps: taps.table.values, count: taps.table.count / 3, bias: bias, inverse: inverse, multiplier: multiplier, shift: shift,
                limit: Int32(limit)))
    }
}
