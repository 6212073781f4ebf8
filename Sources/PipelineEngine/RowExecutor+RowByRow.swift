// Steps that read row y of their inputs for row y: little to gather, and kernels often so light that gathering would show.
import CPlatform
import Filters
import KernelInterface
import VideoFrame

extension RowExecutor {
    /// Where an input's next row stands: bytes from one to the next, and after how many the ring begins again.
    private struct Lane {
        let base: UnsafeRawPointer
        let pitch, capacity: Int
        var slot: Int

        mutating func next() -> UnsafeRawPointer {
            defer { slot = slot + 1 == capacity ? 0 : slot + 1 }
            return base + slot * pitch
        }
    }

    /// Rows `rows` of step `index`, which has no ends of its own.
    func computeRowByRow<Operation: RowOperation>(
        _ operation: Operation, _ steps: UnsafeBufferPointer<PlaneProgram.Step>, _ index: Int, _ rows: ClosedRange<Int>
    ) {
        let count = steps[index].operands.count
        withUnsafeTemporaryAllocation(of: Lane.self, capacity: count) { lanes in
            for number in 0..<count {
                let input = steps[index].operands[number].input
                if case .step(let step) = input { ensure(steps, step, through: rows.upperBound) }
                let (base, pitch, capacity) = place(of: input, steps)
                lanes.initializeElement(at: number, to: Lane(base: base, pitch: pitch, capacity: capacity, slot: rows.lowerBound % capacity))
            }
            compute(operation, steps[index], index, rows, lanes)
        }
    }

    private func compute<Operation: RowOperation>(
        _ operation: Operation, _ step: PlaneProgram.Step, _ index: Int, _ rows: ClosedRange<Int>, _ lanes: UnsafeMutableBufferPointer<Lane>
    ) {
        var output = Lane(base: arena + step.offset, pitch: step.stride, capacity: step.capacity, slot: 0)
        if let number = step.output {
            let view = outputs[program.outputs[number].plane]
            output = Lane(base: view.base, pitch: view.stride, capacity: Int.max, slot: 0)
            if joinsRows(operation, step, lanes, to: view.stride) { return computeJoined(operation, step, rows, lanes, view) }
        }
        output.slot = rows.lowerBound % output.capacity
        let filter = step.filter, span = step.interior, pads = step.output == nil ? step.pads : nil
        for row in rows {
            if step.readsAhead, case .source(let plane) = step.operands[0].input {
                sources[plane].prefetch(after: row - 1..<row, and: row..<row + 1, bytes: step.operands[0].bytesPerSample)
            }
            for number in lanes.indices { pointers[number] = lanes[number].next() }
            let target = UnsafeMutableRawPointer(mutating: output.next())
            let isTimed = row % Self.timedEvery == 0 && filter >= 0, began = isTimed ? cplatform_ticks() : 0
            operation.run(call(span, pointers, target, row > first[index]), row: row)
            if isTimed { ticks[filter] &+= cplatform_ticks() &- began }
            if let pads { fillPads(target, pads) }
        }
    }

    /// Whether rows may be made as one, with what lies between them: they lie alike in the source and in the output, which is a pool's plane.
    private func joinsRows<Operation: RowOperation>(
        _ operation: Operation, _ step: PlaneProgram.Step, _ lanes: UnsafeMutableBufferPointer<Lane>, to stride: Int
    ) -> Bool {
        guard operation.isPlaceless, lanes.count == 1, case .source = step.operands[0].input else { return false }
        let bytes = step.operands[0].bytesPerSample
        return lanes[0].pitch == stride && stride >= step.interior.columns.upperBound * bytes && step.bytesPerSample == bytes
    }

    private func computeJoined<Operation: RowOperation>(
        _ operation: Operation, _ step: PlaneProgram.Step, _ rows: ClosedRange<Int>, _ lanes: UnsafeMutableBufferPointer<Lane>, _ view: PlaneView
    ) {
        let began = cplatform_ticks(), columns = step.interior.columns
        pointers[0] = lanes[0].next()
        operation.run(
            RowCall(
                rows: pointers, output: view.row(rows.lowerBound), x: columns.lowerBound,
                count: (rows.count - 1) * view.stride / step.bytesPerSample + columns.count, state: arena),
            row: rows.lowerBound)
        if step.filter >= 0 { ticks[step.filter] &+= (cplatform_ticks() &- began) / UInt64(Self.timedEvery) }
    }
}
