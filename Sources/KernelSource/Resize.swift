// Resizing by separable taps: rows first, into words of 14 bits and a sign, then columns. See Scale.swift for the arithmetic.
import CSIMD
import KernelInterface

public enum Resize {
    public static func rows8(_ call: RowCall, _ taps: ResizeRowTaps) {
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        vp_resize_rows8(
            rows, taps.count, taps.weights, Int32(truncatingIfNeeded: taps.shift), call.output.assumingMemoryBound(to: Int16.self), call.x,
            call.x &+ call.count)
    }

    public static func rows16(_ call: RowCall, _ taps: ResizeRowTaps) {
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        vp_resize_rows16(
            rows, taps.count, taps.weights, Int32(truncatingIfNeeded: taps.shift), call.output.assumingMemoryBound(to: Int16.self), call.x,
            call.x &+ call.count)
    }

    public static func columns8(_ call: RowCall, _ taps: ResizeColumnTaps) { columns(call, taps, bytes: 1) }
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

    public static func wideRows8(_ call: RowCall, _ taps: WideResizeTaps) { wideRows(call, taps, as: UInt8.self) }
    public static func wideRows16(_ call: RowCall, _ taps: WideResizeTaps) { wideRows(call, taps, as: UInt16.self) }

    /// out(x) = (Σₖ rows[k](x) · weights[k] + 2^9) >> 10, for weights in 2^-24: 14 bits of fraction.
    @inline(__always) private static func wideRows<Sample: FixedWidthInteger & UnsignedInteger>(_ call: RowCall, _ taps: WideResizeTaps, as type: Sample.Type) {
        let output = call.output.assumingMemoryBound(to: Int32.self)
        // As much as a temporary allocation may take without asking the runtime.
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: 128) { buffer in
            guard let sums = buffer.baseAddress else { return }
            var start = call.x
            let end = call.x &+ call.count
            while start < end {
                let width = min(128, end &- start)
                for i in 0..<width { sums[i] = 512 }
                for k in 0..<taps.count {
                    let row = call.rows[k].assumingMemoryBound(to: Sample.self) + start, weight = Int64(taps.weights[k])
                    for i in 0..<width { sums[i] = sums[i] &+ Int64(truncatingIfNeeded: row[i]) &* weight }
                }
                for i in 0..<width { output[start &+ i] = Int32(truncatingIfNeeded: sums[i] &>> 10) }
                start &+= width
            }
        }
    }

    public static func wideColumns8(_ call: RowCall, _ taps: WideResizeTaps) { wideColumns(call, taps, as: UInt8.self) }
    public static func wideColumns16(_ call: RowCall, _ taps: WideResizeTaps) { wideColumns(call, taps, as: UInt16.self) }

    /// out(x) = (Σₖ in(first(x) + k) · weights[x · count + k] + 2^37) >> 38, between 0 and the maximum.
    @inline(__always) private static func wideColumns<Sample: FixedWidthInteger & UnsignedInteger>(
        _ call: RowCall, _ taps: WideResizeTaps, as type: Sample.Type
    ) {
        let input = call.rows[0].assumingMemoryBound(to: Int32.self), output = call.output.assumingMemoryBound(to: Sample.self)
        let maximum = Int64(truncatingIfNeeded: taps.maximum)
        for x in call.x..<call.x &+ call.count {
            let from = input + Int(taps.first[x]), weights = taps.weights + x &* taps.count
            var sum: Int64 = 1 &<< 37
            for k in 0..<taps.count { sum = sum &+ Int64(from[k]) &* Int64(weights[k]) }
            let value = sum &>> 38
            output[x] = Sample(truncatingIfNeeded: value < 0 ? 0 : value > maximum ? maximum : value)
        }
    }
}
