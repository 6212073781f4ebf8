// Weighted sums of rows and of columns with any taps: decimation, filtering and interpolation of the large Gaussian.
//
// Weights in 2^-24, 15 bits of fraction between the passes, 64-bit sums.
// Sums stand in 1 KiB on the stack: the most that a temporary allocation may take without asking the runtime.
import KernelInterface

public enum Taps {
    public static func wordRowsFirst(_ call: RowCall, _ weights: UnsafePointer<UInt32>, _ count: Int) {
        rows(call, weights, count, from: UInt16.self, sum: UInt64.self, to: UInt32.self, shift: 9)
    }

    public static func wordRows(_ call: RowCall, _ weights: UnsafePointer<UInt32>, _ count: Int) {
        rows(call, weights, count, from: UInt32.self, sum: UInt64.self, to: UInt32.self, shift: 24)
    }

    public static func wordRowsLast(_ call: RowCall, _ weights: UnsafePointer<UInt32>, _ count: Int) {
        rows(call, weights, count, from: UInt32.self, sum: UInt64.self, to: UInt16.self, shift: 39)
    }

    public static func wordColumns(_ call: RowCall, _ weights: UnsafePointer<UInt32>, _ count: Int, _ step: Int, _ offset: Int) {
        columns(call, weights, count, step, offset, from: UInt32.self, sum: UInt64.self, shift: 24)
    }

    public static func wordInterpolation(_ call: RowCall, _ weights: UnsafePointer<UInt32>, _ count: Int, _ step: Int) {
        interpolation(call, weights, count, step, from: UInt32.self, sum: UInt64.self, shift: 24)
    }

    /// out(x) = (Σₖ rows[k](x) · weights[k] + half) >> shift. Four rows a pass over the sums.
    @inline(__always) private static func rows<Input: FixedWidthInteger, Sum: FixedWidthInteger, Output: FixedWidthInteger>(
        _ call: RowCall, _ weights: UnsafePointer<UInt32>, _ count: Int, from: Input.Type, sum: Sum.Type, to: Output.Type, shift: Sum
    ) {
        let output = call.output.assumingMemoryBound(to: Output.self), half: Sum = 1 &<< (shift &- 1)
        withUnsafeTemporaryAllocation(of: Sum.self, capacity: 128) { buffer in
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
                    let wa = Sum(truncatingIfNeeded: weights[k]), wb = Sum(truncatingIfNeeded: weights[k &+ 1])
                    let wc = Sum(truncatingIfNeeded: weights[k &+ 2]), wd = Sum(truncatingIfNeeded: weights[k &+ 3])
                    for i in 0..<width {
                        let first = Sum(truncatingIfNeeded: a[i]) &* wa &+ Sum(truncatingIfNeeded: b[i]) &* wb
                        let second = Sum(truncatingIfNeeded: c[i]) &* wc &+ Sum(truncatingIfNeeded: d[i]) &* wd
                        sums[i] = sums[i] &+ first &+ second
                    }
                    k &+= 4
                }
                while k < count {
                    let a = call.rows[k].assumingMemoryBound(to: Input.self) + start, wa = Sum(truncatingIfNeeded: weights[k])
                    for i in 0..<width { sums[i] = sums[i] &+ Sum(truncatingIfNeeded: a[i]) &* wa }
                    k &+= 1
                }
                for i in 0..<width { output[start &+ i] = Output(truncatingIfNeeded: sums[i] &>> shift) }
                start &+= width
            }
        }
    }

    /// out(j) = (Σₖ in(step·j + offset + k) · weights[k] + half) >> shift.
    @inline(__always) private static func columns<Mid: FixedWidthInteger, Sum: FixedWidthInteger>(
        _ call: RowCall, _ weights: UnsafePointer<UInt32>, _ count: Int, _ step: Int, _ offset: Int, from: Mid.Type, sum: Sum.Type, shift: Sum
    ) {
        let input = call.rows[0].assumingMemoryBound(to: Mid.self), output = call.output.assumingMemoryBound(to: Mid.self)
        for j in call.x..<call.x &+ call.count {
            let base = input + (step &* j &+ offset)
            var sum: Sum = 1 &<< (shift &- 1)
            for k in 0..<count { sum = sum &+ Sum(truncatingIfNeeded: base[k]) &* Sum(truncatingIfNeeded: weights[k]) }
            output[j] = Mid(truncatingIfNeeded: sum &>> shift)
        }
    }

    /// out(x) = (Σₜ in(x / step + t) · weights[(x mod step) · count + t] + half) >> shift; `step` is a power of two.
    @inline(__always) private static func interpolation<Mid: FixedWidthInteger, Sum: FixedWidthInteger>(
        _ call: RowCall, _ weights: UnsafePointer<UInt32>, _ count: Int, _ step: Int, from: Mid.Type, sum: Sum.Type, shift: Sum
    ) {
        let input = call.rows[0].assumingMemoryBound(to: Mid.self), output = call.output.assumingMemoryBound(to: Mid.self)
        for x in call.x..<call.x &+ call.count {
            let base = input + (x / step), taps = weights + (x % step) &* count
            var sum: Sum = 1 &<< (shift &- 1)
            for t in 0..<count { sum = sum &+ Sum(truncatingIfNeeded: base[t]) &* Sum(truncatingIfNeeded: taps[t]) }
            output[x] = Mid(truncatingIfNeeded: sum &>> shift)
        }
    }
}
