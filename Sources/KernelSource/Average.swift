// A running sum of frames and its mean.
import KernelInterface

public enum Average {
    /// Sums of at most 64 samples fit 16 bits with the half added.
    public static func rows8(_ call: RowCall, _ sums: UnsafeMutableRawPointer, _ parameters: AverageParameters) {
        let newest = call.rows[0].assumingMemoryBound(to: UInt8.self), oldest = call.rows[1].assumingMemoryBound(to: UInt8.self)
        let output = call.output.assumingMemoryBound(to: UInt8.self), sums = sums.assumingMemoryBound(to: UInt16.self)
        let half = parameters.half, multiplier = parameters.multiplier, shift = parameters.shift &+ 16
        @inline(__always) func put(_ x: Int, _ sum: UInt16) {
            sums[x] = sum
            output[x] = UInt8(truncatingIfNeeded: ((UInt32(sum) &+ half) &* multiplier) &>> shift)
        }
        let range = call.x..<call.x &+ call.count
        if parameters.isFirst {
            for x in range { put(x, UInt16(newest[x])) }
        } else if parameters.hasOldest {
            for x in range { put(x, sums[x] &+ UInt16(newest[x]) &- UInt16(oldest[x])) }
        } else {
            for x in range { put(x, sums[x] &+ UInt16(newest[x])) }
        }
    }

    public static func rows16(_ call: RowCall, _ sums: UnsafeMutableRawPointer, _ parameters: AverageParameters) {
        let newest = call.rows[0].assumingMemoryBound(to: UInt16.self), oldest = call.rows[1].assumingMemoryBound(to: UInt16.self)
        let output = call.output.assumingMemoryBound(to: UInt16.self), sums = sums.assumingMemoryBound(to: UInt32.self)
        let half = parameters.half, multiplier = UInt64(parameters.multiplier), shift = UInt64(parameters.shift &+ 16)
        @inline(__always) func put(_ x: Int, _ sum: UInt32) {
            sums[x] = sum
            output[x] = UInt16(truncatingIfNeeded: (UInt64(sum &+ half) &* multiplier) &>> shift)
        }
        let range = call.x..<call.x &+ call.count
        if parameters.isFirst {
            for x in range { put(x, UInt32(newest[x])) }
        } else if parameters.hasOldest {
            for x in range { put(x, sums[x] &+ UInt32(newest[x]) &- UInt32(oldest[x])) }
        } else {
            for x in range { put(x, sums[x] &+ UInt32(newest[x])) }
        }
    }
}
