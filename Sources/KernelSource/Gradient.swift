// Gradient magnitude and |Laplacian| of three rows.
import CSIMD
import KernelInterface

public enum Gradient {
    /// 8-bit samples. With scale 1 the components may be cut at the limit first: a magnitude beyond it stays beyond it.
    public static func rows8(_ call: RowCall, _ parameters: GradientParameters) {
        guard parameters.scale == 65536, call.count >= Int(VP_LANES) else {
            return general(call, parameters, as: UInt8.self)
        }
        switch (parameters.side, parameters.centre) {
        case (1, 2): magnitude8(call, parameters, side: 1, centre: 2)
        case (3, 10): magnitude8(call, parameters, side: 3, centre: 10)
        case (1, 1): magnitude8(call, parameters, side: 1, centre: 1)
        default: laplacian8(call, parameters)
        }
    }

    public static func rows16(_ call: RowCall, _ parameters: GradientParameters) { general(call, parameters, as: UInt16.self) }

    @inline(__always) private static func magnitude8(_ call: RowCall, _ parameters: GradientParameters, side: UInt16, centre: UInt16) {
        let above = call.rows[0].assumingMemoryBound(to: UInt8.self), middle = call.rows[1].assumingMemoryBound(to: UInt8.self)
        let below = call.rows[2].assumingMemoryBound(to: UInt8.self), output = call.output.assumingMemoryBound(to: UInt8.self)
        let limit = vp_splat(UInt16(truncatingIfNeeded: parameters.limit)), black = vp_splat(UInt16(truncatingIfNeeded: parameters.black))
        let sides = vp_splat(side), centres = vp_splat(centre)
        let end = call.x &+ call.count
        var x = call.x
        while x < end {
            let at = x &+ Int(VP_LANES) <= end ? x : end &- Int(VP_LANES)
            let a0 = vp_load_u8(above + (at &- 1)), a1 = vp_load_u8(above + at), a2 = vp_load_u8(above + (at &+ 1))
            let b0 = vp_load_u8(below + (at &- 1)), b1 = vp_load_u8(below + at), b2 = vp_load_u8(below + (at &+ 1))
            let m0 = vp_load_u8(middle + (at &- 1)), m2 = vp_load_u8(middle + (at &+ 1))
            // The corners are in both: (a2 − a0) + (b2 − b0) and (b0 − a0) + (b2 − a2).
            let rising = vp_sub(b2, a0), falling = vp_sub(a2, b0)
            let gx = vp_add(vp_mul(vp_add(rising, falling), sides), vp_mul(vp_sub(m2, m0), centres))
            let gy = vp_add(vp_mul(vp_sub(rising, falling), sides), vp_mul(vp_sub(b1, a1), centres))
            let magnitude = vp_magnitude(vp_min(vp_abs(gx), limit), vp_min(vp_abs(gy), limit))
            vp_store_u8(output + at, vp_add(black, vp_min(magnitude, limit)))
            x = at &+ Int(VP_LANES)
        }
    }

    @inline(__always) private static func laplacian8(_ call: RowCall, _ parameters: GradientParameters) {
        let above = call.rows[0].assumingMemoryBound(to: UInt8.self), middle = call.rows[1].assumingMemoryBound(to: UInt8.self)
        let below = call.rows[2].assumingMemoryBound(to: UInt8.self), output = call.output.assumingMemoryBound(to: UInt8.self)
        let limit = vp_splat(UInt16(truncatingIfNeeded: parameters.limit)), black = vp_splat(UInt16(truncatingIfNeeded: parameters.black))
        let two = vp_splat(2), end = call.x &+ call.count
        var x = call.x
        while x < end {
            let at = x &+ Int(VP_LANES) <= end ? x : end &- Int(VP_LANES)
            let around = vp_add(
                vp_add(vp_load_u8(above + at), vp_load_u8(below + at)), vp_add(vp_load_u8(middle + (at &- 1)), vp_load_u8(middle + (at &+ 1))))
            let value = vp_abs(vp_sub(around, vp_shl(vp_load_u8(middle + at), two)))
            vp_store_u8(output + at, vp_add(black, vp_min(value, limit)))
            x = at &+ Int(VP_LANES)
        }
    }

    /// Any depth and scale. Squares are below 2^38, so Double holds them exactly and its root, correctly rounded, cannot cross a half.
    @inline(__always) private static func general<Sample: FixedWidthInteger & UnsignedInteger>(
        _ call: RowCall, _ parameters: GradientParameters, as type: Sample.Type
    ) {
        let above = call.rows[0].assumingMemoryBound(to: Sample.self), middle = call.rows[1].assumingMemoryBound(to: Sample.self)
        let below = call.rows[2].assumingMemoryBound(to: Sample.self), output = call.output.assumingMemoryBound(to: Sample.self)
        let side = parameters.side, centre = parameters.centre, scale = parameters.scale
        let limit = Int64(parameters.limit), black = Int64(parameters.black)
        @inline(__always) func value(_ row: UnsafePointer<Sample>, _ x: Int) -> Int32 { Int32(truncatingIfNeeded: row[x]) }
        if side == 0 && centre == 0 {
            for x in call.x..<call.x &+ call.count {
                let around = value(above, x) &+ value(below, x) &+ value(middle, x &- 1) &+ value(middle, x &+ 1)
                let difference = around &- 4 &* value(middle, x)
                let magnitude = Int64(difference < 0 ? 0 &- difference : difference)
                output[x] = Sample(truncatingIfNeeded: black &+ min((magnitude &* scale &+ 32768) &>> 16, limit))
            }
            return
        }
        for x in call.x..<call.x &+ call.count {
            let a0 = value(above, x &- 1), a2 = value(above, x &+ 1), b0 = value(below, x &- 1), b2 = value(below, x &+ 1)
            let gx = side &* (a2 &- a0 &+ b2 &- b0) &+ centre &* (value(middle, x &+ 1) &- value(middle, x &- 1))
            let gy = side &* (b0 &- a0 &+ b2 &- a2) &+ centre &* (value(below, x) &- value(above, x))
            let square = Double(gx) * Double(gx) + Double(gy) * Double(gy)
            let magnitude = Int64(square.squareRoot() + 0.5)
            output[x] = Sample(truncatingIfNeeded: black &+ min((magnitude &* scale &+ 32768) &>> 16, limit))
        }
    }
}
