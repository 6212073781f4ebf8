// Sums of columns by prefix sums and of rows by running sums, whatever the radius; the loops stand in CSIMD.
//
// Column sums stand in 16 bits, modulo 2^16, and sums of them in 16 bits, in Float (column sums below 2^15) or in Double, whole numbers all of them; else
// in 32 bits and in Double.
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

    /// Means of the rows' sums. Of 2·radius + 2 rows the first leaves the window and the last enters it; continuing, only these two are there.
    public static func rows8(_ call: RowCall, _ mean: BoxMean) {
        guard let (sums, newest, oldest) = narrow(call, mean) else { return }
        let output = call.output.assumingMemoryBound(to: UInt8.self) + call.x
        vp_box_rows_8(newest, oldest, sums, output, call.count, Float(mean.bias), Float(mean.inverse))
    }

    public static func rows16(_ call: RowCall, _ mean: BoxMean) {
        guard let (sums, newest, oldest) = narrow(call, mean) else { return }
        let output = call.output.assumingMemoryBound(to: UInt16.self) + call.x
        vp_box_rows_16(newest, oldest, sums, output, call.count, Float(mean.bias), Float(mean.inverse))
    }

    /// Sums below 2^16.
    public static func smallRows8(_ call: RowCall, _ mean: BoxMean) {
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        vp_box_rows_small_8(
            rows, mean.rows, call.x, call.continues ? 1 : 0, call.state?.assumingMemoryBound(to: UInt16.self),
            call.output.assumingMemoryBound(to: UInt8.self) + call.x, call.count, UInt16(truncatingIfNeeded: Int(mean.bias)), mean.multiplier, mean.shift)
    }

    /// Column sums in 16 bits, sums of them in Double.
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
    @inline(__always) private static func narrow(
        _ call: RowCall, _ mean: BoxMean
    ) -> (UnsafeMutablePointer<Float>, UnsafePointer<UInt16>, UnsafePointer<UInt16>)? {
        guard let sums = call.state?.assumingMemoryBound(to: Float.self) else { return nil }
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        if !call.continues { vp_box_start(rows, mean.rows, call.x, sums, call.count) }
        let newest = call.rows[call.continues ? 1 : mean.rows &- 1].assumingMemoryBound(to: UInt16.self) + call.x
        return (sums, newest, call.rows[0].assumingMemoryBound(to: UInt16.self) + call.x)
    }

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
