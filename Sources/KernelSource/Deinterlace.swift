// The rows of a field that is shown later, made for the moment of the field that is kept.
import CSIMD
import KernelInterface

public enum Deinterlace {
    public static func rows8(_ call: RowCall, _ hasPast: Bool) {
        let output = call.output.assumingMemoryBound(to: UInt8.self)
        rows(call, hasPast, load: { vp_load_u8(call.rows[$0].assumingMemoryBound(to: UInt8.self) + $1) }, store: { vp_store_u8(output + $0, $1) })
    }

    public static func rows16(_ call: RowCall, _ hasPast: Bool) {
        let output = call.output.assumingMemoryBound(to: UInt16.self)
        rows(call, hasPast, load: { vp_load_u16(call.rows[$0].assumingMemoryBound(to: UInt16.self) + $1) }, store: { vp_store_u16(output + $0, $1) })
    }

    /// `load` takes the row's number and a column.
    @inline(__always) private static func rows(_ call: RowCall, _ hasPast: Bool, load: (Int, Int) -> vp_u16, store: (Int, vp_u16) -> Void) {
        var x = call.x
        while x < call.x &+ call.count {
            let c0 = load(0, x), e0 = load(1, x)
            let cm1 = load(0, x &- 1), cp1 = load(0, x &+ 1), em1 = load(1, x &- 1), ep1 = load(1, x &+ 1)
            let cm2 = load(0, x &- 2), cp2 = load(0, x &+ 2), em2 = load(1, x &- 2), ep2 = load(1, x &+ 2)
            let cm3 = load(0, x &- 3), cp3 = load(0, x &+ 3), em3 = load(1, x &- 3), ep3 = load(1, x &+ 3)
            @inline(__always) func score(_ a: vp_u16, _ b: vp_u16, _ c: vp_u16, _ d: vp_u16, _ e: vp_u16, _ f: vp_u16) -> vp_u16 {
                vp_adds(vp_adds(vp_difference(a, b), vp_difference(c, d)), vp_difference(e, f))
            }
            var best = score(cm1, em1, c0, e0, cp1, ep1)
            var value = vp_mean(c0, e0)
            // To the left above and the right below, then the other way; two columns only where one was better.
            let left = score(cm2, e0, cm1, ep1, c0, ep2), isLeft = vp_is_less(left, best)
            best = vp_select(isLeft, left, best)
            value = vp_select(isLeft, vp_mean(cm1, ep1), value)
            let farLeft = score(cm3, ep1, cm2, ep2, cm1, ep3), isFarLeft = vp_and(isLeft, vp_is_less(farLeft, best))
            best = vp_select(isFarLeft, farLeft, best)
            value = vp_select(isFarLeft, vp_mean(cm2, ep2), value)
            let right = score(c0, em2, cp1, em1, cp2, e0), isRight = vp_is_less(right, best)
            best = vp_select(isRight, right, best)
            value = vp_select(isRight, vp_mean(cp1, em1), value)
            let farRight = score(cp1, em3, cp2, em2, cp3, em1), isFarRight = vp_and(isRight, vp_is_less(farRight, best))
            value = vp_select(isFarRight, vp_mean(cp2, em2), value)
            if hasPast {
                let before = load(2, x), after = load(3, x), middle = vp_mean(before, after)
                let past = vp_mean(vp_difference(load(4, x), c0), vp_difference(load(5, x), e0))
                let future = vp_mean(vp_difference(load(6, x), c0), vp_difference(load(7, x), e0))
                let motion = vp_larger(vp_larger(past, future), vp_mean(vp_difference(before, after), vp_splat(0)))
                value = vp_smaller(vp_larger(value, vp_subs(middle, motion)), vp_adds(middle, motion))
            }
            store(x, value)
            x = x &+ Int(VP_LANES)
        }
    }
}
