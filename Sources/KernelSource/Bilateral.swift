// Bilateral means of rows; the loops stand in CSIMD.
import CSIMD
import KernelInterface

public enum Bilateral {
    public static func pairs8(_ call: RowCall, _ window: BilateralPairs) {
        with(call, window) { rows, parameters, scratch in vp_bilateral_8(rows, call.x, call.output + call.x, call.count, parameters, scratch) }
    }

    /// Samples of 9 or 10 bits.
    public static func pairs16(_ call: RowCall, _ window: BilateralPairs) {
        with(call, window) { rows, parameters, scratch in vp_bilateral_16(rows, call.x, call.output + 2 &* call.x, call.count, parameters, scratch) }
    }

    /// Samples of 11 to 16 bits.
    public static func taps16(_ call: RowCall, _ window: BilateralTaps) {
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        vp_bilateral_wide(
            rows, window.middle, window.taps, window.count, window.table, call.x, call.output.assumingMemoryBound(to: UInt16.self) + call.x, call.count)
    }

    @inline(__always) private static func with(
        _ call: RowCall, _ w: BilateralPairs, _ body: (UnsafePointer<UnsafeRawPointer?>, UnsafePointer<vp_bilateral>, UnsafeMutableRawPointer) -> Void
    ) {
        guard let scratch = call.state else { return }
        var parameters = vp_bilateral(
            radius_x: w.radiusX, radius_y: w.radiusY, depth: w.depth, pairs: w.count, places: w.places, roots: w.roots, table: w.table, cap: w.curve.cap,
            shift: w.curve.shift, factor: w.curve.factor, a0: w.curve.a0, a1: w.curve.a1, a2: w.curve.a2, a3: w.curve.a3, centre: w.centre,
            is_short: w.isShort ? 1 : 0, columns: BilateralPairs.columns, pitch: BilateralPairs.pitch(radiusX: Int(w.radiusX)))
        withUnsafePointer(to: &parameters) { body(UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self), $0, scratch) }
    }
}
