// Minima and maxima of rows, of columns and of shapes; the loops stand in CSIMD, once for both sample types.
import CSIMD
import KernelInterface

public enum Extreme {
    /// Of the call's `parameters.count` rows.
    public static func rows8(_ call: RowCall, _ parameters: ExtremeParameters) {
        let output = call.output.assumingMemoryBound(to: UInt8.self) + call.x
        if parameters.isMaximum {
            vp_extreme_rows_8(rows(call), parameters.count, call.x, output, call.count, 1)
        } else {
            vp_extreme_rows_8(rows(call), parameters.count, call.x, output, call.count, 0)
        }
    }

    public static func rows16(_ call: RowCall, _ parameters: ExtremeParameters) {
        let output = call.output.assumingMemoryBound(to: UInt16.self) + call.x
        if parameters.isMaximum {
            vp_extreme_rows_16(rows(call), parameters.count, call.x, output, call.count, 1)
        } else {
            vp_extreme_rows_16(rows(call), parameters.count, call.x, output, call.count, 0)
        }
    }

    /// Of `parameters.count` rows that come one by one; continuing, the call holds the first and the last of them.
    public static func runningRows8(_ call: RowCall, _ parameters: ExtremeParameters) {
        let output = call.output.assumingMemoryBound(to: UInt8.self) + call.x, continues: Int32 = call.continues ? 1 : 0
        if parameters.isMaximum {
            vp_extreme_running_8(rows(call), parameters.count, call.x, output, call.count, 1, call.state, continues)
        } else {
            vp_extreme_running_8(rows(call), parameters.count, call.x, output, call.count, 0, call.state, continues)
        }
    }

    public static func runningRows16(_ call: RowCall, _ parameters: ExtremeParameters) {
        let output = call.output.assumingMemoryBound(to: UInt16.self) + call.x, continues: Int32 = call.continues ? 1 : 0
        if parameters.isMaximum {
            vp_extreme_running_16(rows(call), parameters.count, call.x, output, call.count, 1, call.state, continues)
        } else {
            vp_extreme_running_16(rows(call), parameters.count, call.x, output, call.count, 0, call.state, continues)
        }
    }

    /// Of `parameters.count` columns centred on the sample, an odd number; with `parameters.joinsSecond` of the second row's sample too.
    public static func columns8(_ call: RowCall, _ parameters: ExtremeParameters) {
        let output = call.output.assumingMemoryBound(to: UInt8.self) + call.x
        let input = call.rows[0].assumingMemoryBound(to: UInt8.self) + (call.x &- parameters.count / 2)
        let also = parameters.joinsSecond ? call.rows[1].assumingMemoryBound(to: UInt8.self) + call.x : nil
        let scratch = call.state?.assumingMemoryBound(to: UInt8.self)
        if parameters.isMaximum {
            vp_extreme_columns_8(input, parameters.count, also, output, call.count, 1, scratch)
        } else {
            vp_extreme_columns_8(input, parameters.count, also, output, call.count, 0, scratch)
        }
    }

    public static func columns16(_ call: RowCall, _ parameters: ExtremeParameters) {
        let output = call.output.assumingMemoryBound(to: UInt16.self) + call.x
        let input = call.rows[0].assumingMemoryBound(to: UInt16.self) + (call.x &- parameters.count / 2)
        let also = parameters.joinsSecond ? call.rows[1].assumingMemoryBound(to: UInt16.self) + call.x : nil
        let scratch = call.state?.assumingMemoryBound(to: UInt16.self)
        if parameters.isMaximum {
            vp_extreme_columns_16(input, parameters.count, also, output, call.count, 1, scratch)
        } else {
            vp_extreme_columns_16(input, parameters.count, also, output, call.count, 0, scratch)
        }
    }

    /// Of rows and columns at once, where both are few.
    public static func square8(_ call: RowCall, _ parameters: ExtremeSquare) {
        let output = call.output.assumingMemoryBound(to: UInt8.self) + call.x
        if parameters.isMaximum {
            vp_extreme_near_8(rows(call), parameters.rows, call.x, parameters.width, output, call.count, parameters.radius, 1)
        } else {
            vp_extreme_near_8(rows(call), parameters.rows, call.x, parameters.width, output, call.count, parameters.radius, 0)
        }
    }

    public static func square16(_ call: RowCall, _ parameters: ExtremeSquare) {
        let output = call.output.assumingMemoryBound(to: UInt16.self) + call.x
        if parameters.isMaximum {
            vp_extreme_near_16(rows(call), parameters.rows, call.x, parameters.width, output, call.count, parameters.radius, 1)
        } else {
            vp_extreme_near_16(rows(call), parameters.rows, call.x, parameters.width, output, call.count, parameters.radius, 0)
        }
    }

    /// Extremes of 1, 2, 4, … columns from each on, one level after another in the output row; the input begins at `parameters.first`.
    public static func table8(_ call: RowCall, _ parameters: ExtremeTable) {
        let input = call.rows[0].assumingMemoryBound(to: UInt8.self) + parameters.first
        vp_extreme_table_8(
            input, call.output.assumingMemoryBound(to: UInt8.self), parameters.count, parameters.levels, parameters.pitch, parameters.isMaximum ? 1 : 0)
    }

    public static func table16(_ call: RowCall, _ parameters: ExtremeTable) {
        let input = call.rows[0].assumingMemoryBound(to: UInt16.self) + parameters.first
        vp_extreme_table_16(
            input, call.output.assumingMemoryBound(to: UInt16.self), parameters.count, parameters.levels, parameters.pitch, parameters.isMaximum ? 1 : 0)
    }

    /// Of `parameters.count` table rows at two places each, `taps[2k]` and `taps[2k + 1]`.
    public static func shape8(_ call: RowCall, _ parameters: ExtremeParameters, _ taps: UnsafePointer<Int>) {
        let output = call.output.assumingMemoryBound(to: UInt8.self) + call.x
        if parameters.isMaximum {
            vp_extreme_shape_8(rows(call), parameters.count, taps, call.x, output, call.count, 1)
        } else {
            vp_extreme_shape_8(rows(call), parameters.count, taps, call.x, output, call.count, 0)
        }
    }

    public static func shape16(_ call: RowCall, _ parameters: ExtremeParameters, _ taps: UnsafePointer<Int>) {
        let output = call.output.assumingMemoryBound(to: UInt16.self) + call.x
        if parameters.isMaximum {
            vp_extreme_shape_16(rows(call), parameters.count, taps, call.x, output, call.count, 1)
        } else {
            vp_extreme_shape_16(rows(call), parameters.count, taps, call.x, output, call.count, 0)
        }
    }

    @inline(__always) private static func rows(_ call: RowCall) -> UnsafePointer<UnsafeRawPointer?> {
        UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
    }
}
