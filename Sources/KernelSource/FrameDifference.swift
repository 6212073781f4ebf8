// |a − b| of two rows, scaled and set on black.
import KernelInterface

public enum FrameDifference {
    public static func rows8(_ call: RowCall, _ parameters: DifferenceParameters) { rows(call, parameters, as: UInt8.self) }
    public static func rows16(_ call: RowCall, _ parameters: DifferenceParameters) { rows(call, parameters, as: UInt16.self) }

    @inline(__always) private static func rows<Sample: FixedWidthInteger & UnsignedInteger>(
        _ call: RowCall, _ parameters: DifferenceParameters, as type: Sample.Type
    ) {
        let now = call.rows[0].assumingMemoryBound(to: Sample.self), other = call.rows[1].assumingMemoryBound(to: Sample.self)
        let output = call.output.assumingMemoryBound(to: Sample.self)
        let limit = Sample(truncatingIfNeeded: parameters.limit), black = Sample(truncatingIfNeeded: parameters.black)
        if parameters.scale == 65536 {
            for x in call.x..<call.x &+ call.count {
                let a = now[x], b = other[x], difference = a > b ? a &- b : b &- a
                output[x] = black &+ (difference < limit ? difference : limit)
            }
            return
        }
        let scale = parameters.scale, wideLimit = UInt64(limit)
        for x in call.x..<call.x &+ call.count {
            let a = now[x], b = other[x], difference = UInt64(truncatingIfNeeded: a > b ? a &- b : b &- a)
            let scaled = (difference &* scale &+ 32768) &>> 16
            output[x] = black &+ Sample(truncatingIfNeeded: scaled < wideLimit ? scaled : wideLimit)
        }
    }
}
