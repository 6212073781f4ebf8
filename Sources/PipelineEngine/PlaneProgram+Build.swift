// From graph to program: live nodes only, needed columns backwards, ring sizes by a dry run of the very order the executor uses.
import Filters
import Kernels
import VideoFrame

extension PlaneProgram {
    /// The program for the plane that `root` makes, which must be neither a source nor a constant.
    init(graph: RowGraph, root: Int, kernels: KernelTable, workers: Int) {
        var steps: [Step] = []
        var constants: [ConstantRow] = []
        var stepOfNode: [Int: Int] = [:]

        func operand(_ index: Int) -> Operand {
            let node = graph.nodes[index]
            let input: Input
            switch node.kind {
            case .source(let plane): input = .source(plane: plane)
            case .constant(let value):
                constants.append(ConstantRow(value: value, width: node.size.width, bytesPerSample: node.bytesPerSample))
                input = .constant(constants.count - 1)
            default: input = .step(add(index))
            }
            return Operand(input: input, size: node.size, bytesPerSample: node.bytesPerSample)
        }

        func add(_ index: Int) -> Int {
            if let step = stepOfNode[index] { return step }
            let node = graph.nodes[index]
            let operands = node.inputs.map(operand)
            let operation: any RowOperation
            switch node.kind {
            case .operation(let given): operation = given
            case .table(let table): operation = TableRows(table: table, bytesPerSample: node.bytesPerSample, kernels: kernels)
            case .placed(let mask): operation = PlacedRows(mask: mask, bytesPerSample: node.bytesPerSample)
            case .source, .constant: preconditionFailure("a source or a constant is not a step")
            }
            steps.append(
                Step(operation: operation, operands: operands, size: node.size, bytesPerSample: node.bytesPerSample, filter: node.filter, columns: 0..<0))
            stepOfNode[index] = steps.count - 1
            return steps.count - 1
        }

        let last = add(root)
        let size = graph.nodes[root].size
        Self.spreadColumns(&steps, last: last, width: size.width)
        Self.findInteriors(&steps)

        // Ring sizes and first rows.
        var plan = DryRun(steps: steps)
        let halo = plan.halo(last: last, height: size.height)
        let bands = Self.cut(height: size.height, halo: halo, workers: workers)
        var firstRows: [[Int]] = []
        for band in bands { firstRows.append(plan.run(band: band, last: last)) }
        var offset = 0
        func reserve(_ bytes: Int) -> Int {
            let start = offset
            offset += (bytes + FramePool.alignment - 1) / FramePool.alignment * FramePool.alignment
            return start
        }
        var copyColumns = 0, windowCount = 0
        for index in steps.indices {
            let step = steps[index]
            steps[index].windowCount = plan.windowCounts[index]
            windowCount = max(windowCount, plan.windowCounts[index])
            if step.operands.contains(where: { if case .source = $0.input { true } else { false } }) {
                copyColumns = max(copyColumns, step.operation.columns(for: 0..<step.size.width).count + 128)
            }
            guard index != last else { continue }
            let bytes = step.bytesPerSample
            steps[index].capacity = max(1, plan.depths[index])
            // 64 bytes more than needed on each side: kernels may load whole vectors of their own ring rows.
            let padLeft = (step.padLeft * bytes + 127) / 64 * 64
            steps[index].stride = padLeft + (step.size.width + step.padRight) * bytes / 64 * 64 + 128
            steps[index].offset = reserve(steps[index].capacity * steps[index].stride) + padLeft
        }
        let bytes = 4
        let copyStride = (copyColumns * bytes + 127) / 64 * 64
        let copyOffset = reserve(copyStride * max(1, windowCount))
        self.init(
            steps: steps, constants: constants, size: size, bands: bands, firstRows: firstRows, arenaSize: offset, copyOffset: copyOffset,
            copyStride: copyStride, windowCount: windowCount)
    }

    /// Needed columns and pads, from the last step backwards (inputs stand before their users).
    private static func spreadColumns(_ steps: inout [Step], last: Int, width: Int) {
        steps[last].columns = 0..<width
        for index in steps.indices.reversed() {
            let step = steps[index]
            guard !step.columns.isEmpty else { continue }
            for (number, operand) in step.operands.enumerated() {
                guard case .step(let input) = operand.input else { continue }
                var wanted = step.operation.columns(for: step.columns)
                if number == 1, let placed = step.operation as? PlacedRows { wanted = placed.mask.bounds.columns }
                guard !wanted.isEmpty else { continue }
                let width = operand.size.width
                var low = max(0, wanted.lowerBound), high = min(width, wanted.upperBound)
                for column in wanted.lowerBound..<max(wanted.lowerBound, 0) {
                    low = min(low, mirror(column, width))
                    high = max(high, mirror(column, width) + 1)
                }
                for column in min(wanted.upperBound, width)..<wanted.upperBound {
                    low = min(low, mirror(column, width))
                    high = max(high, mirror(column, width) + 1)
                }
                let known = steps[input].columns
                steps[input].columns = known.isEmpty ? low..<high : min(known.lowerBound, low)..<max(known.upperBound, high)
                steps[input].padLeft = max(steps[input].padLeft, -wanted.lowerBound)
                steps[input].padRight = max(steps[input].padRight, wanted.upperBound - width)
            }
        }
    }

    /// Where a step may read a source's rows in place: all columns but those whose inputs lie beyond the edge, in parts worth a vector.
    private static func findInteriors(_ steps: inout [Step]) {
        let part = 64
        for index in steps.indices {
            let step = steps[index], all = step.columns
            let sources = step.operands.filter { if case .source = $0.input { true } else { false } }
            guard let source = sources.first, !all.isEmpty else {
                steps[index].interior = all
                continue
            }
            func isInside(_ range: Range<Int>) -> Bool {
                let columns = step.operation.columns(for: range)
                return columns.lowerBound >= 0 && columns.upperBound <= source.size.width
            }
            if isInside(all) {
                steps[index].interior = all
                continue
            }
            var low = all.lowerBound, high = all.upperBound
            while low < high && !isInside(low..<low + 1) { low += 1 }
            while high > low && !isInside(high - 1..<high) { high -= 1 }
            if low > all.lowerBound { low = max(low, min(all.lowerBound + part, high)) }
            if high < all.upperBound { high = min(high, max(all.upperBound - part, low)) }
            steps[index].interior = low < high ? low..<high : all.lowerBound..<all.lowerBound
        }
    }

    /// Bands tall enough that rows computed twice stay under a tenth, few enough that cutting pays, at most three a worker.
    private static func cut(height: Int, halo: Int, workers: Int) -> [Range<Int>] {
        let shortest = max(32, 10 * halo)
        let count = workers == 1 ? 1 : min(max(1, height / shortest), 3 * workers)
        return (0..<count).map { height * $0 / count..<height * ($0 + 1) / count }
    }
}

/// Runs a program's steps without samples, in the executor's order, and notes what is read when.
struct DryRun {
    private let steps: [PlaneProgram.Step]
    private var next: [Int]
    /// For each step the most rows that lie between the newest computed and the oldest still read.
    private(set) var depths: [Int]
    private(set) var windowCounts: [Int]

    init(steps: [PlaneProgram.Step]) {
        self.steps = steps
        next = steps.map { _ in 0 }
        depths = next
        windowCounts = next
    }

    /// Source rows above the band that its first rows need: about what a band computes twice.
    func halo(last: Int, height: Int) -> Int {
        let row = height / 2
        let first = firstRows(band: row..<min(row + 1, height), last: last)
        return first.indices.map { first[$0] == Int.max ? 0 : max(0, row * steps[$0].size.height / max(1, height) - first[$0]) }.max() ?? 0
    }

    /// First row of each step that `band` needs; Int.max for none.
    private func firstRows(band: Range<Int>, last: Int) -> [Int] {
        var need: [ClosedRange<Int>?] = steps.map { _ in nil }
        if !band.isEmpty { need[last] = band.lowerBound...(band.upperBound - 1) }
        for index in steps.indices.reversed() {
            guard let rows = need[index] else { continue }
            for (number, operand) in steps[index].operands.enumerated() {
                guard case .step(let input) = operand.input else { continue }
                for row in rows {
                    guard let span = lowHigh(index, number, row) else { continue }
                    if let known = need[input] {
                        need[input] = min(known.lowerBound, span.lowerBound)...max(known.upperBound, span.upperBound)
                    } else {
                        need[input] = span
                    }
                }
            }
        }
        return need.map { $0?.lowerBound ?? Int.max }
    }

    /// Notes depths while computing `band`; returns the first rows.
    mutating func run(band: Range<Int>, last: Int) -> [Int] {
        let first = firstRows(band: band, last: last)
        next = first
        var row = band.lowerBound
        while row < band.upperBound {
            let end = min(row + PlaneProgram.block, band.upperBound)
            ensure(last, end - 1)
            row = end
        }
        return first
    }

    private mutating func ensure(_ index: Int, _ row: Int) {
        while next[index] <= row {
            let end = min(next[index] + PlaneProgram.block - 1, row)
            // First all inputs, then what is read of each: making one input's rows may move another on.
            for (number, operand) in steps[index].operands.enumerated() {
                guard case .step(let input) = operand.input, let span = lowHigh(index, number, next[index]...end) else { continue }
                ensure(input, span.upperBound)
            }
            for (number, operand) in steps[index].operands.enumerated() {
                guard case .step(let input) = operand.input, let span = lowHigh(index, number, next[index]...end) else { continue }
                depths[input] = max(depths[input], next[input] - span.lowerBound)
            }
            for row in next[index]...end {
                let count = steps[index].operands.indices.reduce(0) { $0 + steps[index].operation.window(input: $1, row: row).count }
                windowCounts[index] = max(windowCounts[index], count)
            }
            next[index] = end + 1
        }
    }

    private func lowHigh(_ index: Int, _ number: Int, _ rows: ClosedRange<Int>) -> ClosedRange<Int>? {
        var result: ClosedRange<Int>?
        for row in rows {
            guard let span = lowHigh(index, number, row) else { continue }
            result = result.map { min($0.lowerBound, span.lowerBound)...max($0.upperBound, span.upperBound) } ?? span
        }
        return result
    }

    private func lowHigh(_ index: Int, _ number: Int, _ row: Int) -> ClosedRange<Int>? {
        mirrored(steps[index].operation.window(input: number, row: row), height: steps[index].operands[number].size.height)
    }
}

/// The lowest and the highest row of a window after mirroring in a plane of `height`; nil for an empty window.
func mirrored(_ rows: Range<Int>, height: Int) -> ClosedRange<Int>? {
    guard !rows.isEmpty else { return nil }
    if rows.lowerBound >= 0 && rows.upperBound <= height { return rows.lowerBound...(rows.upperBound - 1) }
    var low = Int.max, high = Int.min
    for row in rows {
        let index = mirror(row, height)
        low = min(low, index)
        high = max(high, index)
    }
    return low...high
}
