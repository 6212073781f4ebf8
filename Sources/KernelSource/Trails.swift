// The decayed past under or over a row.
import KernelInterface

public enum Trails {
    public static func rows8(_ call: RowCall, _ state: UnsafeMutablePointer<UInt16>, _ parameters: TrailParameters) {
        rows(call, state, parameters, as: UInt8.self)
    }

    public static func rows16(_ call: RowCall, _ state: UnsafeMutablePointer<UInt16>, _ parameters: TrailParameters) {
        rows(call, state, parameters, as: UInt16.self)
    }

    @inline(__always) private static func rows<Sample: FixedWidthInteger & UnsignedInteger>(
        _ call: RowCall, _ state: UnsafeMutablePointer<UInt16>, _ parameters: TrailParameters, as type: Sample.Type
    ) {
        let input = call.rows[0].assumingMemoryBound(to: Sample.self), output = call.output.assumingMemoryBound(to: Sample.self)
        let shift = UInt32(parameters.shift), base = UInt32(parameters.base), decay = UInt32(parameters.decay)
        let range = call.x..<call.x &+ call.count
        if parameters.isFirst {
            for x in range {
                state[x] = UInt16(truncatingIfNeeded: UInt32(truncatingIfNeeded: input[x]) &<< shift)
                output[x] = input[x]
            }
            return
        }
        let half = ((1 as UInt32) &<< shift) &>> 1, maximum = (65535 as UInt32) &>> shift
        @inline(__always) func put(_ x: Int, _ value: UInt32) {
            state[x] = UInt16(truncatingIfNeeded: value)
            let rounded = (value &+ half) &>> shift
            output[x] = Sample(truncatingIfNeeded: rounded < maximum ? rounded : maximum)
        }
        switch parameters.kind {
        case .brighter:
            for x in range {
                let sample = UInt32(truncatingIfNeeded: input[x]) &<< shift, past = UInt32(state[x])
                let decayed = base &+ (((past > base ? past &- base : 0) &* decay) &>> 16)
                put(x, sample > decayed ? sample : decayed)
            }
        case .stronger:
            for x in range {
                let sample = UInt32(truncatingIfNeeded: input[x]) &<< shift, past = UInt32(state[x])
                let distance = ((past > base ? past &- base : base &- past) &* decay) &>> 16
                let own = sample > base ? sample &- base : base &- sample
                let decayed = past > base ? base &+ distance : base &- distance
                put(x, own >= distance ? sample : decayed)
            }
        case .blend:
            for x in range {
                let sample = UInt32(truncatingIfNeeded: input[x]) &<< shift, past = UInt32(state[x])
                let distance = ((past > sample ? past &- sample : sample &- past) &* decay) &>> 16
                put(x, past > sample ? sample &+ distance : sample &- distance)
            }
        }
    }
}
