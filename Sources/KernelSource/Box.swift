// Means of windows; the loops stand in CSIMD.
//
// Windows of all usual sizes take one step: running sums of rows in 16 bits, differences of prefix sums of them in 32. Larger ones take two: sums of
// columns in 16 bits, modulo 2^16, or in 32, then sums of them as whole numbers in Double.
import CSIMD
import KernelInterface

public enum Box {
    /// Sums of 2·radius + 1 columns.
    public static func columns8(_ call: RowCall, _ radius: Int) {
        guard let state = call.state else { return }
        vp_box_columns_8(
            call.rows[0].assumingMemoryBound(to: UInt8.self) + (call.x &- radius), 2 &* radius &+ 1,
            call.output.assumingMemoryBound(to: UInt16.self) + call.x, call.count, state.assumingMemoryBound(to: UInt16.self))
    }

    public static func columns16(_ call: RowCall, _ radius: Int) {
        guard let state = call.state else { return }
        vp_box_columns_16(
            call.rows[0].assumingMemoryBound(to: UInt16.self) + (call.x &- radius), 2 &* radius &+ 1,
            call.output.assumingMemoryBound(to: UInt16.self) + call.x, call.count, state.assumingMemoryBound(to: UInt16.self))
    }

    public static func wideColumns8(_ call: RowCall, _ radius: Int) {
        vp_box_columns_wide_8(
            call.rows[0].assumingMemoryBound(to: UInt8.self) + (call.x &- radius), 2 &* radius &+ 1,
            call.output.assumingMemoryBound(to: UInt32.self) + call.x, call.count)
    }

    public static func wideColumns16(_ call: RowCall, _ radius: Int) {
        vp_box_columns_wide_16(
            call.rows[0].assumingMemoryBound(to: UInt16.self) + (call.x &- radius), 2 &* radius &+ 1,
            call.output.assumingMemoryBound(to: UInt32.self) + call.x, call.count)
    }

    /// One row of means. Of `window.rows` rows the first leaves the window and the last enters it; continuing, only these two are there.
    public static func means8(_ call: RowCall, _ window: BoxWindow) {
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        vp_box_means_8(
            rows, call.x, call.continues ? 1 : 0, call.state, call.output.assumingMemoryBound(to: UInt8.self) + call.x, call.count,
            box(window, call.count))
    }

    public static func means16(_ call: RowCall, _ window: BoxWindow) {
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        vp_box_means_16(
            rows, call.x, call.continues ? 1 : 0, call.state, call.output.assumingMemoryBound(to: UInt16.self) + call.x, call.count,
            box(window, call.count))
    }

    @inline(__always) private static func box(_ window: BoxWindow, _ count: Int) -> vp_box {
        vp_box(
            rows: window.rows, radius: window.radius, width: window.width, part: window.part(count), bias: window.bias, inverse: window.inverse,
            multiplier: window.multiplier, half: UInt16(truncatingIfNeeded: Int32(window.bias)), shift: window.shift)
    }

    /// Means of the sums of columns, which stand in 16 bits. Of 2·radius + 2 rows the first leaves the window and the last enters it; continuing, only
    /// these two are there.
    public static func middleRows8(_ call: RowCall, _ mean: BoxMean) {
        guard let (sums, newest, oldest) = middle(call, mean) else { return }
        vp_box_rows_middle_8(newest, oldest, sums, call.output.assumingMemoryBound(to: UInt8.self) + call.x, call.count, mean.bias, mean.inverse)
    }

    public static func middleRows16(_ call: RowCall, _ mean: BoxMean) {
        guard let (sums, newest, oldest) = middle(call, mean) else { return }
        vp_box_rows_middle_16(newest, oldest, sums, call.output.assumingMemoryBound(to: UInt16.self) + call.x, call.count, mean.bias, mean.inverse)
    }

    public static func wideRows8(_ call: RowCall, _ mean: BoxMean) {
        guard let (sums, newest, oldest) = wide(call, mean) else { return }
        vp_box_rows_wide_8(newest, oldest, sums, call.output.assumingMemoryBound(to: UInt8.self) + call.x, call.count, mean.bias, mean.inverse)
    }

    public static func wideRows16(_ call: RowCall, _ mean: BoxMean) {
        guard let (sums, newest, oldest) = wide(call, mean) else { return }
        vp_box_rows_wide_16(newest, oldest, sums, call.output.assumingMemoryBound(to: UInt16.self) + call.x, call.count, mean.bias, mean.inverse)
    }

    /// The sums of the row before, and the rows that enter and leave.
    @inline(__always) private static func middle(
        _ call: RowCall, _ mean: BoxMean
    ) -> (UnsafeMutablePointer<Double>, UnsafePointer<UInt16>, UnsafePointer<UInt16>)? {
        guard let sums = call.state?.assumingMemoryBound(to: Double.self) else { return nil }
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        if !call.continues { vp_box_start_middle(rows, mean.rows, call.x, sums, call.count) }
        let newest = call.rows[call.continues ? 1 : mean.rows &- 1].assumingMemoryBound(to: UInt16.self) + call.x
        return (sums, newest, call.rows[0].assumingMemoryBound(to: UInt16.self) + call.x)
    }

    @inline(__always) private static func wide(
        _ call: RowCall, _ mean: BoxMean
    ) -> (UnsafeMutablePointer<Double>, UnsafePointer<UInt32>, UnsafePointer<UInt32>)? {
        guard let sums = call.state?.assumingMemoryBound(to: Double.self) else { return nil }
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        if !call.continues { vp_box_start_wide(rows, mean.rows, call.x, sums, call.count) }
        let newest = call.rows[call.continues ? 1 : mean.rows &- 1].assumingMemoryBound(to: UInt32.self) + call.x
        return (sums, newest, call.rows[0].assumingMemoryBound(to: UInt32.self) + call.x)
    }
}
