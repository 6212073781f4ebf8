// From graph to program: live nodes only, needed columns backwards, ring sizes by a dry run of the very order the executor uses.
import Filters
import Kernels
import VideoFrame

extension PlaneProgram {
    /// The program for `planes`, whose nodes must be neither sources nor constants, and no node twice.
    init(graph: RowGraph, planes: [Int], kernels: KernelTable, workers: Int) {
        var steps: [Step] = []
        var constants: [ConstantRow] = []
        var stepOfNode: [Int: Int] = [:]

        /// What a step of `width` columns reads as its operand `number`. Rows of a source that are read beyond their ends are copied into a ring, which
        /// has pads: a row's copy costs less than two calls more for its ends.
        func operand(_ index: Int, _ number: Int, of operation: any RowOperation, width: Int, filter: Int) -> Operand {
            let node = graph.nodes[index]
            let input: Input
            switch node.kind {
            case .source(let plane):
                let wanted = operation.columns(input: number, for: 0..<width)
                if wanted.isEmpty || wanted.lowerBound >= 0 && wanted.upperBound <= node.size.width {
                    input = .source(plane: plane)
                } else {
                    let copy = stepOfNode[index] ?? steps.count
                    if copy == steps.count {
                        let source = Operand(input: .source(plane: plane), size: node.size, bytesPerSample: node.bytesPerSample)
                        steps.append(
                            Step(
                                operation: CopyRows(bytesPerSample: node.bytesPerSample), operands: [source], size: node.size,
                                bytesPerSample: node.bytesPerSample, filter: filter, columns: 0..<0))
                        stepOfNode[index] = copy
                    }
                    input = .step(copy)
                }
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
            let operation: any RowOperation
            switch node.kind {
            case .operation(let given): operation = given
            case .table(let table): operation = TableRows(table: table, bytesPerSample: node.bytesPerSample, kernels: kernels)
            case .placed(let mask):
                let bytes = node.bytesPerSample
                operation = PlacedRows(mask: mask, bytesPerSample: bytes, kernel: bytes == 1 ? kernels.mix8 : kernels.mix16)
            case .source, .constant: preconditionFailure("a source or a constant is not a step")
            case .computed, .memory, .firstFrame: preconditionFailure("a device's plan is not for the processor")
            }
            let operands = node.inputs.enumerated().map { operand($1, $0, of: operation, width: node.size.width, filter: node.filter) }
            steps.append(
                Step(operation: operation, operands: operands, size: node.size, bytesPerSample: node.bytesPerSample, filter: node.filter, columns: 0..<0))
            stepOfNode[index] = steps.count - 1
            return steps.count - 1
        }

        var outputs: [Output] = []
        for plane in planes { outputs.append(Output(step: add(graph.planes[plane]), plane: plane, size: graph.nodes[graph.planes[plane]].size)) }
        for (number, output) in outputs.enumerated() {
            let isRead = steps.contains { $0.operands.contains { if case .step(output.step) = $0.input { true } else { false } } }
            guard isRead else {
                steps[output.step].output = number
                continue
            }
            // What another step reads stays in a ring; the plane gets a copy.
            let step = steps[output.step]
            let operand = Operand(input: .step(output.step), size: step.size, bytesPerSample: step.bytesPerSample)
            steps.append(
                Step(
                    operation: CopyRows(bytesPerSample: step.bytesPerSample), operands: [operand], size: step.size, bytesPerSample: step.bytesPerSample,
                    filter: step.filter, output: number, columns: 0..<0))
            outputs[number] = Output(step: steps.count - 1, plane: output.plane, size: output.size)
        }
        Self.spreadColumns(&steps)
        Self.findInteriors(&steps)
        Self.findRowByRow(&steps)

        // Ring sizes and first rows.
        var plan = DryRun(steps: steps, outputs: outputs)
        let height = outputs.map(\.size.height).max() ?? 0
        let count = Self.bandCount(height: height, halo: plan.halo(), workers: workers)
        let bands = (0..<count).map { band in outputs.map { $0.size.height * band / count..<$0.size.height * (band + 1) / count } }
        var firstRows: [[Int]] = []
        for band in bands { firstRows.append(plan.run(band: band)) }
        var offset = 0
        func reserve(_ bytes: Int) -> Int {
            let start = offset
            offset += (bytes + FramePool.alignment - 1) / FramePool.alignment * FramePool.alignment
            return start
        }
        var copyColumns = 0, windowCount = 0
        for index in steps.indices {
            let step = steps[index]
            windowCount = max(windowCount, plan.windowCounts[index])
            steps[index].readsAhead =
                step.operation is CopyRows || plan.windowCounts[index] > step.operands.count && !step.operation.asksAhead
            for (number, operand) in step.operands.enumerated() {
                guard case .source = operand.input else { continue }
                copyColumns = max(copyColumns, step.operation.columns(input: number, for: 0..<step.size.width).count + 128)
            }
            for span in [\Step.interior, \Step.left, \Step.right] {
                let columns = step[keyPath: span].columns
                if !columns.isEmpty { steps[index][keyPath: span].state = reserve(step.operation.stateSize(for: columns)) }
            }
            guard step.output == nil else { continue }
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
            block: plan.block, steps: steps, constants: constants, outputs: outputs, bands: bands, firstRows: firstRows, arenaSize: offset,
            copyOffset: copyOffset, copyStride: copyStride, windowCount: windowCount)
    }

    /// Needed columns and pads, from the outputs backwards (inputs stand before their users).
    private static func spreadColumns(_ steps: inout [Step]) {
        for index in steps.indices where steps[index].output != nil { steps[index].columns = 0..<steps[index].size.width }
        for index in steps.indices.reversed() {
            let step = steps[index]
            guard !step.columns.isEmpty else { continue }
            for (number, operand) in step.operands.enumerated() {
                guard case .step(let input) = operand.input else { continue }
                let wanted = step.operation.columns(input: number, for: step.columns)
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
            func isInside(_ range: Range<Int>) -> Bool {
                step.operands.enumerated().allSatisfy { number, operand in
                    guard case .source = operand.input else { return true }
                    let columns = step.operation.columns(input: number, for: range)
                    return columns.isEmpty || columns.lowerBound >= 0 && columns.upperBound <= operand.size.width
                }
            }
            if isInside(all) {
                steps[index].interior.columns = all
                continue
            }
            var low = all.lowerBound, high = all.upperBound
            while low < high && !isInside(low..<low + 1) { low += 1 }
            while high > low && !isInside(high - 1..<high) { high -= 1 }
            if low > all.lowerBound { low = max(low, min(all.lowerBound + part, high)) }
            if high < all.upperBound { high = min(high, max(all.upperBound - part, low)) }
            let interior = low < high ? low..<high : all.lowerBound..<all.lowerBound
            steps[index].interior.columns = interior
            steps[index].left.columns = all.lowerBound..<interior.lowerBound
            steps[index].right.columns = interior.upperBound..<all.upperBound
        }
    }

    /// After `findInteriors`.
    private static func findRowByRow(_ steps: inout [Step]) {
        for index in steps.indices {
            let step = steps[index]
            guard !step.operands.isEmpty, !step.columns.isEmpty, step.left.columns.isEmpty, step.right.columns.isEmpty else { continue }
            steps[index].isRowByRow = step.operands.indices.allSatisfy { number in
                step.size.height <= step.operands[number].size.height
                    && (0..<step.size.height).allSatisfy { step.operation.window(input: number, row: $0) == $0..<$0 + 1 }
            }
        }
    }

    /// Bands so that what is computed twice stays under a tenth, at most three a worker; with a large halo one a worker while that is under a half.
    private static func bandCount(height: Int, halo: Int, workers: Int) -> Int {
        guard workers > 1 else { return 1 }
        let many = min(height / max(32, 10 * halo), 3 * workers), few = min(height / max(32, 2 * halo), workers)
        return max(1, many, few)
    }
}
