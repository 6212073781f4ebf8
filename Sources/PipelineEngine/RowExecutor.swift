// Rows in motion: one thread's run of a program over one band. Rows flow from the decoder's planes through small rings to the encoder's planes.
import CPlatform
import Filters
import Glibc
import KernelInterface
import VideoFrame

/// Scratch memory and state for running one program; used by one thread at a time and reused for every band and frame.
final class RowExecutor {
    let program: PlaneProgram
    let arena: UnsafeMutableRawPointer
    /// Next row that each step will compute, and the first of this band.
    private let next: UnsafeMutablePointer<Int>
    private(set) var first: UnsafePointer<Int>
    /// Row pointers of the call being made: gathered after the inputs are computed, so one set serves all steps.
    let pointers: UnsafeMutablePointer<UnsafeRawPointer>
    private let copies: UnsafeMutablePointer<UnsafeRawPointer>
    /// Ticks spent in each filter's kernels on the rows that were timed; index as in the group.
    var ticks: [UInt64]
    private(set) var outputs = PlaneViews()
    private(set) var sources: PlaneViews

    /// Of this many rows one is timed: reading the counter twice a row would cost some percent of a light chain. A prime: some kernels do the work of two rows
    /// or of a window at once, and every place in such a turn must have its share of the rows that are timed.
    static let timedEvery = 17

    init(program: PlaneProgram, filterCount: Int) {
        self.program = program
        arena = .allocate(byteCount: max(64, program.arenaSize), alignment: FramePool.alignment)
        // Pads that no step fills are read by nobody, but must not be fresh memory for the sanitizer's sake.
        memset(arena, 0, max(64, program.arenaSize))
        next = .allocate(capacity: program.steps.count)
        next.initialize(repeating: 0, count: program.steps.count)
        first = UnsafePointer(next)
        pointers = .allocate(capacity: program.windowCount + 1)
        copies = .allocate(capacity: program.windowCount + 1)
        ticks = Array(repeating: 0, count: filterCount)
        sources = PlaneViews()
    }

    deinit {
        arena.deallocate()
        next.deallocate()
        pointers.deallocate()
        copies.deallocate()
    }

    /// Adds this thread's timed ticks to `sum`; call while no band runs.
    func addTicks(to sum: inout [UInt64]) {
        for index in sum.indices { sum[index] &+= ticks[index] }
    }

    /// Computes band `index` of the program's planes into those of `outputs`.
    func run(band index: Int, sources: PlaneViews, outputs: PlaneViews) {
        self.sources = sources
        self.outputs = outputs
        program.firstRows[index].withUnsafeBufferPointer { first in
            guard let base = first.baseAddress else { return }
            self.first = base
            for step in 0..<program.steps.count { next[step] = first[step] }
            program.bands[index].withUnsafeBufferPointer { band in
                program.steps.withUnsafeBufferPointer { steps in pull(steps, band) }
            }
        }
    }

    private func pull(_ steps: UnsafeBufferPointer<PlaneProgram.Step>, _ band: UnsafeBufferPointer<Range<Int>>) {
        var lead = 0, done = 0
        for output in 0..<band.count { lead = max(lead, band[output].count) }
        while done < lead {
            done = min(done + program.rowsAtOnce, lead)
            for output in 0..<band.count {
                guard let row = PlaneProgram.lastRow(of: band[output], done: done, lead: lead) else { continue }
                ensure(steps, program.outputs[output].step, through: row)
            }
        }
    }

    /// Computes rows of step `index` up to and including `row`, a block at a time, its inputs first.
    func ensure(_ steps: UnsafeBufferPointer<PlaneProgram.Step>, _ index: Int, through row: Int) {
        while next[index] <= row {
            let rows = next[index]...min(next[index] + program.rowsAtOnce - 1, row)
            // Opens the existential once a block: no reference counting a row.
            let operation: any RowOperation = steps[index].operation
            if steps[index].isRowByRow { computeRowByRow(operation, steps, index, rows) } else { compute(operation, steps, index, rows) }
            next[index] = rows.upperBound + 1
        }
    }

    private func compute<Operation: RowOperation>(
        _ operation: Operation, _ steps: UnsafeBufferPointer<PlaneProgram.Step>, _ index: Int, _ rows: ClosedRange<Int>
    ) {
        let operands = steps[index].operands
        operands.withUnsafeBufferPointer { operands in
            for number in 0..<operands.count {
                guard case .step(let input) = operands[number].input else { continue }
                var high = -1
                for row in rows {
                    if let span = mirrored(operation.window(input: number, row: row), height: operands[number].size.height) {
                        high = max(high, span.upperBound)
                    }
                }
                if high >= 0 { ensure(steps, input, through: high) }
            }
            var base = arena + steps[index].offset, stride = steps[index].stride, isLast = false
            if let output = steps[index].output {
                let view = outputs[program.outputs[output].plane]
                (base, stride, isLast) = (view.base, view.stride, true)
            }
            let capacity = isLast ? Int.max : steps[index].capacity
            let filter = steps[index].filter
            let interior = steps[index].interior, left = steps[index].left, right = steps[index].right
            let pads = isLast ? nil : steps[index].pads, readsAhead = steps[index].readsAhead
            var slot = isLast ? rows.lowerBound : rows.lowerBound % capacity
            for row in rows {
                let target = base + slot * stride
                let continues = row > first[index], endsOnly = continues && operation.readsEndsOnly
                gather(operation, steps, operands, row, isAhead: continues && readsAhead, endsOnly)
                let isTimed = row % Self.timedEvery == 0
                let began = isTimed ? cplatform_ticks() : 0
                if !interior.columns.isEmpty { operation.run(call(interior, pointers, target, continues), row: row) }
                if !left.columns.isEmpty {
                    copy(operation, operands, row, left.columns, endsOnly)
                    operation.run(call(left, copies, target, continues), row: row)
                }
                if !right.columns.isEmpty {
                    copy(operation, operands, row, right.columns, endsOnly)
                    operation.run(call(right, copies, target, continues), row: row)
                }
                if isTimed && filter >= 0 { ticks[filter] &+= cplatform_ticks() &- began }
                if let pads { fillPads(target, pads) }
                slot += 1
                if slot == capacity { slot = 0 }
            }
        }
    }

    func call(
        _ span: PlaneProgram.Span, _ rows: UnsafeMutablePointer<UnsafeRawPointer>, _ output: UnsafeMutableRawPointer, _ continues: Bool
    ) -> RowCall {
        RowCall(rows: rows, output: output, x: span.columns.lowerBound, count: span.columns.count, state: arena + span.state, continues: continues)
    }

    /// Pointers to column 0 of every row that output row `row` reads, or with `endsOnly` of the first and the last of each window.
    private func gather<Operation: RowOperation>(
        _ operation: Operation, _ steps: UnsafeBufferPointer<PlaneProgram.Step>, _ operands: UnsafeBufferPointer<PlaneProgram.Operand>, _ row: Int,
        isAhead: Bool, _ endsOnly: Bool
    ) {
        var position = 0
        for number in 0..<operands.count {
            let window = operation.window(input: number, row: row), step = endsOnly ? max(1, window.count - 1) : 1
            let height = operands[number].size.height, (base, pitch, capacity) = place(of: operands[number].input, steps)
            if isAhead, case .source(let plane) = operands[number].input {
                sources[plane].prefetch(after: operation.window(input: number, row: row - 1), and: window, bytes: operands[number].bytesPerSample)
            }
            if window.lowerBound >= 0 && window.upperBound <= height {
                // A ring holds the whole window, so that one turn takes any step back into it.
                var slot = window.lowerBound < capacity ? window.lowerBound : window.lowerBound % capacity
                for _ in stride(from: window.lowerBound, to: window.upperBound, by: step) {
                    pointers[position] = base + slot * pitch
                    position += 1
                    slot += step
                    if slot >= capacity { slot -= capacity }
                }
                continue
            }
            for wanted in stride(from: window.lowerBound, to: window.upperBound, by: step) {
                pointers[position] = base + (mirror(wanted, height) % capacity) * pitch
                position += 1
            }
        }
    }

    /// Where an input's row 0 stands, bytes from row to row, and after how many rows it begins again.
    func place(
        of input: PlaneProgram.Input, _ steps: UnsafeBufferPointer<PlaneProgram.Step>
    ) -> (base: UnsafeRawPointer, pitch: Int, capacity: Int) {
        switch input {
        case .step(let number): (UnsafeRawPointer(arena + steps[number].offset), steps[number].stride, steps[number].capacity)
        case .source(let plane): (UnsafeRawPointer(sources[plane].base), sources[plane].stride, Int.max)
        case .constant(let number): (UnsafeRawPointer(program.constants[number].base), 0, Int.max)
        }
    }

    /// Fills `copies` with the rows gathered, those of sources copied with mirrored samples as far as output columns `part` read them.
    private func copy<Operation: RowOperation>(
        _ operation: Operation, _ operands: UnsafeBufferPointer<PlaneProgram.Operand>, _ row: Int, _ part: Range<Int>, _ endsOnly: Bool
    ) {
        var position = 0
        for number in 0..<operands.count {
            let window = operation.window(input: number, row: row).count, count = endsOnly ? min(2, window) : window
            guard case .source = operands[number].input else {
                for _ in 0..<count {
                    copies[position] = pointers[position]
                    position += 1
                }
                continue
            }
            let width = operands[number].size.width, bytes = operands[number].bytesPerSample
            let wanted = operation.columns(input: number, for: part)
            for _ in 0..<count {
                let target = arena + program.copyOffset + position * program.copyStride
                copyMirrored(pointers[position], wanted, width: width, bytes: bytes, to: target)
                copies[position] = UnsafeRawPointer(target - wanted.lowerBound * bytes)
                position += 1
            }
        }
    }
}
