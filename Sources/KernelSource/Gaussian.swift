// Symmetric separable taps: narrow passes in 16 bits by high multiplies, wide passes in 64 bits.
import CSIMD
import KernelInterface

/// Narrow form. A tap pair contributes ((a + b) · 2^shift · weight) >> 16, weights in 1/65536; half a unit per product is added back, as the mean
/// of the truncations. The callers' shift keeps a pair below 2^16.
public enum Gaussian {
    /// 8-bit samples to 16-bit sums in 2^-shift of a code value.
    public static func horizontal8(_ call: RowCall, _ taps: SymmetricTaps, _ shift: Int) {
        let source = call.rows[0].assumingMemoryBound(to: UInt8.self)
        let output = call.output.assumingMemoryBound(to: UInt16.self)
        horizontal(call, taps, shift, load: { vp_load_u8(source + $0) }, scalar: { UInt16(source[$0]) }, output: output)
    }

    /// 9- and 10-bit samples to 16-bit sums.
    public static func horizontal16(_ call: RowCall, _ taps: SymmetricTaps, _ shift: Int) {
        let source = call.rows[0].assumingMemoryBound(to: UInt16.self)
        let output = call.output.assumingMemoryBound(to: UInt16.self)
        horizontal(call, taps, shift, load: { vp_load_u16(source + $0) }, scalar: { UInt16(source[$0]) }, output: output)
    }

    @inline(__always) private static func horizontal(
        _ call: RowCall, _ taps: SymmetricTaps, _ shift: Int, load: (Int) -> vp_u16, scalar: (Int) -> UInt16, output: UnsafeMutablePointer<UInt16>
    ) {
        let lanes = Int(VP_LANES), radius = taps.radius, end = call.x &+ call.count
        let bias = UInt16(truncatingIfNeeded: (radius &+ 1) / 2), biases = vp_splat(bias)
        let shifts = vp_splat(UInt16(truncatingIfNeeded: shift))
        let centre = vp_splat(UInt16(truncatingIfNeeded: taps.weights[0]))
        var x = call.x
        while x &+ 4 &* lanes <= end {
            var sum0 = vp_add(biases, vp_mulhi(vp_shl(load(x), shifts), centre))
            var sum1 = vp_add(biases, vp_mulhi(vp_shl(load(x &+ lanes), shifts), centre))
            var sum2 = vp_add(biases, vp_mulhi(vp_shl(load(x &+ 2 &* lanes), shifts), centre))
            var sum3 = vp_add(biases, vp_mulhi(vp_shl(load(x &+ 3 &* lanes), shifts), centre))
            var k = 1
            while k <= radius {
                let weight = vp_splat(UInt16(truncatingIfNeeded: taps.weights[k]))
                let low = x &- k, high = x &+ k
                sum0 = vp_add(sum0, vp_mulhi(vp_shl(vp_add(load(low), load(high)), shifts), weight))
                sum1 = vp_add(sum1, vp_mulhi(vp_shl(vp_add(load(low &+ lanes), load(high &+ lanes)), shifts), weight))
                sum2 = vp_add(sum2, vp_mulhi(vp_shl(vp_add(load(low &+ 2 &* lanes), load(high &+ 2 &* lanes)), shifts), weight))
                sum3 = vp_add(sum3, vp_mulhi(vp_shl(vp_add(load(low &+ 3 &* lanes), load(high &+ 3 &* lanes)), shifts), weight))
                k &+= 1
            }
            vp_store_u16(output + x, sum0)
            vp_store_u16(output + (x &+ lanes), sum1)
            vp_store_u16(output + (x &+ 2 &* lanes), sum2)
            vp_store_u16(output + (x &+ 3 &* lanes), sum3)
            x &+= 4 &* lanes
        }
        while x < end && call.count >= lanes {
            // The last vector may overlap the one before: the same sums are stored twice.
            let at = x &+ lanes <= end ? x : end &- lanes
            var sum = vp_add(biases, vp_mulhi(vp_shl(load(at), shifts), centre))
            var k = 1
            while k <= radius {
                sum = vp_add(
                    sum, vp_mulhi(vp_shl(vp_add(load(at &- k), load(at &+ k)), shifts), vp_splat(UInt16(truncatingIfNeeded: taps.weights[k]))))
                k &+= 1
            }
            vp_store_u16(output + at, sum)
            x = at &+ lanes
        }
        // The same 16-bit arithmetic, so that even samples beyond their depth (broken input) do not tell vectors from the rest.
        let amount = UInt16(truncatingIfNeeded: shift)
        while x < end {
            var sum = bias &+ product(scalar(x) &<< amount, taps.weights[0])
            var k = 1
            while k <= radius {
                sum = sum &+ product((scalar(x &- k) &+ scalar(x &+ k)) &<< amount, taps.weights[k])
                k &+= 1
            }
            output[x] = sum
            x &+= 1
        }
    }

    /// (pair · weight) >> 16, as the vectors' high multiply.
    @inline(__always) private static func product(_ pair: UInt16, _ weight: UInt32) -> UInt16 {
        UInt16(truncatingIfNeeded: (UInt32(pair) &* (weight & 0xFFFF)) &>> 16)
    }

    /// 2·radius + 1 rows of sums in 2^-shift to 8-bit samples, half up.
    public static func vertical8(_ call: RowCall, _ taps: SymmetricTaps, _ shift: Int) {
        let output = call.output.assumingMemoryBound(to: UInt8.self)
        vertical(call, taps, shift, store: { vp_store_u8(output + $0, $1) }, scalar: { output[$0] = UInt8(truncatingIfNeeded: $1) })
    }

    /// The same to 9- and 10-bit samples.
    public static func vertical16(_ call: RowCall, _ taps: SymmetricTaps, _ shift: Int) {
        let output = call.output.assumingMemoryBound(to: UInt16.self)
        vertical(call, taps, shift, store: { vp_store_u16(output + $0, $1) }, scalar: { output[$0] = $1 })
    }

    @inline(__always) private static func vertical(
        _ call: RowCall, _ taps: SymmetricTaps, _ shift: Int, store: (Int, vp_u16) -> Void, scalar: (Int, UInt16) -> Void
    ) {
        let lanes = Int(VP_LANES), radius = taps.radius, end = call.x &+ call.count
        let half = (radius &+ 1) / 2 &+ (1 &<< (shift &- 1))
        let biases = vp_splat(UInt16(truncatingIfNeeded: half)), shifts = vp_splat(UInt16(truncatingIfNeeded: shift))
        let centre = vp_splat(UInt16(truncatingIfNeeded: taps.weights[0]))
        let middle = call.rows[radius].assumingMemoryBound(to: UInt16.self)
        var x = call.x
        while x &+ 4 &* lanes <= end {
            var sum0 = vp_add(biases, vp_mulhi(vp_load_u16(middle + x), centre))
            var sum1 = vp_add(biases, vp_mulhi(vp_load_u16(middle + (x &+ lanes)), centre))
            var sum2 = vp_add(biases, vp_mulhi(vp_load_u16(middle + (x &+ 2 &* lanes)), centre))
            var sum3 = vp_add(biases, vp_mulhi(vp_load_u16(middle + (x &+ 3 &* lanes)), centre))
            var k = 1
            while k <= radius {
                let weight = vp_splat(UInt16(truncatingIfNeeded: taps.weights[k]))
                let above = call.rows[radius &- k].assumingMemoryBound(to: UInt16.self) + x
                let below = call.rows[radius &+ k].assumingMemoryBound(to: UInt16.self) + x
                sum0 = vp_add(sum0, vp_mulhi(vp_add(vp_load_u16(above), vp_load_u16(below)), weight))
                sum1 = vp_add(sum1, vp_mulhi(vp_add(vp_load_u16(above + lanes), vp_load_u16(below + lanes)), weight))
                sum2 = vp_add(sum2, vp_mulhi(vp_add(vp_load_u16(above + 2 &* lanes), vp_load_u16(below + 2 &* lanes)), weight))
                sum3 = vp_add(sum3, vp_mulhi(vp_add(vp_load_u16(above + 3 &* lanes), vp_load_u16(below + 3 &* lanes)), weight))
                k &+= 1
            }
            store(x, vp_shr(sum0, shifts))
            store(x &+ lanes, vp_shr(sum1, shifts))
            store(x &+ 2 &* lanes, vp_shr(sum2, shifts))
            store(x &+ 3 &* lanes, vp_shr(sum3, shifts))
            x &+= 4 &* lanes
        }
        while x < end && call.count >= lanes {
            let at = x &+ lanes <= end ? x : end &- lanes
            var sum = vp_add(biases, vp_mulhi(vp_load_u16(middle + at), centre))
            var k = 1
            while k <= radius {
                let above = call.rows[radius &- k].assumingMemoryBound(to: UInt16.self) + at
                let below = call.rows[radius &+ k].assumingMemoryBound(to: UInt16.self) + at
                sum = vp_add(sum, vp_mulhi(vp_add(vp_load_u16(above), vp_load_u16(below)), vp_splat(UInt16(truncatingIfNeeded: taps.weights[k]))))
                k &+= 1
            }
            store(at, vp_shr(sum, shifts))
            x = at &+ lanes
        }
        while x < end {
            var sum = UInt16(truncatingIfNeeded: half) &+ product(middle[x], taps.weights[0])
            var k = 1
            while k <= radius {
                let above = call.rows[radius &- k].assumingMemoryBound(to: UInt16.self)[x]
                let below = call.rows[radius &+ k].assumingMemoryBound(to: UInt16.self)[x]
                sum = sum &+ product(above &+ below, taps.weights[k])
                k &+= 1
            }
            scalar(x, sum &>> UInt16(truncatingIfNeeded: shift))
            x &+= 1
        }
    }
}
