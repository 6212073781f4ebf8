// Weighted sums of rows and of columns with any taps: decimation, filtering and interpolation of the large Gaussian.
//
// Weights in 2^-24, 15 bits of fraction between the passes, 64-bit sums.
// Sums stand in 1 KiB on the stack: the most that a temporary allocation may take without asking the runtime.
import KernelInterface

public enum Taps {
    public static func wordRowsFirst(_ call: RowCall, _ weights: UnsafePointer<UInt32>, _ count: Int) {
        rows(call, weights, count, from: UInt16.self, to: UInt32.self, shift: 9)
    }

    public static func wordRows(_ call: RowCall, _ weights: UnsafePointer<UInt32>, _ count: Int) {
        rows(call, weights, count, from: UInt32.self, to: UInt32.self, shift: 24)
    }

    public static func wordRowsLast(_ call: RowCall, _ weights: UnsafePointer<UInt32>, _ count: Int) {
        rows(call, weights, count, from: UInt32.self, to: UInt16.self, shift: 39)
    }

    /// out(j) = (Σₖ in(step·j + offset + k) · weights[k] + 2^23) >> 24.
    public static func wordColumns(_ call: RowCall, _ weights: UnsafePointer<UInt32>, _ count: Int, _ step: Int, _ offset: Int) {
        let input = call.rows[0].assumingMemoryBound(to: UInt32.self), output = call.output.assumingMemoryBound(to: UInt32.self)
        for j in call.x..<call.x &+ call.count {
            let base = input + (step &* j &+ offset)
            var sum: UInt64 = 1 &<< 23
            for k in 0..<count { sum = sum &+ UInt64(base[k]) &* UInt64(weights[k]) }
            output[j] = UInt32(truncatingIfNeeded: sum &>> 24)
        }
    }

    /// out(x) = (Σₜ in(x / step + t) · weights[(x mod step) · count + t] + 2^23) >> 24; `step` is a power of two.
    public static func wordInterpolation(_ call: RowCall, _ weights: UnsafePointer<UInt32>, _ count: Int, _ step: Int) {
        let input = call.rows[0].assumingMemoryBound(to: UInt32.self), output = call.output.assumingMemoryBound(to: UInt32.self)
        for x in call.x..<call.x &+ call.count {
            let base = input + (x / step), taps = weights + (x % step) &* count
            var sum: UInt64 = 1 &<< 23
            for t in 0..<count { sum = sum &+ UInt64(base[t]) &* UInt64(taps[t]) }
            output[x] = UInt32(truncatingIfNeeded: sum &>> 24)
        }
    }

    /// out(x) = (Σₖ rows[k](x) · weights[k] + half) >> shift. Four rows a pass over the sums.
    @inline(__always) private static func rows<Input: FixedWidthInteger, Output: FixedWidthInteger>(
        _ call: RowCall, _ weights: UnsafePointer<UInt32>, _ count: Int, from: Input.Type, to: Output.Type, shift: UInt64
    ) {
        let output = call.output.assumingMemoryBound(to: Output.self), half: UInt64 = 1 &<< (shift &- 1)
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 128) { buffer in
            guard let sums = buffer.baseAddress else { return }
            var start = call.x
            let end = call.x &+ call.count
            while start < end {
                let width = min(128, end &- start)
                for i in 0..<width { sums[i] = half }
                var k = 0
                while k &+ 4 <= count {
                    let a = call.rows[k].assumingMemoryBound(to: Input.self) + start, b = call.rows[k &+ 1].assumingMemoryBound(to: Input.self) + start
                    let c = call.rows[k &+ 2].assumingMemoryBound(to: Input.self) + start, d = call.rows[k &+ 3].assumingMemoryBound(to: Input.self) + start
                    let wa = UInt64(weights[k]), wb = UInt64(weights[k &+ 1])
                    let wc = UInt64(weights[k &+ 2]), wd = UInt64(weights[k &+ 3])
                    for i in 0..<width {
                        let first = UInt64(truncatingIfNeeded: a[i]) &* wa &+ UInt64(truncatingIfNeeded: b[i]) &* wb
                        let second = UInt64(truncatingIfNeeded: c[i]) &* wc &+ UInt64(truncatingIfNeeded: d[i]) &* wd
                        sums[i] = sums[i] &+ first &+ second
                    }
                    k &+= 4
                }
                while k < count {
                    let a = call.rows[k].assumingMemoryBound(to: Input.self) + start, wa = UInt64(weights[k])
                    for i in 0..<width { sums[i] = sums[i] &+ UInt64(truncatingIfNeeded: a[i]) &* wa }
                    k &+= 1
                }
                for i in 0..<width { output[start &+ i] = Output(truncatingIfNeeded: sums[i] &>> shift) }
                start &+= width
            }
        }
    }
}
