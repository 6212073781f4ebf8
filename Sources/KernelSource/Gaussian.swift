// The Gaussian in 16-bit words: taps, and the halving and doubling of lines; the loops stand in CSIMD. Rows first, into scratch, then columns.
import CSIMD
import KernelInterface

public enum Gaussian {
    /// 8-bit samples to 8-bit samples.
    public static func direct8(_ call: RowCall, _ down: MeanTaps, _ across: MeanTaps, _ map: LineMap) {
        guard let state = call.state else { return }
        let reach = map.reach(call.x, call.count, radius: across.radius), (even, odd) = halves(state, reach)
        vpg_rows8(rows(call), taps(down), reach.first, reach.last, even, odd)
        vpg_mirror(even, odd, reach.low, reach.high, map.width)
        vpg_across8(even, odd, taps(across), map.from, 8, call.x, call.x &+ call.count, call.output.assumingMemoryBound(to: UInt8.self))
    }

    /// 9- and 10-bit samples to the same, or words to words.
    public static func direct16(_ call: RowCall, _ down: MeanTaps, _ across: MeanTaps, _ map: LineMap) {
        guard let state = call.state else { return }
        let reach = map.reach(call.x, call.count, radius: across.radius), (even, odd) = halves(state, reach)
        let shift = Int32(truncatingIfNeeded: map.shift)
        vpg_rows16(rows(call), taps(down), shift, reach.first, reach.last, even, odd)
        vpg_mirror(even, odd, reach.low, reach.high, map.width)
        vpg_across16(even, odd, taps(across), map.from, shift, call.x, call.x &+ call.count, call.output.assumingMemoryBound(to: UInt16.self))
    }

    /// 8-bit samples to words.
    public static func halve8(_ call: RowCall, _ map: LineMap) {
        guard let state = call.state else { return }
        let reach = map.halving(call.x, call.count), (even, odd) = halves(state, reach)
        vpg_halve_rows8(rows(call), reach.first, reach.last, even, odd)
        vpg_mirror(even, odd, reach.low, reach.high, map.width)
        vpg_halve_across(even, odd, map.from, call.x, call.x &+ call.count, call.output.assumingMemoryBound(to: UInt16.self))
    }

    /// 9- and 10-bit samples, or words, to words.
    public static func halve16(_ call: RowCall, _ map: LineMap) {
        guard let state = call.state else { return }
        let reach = map.halving(call.x, call.count), (even, odd) = halves(state, reach)
        vpg_halve_rows16(rows(call), Int32(truncatingIfNeeded: map.shift), reach.first, reach.last, even, odd)
        vpg_mirror(even, odd, reach.low, reach.high, map.width)
        vpg_halve_across(even, odd, map.from, call.x, call.x &+ call.count, call.output.assumingMemoryBound(to: UInt16.self))
    }

    /// Words to 8-bit samples.
    public static func double8(_ call: RowCall, _ count: Int, _ map: LineMap) {
        guard let state = call.state else { return }
        let reach = map.doubling(call.x, call.count), words = words(state, reach)
        vpg_double_rows(rows(call), count, reach.first, reach.last, words)
        vpg_double_across8(words, map.from, 8, call.x, call.x &+ call.count, call.output.assumingMemoryBound(to: UInt8.self))
    }

    /// Words to 9- and 10-bit samples, or to words.
    public static func double16(_ call: RowCall, _ count: Int, _ map: LineMap) {
        guard let state = call.state else { return }
        let reach = map.doubling(call.x, call.count), words = words(state, reach)
        vpg_double_rows(rows(call), count, reach.first, reach.last, words)
        vpg_double_across16(
            words, map.from, Int32(truncatingIfNeeded: map.shift), call.x, call.x &+ call.count, call.output.assumingMemoryBound(to: UInt16.self))
    }

    @inline(__always) private static func rows(_ call: RowCall) -> UnsafePointer<UnsafeRawPointer?> {
        UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
    }

    @inline(__always) private static func taps(_ taps: MeanTaps) -> vpg_taps { vpg_taps(weights: taps.weights, radius: taps.radius) }

    /// Words of the even and of the odd columns in the scratch: word i is of column 2i, or 2i + 1.
    @inline(__always) private static func halves(
        _ state: UnsafeMutableRawPointer, _ reach: ColumnReach
    ) -> (even: UnsafeMutablePointer<UInt16>, odd: UnsafeMutablePointer<UInt16>) {
        let even = state.assumingMemoryBound(to: UInt16.self) - reach.base
        return (even, even + reach.halfCount)
    }

    /// Words in the scratch by column.
    @inline(__always) private static func words(_ state: UnsafeMutableRawPointer, _ reach: ColumnReach) -> UnsafeMutablePointer<UInt16> {
        state.assumingMemoryBound(to: UInt16.self) - 2 &* reach.base
    }
}
