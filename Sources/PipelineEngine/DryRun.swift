// What a program's run would read and keep, found by going through it without samples.
import Filters

/// Runs a program's steps without samples, in the executor's order, and notes what is read when.
struct DryRun {
    private let steps: [PlaneProgram.Step]
    private let outputs: [PlaneProgram.Output]
    let block: Int
    private var next: [Int]
    /// For each step the most rows that lie between the newest computed and the oldest still read.
    private(set) var depths: [Int]
    private(set) var windowCounts: [Int]

    init(steps: [PlaneProgram.Step], outputs: [PlaneProgram.Output]) {
        self.steps = steps
        self.outputs = outputs
        block = PlaneProgram.block(for: steps)
        next = steps.map { _ in 0 }
        depths = next
        windowCounts = next
    }

    /// What each cut between bands costs: samples that all steps compute for one row of each output alone, as a number of rows of the highest.
    func halo() -> Int {
        let band = outputs.map { $0.size.height / 2..<min($0.size.height / 2 + 1, $0.size.height) }, height = outputs.map(\.size.height).max() ?? 0
        var extra = 0.0, total = 0.0
        for (step, rows) in zip(steps, neededRows(band: band)) {
            extra += Double((rows?.count ?? 1) - 1) * Double(step.columns.count)
            total += Double(step.size.height) * Double(step.columns.count)
        }
        return total > 0 ? Int((extra / total * Double(height)).rounded(.up)) : 0
    }

    /// First row of each step that `band` needs; Int.max for none.
    private func firstRows(band: [Range<Int>]) -> [Int] { neededRows(band: band).map { $0?.lowerBound ?? Int.max } }

    private func neededRows(band: [Range<Int>]) -> [ClosedRange<Int>?] {
        var need: [ClosedRange<Int>?] = steps.map { _ in nil }
        for (output, rows) in zip(outputs, band) where !rows.isEmpty { need[output.step] = rows.lowerBound...(rows.upperBound - 1) }
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
        return need
    }

    /// Notes depths while computing `band`; returns the first rows.
    mutating func run(band: [Range<Int>]) -> [Int] {
        let first = firstRows(band: band)
        next = first
        let lead = band.map(\.count).max() ?? 0
        for done in stride(from: block, to: lead + block, by: block) {
            for (output, rows) in zip(outputs, band) {
                if let row = PlaneProgram.lastRow(of: rows, done: min(done, lead), lead: lead) { ensure(output.step, row) }
            }
        }
        return first
    }

    private mutating func ensure(_ index: Int, _ row: Int) {
        while next[index] <= row {
            let end = min(next[index] + block - 1, row)
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
