// One picture over another, by words of alpha.
import KernelInterface

public enum Layer {
    public static func blend8(_ call: RowCall, _ alpha: UnsafePointer<UInt16>, _ paint: UnsafeRawPointer) { blend(call, alpha, paint, as: UInt8.self) }
    public static func blend16(_ call: RowCall, _ alpha: UnsafePointer<UInt16>, _ paint: UnsafeRawPointer) { blend(call, alpha, paint, as: UInt16.self) }

    @inline(__always) private static func blend<Sample: FixedWidthInteger & UnsignedInteger>(
        _ call: RowCall, _ alpha: UnsafePointer<UInt16>, _ paint: UnsafeRawPointer, as type: Sample.Type
    ) {
        let source = call.rows[0].assumingMemoryBound(to: Sample.self), output = call.output.assumingMemoryBound(to: Sample.self)
        let colour = paint.assumingMemoryBound(to: Sample.self)
        for x in call.x..<call.x &+ call.count {
            // At most 65535 · 2^15 + 2^14 < 2^31.
            let a = UInt32(truncatingIfNeeded: alpha[x])
            let sum = UInt32(truncatingIfNeeded: source[x]) &* (32768 &- a) &+ UInt32(truncatingIfNeeded: colour[x]) &* a
            output[x] = Sample(truncatingIfNeeded: (sum &+ 16384) &>> 15)
        }
    }
}
