// Bilateral means of rows; the loops stand in CSIMD.
import CSIMD
import KernelInterface

public enum Bilateral {
    /// Windows of at most 112 taps.
    public static func weights8(_ call: RowCall, _ w: BilateralWeights) {
        guard let scratch = call.state else { return }
        let rows = UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
        var quads = vp_bilateral_quads(
            radius_x: w.radiusX, radius_y: w.radiusY, count: w.quadCount, last: w.curve.cap, weight: w.quadCentre, places: w.quads, digits: w.digits)
        let output = call.output.assumingMemoryBound(to: UInt8.self) + call.x
        guard vp_bilateral_by_quads(rows, call.x, output, call.count, &quads) == 0 else { return }
        var pairs = vp_bilateral(
            radius_x: w.radiusX, radius_y: w.radiusY, pairs: w.pairCount, lift: 0, scale: 0, places: w.places, roots: w.roots, distances: w.distances,
            weights: w.weights, table: w.weights, cap: w.curve.cap, shift: 0, factor: w.curve.factor, a0: w.curve.a0, a1: w.curve.a1, a2: w.curve.a2,
            a3: w.curve.a3, centre: w.centre, is_short: 1, columns: BilateralPairs.columns, pitch: BilateralPairs.pitch(radiusX: Int(w.radiusX)))
        vp_bilateral_weighted_8(rows, call.x, output, call.count, &pairs, scratch)
    }

    /// Larger ones.
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
            radius_x: w.radiusX, radius_y: w.radiusY, pairs: w.count, lift: 15 &- w.depth, scale: w.depth, places: w.places, roots: w.roots,
            distances: nil, weights: nil, table: w.table, cap: w.curve.cap,
            shift: w.curve.shift, factor: w.curve.factor, a0: w.curve.a0, a1: w.curve.a1, a2: w.curve.a2, a3: w.curve.a3, centre: w.centre,
            is_short: w.isShort ? 1 : 0, columns: BilateralPairs.columns, pitch: BilateralPairs.pitch(radiusX: Int(w.radiusX)))
        withUnsafePointer(to: &parameters) { body(UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self), $0, scratch) }
    }
}
