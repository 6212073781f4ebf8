// Look-ups by table, tables that need none, and luma from red, green and blue.
import CSIMD
import KernelInterface

public enum Pointwise {
    public static func table8(_ call: RowCall, _ table: UnsafePointer<UInt16>) {
        let source = call.rows[0].assumingMemoryBound(to: UInt8.self), output = call.output.assumingMemoryBound(to: UInt8.self)
        let end = call.x &+ call.count
        var x = call.x &+ vp_look_up(table, source + call.x, output + call.x, call.count)
        while x < end {
            output[x] = UInt8(truncatingIfNeeded: table[Int(source[x])])
            x &+= 1
        }
    }

    public static func table16(_ call: RowCall, _ table: UnsafePointer<UInt16>) {
        let source = call.rows[0].assumingMemoryBound(to: UInt16.self), output = call.output.assumingMemoryBound(to: UInt16.self)
        for x in call.x..<call.x &+ call.count { output[x] = table[Int(source[x])] }
    }

    public static func line8(_ call: RowCall, _ line: TableLine) {
        vp_line_8(
            call.rows[0].assumingMemoryBound(to: UInt8.self) + call.x, call.output.assumingMemoryBound(to: UInt8.self) + call.x, call.count,
            UInt8(truncatingIfNeeded: line.flip), UInt8(truncatingIfNeeded: line.up), UInt8(truncatingIfNeeded: line.down),
            UInt8(truncatingIfNeeded: line.low), UInt8(truncatingIfNeeded: line.high))
    }

    public static func line16(_ call: RowCall, _ line: TableLine) {
        vp_line_16(
            call.rows[0].assumingMemoryBound(to: UInt16.self) + call.x, call.output.assumingMemoryBound(to: UInt16.self) + call.x, call.count,
            line.flip, line.up, line.down,
            line.low, line.high)
    }

    public static func step8(_ call: RowCall, _ step: TableStep) {
        vp_step_8(
            call.rows[0].assumingMemoryBound(to: UInt8.self) + call.x, call.output.assumingMemoryBound(to: UInt8.self) + call.x, call.count,
            UInt8(truncatingIfNeeded: step.edge), UInt8(truncatingIfNeeded: step.below), UInt8(truncatingIfNeeded: step.above))
    }

    public static func step16(_ call: RowCall, _ step: TableStep) {
        vp_step_16(
            call.rows[0].assumingMemoryBound(to: UInt16.self) + call.x, call.output.assumingMemoryBound(to: UInt16.self) + call.x, call.count,
            step.edge, step.below, step.above)
    }

    public static func luma8(_ call: RowCall, _ red: UInt32, _ green: UInt32, _ blue: UInt32) { luma(call, red, green, blue, as: UInt8.self) }
    public static func luma16(_ call: RowCall, _ red: UInt32, _ green: UInt32, _ blue: UInt32) { luma(call, red, green, blue, as: UInt16.self) }

    @inline(__always) private static func luma<Sample: FixedWidthInteger & UnsignedInteger>(
        _ call: RowCall, _ red: UInt32, _ green: UInt32, _ blue: UInt32, as type: Sample.Type
    ) {
        let r = call.rows[0].assumingMemoryBound(to: Sample.self), g = call.rows[1].assumingMemoryBound(to: Sample.self)
        let b = call.rows[2].assumingMemoryBound(to: Sample.self), output = call.output.assumingMemoryBound(to: Sample.self)
        for x in call.x..<call.x &+ call.count {
            // At most 65535 · 65536 + 32768 < 2^32.
            let sum = UInt32(truncatingIfNeeded: r[x]) &* red &+ UInt32(truncatingIfNeeded: g[x]) &* green &+ UInt32(truncatingIfNeeded: b[x]) &* blue
            output[x] = Sample(truncatingIfNeeded: (sum &+ 32768) &>> 16)
        }
    }
}
