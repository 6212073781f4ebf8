// Samples that differ from a background, which learns.
import CSIMD
import KernelInterface

public enum Motion {
    public static func rows8(_ call: RowCall, _ background: UnsafeMutablePointer<UInt16>, _ parameters: MotionParameters) {
        let input = call.rows[0].assumingMemoryBound(to: UInt8.self)
        rows(call, background, parameters, load: { vp_load_u8(input + $0) }, sample: { UInt16(input[$0]) })
    }

    public static func rows16(_ call: RowCall, _ background: UnsafeMutablePointer<UInt16>, _ parameters: MotionParameters) {
        let input = call.rows[0].assumingMemoryBound(to: UInt16.self)
        rows(call, background, parameters, load: { vp_load_u16(input + $0) }, sample: { input[$0] })
    }

    /// The background is read and written, so no sample may be done twice: whole vectors, then what is left one by one.
    @inline(__always) private static func rows(
        _ call: RowCall, _ background: UnsafeMutablePointer<UInt16>, _ parameters: MotionParameters, load: (Int) -> vp_u16, sample: (Int) -> UInt16
    ) {
        let counts = call.output.assumingMemoryBound(to: UInt8.self), end = call.x &+ call.count
        if parameters.isFirst {
            for x in call.x..<end { background[x] = sample(x) &<< parameters.shift }
            return
        }
        let shift = vp_splat(parameters.shift), rate = vp_splat(parameters.rate), threshold = vp_splat(parameters.threshold), one = vp_splat(1)
        var x = call.x
        while x &+ Int(VP_LANES) <= end {
            let now = vp_shl(load(x), shift), past = vp_load_u16(background + x)
            let up = vp_subs(now, past), down = vp_subs(past, now)
            let differs = vp_and(vp_is_less(threshold, vp_or(up, down)), one)
            vp_store_u8(counts + x, vp_add(vp_load_u8(counts + x), differs))
            vp_store_u16(background + x, vp_sub(vp_add(past, vp_mulhi(up, rate)), vp_mulhi(down, rate)))
            x = x &+ Int(VP_LANES)
        }
        while x < end {
            let now = sample(x) &<< parameters.shift, past = background[x], distance = now > past ? now &- past : past &- now
            let step = UInt16(truncatingIfNeeded: (UInt32(distance) &* UInt32(parameters.rate)) &>> 16)
            counts[x] = counts[x] &+ (distance > parameters.threshold ? 1 : 0)
            background[x] = now > past ? past &+ step : past &- step
            x = x &+ 1
        }
    }
}
