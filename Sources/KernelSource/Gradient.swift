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
        let isFirst: Int32 = parameters.width > 0 && call.x == 0 ? 1 : 0, isLast: Int32 = call.x &+ call.count == parameters.width ? 1 : 0
        if parameters.side == 0 && parameters.centre == 0 {
            vp_laplacian(above, middle, below, output, call.count, isFirst, isLast, 0, 0, limit, black)
        } else {
            vp_gradient(above, middle, below, output, call.count, isFirst, isLast, parameters.side, parameters.centre, limit, black)
        }
    }

    /// Words where differences of the depth's largest code values fit, and the magnitude is not scaled; the ends of a row by themselves.
    public static func rows16(_ call: RowCall, _ parameters: GradientParameters) {
        let hasFirst = parameters.width > 0 && call.x == 0, hasLast = call.x &+ call.count == parameters.width
        let start = call.x &+ (hasFirst ? 1 : 0), count = call.count &- (hasFirst ? 1 : 0) &- (hasLast ? 1 : 0)
        let isLaplacian = parameters.side == 0 && parameters.centre == 0
        // Code values take as many bits as the distance from black to white.
        let largest = 1 &<< (Int32.bitWidth &- parameters.limit.leadingZeroBitCount)
        let weight = isLaplacian ? 4 : 2 &* parameters.side &+ parameters.centre
        guard parameters.scale == 65536, count >= Int(VP_LANES), largest &* Int(weight) <= 32768 else { return general(call, parameters, as: UInt16.self) }
        let above = call.rows[0].assumingMemoryBound(to: UInt16.self) + start, middle = call.rows[1].assumingMemoryBound(to: UInt16.self) + start
        let below = call.rows[2].assumingMemoryBound(to: UInt16.self) + start, output = call.output.assumingMemoryBound(to: UInt16.self) + start
        let limit = UInt16(truncatingIfNeeded: parameters.limit), black = UInt16(truncatingIfNeeded: parameters.black)
        if isLaplacian {
            vp_laplacian_words(above, middle, below, output, count, limit, black)
        } else {
            vp_gradient_words(above, middle, below, output, count, parameters.side, parameters.centre, limit, black)
        }
        if hasFirst { general(RowCall(rows: call.rows, output: call.output, x: 0, count: 1), parameters, as: UInt16.self) }
        if hasLast {
            general(RowCall(rows: call.rows, output: call.output, x: parameters.width &- 1, count: 1), parameters, as: UInt16.self)
        }
    }

    /// Any depth and scale. Squares are below 2^38, so Double holds them exactly and its root, correctly rounded, cannot cross a half.
    @inline(__always) private static func general<Sample: FixedWidthInteger & UnsignedInteger>(
        _ call: RowCall, _ parameters: GradientParameters, as type: Sample.Type
    ) {
        let above = call.rows[0].assumingMemoryBound(to: Sample.self), middle = call.rows[1].assumingMemoryBound(to: Sample.self)
        let below = call.rows[2].assumingMemoryBound(to: Sample.self), output = call.output.assumingMemoryBound(to: Sample.self)
        let side = parameters.side, centre = parameters.centre, scale = parameters.scale
        let limit = Int64(parameters.limit), black = Int64(parameters.black)
        let end = call.x &+ call.count
        @inline(__always) func value(_ row: UnsafePointer<Sample>, _ x: Int) -> Int32 { Int32(truncatingIfNeeded: row[x]) }
        @inline(__always) func scaled(_ magnitude: Int64) -> Sample {
            Sample(truncatingIfNeeded: black &+ min((magnitude &* scale &+ 32768) &>> 16, limit))
        }
        @inline(__always) func laplacian(_ x: Int, _ left: Int, _ right: Int) {
            let around = value(above, x) &+ value(below, x) &+ value(middle, left) &+ value(middle, right)
            let difference = around &- 4 &* value(middle, x)
            output[x] = scaled(Int64(difference < 0 ? 0 &- difference : difference))
        }
        @inline(__always) func gradient(_ x: Int, _ left: Int, _ right: Int) {
            let a0 = value(above, left), a2 = value(above, right), b0 = value(below, left), b2 = value(below, right)
            let gx = side &* (a2 &- a0 &+ b2 &- b0) &+ centre &* (value(middle, right) &- value(middle, left))
            let gy = side &* (b0 &- a0 &+ b2 &- a2) &+ centre &* (value(below, x) &- value(above, x))
            let square = Double(gx) * Double(gx) + Double(gy) * Double(gy)
            output[x] = scaled(Int64(square.squareRoot() + 0.5))
        }
        @inline(__always) func span(_ one: (_ x: Int, _ left: Int, _ right: Int) -> Void) {
            var x = call.x, last = end
            if parameters.width > 0 && x == 0 {
                one(0, 1, 1)
                x = 1
            }
            if end == parameters.width && x < end {
                last = end &- 1
                one(last, last &- 1, last &- 1)
            }
            for x in x..<last { one(x, x &- 1, x &+ 1) }
        }
        if side == 0 && centre == 0 { span(laplacian) } else { span(gradient) }
    }
}
