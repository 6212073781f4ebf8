// How every row kernel is called: plain pointers to rows, a span of columns, nothing that allocates or throws.

/// One call of a row kernel: output columns `x ..< x + count` of one row.
///
/// Row pointers point at column 0 of their row. A kernel may read the columns it declared beyond the span (they hold mirrored samples
/// where they lie outside the plane) and must write exactly the span.
public struct RowCall {
    /// Input rows in rising order.
    public let rows: UnsafePointer<UnsafeRawPointer>
    public let output: UnsafeMutableRawPointer
    public let x: Int
    public let count: Int
    /// As many bytes as the operation asked for, 64-byte aligned, kept from row to row for this span alone; zeros before the first row of all.
    public let state: UnsafeMutableRawPointer?
    /// Whether the last call with this state computed the row before this one; else the state is left from elsewhere.
    public let continues: Bool

    @inlinable public init(
        rows: UnsafePointer<UnsafeRawPointer>, output: UnsafeMutableRawPointer, x: Int, count: Int, state: UnsafeMutableRawPointer? = nil,
        continues: Bool = false
    ) {
        self.rows = rows
        self.output = output
        self.x = x
        self.count = count
        self.state = state
        self.continues = continues
    }
}
