// The step that puts a filter's result where its placement covers and the filter's input elsewhere.
import Filters
import Glibc
import KernelInterface

/// Input 0 outside, input 1 inside the mask. Rows of input 1 are asked for only where the mask covers any of the row.
struct PlacedRows: RowOperation {
    let mask: PlacementMask
    let bytesPerSample: Int

    func window(input: Int, row: Int) -> Range<Int> {
        if input == 0 { return row..<row + 1 }
        let rows = mask.bounds.rows
        if rows.contains(row) { return row..<row + 1 }
        // Empty, and not falling as rows rise.
        let edge = min(max(row, rows.lowerBound), rows.upperBound)
        return edge..<edge
    }

    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { input == 0 ? columns : columns.clamped(to: mask.bounds.columns) }

    func run(_ call: RowCall, row: Int) {
        let bytes = bytesPerSample
        func copy(from input: Int, _ columns: Range<Int>) {
            let range = columns.clamped(to: call.x..<call.x + call.count)
            guard !range.isEmpty else { return }
            memcpy(call.output + range.lowerBound * bytes, call.rows[input] + range.lowerBound * bytes, range.count * bytes)
        }
        let end = call.x + call.count
        let span = mask.span(row: row).clamped(to: call.x..<end)
        guard mask.bounds.rows.contains(row) else { return copy(from: 0, call.x..<end) }
        if span.isEmpty { return copy(from: mask.isInverted ? 1 : 0, call.x..<end) }
        copy(from: mask.isInverted ? 1 : 0, call.x..<span.lowerBound)
        copy(from: mask.isInverted ? 0 : 1, span)
        copy(from: mask.isInverted ? 1 : 0, span.upperBound..<end)
    }
}
