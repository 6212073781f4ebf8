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

    @inlinable public init(rows: UnsafePointer<UnsafeRawPointer>, output: UnsafeMutableRawPointer, x: Int, count: Int) {
        self.rows = rows
        self.output = output
        self.x = x
        self.count = count
    }
}
