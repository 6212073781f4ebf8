// Between the sampling of luma and that of chroma: repeat and mean.
import KernelInterface

public enum ChromaSampling {
    public static func repeat8(_ call: RowCall, _ shift: Int) { repeated(call, shift, as: UInt8.self) }
    public static func repeat16(_ call: RowCall, _ shift: Int) { repeated(call, shift, as: UInt16.self) }

    @inline(__always) private static func repeated<Sample: FixedWidthInteger & UnsignedInteger>(_ call: RowCall, _ shift: Int, as type: Sample.Type) {
        let source = call.rows[0].assumingMemoryBound(to: Sample.self), output = call.output.assumingMemoryBound(to: Sample.self)
        let end = call.x &+ call.count
        var x = call.x
        guard shift == 1 else {
            while x < end {
                output[x] = source[x &>> shift]
                x &+= 1
            }
            return
        }
        if x & 1 == 1 && x < end {
            output[x] = source[x &>> 1]
            x &+= 1
        }
        let pairs = (end &- x) &>> 1, from = source + (x &>> 1), to = output + x
        for pair in 0..<pairs {
            let value = from[pair]
            to[2 &* pair] = value
            to[2 &* pair &+ 1] = value
        }
        if (end &- x) & 1 == 1 { output[end &- 1] = source[(end &- 1) &>> 1] }
    }

    public static func mean8(_ call: RowCall, _ rows: Int, _ rowShift: Int, _ shift: Int, _ width: Int) {
        mean(call, rows, rowShift, shift, width, as: UInt8.self)
    }

    public static func mean16(_ call: RowCall, _ rows: Int, _ rowShift: Int, _ shift: Int, _ width: Int) {
        mean(call, rows, rowShift, shift, width, as: UInt16.self)
    }

    @inline(__always) private static func mean<Sample: FixedWidthInteger & UnsignedInteger>(
        _ call: RowCall, _ rows: Int, _ rowShift: Int, _ shift: Int, _ width: Int, as type: Sample.Type
    ) {
        let output = call.output.assumingMemoryBound(to: Sample.self)
        let end = call.x &+ call.count, whole = min(end, width &>> shift)
        var x = call.x
        if rowShift == 1 && shift == 1 {
            let upper = call.rows[0].assumingMemoryBound(to: Sample.self), lower = call.rows[rows &- 1].assumingMemoryBound(to: Sample.self)
            for column in x..<max(x, whole) {
                let sum =
                    UInt32(truncatingIfNeeded: upper[2 &* column]) &+ UInt32(truncatingIfNeeded: upper[2 &* column &+ 1])
                    &+ UInt32(truncatingIfNeeded: lower[2 &* column]) &+ UInt32(truncatingIfNeeded: lower[2 &* column &+ 1])
                output[column] = Sample(truncatingIfNeeded: (sum &+ 2) &>> 2)
            }
            x = max(x, whole)
        }
        let half: UInt32 = (1 &<< UInt32(truncatingIfNeeded: rowShift &+ shift)) &>> 1
        while x < end {
            var sum = half
            for number in 0..<(1 &<< rowShift) {
                let row = call.rows[min(number, rows &- 1)].assumingMemoryBound(to: Sample.self)
                for column in 0..<(1 &<< shift) { sum &+= UInt32(truncatingIfNeeded: row[min((x &<< shift) &+ column, width &- 1)]) }
            }
            output[x] = Sample(truncatingIfNeeded: sum &>> UInt32(truncatingIfNeeded: rowShift &+ shift))
            x &+= 1
        }
    }
}
