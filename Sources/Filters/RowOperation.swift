// Rows in motion: what one step of a filter reads and writes, row by row. A group of filters is a graph of such steps.
import KernelInterface
import VideoFrame

/// One step of a row graph: computes output rows in rising order from windows of input rows. Immutable; called from several threads at once.
public protocol RowOperation: Sendable {
    /// Rows of input `input` that output row `row` reads, in unmirrored coordinates (may lie outside the plane: the engine mirrors them,
    /// edge sample not repeated; may be empty). Must not fall as `row` rises.
    func window(input: Int, row: Int) -> Range<Int>
    /// Columns of input `input` that output columns `columns` read, unmirrored; may be empty.
    func columns(input: Int, for columns: Range<Int>) -> Range<Int>
    /// Bytes per output sample: 1, 2 or 4.
    var bytesPerSample: Int { get }
    /// Computes one span of output row `row`. `call.rows` holds the windows of input 0, then of input 1, …
    func run(_ call: RowCall, row: Int)
}

extension RowOperation {
    public func window(input: Int, row: Int) -> Range<Int> { row..<row + 1 }
    public func columns(input: Int, for columns: Range<Int>) -> Range<Int> { columns }
}

/// A table from code value to code value, the composed form of pointwise filters: `values[sample]`, one entry per code of the depth.
public struct SampleTable: Hashable, Sendable {
    public let values: [UInt16]

    /// `values` has 2^depth entries, none above the depth's maximum.
    public init(_ values: [UInt16]) { self.values = values }

    /// `value` of every code, rounded to nearest (half up) and clamped to `0...maximum`.
    public init(depth: Int, _ value: (Int) -> Double) {
        let maximum = (1 << depth) - 1
        values = (0...maximum).map { UInt16(min(max((value($0) + 0.5).rounded(.down), 0), Double(maximum))) }
    }

    /// First this table, then `next`.
    public func then(_ next: SampleTable) -> SampleTable { SampleTable(values.map { next.values[Int($0)] }) }
}
