// The row steps of erode, dilate, open and close.
//
// rect is separable: rows first, then columns, in one step, up to radius 4 without leaving the registers. Beyond, up to nine rows are compared directly, more
// by running extremes in two blocks of rows; columns by windows that grow threefold from pass to pass. cross joins both lines. An ellipse takes from each
// row a window of its own width: two places in a table of the row's extremes of 1, 2, 4, … columns, which may overlap.
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
                case .rect: graph.extremeOfRect(node, rx, ry, isMaximum, kernels)
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

    fileprivate mutating func extremeOfRect(_ node: Int, _ rx: Int, _ ry: Int, _ isMaximum: Bool, _ kernels: KernelTable) -> Int {
        guard rx > 0 && ry > 0 else { return extremeOfColumns(extremeOfRows(node, ry, isMaximum, kernels), rx, isMaximum, kernels) }
        let bytes = nodes[node].bytesPerSample, runs = ry > 4, table = kernels.extreme
        if rx <= 4 && ry <= 4 {
            let square = ExtremeSquare(rows: 2 * ry + 1, radius: rx, width: nodes[node].size.width, isMaximum: isMaximum)
            return operation(
                ExtremeNear(square: square, bytesPerSample: bytes, kernel: bytes == 1 ? table.square8 : table.square16), inputs: [node])
        }
        let rows = ExtremeRows(
            radius: ry, isMaximum: isMaximum, bytesPerSample: bytes, readsEndsOnly: runs,
            kernel: runs ? (bytes == 1 ? table.runningRows8 : table.runningRows16) : (bytes == 1 ? table.rows8 : table.rows16))
        let columns = ExtremeColumns(
            parameters: ExtremeParameters(count: 2 * rx + 1, isMaximum: isMaximum), bytesPerSample: bytes,
            kernel: bytes == 1 ? table.columns8 : table.columns16)
        return operation(ExtremeRect(rows: rows, columns: columns, radius: rx, width: nodes[node].size.width), inputs: [node])
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
    var computePasses: [ComputePass] { ComputePass.extremes(radius, isDown: true, isMaximum) }
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
    var computePasses: [ComputePass] {
        ComputePass.extremes(parameters.count / 2, isDown: false, parameters.isMaximum, joinsSecond: parameters.joinsSecond)
    }
    func run(_ call: RowCall, row: Int) { kernel(call, parameters) }
}

/// Of a small rectangle; columns outside the plane are left out, so that no pads are read.
private struct ExtremeNear: RowOperation {
    let square: ExtremeSquare
    let bytesPerSample: Int
    let kernel: ExtremeSquareKernel

    var asksAhead: Bool { true }
    func window(input: Int, row: Int) -> Range<Int> { row - square.rows / 2..<row + square.rows / 2 + 1 }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> {
        max(0, columns.lowerBound - square.radius)..<min(square.width, columns.upperBound + square.radius)
    }
    var computePasses: [ComputePass] {
        ComputePass.extremes(square.rows / 2, isDown: true, square.isMaximum) + ComputePass.extremes(square.radius, isDown: false, square.isMaximum)
    }
    func run(_ call: RowCall, row: Int) { kernel(call, square) }
}

/// Both in one: the rows' extremes stand in the state, with samples that count for nothing where the plane ends, so that no pads are read.
private struct ExtremeRect: RowOperation {
    let rows: ExtremeRows
    let columns: ExtremeColumns
    let radius: Int
    let width: Int

    var bytesPerSample: Int { rows.bytesPerSample }
    var readsEndsOnly: Bool { rows.readsEndsOnly }
    func window(input: Int, row: Int) -> Range<Int> { rows.window(input: 0, row: row) }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> {
        max(0, columns.lowerBound - radius)..<min(width, columns.upperBound + radius)
    }

    var computePasses: [ComputePass] { rows.computePasses + columns.computePasses }

    /// Bytes of the row between, from the column `radius` left of the span's first, and of what the rows need.
    private func sizes(_ columns: Range<Int>) -> (line: Int, rows: Int) {
        func rounded(_ bytes: Int) -> Int { (bytes + 63) / 64 * 64 }
        let line = rounded((columns.count + 2 * radius) * bytesPerSample) + 64
        return (line, rounded(rows.stateSize(for: self.columns(input: 0, for: columns))))
    }

    func stateSize(for columns: Range<Int>) -> Int {
        let (line, rows) = sizes(columns)
        return line + rows + self.columns.stateSize(for: columns)
    }

    func run(_ call: RowCall, row: Int) {
        guard let state = call.state else { return }
        let span = call.x..<call.x + call.count, read = columns(input: 0, for: span), sizes = sizes(span), bytes = bytesPerSample
        let line = state - (call.x - radius) * bytes
        rows.run(
            RowCall(rows: call.rows, output: line, x: read.lowerBound, count: read.count, state: state + sizes.line, continues: call.continues), row: row)
        let neutral: UInt8 = rows.isMaximum ? 0 : 255, left = read.lowerBound - (call.x - radius), right = span.upperBound + radius - read.upperBound
        if left > 0 { state.initializeMemory(as: UInt8.self, repeating: neutral, count: left * bytes) }
        if right > 0 { (line + read.upperBound * bytes).initializeMemory(as: UInt8.self, repeating: neutral, count: right * bytes) }
        var source = UnsafeRawPointer(line)
        withUnsafePointer(to: &source) {
            columns.run(
                RowCall(rows: $0, output: call.output, x: call.x, count: call.count, state: state + sizes.line + sizes.rows, continues: false), row: row)
        }
    }
}

private struct ExtremeTableRows: RowOperation {
    let parameters: ExtremeTable
    let bytesPerSample: Int
    let kernel: ExtremeTableKernel

    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { parameters.first..<parameters.first + parameters.count }
    var computePasses: [ComputePass] { [ComputePass(.extremeTable, from: (parameters.first, 0), [parameters.pitch, parameters.isMaximum ? 1 : 0])] }
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
    var computePasses: [ComputePass] {
        [
            ComputePass(
                .extremeShape, from: (0, -(taps.count / 4)), [taps.count / 2, isMaximum ? 1 : 0], table: taps.elements.map { UInt32(truncatingIfNeeded: $0) })
        ]
    }
    func run(_ call: RowCall, row: Int) { kernel(call, ExtremeParameters(count: taps.count / 2, isMaximum: isMaximum), taps.values) }
}

extension ComputePass {
    /// Extremes of 2·radius + 1 samples. A wide window is made of narrower ones, which may overlap, in one more pass; all of them lie evenly around their sample, so
    /// that a plane of their extremes is mirrored at its borders as the samples are.
    fileprivate static func extremes(_ radius: Int, isDown: Bool, _ isMaximum: Bool, joinsSecond: Bool = false) -> [ComputePass] {
        let radii = radii(to: radius)
        return radii.indices.map { index in
            let before = index > 0 ? radii[index - 1] : 0, distance = radii[index] - before
            // Down the columns words of four samples come from where they lie.
            return ComputePass(
                .extreme, [distance, isDown ? 1 : 0, isMaximum ? 1 : 0, joinsSecond && index == radii.count - 1 ? 1 : 0, 2 * before + 1],
                reach: PlaneSize(width: isDown ? 0 : distance, height: 0))
        }
    }

    /// The windows' radii from pass to pass, the last of them `radius`, with the fewest samples to compare; a pass counts as `passCost` samples.
    static func radii(to radius: Int) -> [Int] {
        let passCost = 4
        var best: [(cost: Int, before: Int)] = [(1, 0)]
        for wide in stride(from: 1, through: radius, by: 1) {
            let alone = (cost: 2 * wide + 1, before: 0)
            let joined = (1..<wide).map { (cost: best[$0].cost + (2 * (wide - $0) + 2 * $0) / (2 * $0 + 1) + 1 + passCost, before: $0) }
            best.append(joined.reduce(alone) { $1.cost < $0.cost ? $1 : $0 })
        }
        var radii: [Int] = [], next = radius
        while next > 0 {
            radii.append(next)
            next = best[next].before
        }
        return radii.reversed()
    }
}
