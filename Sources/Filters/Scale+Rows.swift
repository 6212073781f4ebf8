// scale as two steps of rows in motion: the sums of rows, into fixed point, then the sums of columns, back to samples.
import KernelInterface
import Kernels
import VideoFrame

extension Scale {
    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        let shape = graph.shape
        guard let output = try? outputShape(shape), output != shape else { return }
        let planes = graph.planes.indices.map { plane -> Int in
            let node = graph.planes[plane], size = output.size(ofPlane: plane)
            if let value = graph.constantValue(node) { return graph.constant(value, size: size) }
            let (rows, columns) = taps(shape, output, plane: plane)
            if rows.isIdentity && columns.isIdentity { return node }
            if shape.format.depth == 8, let count = columns.halving, count == rows.halving {
                let from = shape.size(ofPlane: plane), between = PlaneSize(width: size.width, height: from.height)
                if let kernel = kernels.geometry.half8 {
                    return graph.operation(HalfPlane(columns, rows, width: from.width, between: between, kernel), inputs: [node], size: size)
                }
                let sums = graph.operation(HalfColumns(columns, width: from.width, kernels.geometry), inputs: [node], size: between)
                return graph.operation(HalfRows(rows, kernels.geometry), inputs: [sums], size: size)
            }
            let between = PlaneSize(width: shape.size(ofPlane: plane).width, height: size.height)
            let isNarrow = ScaleTaps.suits(rows, columns, depth: shape.format.depth)
            let down: any RowOperation = isNarrow ? NarrowRows(rows, shape.format, kernels.geometry) : WideRows(rows, shape.format, kernels.geometry)
            let across: any RowOperation =
                isNarrow ? NarrowColumns(columns, shape.format, kernels.geometry) : WideColumns(columns, shape.format, kernels.geometry)
            return graph.operation(across, inputs: [graph.operation(down, inputs: [node], size: between)], size: size)
        }
        graph.become(output, planes: planes)
    }
}

extension ScaleTaps {
    /// Their sums on a device: `one` and `shift` as the definition has them; no `maximum`: sums for a next step.
    fileprivate func pass(_ one: Int, isDown: Bool, shift: Int, maximum: Int = -1, size: PlaneSize? = nil) -> ComputePass {
        let whole = whole(one), weights = (0..<count).flatMap { k in whole.map { $0[k] } }
        return ComputePass(
            one == Self.narrow ? .resize : .resizeWide, [count, isDown ? 1 : 0, shift, maximum],
            table: (first + weights).map { UInt32(truncatingIfNeeded: $0) }, size: size, bytesPerSample: size == nil ? nil : 2)
    }
    /// A half, across and down.
    fileprivate func acrossHalf(size: PlaneSize? = nil) -> ComputePass { pass(Self.narrow, isDown: false, shift: 8, size: size) }
    fileprivate var downHalf: ComputePass { pass(Self.narrow, isDown: true, shift: 20, maximum: 255) }
}

/// The narrow form of a half in whole numbers: with samples of 8 bits m is 8 (or 32) times the sum of columns, no bit of it lost, so that columns may come first.
private struct HalfColumns: RowOperation {
    let taps: ScaleTaps
    let isSmooth: Bool
    let width: Int
    let bytesPerSample = 2
    let kernel: HalfColumnsKernel

    init(_ taps: ScaleTaps, width: Int, _ kernels: GeometryKernels) {
        (self.taps, self.width, isSmooth, kernel) = (taps, width, taps.count == 4, kernels.halfColumns8)
    }

    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { Self.columns(for: columns, width: width, isSmooth: isSmooth) }
    static func columns(for columns: Range<Int>, width: Int, isSmooth: Bool) -> Range<Int> {
        let reach = isSmooth ? 1 : 0
        return max(0, 2 * columns.lowerBound - reach)..<min(width, 2 * columns.upperBound + reach)
    }
    var computePasses: [ComputePass] { [taps.acrossHalf()] }
    func run(_ call: RowCall, row: Int) { kernel(call, width, isSmooth) }
}

private struct HalfRows: RowOperation {
    let taps: ScaleTaps
    let isSmooth: Bool
    let bytesPerSample = 1
    let kernel: HalfRowsKernel

    init(_ taps: ScaleTaps, _ kernels: GeometryKernels) { (self.taps, isSmooth, kernel) = (taps, taps.count == 4, kernels.halfRows8) }

    func window(input: Int, row: Int) -> Range<Int> { Self.window(row: row, isSmooth: isSmooth) }
    static func window(row: Int, isSmooth: Bool) -> Range<Int> { isSmooth ? 2 * row - 1..<2 * row + 3 : 2 * row..<2 * row + 2 }
    var computePasses: [ComputePass] { [taps.downHalf] }
    func run(_ call: RowCall, row: Int) { kernel(call, isSmooth) }
}

/// Both steps in one, which keeps no rows between them.
private struct HalfPlane: RowOperation {
    let across, down: ScaleTaps
    let isSmooth: Bool
    let width: Int
    let between: PlaneSize
    let bytesPerSample = 1
    let kernel: HalfKernel

    init(_ across: ScaleTaps, _ down: ScaleTaps, width: Int, between: PlaneSize, _ kernel: @escaping HalfKernel) {
        (self.across, self.down, isSmooth) = (across, down, across.count == 4)
        (self.width, self.between, self.kernel) = (width, between, kernel)
    }

    func window(input: Int, row: Int) -> Range<Int> { HalfRows.window(row: row, isSmooth: isSmooth) }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { HalfColumns.columns(for: columns, width: width, isSmooth: isSmooth) }
    var asksAhead: Bool { true }
    var computePasses: [ComputePass] { [across.acrossHalf(size: between), down.downHalf] }
    func run(_ call: RowCall, row: Int) { kernel(call, width, isSmooth) }
}

private struct NarrowRows: RowOperation {
    let taps: ScaleTaps
    let first: ConstantTable<Int32>
    let weights: ConstantTable<Int16>
    let count: Int
    let pitch: Int
    let shift: Int
    let bytesPerSample = 2
    let kernel: ResizeRowsKernel

    init(_ taps: ScaleTaps, _ format: PixelFormat, _ kernels: GeometryKernels) {
        self.taps = taps
        (count, pitch, shift) = (taps.count, (taps.count + 1) / 2 * 2, format.depth)
        let extra = [Int16](repeating: 0, count: pitch - count)
        first = ConstantTable(taps.first.map { Int32($0) })
        weights = ConstantTable(taps.whole(ScaleTaps.narrow).flatMap { $0.map { Int16($0) } + extra })
        kernel = format.bytesPerSample == 1 ? kernels.resizeRows8 : kernels.resizeRows16
    }

    func window(input: Int, row: Int) -> Range<Int> { Int(first.values[row])..<Int(first.values[row]) + count }
    /// For two rows. Below half the size more are read anew; to ask for those apart takes longer than to do without (a third of 1080p: 0.84 in place of 0.80 ms).
    var asksAhead: Bool { true }
    var computePasses: [ComputePass] { [taps.pass(ScaleTaps.narrow, isDown: true, shift: shift)] }
    func run(_ call: RowCall, row: Int) { kernel(call, ResizeRowTaps(weights: weights.values + row * pitch, count: count, shift: shift)) }
}

private struct NarrowColumns: RowOperation {
    let taps: ScaleTaps
    let first: ConstantTable<Int32>
    let places: ConstantTable<UInt32>
    let weights: ConstantTable<Int16>
    let count: Int
    let padded: Int
    let pitch: Int
    let isClose, isNarrow, repeats: Bool
    let format: PixelFormat
    let kernel: ResizeColumnsKernel

    init(_ taps: ScaleTaps, _ format: PixelFormat, _ kernels: GeometryKernels) {
        self.taps = taps
        let outputs = taps.first.count, whole = taps.whole(ScaleTaps.narrow)
        func keeps(_ span: Int, within limit: Int) -> Bool { (0..<max(0, outputs - span)).allSatisfy { taps.first[$0 + span] - taps.first[$0] <= limit } }
        let isClose = keeps(3, within: 6) && keeps(15, within: 30), unit = isClose ? 2 : 8, padded = (taps.count + unit - 1) / unit * unit
        func weight(_ x: Int, _ k: Int) -> Int16 { k < taps.count ? Int16(whole[x][k]) : 0 }
        let ordered: [Int16] =
            isClose
            ? (0..<padded / 2).flatMap { k in (0..<outputs).flatMap { [weight($0, 2 * k), weight($0, 2 * k + 1)] } }
            : (0..<outputs).flatMap { x in (0..<padded).map { weight(x, $0) } }
        (count, pitch) = (taps.count, outputs)
        (self.padded, self.isClose, self.format) = (padded, isClose, format)
        isNarrow = keeps(15, within: 32 - padded)
        repeats =
            outputs > 16 && (16..<outputs).allSatisfy { whole[$0] == whole[$0 - 16] && taps.first[$0] - taps.first[$0 - 16] == taps.first[16] - taps.first[0] }
        places = ConstantTable(taps.first.map { UInt32(2 * $0 & 255) * 0x0101_0101 })
        first = ConstantTable(taps.first.map { Int32($0) })
        weights = ConstantTable(ordered)
        kernel = format.bytesPerSample == 1 ? kernels.resizeColumns8 : kernels.resizeColumns16
    }

    func columns(input: Int, for columns: Range<Int>) -> Range<Int> {
        columns.isEmpty ? 0..<0 : Int(first.values[columns.lowerBound])..<Int(first.values[columns.upperBound - 1]) + count
    }
    var bytesPerSample: Int { format.bytesPerSample }
    var computePasses: [ComputePass] { [taps.pass(ScaleTaps.narrow, isDown: false, shift: 28 - format.depth, maximum: format.maximum)] }
    func run(_ call: RowCall, row: Int) {
        kernel(
            call,
            ResizeColumnTaps(
                first: first.values, places: places.values, weights: weights.values, count: padded, pitch: pitch, isClose: isClose, isNarrow: isNarrow,
                repeats: repeats, shift: 28 - format.depth, maximum: format.maximum))
    }
}

private struct WideRows: RowOperation {
    let taps: ScaleTaps
    let first: ConstantTable<Int32>
    let upper, lower: ConstantTable<Int16>
    let count: Int
    let pitch: Int
    let bytesPerSample = 4
    let kernel: WideResizeRowsKernel

    init(_ taps: ScaleTaps, _ format: PixelFormat, _ kernels: GeometryKernels) {
        self.taps = taps
        (count, pitch) = (taps.count, (taps.count + 1) / 2 * 2)
        let extra = [Int16](repeating: 0, count: pitch - count), whole = taps.whole(ScaleTaps.wide)
        first = ConstantTable(taps.first.map { Int32($0) })
        upper = ConstantTable(whole.flatMap { $0.map { Int16($0 >> 10) } + extra })
        lower = ConstantTable(whole.flatMap { $0.map { Int16($0 & 1023) } + extra })
        kernel = format.bytesPerSample == 1 ? kernels.wideResizeRows8 : kernels.wideResizeRows16
    }

    func window(input: Int, row: Int) -> Range<Int> { Int(first.values[row])..<Int(first.values[row]) + count }
    var computePasses: [ComputePass] { [taps.pass(ScaleTaps.wide, isDown: true, shift: 10)] }
    func run(_ call: RowCall, row: Int) {
        kernel(call, WideResizeRowTaps(upper: upper.values + row * pitch, lower: lower.values + row * pitch, count: count))
    }
}

private struct WideColumns: RowOperation {
    let taps: ScaleTaps
    let first: ConstantTable<Int32>
    let weights: ConstantTable<Int32>
    let count: Int
    let maximum: Int
    let bytesPerSample: Int
    let padded: Int
    let kernel: WideResizeColumnsKernel

    init(_ taps: ScaleTaps, _ format: PixelFormat, _ kernels: GeometryKernels) {
        self.taps = taps
        (count, maximum, bytesPerSample) = (taps.count, format.maximum, format.bytesPerSample)
        first = ConstantTable(taps.first.map { Int32($0) })
        padded = (taps.count + 3) / 4 * 4
        let extra = [Int32](repeating: 0, count: padded - taps.count)
        weights = ConstantTable(taps.whole(ScaleTaps.wide).flatMap { $0.map { Int32($0) } + extra })
        kernel = format.bytesPerSample == 1 ? kernels.wideResizeColumns8 : kernels.wideResizeColumns16
    }

    func columns(input: Int, for columns: Range<Int>) -> Range<Int> {
        columns.isEmpty ? 0..<0 : Int(first.values[columns.lowerBound])..<Int(first.values[columns.upperBound - 1]) + count
    }
    var computePasses: [ComputePass] { [taps.pass(ScaleTaps.wide, isDown: false, shift: 38, maximum: maximum)] }
    func run(_ call: RowCall, row: Int) { kernel(call, WideResizeTaps(first: first.values, weights: weights.values, count: padded, maximum: maximum)) }
}
