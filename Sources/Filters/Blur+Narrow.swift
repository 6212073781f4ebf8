// The Gaussian up to 10 bits: taps in 16 bits, and for a large σ on a picture halved several times, at a cost that does not depend on σ.
//
// Definition. Samples are shifted up to 16 bits; m(a, b) = (a + b + 1) >> 1. L is the largest number of halvings with σ / 2^L ≥ 2 in both directions.
// Each step takes rows first ("down"), then columns. A line's places are whole numbers, 0 its first sample; mirrored are samples alone.
// 1. L times, place j of the half as long line about place c = 2j: m(m(m(m(c−2, c+2), c), c), m(c−1, c+1)), which is 1 4 6 4 1 in sixteenths
// 2. taps with σ' = √((σ² − 2(4^L − 1)/3) / 4^L), what the halvings and doublings, with a variance of 1 each, leave. Whole weights w[k] in 2^-16
//    that sum to one; they reach r places, beyond which lies at most 0.03 % of the mass (0.08 of a code value at 8 bits, in each direction).
//    With W[0] = w[0], W[k] = 2 w[k]: ⌊(r+1)/2⌋ + Σₖ (m(x−k, x+k) · W[k] >> 16), where ⌊(r+1)/2⌋ makes up for the mean of r + 1 truncations. r = 0: nothing is done.
// 3. L times, place 2i of the twice as long line: m(i, m(i, m(i−1, i+1))), place 2i + 1: m(i, i+1), which is 1 6 1 and 4 4 in eighths
// At the end the shift is undone, half up. With σ / 2^L ≥ 2 what step 1 folds onto low frequencies and what step 3 leaves of their images is below
// a tenth of a code value at 8 bits.
import Glibc
import KernelInterface
import Kernels
import VideoFrame

extension Blur {
    /// Halvings, and W of step 2 by distance.
    struct Narrow {
        let levels: Int
        let across: [UInt16]
        let down: [UInt16]

        init(sigmaX: Double, sigmaY: Double) {
            var levels = 0
            while min(sigmaX, sigmaY) >= Double(4 << levels) { levels += 1 }
            let quarter = Double(1 << (2 * levels)), gone = 2 * (quarter - 1) / 3
            self.levels = levels
            across = Self.weights(sigma: ((sigmaX * sigmaX - gone) / quarter).squareRoot())
            down = Self.weights(sigma: ((sigmaY * sigmaY - gone) / quarter).squareRoot())
        }

        var isIdentity: Bool { across.count == 1 && down.count == 1 }

        private static func weights(sigma: Double) -> [UInt16] {
            let shape = (0...Int((8 * sigma).rounded(.up))).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
            let mass = shape[0] + 2 * shape[1...].reduce(0, +)
            var radius = shape.count - 1, beyond = 0.0
            while radius > 0, beyond + 2 * shape[radius] <= 0.0003 * mass {
                beyond += 2 * shape[radius]
                radius -= 1
            }
            let one = 65536.0, total = shape[0] + 2 * shape[1..<radius + 1].reduce(0, +)
            let sides = shape[1..<radius + 1].map { UInt16(2 * ($0 / total * one).rounded()) }
            // Alone the centre would be 2^16; it is not read then.
            return [UInt16(truncatingIfNeeded: 65536 - sides.reduce(0) { $0 + Int($1) })] + sides
        }
    }

    /// Places of one direction's lines that are made at each level: those that the next step reads, begun at even places.
    struct Ladder {
        /// After 1 … L halvings.
        let halved: [Range<Int>]
        /// Before 0 … L doublings; the first is the picture.
        let doubled: [Range<Int>]

        init(count: Int, levels: Int, radius: Int) {
            var doubled = [0..<count], halved: [Range<Int>] = []
            for level in 0..<levels {
                let places = doubled[level]
                doubled.append((places.lowerBound >> 1 - 1) & ~1..<(places.upperBound - 1) >> 1 + 2)
            }
            var wanted = doubled[levels].lowerBound - radius..<doubled[levels].upperBound + radius
            for _ in 0..<levels {
                let made = wanted.lowerBound & ~1..<wanted.upperBound
                halved.insert(made, at: 0)
                wanted = 2 * made.lowerBound - 2..<2 * (made.upperBound - 1) + 3
            }
            (self.halved, self.doubled) = (halved, doubled)
        }
    }

    /// The narrow form where it serves.
    func narrow(plane: Int, format: PixelFormat) -> Narrow? {
        let (sigmaX, sigmaY) = sigmas(plane: plane, format: format)
        return format.depth <= 10 ? Narrow(sigmaX: sigmaX, sigmaY: sigmaY) : nil
    }

    func planNarrow(_ graph: inout RowGraph, plane: Int, kernels: GaussianKernels, _ narrow: Narrow) {
        if narrow.isIdentity { return }
        let format = graph.shape.format, isByte = format.bytesPerSample == 1, shift = 16 - format.depth, levels = narrow.levels
        var node = graph.planes[plane], size = graph.nodes[node].size, x = 0, y = 0
        let columns = Ladder(count: size.width, levels: levels, radius: narrow.across.count - 1)
        let rows = Ladder(count: size.height, levels: levels, radius: narrow.down.count - 1)
        for level in 0..<levels {
            let (across, down) = (columns.halved[level], rows.halved[level])
            let operation = HalvingRows(
                from: down.lowerBound - y / 2, map: LineMap(width: size.width, from: across.lowerBound - x / 2, shift: level == 0 ? shift : 0),
                kernel: level == 0 && isByte ? kernels.halve8 : kernels.halve16)
            size = PlaneSize(width: across.count, height: down.count)
            node = graph.operation(operation, inputs: [node], size: size)
            (x, y) = (across.lowerBound, down.lowerBound)
        }
        let isAll = levels == 0, (across, down) = (columns.doubled[levels], rows.doubled[levels])
        let taps = TapRows(
            narrow, from: down.lowerBound - y, rows: down.count,
            map: LineMap(width: size.width, from: across.lowerBound - x, shift: isAll ? shift : 0), bytesPerSample: isAll ? format.bytesPerSample : 2,
            kernel: isAll && isByte ? kernels.direct8 : kernels.direct16)
        size = PlaneSize(width: across.count, height: down.count)
        node = graph.operation(taps, inputs: [node], size: size)
        for level in (0..<levels).reversed() {
            let isLast = level == 0, (across, down) = (columns.doubled[level], rows.doubled[level])
            let operation = DoublingRows(
                from: down.lowerBound / 2 - rows.doubled[level + 1].lowerBound,
                map: LineMap(
                    width: size.width, from: across.lowerBound / 2 - columns.doubled[level + 1].lowerBound, shift: isLast ? shift : 0),
                bytesPerSample: isLast ? format.bytesPerSample : 2, kernel: isLast && isByte ? kernels.double8 : kernels.double16)
            size = PlaneSize(width: across.count, height: down.count)
            node = graph.operation(operation, inputs: [node], size: size)
        }
        graph.planes[plane] = node
    }
}

extension ColumnReach {
    fileprivate var inside: Range<Int> { first..<last }
}

/// Step 1: row y is about input row 2 · (y + from).
private struct HalvingRows: RowOperation {
    let from: Int
    let map: LineMap
    let bytesPerSample = 2
    let kernel: HalvingKernel

    var asksAhead: Bool { true }
    func window(input: Int, row: Int) -> Range<Int> { 2 * (row + from) - 2..<2 * (row + from) + 3 }
    // Not beyond the row: the kernel mirrors sums of rows, so that the row is read where it lies.
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { map.halving(columns.lowerBound, columns.count).inside }
    func stateSize(for columns: Range<Int>) -> Int { map.halving(columns.lowerBound, columns.count).scratchSize }
    var computePasses: [ComputePass] { [ComputePass(.halve, from: (map.from, from), [map.shift])] }
    func run(_ call: RowCall, row: Int) { kernel(call, map) }
}

/// Step 2: row y is about input row y + from.
private struct TapRows: RowOperation {
    let across: ConstantTable<UInt16>
    let down: ConstantTable<UInt16>
    // Beside the tables, for they are asked for row by row.
    let radiusX, radiusY: Int
    let from: Int
    /// Of the output.
    let rows: Int
    let map: LineMap
    let bytesPerSample: Int
    let kernel: GaussianKernel

    init(_ narrow: Blur.Narrow, from: Int, rows: Int, map: LineMap, bytesPerSample: Int, kernel: @escaping GaussianKernel) {
        (across, down) = (ConstantTable(narrow.across), ConstantTable(narrow.down))
        (radiusX, radiusY) = (narrow.across.count - 1, narrow.down.count - 1)
        (self.from, self.rows, self.map, self.bytesPerSample, self.kernel) = (from, rows, map, bytesPerSample, kernel)
    }

    private func reach(_ columns: Range<Int>) -> ColumnReach { map.reach(columns.lowerBound, columns.count, radius: radiusX) }

    var asksAhead: Bool { bytesPerSample == 1 }
    func window(input: Int, row: Int) -> Range<Int> { row + from - radiusY..<row + from + radiusY + 1 }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { reach(columns).inside }
    func stateSize(for columns: Range<Int>) -> Int { reach(columns).scratchSize }
    var computePasses: [ComputePass] {
        func pass(_ taps: ConstantTable<UInt16>, isDown: Bool) -> ComputePass {
            let radius = taps.count - 1
            return ComputePass(
                .means, from: isDown ? (0, from) : (map.from, 0), [radius, isDown ? 1 : 0, isDown ? map.shift : 0, isDown ? 0 : map.shift],
                table: ComputePass.packed(taps.elements), reach: PlaneSize(width: isDown ? 0 : radius, height: isDown ? radius : 0),
                size: isDown ? PlaneSize(width: map.width, height: rows) : nil, bytesPerSample: isDown ? 2 : nil)
        }
        return [pass(down, isDown: true), pass(across, isDown: false)]
    }
    func run(_ call: RowCall, row: Int) {
        kernel(call, MeanTaps(weights: down.values, radius: radiusY), MeanTaps(weights: across.values, radius: radiusX), map)
    }
}

/// Step 3: row y is about input row y / 2 + from, between it and the next where y is odd.
private struct DoublingRows: RowOperation {
    let from: Int
    let map: LineMap
    let bytesPerSample: Int
    let kernel: DoublingKernel

    func window(input: Int, row: Int) -> Range<Int> { row >> 1 + from - (row & 1 == 0 ? 1 : 0)..<row >> 1 + from + 2 }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { map.doubling(columns.lowerBound, columns.count).inside }
    func stateSize(for columns: Range<Int>) -> Int { map.doubling(columns.lowerBound, columns.count).scratchSize }
    var computePasses: [ComputePass] { [ComputePass(.double, from: (map.from, from), [map.shift])] }
    func run(_ call: RowCall, row: Int) { kernel(call, row & 1 == 0 ? 3 : 2, map) }
}
