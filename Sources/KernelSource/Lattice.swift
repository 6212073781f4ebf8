// Three-dimensional look-up: samples to quads of results, quads to the samples of a plane.
import CSIMD
import KernelInterface

public enum Lattice {
    public static func rows8(_ call: RowCall, _ parameters: LatticeParameters) {
        let x = call.x &>> 2, count = call.count &>> 2, output = call.output.assumingMemoryBound(to: Int16.self) + call.x
        let a = call.rows[0].assumingMemoryBound(to: UInt8.self) + x, b = call.rows[1].assumingMemoryBound(to: UInt8.self) + x
        let c = call.rows[2].assumingMemoryBound(to: UInt8.self) + x
        if parameters.isWide {
            vp_lattice_wide_u8(a, b, c, output, count, parameters.entries, parameters.size, parameters.weights, parameters.shift)
        } else {
            vp_lattice_u8(a, b, c, output, count, parameters.entries, parameters.size, parameters.weights, parameters.shift)
        }
    }

    public static func rows16(_ call: RowCall, _ parameters: LatticeParameters) {
        let x = call.x &>> 2, count = call.count &>> 2, output = call.output.assumingMemoryBound(to: Int16.self) + call.x
        let a = call.rows[0].assumingMemoryBound(to: UInt16.self) + x, b = call.rows[1].assumingMemoryBound(to: UInt16.self) + x
        let c = call.rows[2].assumingMemoryBound(to: UInt16.self) + x
        if parameters.isWide {
            vp_lattice_wide(a, b, c, output, count, parameters.entries, parameters.size, parameters.weights, parameters.shift)
        } else {
            vp_lattice_u16(a, b, c, output, count, parameters.entries, parameters.size, parameters.weights, parameters.shift)
        }
    }

    public static func plane8(_ call: RowCall, _ parameters: QuadParameters) { plane(call, parameters, as: UInt8.self) }
    public static func plane16(_ call: RowCall, _ parameters: QuadParameters) { plane(call, parameters, as: UInt16.self) }

    @inline(__always) private static func plane<Sample: FixedWidthInteger & UnsignedInteger>(
        _ call: RowCall, _ parameters: QuadParameters, as type: Sample.Type
    ) {
        let output = call.output.assumingMemoryBound(to: Sample.self), component = parameters.component
        let shift = UInt32(truncatingIfNeeded: 16 &- parameters.depth &+ parameters.rowShift &+ parameters.columnShift), half: UInt32 = (1 &<< shift) &>> 1
        let end = call.x &+ call.count, upper = call.rows[0].assumingMemoryBound(to: UInt16.self) + component
        // The bias of 2^15 is the top bit turned.
        @inline(__always) func value(_ row: UnsafePointer<UInt16>, _ x: Int) -> UInt32 { UInt32(truncatingIfNeeded: row[4 &* x] ^ 0x8000) }
        var x = call.x
        if parameters.rowShift == 0 && parameters.columnShift == 0 {
            for column in x..<end { output[column] = Sample(truncatingIfNeeded: (value(upper, column) &+ half) &>> shift) }
            return
        }
        let lower = call.rows[parameters.rows &- 1].assumingMemoryBound(to: UInt16.self) + component
        if parameters.rowShift == 1 && parameters.columnShift == 1 {
            let whole = max(x, min(end, parameters.width &>> 1))
            for column in x..<whole {
                let left = 2 &* column
                let sum = value(upper, left) &+ value(upper, left &+ 1) &+ value(lower, left) &+ value(lower, left &+ 1)
                output[column] = Sample(truncatingIfNeeded: (sum &+ half) &>> shift)
            }
            x = whole
        }
        while x < end {
            var sum = half
            for number in 0..<(1 &<< parameters.rowShift) {
                let row = call.rows[min(number, parameters.rows &- 1)].assumingMemoryBound(to: UInt16.self) + component
                for column in 0..<(1 &<< parameters.columnShift) { sum &+= value(row, min((x &<< parameters.columnShift) &+ column, parameters.width &- 1)) }
            }
            output[x] = Sample(truncatingIfNeeded: sum &>> shift)
            x &+= 1
        }
    }
}
