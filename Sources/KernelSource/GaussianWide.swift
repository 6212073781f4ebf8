// Symmetric taps without truncation: 24-bit weights, 64-bit sums, 32-bit rows between the passes.
// Sums stand in 1 KiB on the stack: the most that a temporary allocation may take without asking the runtime.
import KernelInterface

/// Wide form. Weights in 2^-24. The horizontal pass keeps 15 bits of fraction: (Σ + 2^8) >> 9; the vertical one rounds half up: (Σ + 2^38) >> 39.
public enum GaussianWide {
    public static func horizontal16(_ call: RowCall, _ taps: SymmetricTaps) {
        let source = call.rows[0].assumingMemoryBound(to: UInt16.self), output = call.output.assumingMemoryBound(to: UInt32.self), radius = taps.radius
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 128) { buffer in
            guard let sums = buffer.baseAddress else { return }
            var start = call.x
            let end = call.x &+ call.count
            while start < end {
                let count = min(128, end &- start), centre = UInt64(taps.weights[0])
                for i in 0..<count { sums[i] = 256 &+ UInt64(source[start &+ i]) &* centre }
                var k = 1
                while k <= radius {
                    let weight = UInt64(taps.weights[k]), low = source + (start &- k), high = source + (start &+ k)
                    for i in 0..<count {
                        let pair = UInt32(low[i]) &+ UInt32(high[i])
                        sums[i] = sums[i] &+ UInt64(pair) &* weight
                    }
                    k &+= 1
                }
                for i in 0..<count { output[start &+ i] = UInt32(truncatingIfNeeded: sums[i] &>> 9) }
                start &+= count
            }
        }
    }

    public static func vertical16(_ call: RowCall, _ taps: SymmetricTaps) {
        let output = call.output.assumingMemoryBound(to: UInt16.self), radius = taps.radius
        let middle = call.rows[radius].assumingMemoryBound(to: UInt32.self)
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 128) { buffer in
            guard let sums = buffer.baseAddress else { return }
            var start = call.x
            let end = call.x &+ call.count
            while start < end {
                let count = min(128, end &- start), centre = UInt64(taps.weights[0])
                for i in 0..<count { sums[i] = (1 &<< 38) &+ UInt64(middle[start &+ i]) &* centre }
                var k = 1
                while k <= radius {
                    let weight = UInt64(taps.weights[k])
                    let above = call.rows[radius &- k].assumingMemoryBound(to: UInt32.self) + start
                    let below = call.rows[radius &+ k].assumingMemoryBound(to: UInt32.self) + start
                    // Each row is below 2^31, so the pair fits 32 bits and the product is one 32 x 32 multiply.
                    for i in 0..<count { sums[i] = sums[i] &+ UInt64(above[i] &+ below[i]) &* weight }
                    k &+= 1
                }
                for i in 0..<count { output[start &+ i] = UInt16(truncatingIfNeeded: sums[i] &>> 39) }
                start &+= count
            }
        }
    }
}
