// The decayed past under or over a row.
import CSIMD
import KernelInterface

public enum Trails {
    public static func rows8(_ call: RowCall, _ state: UnsafeMutablePointer<UInt16>, _ parameters: TrailParameters) {
        let input = call.rows[0].assumingMemoryBound(to: UInt8.self), output = call.output.assumingMemoryBound(to: UInt8.self)
        rows(
            call, state, parameters, load: { vp_load_u8(input + $0) }, store: { vp_store_u8(output + $0, $1) }, sample: { UInt16(input[$0]) },
            put: { output[$0] = UInt8(truncatingIfNeeded: $1) })
    }

    public static func rows16(_ call: RowCall, _ state: UnsafeMutablePointer<UInt16>, _ parameters: TrailParameters) {
        let input = call.rows[0].assumingMemoryBound(to: UInt16.self), output = call.output.assumingMemoryBound(to: UInt16.self)
        rows(
            call, state, parameters, load: { vp_load_u16(input + $0) }, store: { vp_store_u16(output + $0, $1) }, sample: { input[$0] },
            put: { output[$0] = $1 })
    }

    /// The state is read and written, so no sample may be done twice: whole vectors, then what is left one by one.
    @inline(__always) private static func rows(
        _ call: RowCall, _ state: UnsafeMutablePointer<UInt16>, _ parameters: TrailParameters, load: (Int) -> vp_u16, store: (Int, vp_u16) -> Void,
        sample: (Int) -> UInt16, put: (Int, UInt16) -> Void
    ) {
        let end = call.x &+ call.count
        if parameters.isFirst {
            for x in call.x..<end {
                state[x] = sample(x) &<< parameters.shift
                put(x, sample(x))
            }
            return
        }
        let half = ((1 as UInt16) &<< parameters.shift) &>> 1
        let shift = vp_splat(parameters.shift), base = vp_splat(parameters.base), decay = vp_splat(parameters.decay), halves = vp_splat(half)
        var x = call.x
        @inline(__always) func vectors(_ next: (_ now: vp_u16, _ past: vp_u16) -> vp_u16) {
            while x &+ Int(VP_LANES) <= end {
                let value = next(vp_shl(load(x), shift), vp_load_u16(state + x))
                vp_store_u16(state + x, value)
                store(x, vp_shr(vp_adds(value, halves), shift))
                x = x &+ Int(VP_LANES)
            }
        }
        switch parameters.kind {
        case .brighter: vectors { vp_larger($0, vp_add(base, vp_mulhi(vp_subs($1, base), decay))) }
        case .stronger:
            vectors { now, past in
                let up = vp_mulhi(vp_subs(past, base), decay), down = vp_mulhi(vp_subs(base, past), decay)
                let isWeaker = vp_is_less(vp_difference(now, base), vp_or(up, down))
                return vp_select(isWeaker, vp_sub(vp_add(base, up), down), now)
            }
        case .blend: vectors { vp_sub(vp_add($0, vp_mulhi(vp_subs($1, $0), decay)), vp_mulhi(vp_subs($0, $1), decay)) }
        }
        let maximum = (65535 as UInt32) &>> UInt32(parameters.shift)
        while x < end {
            let value = next(UInt32(sample(x) &<< parameters.shift), UInt32(state[x]), parameters)
            let rounded = (value &+ UInt32(half)) &>> UInt32(parameters.shift)
            state[x] = UInt16(truncatingIfNeeded: value)
            put(x, UInt16(truncatingIfNeeded: rounded < maximum ? rounded : maximum))
            x = x &+ 1
        }
    }

    @inline(__always) private static func next(_ now: UInt32, _ past: UInt32, _ parameters: TrailParameters) -> UInt32 {
        let base = UInt32(parameters.base), decay = UInt32(parameters.decay)
        @inline(__always) func decayed(_ from: UInt32, _ to: UInt32) -> UInt32 { ((from > to ? from &- to : 0) &* decay) &>> 16 }
        switch parameters.kind {
        case .brighter:
            let rest = base &+ decayed(past, base)
            return now > rest ? now : rest
        case .stronger:
            let up = decayed(past, base), down = decayed(base, past), own = now > base ? now &- base : base &- now
            return own < up &+ down ? base &+ up &- down : now
        case .blend: return now &+ decayed(past, now) &- decayed(now, past)
        }
    }
}
