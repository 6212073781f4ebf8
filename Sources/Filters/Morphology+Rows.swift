// The row steps of erode, dilate, open and close.
//
// rect is separable: rows first, then columns. Up to nine rows are compared directly, more by running extremes in two blocks of rows; columns by
// windows that grow threefold from pass to pass. cross joins both lines. An ellipse takes from each row a window of its own width: two places in a table
// of the row's extremes of 1, 2, 4, … columns, which may overlap.
import KernelInterface
import Kernels
import VideoFrame

extension MorphologyFilter {
    public var hasRowPlan: Bool { true }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        for plane in 0..<graph.shape.format.planeCount {
            let node = graph.planes[plane], (rx, ry) = graph.shape.format.radii(radius, plane: plane)
            if graph.isConstant(node) || rx == 0 && ry == 0 { continue }
            graph.planes[plane] = Self.steps.reduce(node) { node, isMaximum in
                switch rx > 0 && ry > 0 ? shape : .rect {
                case .rect: graph.extremeOfColumns(graph.extremeOfRows(node, ry, isMaximum, kernels), rx, isMaximum, kernels)
                case .cross: graph.extremeOfColumns(node, rx, isMaximum, kernels, joining: graph.extremeOfRows(node, ry, isMaximum, kernels))
                case .ellipse: graph.extremeOfShape(node, rx, Morphology.reach(.ellipse, rx, ry), isMaximum, kernels)
                }
            }
        }
    }
}

extension RowGraph {
    fileprivate mutating func extremeOfRows(_ node: Int, _ radius: Int, _ isMaximum: Bool, _ kernels: KernelTable) -> Int {
        guard radius > 0 else { return node }
        let bytes = nodes[node].bytesPerSample, runs = radius > 4, table = kernels.extreme
        return operation(
            ExtremeRows(
                radius: radius, isMaximum: isMaximum, bytesPerSample: bytes, readsEndsOnly: runs,
                kernel: runs ? (bytes == 1 ? table.runningRows8 : table.runningRows16) : (bytes == 1 ? table.rows8 : table.rows16)),
            inputs: [node])
    }

    fileprivate mutating func extremeOfColumns(
        _ node: Int, _ radius: Int, _ isMaximum: Bool, _ kernels: KernelTable, joining second: Int? = nil
    ) -> Int {
        guard radius > 0 else { return node }
        let bytes = nodes[node].bytesPerSample
        return operation(
            ExtremeColumns(
                parameters: ExtremeParameters(count: 2 * radius + 1, isMaximum: isMaximum, joinsSecond: second != nil), bytesPerSample: bytes,
                kernel: bytes == 1 ? kernels.extreme.columns8 : kernels.extreme.columns16),
            inputs: [node] + (second.map { [$0] } ?? []))
    }

    fileprivate mutating func extremeOfShape(_ node: Int, _ radius: Int, _ reach: [Int], _ isMaximum: Bool, _ kernels: KernelTable) -> Int {
        let bytes = nodes[node].bytesPerSample, size = nodes[node].size, count = size.width + 2 * radius
        func level(_ reach: Int) -> Int { Int.bitWidth - 1 - (2 * reach + 1).leadingZeroBitCount }
        let table = ExtremeTable(
            first: -radius, count: count, levels: level(radius) + 1, pitch: (count + 127) / 64 * 64, isMaximum: isMaximum)
        let rows = operation(
            ExtremeTableRows(parameters: table, bytesPerSample: bytes, kernel: bytes == 1 ? kernels.extreme.table8 : kernels.extreme.table16),
            inputs: [node], size: PlaneSize(width: table.pitch * table.levels, height: size.height))
        let taps = (1 - reach.count..<reach.count).flatMap { dy in
            let reach = reach[abs(dy)], level = level(reach), start = level * table.pitch + radius
            return [start - reach, start + reach + 1 - 1 << level]
        }
        return operation(
            ExtremeShape(
                taps: ConstantTable(taps), width: table.pitch * table.levels, isMaximum: isMaximum, bytesPerSample: bytes,
                kernel: bytes == 1 ? kernels.extreme.shape8 : kernels.extreme.shape16),
            inputs: [rows], size: size)
    }
}

/// Of the rows up to `radius` away.
private struct ExtremeRows: RowOperation {
    let radius: Int
    let isMaximum: Bool
    let bytesPerSample: Int
    /// Running, with state.
    let readsEndsOnly: Bool
    let kernel: ExtremeKernel

    func window(input: Int, row: Int) -> Range<Int> { row - radius..<row + radius + 1 }
    func stateSize(for columns: Range<Int>) -> Int {
        readsEndsOnly ? 64 + (2 * radius + 2) * ((columns.count * bytesPerSample + 63) / 64 * 64) : 0
    }
    func run(_ call: RowCall, row: Int) { kernel(call, ExtremeParameters(count: 2 * radius + 1, isMaximum: isMaximum)) }
}

/// Of the columns up to half of `parameters.count` away.
private struct ExtremeColumns: RowOperation {
    let parameters: ExtremeParameters
    let bytesPerSample: Int
    let kernel: ExtremeKernel

    func columns(input: Int, for columns: Range<Int>) -> Range<Int> {
        input == 0 ? columns.lowerBound - parameters.count / 2..<columns.upperBound + parameters.count / 2 : columns
    }
    func stateSize(for columns: Range<Int>) -> Int { parameters.count > 3 ? (columns.count + parameters.count) * bytesPerSample + 64 : 0 }
    func run(_ call: RowCall, row: Int) { kernel(call, parameters) }
}

private struct ExtremeTableRows: RowOperation {
    let parameters: ExtremeTable
    let bytesPerSample: Int
    let kernel: ExtremeTableKernel

    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { parameters.first..<parameters.first + parameters.count }
    func run(_ call: RowCall, row: Int) { kernel(call, parameters) }
}

private struct ExtremeShape: RowOperation {
    let taps: ConstantTable<Int>
    /// Of a row of the table.
    let width: Int
    let isMaximum: Bool
    let bytesPerSample: Int
    let kernel: ExtremeShapeKernel

    func window(input: Int, row: Int) -> Range<Int> { row - taps.count / 4..<row + taps.count / 4 + 1 }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { 0..<width }
    func run(_ call: RowCall, row: Int) { kernel(call, ExtremeParameters(count: taps.count / 2, isMaximum: isMaximum), taps.values) }
}
