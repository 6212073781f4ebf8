// Resizing by separable taps: rows first, into words of 14 bits and a sign, then columns. See Scale.swift for the arithmetic.
import CSIMD
import KernelInterface

public enum Resize {
    public static func rows8(_ call: RowCall, _ taps: ResizeRowTaps) {
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        vp_resize_rows8(rows, taps.count, taps.weights, call.output.assumingMemoryBound(to: Int16.self), call.x, call.x &+ call.count)
    }

    public static func rows16(_ call: RowCall, _ taps: ResizeRowTaps) {
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        vp_resize_rows16(
            rows, taps.count, taps.weights, Int32(truncatingIfNeeded: taps.shift), call.output.assumingMemoryBound(to: Int16.self), call.x,
            call.x &+ call.count)
    }

    public static func columns8(_ call: RowCall, _ taps: ResizeColumnTaps) {
        guard taps.isClose else {
            columns(call, taps, bytes: 1)
            return
        }
        var parameters = vpr_columns(
            first: taps.first, places: taps.places, weights: taps.weights, count: taps.count, pitch: taps.pitch, shift: Int32(truncatingIfNeeded: taps.shift),
            is_narrow: taps.isNarrow ? 1 : 0, repeats: taps.repeats ? 1 : 0)
        let input = call.rows[0].assumingMemoryBound(to: Int16.self), output = call.output.assumingMemoryBound(to: UInt8.self)
        vp_resize_close8(input, &parameters, output, call.x, call.x &+ call.count)
    }

    public static func columns16(_ call: RowCall, _ taps: ResizeColumnTaps) { columns(call, taps, bytes: 2) }

    @inline(__always) private static func columns(_ call: RowCall, _ taps: ResizeColumnTaps, bytes: Int32) {
        let input = call.rows[0].assumingMemoryBound(to: Int16.self), end = call.x &+ call.count
        let shift = Int32(truncatingIfNeeded: taps.shift), maximum = Int32(truncatingIfNeeded: taps.maximum)
        if taps.isClose {
            vpr_close(input, taps.first, taps.weights, taps.count, taps.pitch, shift, maximum, call.output, bytes, call.x, end)
        } else {
            vpr_far(input, taps.first, taps.weights, taps.count, shift, maximum, call.output, bytes, call.x, end)
        }
    }

    public static func halfColumns8(_ call: RowCall, _ width: Int, _ isSmooth: Bool) {
        vp_half_columns(
            call.rows[0].assumingMemoryBound(to: UInt8.self), call.output.assumingMemoryBound(to: UInt16.self), call.x, call.x &+ call.count, width,
            isSmooth ? 1 : 0)
    }

    public static func half8(_ call: RowCall, _ width: Int, _ isSmooth: Bool) {
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        vp_half(rows, call.output.assumingMemoryBound(to: UInt8.self), call.x, call.x &+ call.count, width, isSmooth ? 1 : 0)
    }

    public static func halfRows8(_ call: RowCall, _ isSmooth: Bool) {
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        vp_half_rows(rows, call.output.assumingMemoryBound(to: UInt8.self), call.x, call.x &+ call.count, isSmooth ? 1 : 0)
    }

    public static func wideRows8(_ call: RowCall, _ taps: WideResizeRowTaps) {
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        vp_wide_rows8(rows, taps.count, taps.upper, taps.lower, call.output.assumingMemoryBound(to: Int32.self), call.x, call.x &+ call.count)
    }

    public static func wideRows16(_ call: RowCall, _ taps: WideResizeRowTaps) {
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        vp_wide_rows16(rows, taps.count, taps.upper, taps.lower, call.output.assumingMemoryBound(to: Int32.self), call.x, call.x &+ call.count)
    }

    public static func wideColumns8(_ call: RowCall, _ taps: WideResizeTaps) { wideColumns(call, taps, bytes: 1) }
    public static func wideColumns16(_ call: RowCall, _ taps: WideResizeTaps) { wideColumns(call, taps, bytes: 2) }

    @inline(__always) private static func wideColumns(_ call: RowCall, _ taps: WideResizeTaps, bytes: Int32) {
        vp_wide_columns(
            call.rows[0].assumingMemoryBound(to: Int32.self), taps.first, taps.weights, taps.count, Int32(truncatingIfNeeded: taps.maximum), call.output, bytes,
            call.x, call.x &+ call.count)
    }
}
