// The Gaussian above 10 bits; the loops stand in CSIMD.
import CSIMD
import KernelInterface

public enum GaussianWords {
    /// Samples of one row to words less 2^15.
    public static func across(_ call: RowCall, _ taps: WordTaps) {
        vpn_across(
            call.rows[0].assumingMemoryBound(to: UInt16.self), Self.taps(taps), call.x, call.x &+ call.count,
            call.output.assumingMemoryBound(to: UInt16.self))
    }

    /// 2 · radius + 1 rows of such words to samples.
    public static func down(_ call: RowCall, _ taps: WordTaps) {
        vpn_down(
            UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self), Self.taps(taps), call.x, call.x &+ call.count,
            call.output.assumingMemoryBound(to: UInt16.self))
    }

    @inline(__always) private static func taps(_ taps: WordTaps) -> vpn_taps {
        vpn_taps(high: taps.high, low: taps.low, radius: taps.radius, depth: Int32(truncatingIfNeeded: taps.depth))
    }
}
