// Light that falls off from the centre.
import KernelInterface

public enum Falloff {
    public static func rows8(_ call: RowCall, _ columns: UnsafePointer<UInt16>, _ row: Int32, _ base: Int32) {
        fall(call, columns, row, base, as: UInt8.self)
    }

    public static func rows16(_ call: RowCall, _ columns: UnsafePointer<UInt16>, _ row: Int32, _ base: Int32) {
        fall(call, columns, row, base, as: UInt16.self)
    }

    @inline(__always) private static func fall<Sample: FixedWidthInteger & UnsignedInteger>(
        _ call: RowCall, _ columns: UnsafePointer<UInt16>, _ row: Int32, _ base: Int32, as type: Sample.Type
    ) {
        let source = call.rows[0].assumingMemoryBound(to: Sample.self), output = call.output.assumingMemoryBound(to: Sample.self)
        let centre = 32768 &- row
        for x in call.x..<call.x &+ call.count {
            let slope = centre &- Int32(truncatingIfNeeded: columns[x])
            // At most 65535 · 32768 + 16384 < 2^31.
            let scaled = (Int32(truncatingIfNeeded: source[x]) &- base) &* ((slope &* slope) &>> 15)
            output[x] = Sample(truncatingIfNeeded: base &+ ((scaled &+ 16384) &>> 15))
        }
    }
}
