// Exact medians of square windows: networks up to 7 x 7, histograms beyond; the loops stand in CSIMD.
import CSIMD
import KernelInterface

public enum Median {
    /// The same radius in both directions, 1 to 3. From 2 on the rows are those of two windows, one more than one has, and the state holds
    /// a byte and from its 64th on a row.
    public static func network8(_ call: RowCall, _ window: MedianWindow, _ depth: Int) {
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        let output = call.output.assumingMemoryBound(to: UInt8.self) + call.x
        switch window.rx {
        case 1:
            let isFirst = window.width > 0 && call.x == 0, isLast = call.x &+ call.count == window.width
            vp_median_3_8(rows, call.x, output, call.count, isFirst ? 1 : 0, isLast ? 1 : 0)
        case 2: vp_median_5_8(rows, call.x, output, call.count, call.state, call.continues ? 1 : 0)
        default: vp_median_7_8(rows, call.x, output, call.count, call.state, call.continues ? 1 : 0)
        }
    }

    public static func network16(_ call: RowCall, _ window: MedianWindow, _ depth: Int) {
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        let output = call.output.assumingMemoryBound(to: UInt16.self) + call.x
        switch window.rx {
        case 1:
            let isFirst = window.width > 0 && call.x == 0, isLast = call.x &+ call.count == window.width
            vp_median_3_16(rows, call.x, output, call.count, isFirst ? 1 : 0, isLast ? 1 : 0)
        case 2: vp_median_5_16(rows, call.x, output, call.count, call.state, call.continues ? 1 : 0)
        default: vp_median_7_16(rows, call.x, output, call.count, call.state, call.continues ? 1 : 0)
        }
    }

    /// Before the rows of the window stands the one that left it; continuing, the call holds that and the last alone. Radii up to 15.
    public static func histogram8(_ call: RowCall, _ window: MedianWindow, _ depth: Int) {
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        vp_median_histogram(
            rows, window.rx, window.ry, call.x, call.output.assumingMemoryBound(to: UInt8.self) + call.x, call.count, call.state, call.continues ? 1 : 0)
    }

    /// Samples of `depth` bits; the state is zero before and after.
    public static func sliding16(_ call: RowCall, _ window: MedianWindow, _ depth: Int) {
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        vp_median_sliding(
            rows, window.rx, window.ry, call.x, call.output.assumingMemoryBound(to: UInt16.self) + call.x, call.count, call.state, depth)
    }
}
