// Weighted sums of three samples: colour matrices.
import CSIMD
import KernelInterface

public enum Affine {
    public static func rows8(_ call: RowCall, _ parameters: AffineParameters) {
        let a = call.rows[0].assumingMemoryBound(to: UInt8.self), b = call.rows[1].assumingMemoryBound(to: UInt8.self)
        let c = call.rows[2].assumingMemoryBound(to: UInt8.self), output = call.output.assumingMemoryBound(to: UInt8.self)
        guard parameters.shift <= 14, call.count >= Int(VP_LANES) else { return general(call, parameters, as: UInt8.self) }
        vectors(
            call, parameters, a: { vp_load_u8(a + $0) }, b: { vp_load_u8(b + $0) }, c: { vp_load_u8(c + $0) }, store: { vp_store_u8(output + $0, $1) })
    }

    public static func rows16(_ call: RowCall, _ parameters: AffineParameters) {
        let a = call.rows[0].assumingMemoryBound(to: UInt16.self), b = call.rows[1].assumingMemoryBound(to: UInt16.self)
        let c = call.rows[2].assumingMemoryBound(to: UInt16.self), output = call.output.assumingMemoryBound(to: UInt16.self)
        guard parameters.shift <= 14, call.count >= Int(VP_LANES) else { return general(call, parameters, as: UInt16.self) }
        vectors(
            call, parameters, a: { vp_load_u16(a + $0) }, b: { vp_load_u16(b + $0) }, c: { vp_load_u16(c + $0) }, store: { vp_store_u16(output + $0, $1) })
    }

    @inline(__always) private static func vectors(
        _ call: RowCall, _ parameters: AffineParameters, a: (Int) -> vp_u16, b: (Int) -> vp_u16, c: (Int) -> vp_u16, store: (Int, vp_u16) -> Void
    ) {
        let k01 = (parameters.k0 & 0xffff) | (parameters.k1 &<< 16), k2 = parameters.k2 & 0xffff
        let offset = Int32(truncatingIfNeeded: parameters.offset), maximum = Int16(truncatingIfNeeded: parameters.maximum)
        let lanes = Int(VP_LANES), end = call.x &+ call.count
        var x = call.x
        while x < end {
            // The last vector ends with the span and computes some samples twice.
            let at = x &+ lanes <= end ? x : end &- lanes
            store(at, vp_affine(a(at), b(at), c(at), k01, k2, offset, parameters.shift, maximum))
            x = at &+ lanes
        }
    }

    @inline(__always) private static func general<Sample: FixedWidthInteger & UnsignedInteger>(
        _ call: RowCall, _ parameters: AffineParameters, as type: Sample.Type
    ) {
        let a = call.rows[0].assumingMemoryBound(to: Sample.self), b = call.rows[1].assumingMemoryBound(to: Sample.self)
        let c = call.rows[2].assumingMemoryBound(to: Sample.self), output = call.output.assumingMemoryBound(to: Sample.self)
        let k0 = Int64(parameters.k0), k1 = Int64(parameters.k1), k2 = Int64(parameters.k2), shift = Int64(parameters.shift)
        let maximum = Int64(parameters.maximum), offset = parameters.offset
        for x in call.x..<call.x &+ call.count {
            let sum = k0 &* Int64(a[x]) &+ k1 &* Int64(b[x]) &+ k2 &* Int64(c[x]) &+ offset
            let value = sum &>> shift
            output[x] = Sample(truncatingIfNeeded: value < 0 ? 0 : value > maximum ? maximum : value)
        }
    }
}
