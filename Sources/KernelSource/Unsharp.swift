// Adds a share of what a blur took away.
import CSIMD
import KernelInterface

public enum Unsharp {
    public static func rows8(_ call: RowCall, _ parameters: UnsharpParameters) {
        guard call.count >= Int(VP_BYTES) else { return rows(call, parameters, as: UInt8.self) }
        vp_unsharp(
            call.rows[0].assumingMemoryBound(to: UInt8.self) + call.x, call.rows[1].assumingMemoryBound(to: UInt8.self) + call.x,
            call.output.assumingMemoryBound(to: UInt8.self) + call.x, call.count, Int16(truncatingIfNeeded: parameters.amount),
            Int16(truncatingIfNeeded: parameters.threshold))
    }

    public static func rows16(_ call: RowCall, _ parameters: UnsharpParameters) { rows(call, parameters, as: UInt16.self) }

    /// Row 0 is the picture, row 1 its blur. At most 65535 · 1280 + 128 < 2^31.
    @inline(__always) private static func rows<Sample: FixedWidthInteger & UnsignedInteger>(
        _ call: RowCall, _ parameters: UnsharpParameters, as type: Sample.Type
    ) {
        let picture = call.rows[0].assumingMemoryBound(to: Sample.self), blur = call.rows[1].assumingMemoryBound(to: Sample.self)
        let output = call.output.assumingMemoryBound(to: Sample.self)
        let amount = parameters.amount, threshold = parameters.threshold, maximum = parameters.maximum
        for x in call.x..<call.x &+ call.count {
            let sample = Int32(truncatingIfNeeded: picture[x]), difference = sample &- Int32(truncatingIfNeeded: blur[x])
            let size = difference < 0 ? 0 &- difference : difference
            let change = size < threshold ? 0 : (difference &* amount &+ 128) &>> 8
            output[x] = Sample(truncatingIfNeeded: min(max(sample &+ change, 0), maximum))
        }
    }
}
