// The background's share by distance in the chroma plane, and the key's colour taken out of what stays.
import KernelInterface

public enum ChromaKey {
    public static func key8(_ call: RowCall, _ parameters: KeyParameters) { key(call, parameters, as: UInt8.self) }
    public static func key16(_ call: RowCall, _ parameters: KeyParameters) { key(call, parameters, as: UInt16.self) }
    public static func spill8(_ call: RowCall, _ parameters: SpillParameters) { spill(call, parameters, as: UInt8.self) }
    public static func spill16(_ call: RowCall, _ parameters: SpillParameters) { spill(call, parameters, as: UInt16.self) }

    @inline(__always) private static func key<Sample: FixedWidthInteger & UnsignedInteger>(_ call: RowCall, _ p: KeyParameters, as type: Sample.Type) {
        let u = call.rows[0].assumingMemoryBound(to: Sample.self), v = call.rows[1].assumingMemoryBound(to: Sample.self)
        let output = call.output.assumingMemoryBound(to: UInt16.self)
        let keyU = p.u, keyV = p.v, down = p.down, inner = p.inner, ramp = p.ramp, shift = p.shift, scale = p.scale
        for x in call.x..<call.x &+ call.count {
            let du = (Int32(truncatingIfNeeded: u[x]) &>> down) &- keyU, dv = (Int32(truncatingIfNeeded: v[x]) &>> down) &- keyV
            var beyond = du &* du &+ dv &* dv &- inner
            beyond = beyond < 0 ? 0 : beyond
            beyond = beyond > ramp ? ramp : beyond
            // At most 2^31 + 2^15 and a rounding of the scale.
            let kept = (UInt32(truncatingIfNeeded: beyond &>> shift) &* scale &+ 32768) &>> 16
            output[x] = UInt16(truncatingIfNeeded: 32768 &- (kept > 32768 ? 32768 : kept))
        }
    }

    @inline(__always) private static func spill<Sample: FixedWidthInteger & UnsignedInteger>(_ call: RowCall, _ p: SpillParameters, as type: Sample.Type) {
        let u = call.rows[0].assumingMemoryBound(to: Sample.self), v = call.rows[1].assumingMemoryBound(to: Sample.self)
        let own = call.rows[2].assumingMemoryBound(to: Sample.self), output = call.output.assumingMemoryBound(to: Sample.self)
        let hueU = p.u, hueV = p.v, neutral = p.neutral, weight = p.weight, maximum = p.maximum
        for x in call.x..<call.x &+ call.count {
            let du = Int32(truncatingIfNeeded: u[x]) &- neutral, dv = Int32(truncatingIfNeeded: v[x]) &- neutral
            // Products are below 2^29, so sums and their difference fit.
            let along = du &* hueU &+ dv &* hueV, across = du &* hueV &- dv &* hueU
            let excess = along &- (across < 0 ? 0 &- across : across)
            let loss = ((excess < 0 ? 0 : excess) &>> 10) &* weight
            var value = Int32(truncatingIfNeeded: own[x]) &- ((loss &+ 8192) &>> 14)
            value = value < 0 ? 0 : value
            output[x] = Sample(truncatingIfNeeded: value > maximum ? maximum : value)
        }
    }
}
