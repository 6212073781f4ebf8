// Rows in motion: what one step of a filter reads and writes, row by row. A group of filters is a graph of such steps.
import KernelInterface
import VideoFrame

/// One step of a row graph: computes output rows in rising order from windows of input rows. Immutable; called from several threads at once.
///
/// What must live from row to row (running sums, histograms, scratch rows) stands in memory of the call's: an operation says how much it needs
/// with `stateSize`, and `RowCall.continues` says whether the state is that of the row before. Bands begin anywhere, so a row must come to the
/// same samples whether it continues or not.
public protocol RowOperation: Sendable {
    /// Rows of input `input` that output row `row` reads, in unmirrored coordinates (may lie outside the plane: the engine mirrors them,
    /// edge sample not repeated; may be empty). Must not fall as `row` rises.
    func window(input: Int, row: Int) -> Range<Int>
    /// Columns of input `input` that output columns `columns` read, unmirrored; may be empty.
    func columns(input: Int, for columns: Range<Int>) -> Range<Int>
    /// Bytes per output sample: 1, 2 or 4.
    var bytesPerSample: Int { get }
    /// Bytes of state and scratch for output columns `columns`; 0 for none.
    func stateSize(for columns: Range<Int>) -> Int
    /// Whether a call that continues reads the first and the last row of each window alone: `call.rows` then holds only these (one, where a
    /// window is one row), and its cost does not grow with the window.
    var readsEndsOnly: Bool { get }
    /// Whether it makes each sample of the one at its place, wherever that is: rows that lie apart by the same number of bytes on both sides may be given to it
    /// as one, with what lies between them.
    var isPlaceless: Bool { get }
    /// Whether its kernel asks the caches for what later rows read while it computes (`vp_ask`), which is better than all of a row before. By default not: the
    /// engine asks, where a window is more than a row.
    var asksAhead: Bool { get }
    /// What a compute device runs, one after another, to come to the same samples; empty where it has no shader for the operation. By default empty.
    var computePasses: [ComputePass] { get }
    /// Computes one span of output row `row`. `call.rows` holds the windows of input 0, then of input 1, …
    func run(_ call: RowCall, row: Int)
}

extension RowOperation {
    public func window(input: Int, row: Int) -> Range<Int> { row..<row + 1 }
    public func columns(input: Int, for columns: Range<Int>) -> Range<Int> { columns }
    public func stateSize(for columns: Range<Int>) -> Int { 0 }
    public var readsEndsOnly: Bool { false }
    public var isPlaceless: Bool { false }
    public var asksAhead: Bool { false }
    public var computePasses: [ComputePass] { [] }
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
