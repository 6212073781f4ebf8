// The step that puts a filter's result where its placement covers and the filter's input elsewhere.
import Filters
import KernelInterface

/// Input 0 outside, input 1 inside the mask, between them what the weights say. Rows of input 1 are asked for only where the mask covers any of the row.
struct PlacedRows: RowOperation {
    let mask: PlacementMask
    let bytesPerSample: Int
    let kernel: MixKernel

    func window(input: Int, row: Int) -> Range<Int> {
        if input == 0 { return row..<row + 1 }
        let rows = mask.bounds.rows
        if rows.contains(row) { return row..<row + 1 }
        // Empty, and not falling as rows rise.
        let edge = min(max(row, rows.lowerBound), rows.upperBound)
        return edge..<edge
    }

    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { input == 0 ? columns : columns.clamped(to: mask.bounds.columns) }

    func run(_ call: RowCall, row: Int) { mask.place(call, row: row, bytesPerSample: bytesPerSample, kernel: kernel) }
}
