// Two rows mixed by a weight a sample: (a·(255 − w) + b·w + 127) / 255.
import CSIMD
import KernelInterface

public enum Mix {
    /// The output may be row 1 itself.
    public static func rows8(_ call: RowCall, _ weights: UnsafePointer<UInt8>) {
        let a = call.rows[0].assumingMemoryBound(to: UInt8.self), b = call.rows[1].assumingMemoryBound(to: UInt8.self)
        let output = call.output.assumingMemoryBound(to: UInt8.self)
        rows(call, a, b, output, weights) { vp_store_u8(output + $0, vp_mix_bytes(vp_load_u8(a + $0), vp_load_u8(b + $0), vp_load_u8(weights + $0))) }
    }

    /// The output may be row 1 itself.
    public static func rows16(_ call: RowCall, _ weights: UnsafePointer<UInt8>) {
        let a = call.rows[0].assumingMemoryBound(to: UInt16.self), b = call.rows[1].assumingMemoryBound(to: UInt16.self)
        let output = call.output.assumingMemoryBound(to: UInt16.self)
        rows(call, a, b, output, weights) {
            vp_store_u16(output + $0, vp_mix_words(vp_load_u16(a + $0), vp_load_u16(b + $0), vp_load_u8(weights + $0)))
        }
    }

    /// No sample may be done twice where the output is an input: whole vectors, then what is left one by one.
    @inline(__always) private static func rows<Sample: FixedWidthInteger & UnsignedInteger>(
        _ call: RowCall, _ a: UnsafePointer<Sample>, _ b: UnsafePointer<Sample>, _ output: UnsafeMutablePointer<Sample>, _ weights: UnsafePointer<UInt8>,
        vector: (Int) -> Void
    ) {
        let end = call.x &+ call.count
        var x = call.x
        while x &+ Int(VP_LANES) <= end {
            vector(x)
            x = x &+ Int(VP_LANES)
        }
        while x < end {
            let weight = UInt32(weights[x])
            let sum = UInt32(truncatingIfNeeded: a[x]) &* (255 &- weight) &+ UInt32(truncatingIfNeeded: b[x]) &* weight
            output[x] = Sample(truncatingIfNeeded: (sum &+ 127) / 255)
            x = x &+ 1
        }
    }
}
