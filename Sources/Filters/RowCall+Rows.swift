// Calls of row kernels on whole rows that lie anywhere, for programs and the engine.
import KernelInterface

extension RowCall {
    /// Calls `body` with a call on `count` samples of one row.
    static func with(_ row: UnsafeRawPointer, output: UnsafeMutableRawPointer, count: Int, _ body: (RowCall) -> Void) {
        withUnsafePointer(to: row) { body(RowCall(rows: $0, output: output, x: 0, count: count)) }
    }

    /// The same with two rows.
    public static func with(_ first: UnsafeRawPointer, _ second: UnsafeRawPointer, output: UnsafeMutableRawPointer, count: Int, _ body: (RowCall) -> Void) {
        with(first, second, second, output: output, count: count, body)
    }

    /// The same with three.
    static func with(
        _ first: UnsafeRawPointer, _ second: UnsafeRawPointer, _ third: UnsafeRawPointer, output: UnsafeMutableRawPointer, count: Int,
        _ body: (RowCall) -> Void
    ) {
        let rows = (first, second, third)
        withUnsafeBytes(of: rows) { bytes in
            body(RowCall(rows: bytes.assumingMemoryBound(to: UnsafeRawPointer.self).baseAddress.unsafelyUnwrapped, output: output, x: 0, count: count))
        }
    }
}
