// The rows of a field that is shown later, made for the moment of the field that is kept.
import CSIMD
import KernelInterface

public enum Deinterlace {
    public static func rows8(_ call: RowCall, _ hasPast: Bool, _ depthShift: UInt16) {
        let output = call.output.assumingMemoryBound(to: UInt8.self), shift = vp_splat(depthShift)
        rows(
            call, hasPast, depthShift, load: { vp_shl(vp_load_u8(call.rows[$0].assumingMemoryBound(to: UInt8.self) + $1), shift) },
            store: { vp_store_u8(output + $0, $1) })
    }

    public static func rows16(_ call: RowCall, _ hasPast: Bool, _ depthShift: UInt16) {
        let output = call.output.assumingMemoryBound(to: UInt16.self), shift = vp_splat(depthShift)
        rows(
            call, hasPast, depthShift, load: { vp_shl(vp_load_u16(call.rows[$0].assumingMemoryBound(to: UInt16.self) + $1), shift) },
            store: { vp_store_u16(output + $0, $1) })
    }

    /// a + (a − b) · factor, at least 0 and at most 65535.
    @inline(__always) private static func pushed(_ a: vp_u16, from b: vp_u16, _ factor: UInt16) -> vp_u16 {
        let factor = vp_splat(factor)
        return vp_subs(vp_adds(a, vp_mulhi(vp_subs(a, b), factor)), vp_mulhi(vp_subs(b, a), factor))
    }

    /// `load` takes the row's number and a column. The last vector may begin before the end of the one before it.
    @inline(__always) private static func rows(
        _ call: RowCall, _ hasPast: Bool, _ depthShift: UInt16, load: (Int, Int) -> vp_u16, store: (Int, vp_u16) -> Void
    ) {
        let shift = vp_splat(depthShift), half = vp_splat(((1 as UInt16) &<< depthShift) &>> 1), end = call.x &+ call.count
        var x = call.x
        while x < end {
            let at = x &+ Int(VP_LANES) <= end || call.count < Int(VP_LANES) ? x : end &- Int(VP_LANES)
            let c = load(0, at), e = load(1, at), middle = vp_mean(c, e), beyond = vp_mean(load(2, at), load(3, at))
            var value = pushed(middle, from: beyond, DeinterlaceWeights.still)
            if hasPast {
                let before = load(4, at), after = load(9, at), p = vp_mean(before, after), change = vp_difference(before, after)
                let above = vp_mean(load(5, at), load(10, at)), below = vp_mean(load(6, at), load(11, at))
                let far = vp_mean(vp_mean(load(7, at), load(12, at)), vp_mean(load(8, at), load(13, at)))
                // What the other field has that changes from row to row.
                let more = vp_add(vp_mulhi(p, vp_splat(DeinterlaceWeights.own)), vp_mulhi(far, vp_splat(DeinterlaceWeights.far)))
                let less = vp_mulhi(vp_mean(above, below), vp_splat(DeinterlaceWeights.near))
                let detailed = vp_subs(
                    vp_adds(pushed(middle, from: beyond, DeinterlaceWeights.detail), vp_subs(more, less)), vp_subs(less, more))
                value = vp_select(vp_is_less(change, vp_difference(c, e)), detailed, value)
                let past = vp_mean(vp_difference(load(14, at), c), vp_difference(load(15, at), e))
                let future = vp_mean(vp_difference(load(16, at), c), vp_difference(load(17, at), e))
                var bound = vp_larger(vp_larger(past, future), vp_mean(change, vp_splat(0)))
                let peak = vp_smaller(vp_smaller(vp_subs(p, c), vp_subs(p, e)), vp_larger(vp_subs(above, c), vp_subs(below, e)))
                let dip = vp_smaller(vp_smaller(vp_subs(c, p), vp_subs(e, p)), vp_larger(vp_subs(c, above), vp_subs(e, below)))
                bound = vp_and(vp_larger(bound, vp_larger(peak, dip)), vp_is_less(vp_splat(0), bound))
                value = vp_smaller(vp_larger(value, vp_subs(p, bound)), vp_adds(p, bound))
            }
            store(at, vp_shr(vp_adds(value, half), shift))
            x = x &+ Int(VP_LANES)
        }
    }
}
