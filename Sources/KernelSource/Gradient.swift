// Gradient magnitude and |Laplacian| of three rows.
import CSIMD
import KernelInterface

public enum Gradient {
    /// 8-bit samples; whole vectors where the magnitude is not scaled.
    public static func rows8(_ call: RowCall, _ parameters: GradientParameters) {
        guard parameters.scale == 65536, call.count >= Int(VP_BYTES) else { return general(call, parameters, as: UInt8.self) }
        let above = call.rows[0].assumingMemoryBound(to: UInt8.self) + call.x, middle = call.rows[1].assumingMemoryBound(to: UInt8.self) + call.x
        let below = call.rows[2].assumingMemoryBound(to: UInt8.self) + call.x, output = call.output.assumingMemoryBound(to: UInt8.self) + call.x
        let limit = UInt8(truncatingIfNeeded: parameters.limit), black = UInt8(truncatingIfNeeded: parameters.black)
        if parameters.side == 0 && parameters.centre == 0 {
            vp_laplacian(above, middle, below, output, call.count, limit, black)
        } else {
            vp_gradient(above, middle, below, output, call.count, parameters.side, parameters.centre, limit, black)
        }
    }

    public static func rows16(_ call: RowCall, _ parameters: GradientParameters) { general(call, parameters, as: UInt16.self) }

    /// Any depth and scale. Squares are below 2^38, so Double holds them exactly and its root, correctly rounded, cannot cross a half.
    @inline(__always) private static func general<Sample: FixedWidthInteger & UnsignedInteger>(
        _ call: RowCall, _ parameters: GradientParameters, as type: Sample.Type
    ) {
        let above = call.rows[0].assumingMemoryBound(to: Sample.self), middle = call.rows[1].assumingMemoryBound(to: Sample.self)
        let below = call.rows[2].assumingMemoryBound(to: Sample.self), output = call.output.assumingMemoryBound(to: Sample.self)
        let side = parameters.side, centre = parameters.centre, scale = parameters.scale
        let limit = Int64(parameters.limit), black = Int64(parameters.black)
        @inline(__always) func value(_ row: UnsafePointer<Sample>, _ x: Int) -> Int32 { Int32(truncatingIfNeeded: row[x]) }
        if side == 0 && centre == 0 {
            for x in call.x..<call.x &+ call.count {
                let around = value(above, x) &+ value(below, x) &+ value(middle, x &- 1) &+ value(middle, x &+ 1)
                let difference = around &- 4 &* value(middle, x)
                let magnitude = Int64(difference < 0 ? 0 &- difference : difference)
                output[x] = Sample(truncatingIfNeeded: black &+ min((magnitude &* scale &+ 32768) &>> 16, limit))
            }
            return
        }
        for x in call.x..<call.x &+ call.count {
            let a0 = value(above, x &- 1), a2 = value(above, x &+ 1), b0 = value(below, x &- 1), b2 = value(below, x &+ 1)
            let gx = side &* (a2 &- a0 &+ b2 &- b0) &+ centre &* (value(middle, x &+ 1) &- value(middle, x &- 1))
            let gy = side &* (b0 &- a0 &+ b2 &- a2) &+ centre &* (value(below, x) &- value(above, x))
            let square = Double(gx) * Double(gx) + Double(gy) * Double(gy)
            let magnitude = Int64(square.squareRoot() + 0.5)
            output[x] = Sample(truncatingIfNeeded: black &+ min((magnitude &* scale &+ 32768) &>> 16, limit))
        }
    }
}
