// Rows turned round, and tiles of rows that become columns.
import CSIMD
import KernelInterface

public enum Turning {
    /// out(x) = in(width − 1 − x).
    public static func reverse8(_ call: RowCall, _ width: Int) {
        let source = call.rows[0].assumingMemoryBound(to: UInt8.self), output = call.output.assumingMemoryBound(to: UInt8.self)
        vp_reverse8(source + (width &- call.x &- call.count), output + call.x, call.count)
    }

    public static func reverse16(_ call: RowCall, _ width: Int) {
        let source = call.rows[0].assumingMemoryBound(to: UInt16.self), output = call.output.assumingMemoryBound(to: UInt16.self)
        vp_reverse16(source + (width &- call.x &- call.count), output + call.x, call.count)
    }

    public static func transpose8(_ call: TileCall) {
        vp_transpose8(
            call.source.assumingMemoryBound(to: UInt8.self), call.sourceStride, call.target.assumingMemoryBound(to: UInt8.self), call.targetStride, call.rows,
            call.columns)
    }

    public static func transpose16(_ call: TileCall) {
        vp_transpose16(
            call.source.assumingMemoryBound(to: UInt8.self), call.sourceStride, call.target.assumingMemoryBound(to: UInt8.self), call.targetStride, call.rows,
            call.columns)
    }
}
