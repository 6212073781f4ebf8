// Convolution with whole weights: in 16 bits where sums fit (CSIMD), else in 32 bits.
import CSIMD
import KernelInterface

public enum Convolve {
    /// Samples to samples.
    public static func narrow8(_ call: RowCall, _ sum: ConvolutionSum) {
        let output = call.output.assumingMemoryBound(to: UInt8.self) + call.x
        vp_convolve_8(rows(call), sum.taps, sum.count, call.x, output, call.count, bias(sum), sum.multiplier, sum.shift, UInt16(truncatingIfNeeded: sum.limit))
    }

    public static func narrow16(_ call: RowCall, _ sum: ConvolutionSum) {
        let output = call.output.assumingMemoryBound(to: UInt16.self) + call.x
        vp_convolve_16(rows(call), sum.taps, sum.count, call.x, output, call.count, bias(sum), sum.multiplier, sum.shift, UInt16(truncatingIfNeeded: sum.limit))
    }

    /// Samples to sums of columns.
    public static func narrowFirst8(_ call: RowCall, _ sum: ConvolutionSum) {
        vp_convolve_8_raw(rows(call), sum.taps, sum.count, call.x, call.output.assumingMemoryBound(to: UInt16.self) + call.x, call.count, 0, 0, 0, 0)
    }

    /// Sums of columns to samples.
    public static func narrowLast8(_ call: RowCall, _ sum: ConvolutionSum) {
        let output = call.output.assumingMemoryBound(to: UInt8.self) + call.x
        vp_convolve_raw_8(
            rows(call), sum.taps, sum.count, call.x, output, call.count, bias(sum), sum.multiplier, sum.shift, UInt16(truncatingIfNeeded: sum.limit))
    }

    public static func wide8(_ call: RowCall, _ sum: ConvolutionSum) { finished(call, sum, from: UInt8.self, to: UInt8.self) }
    public static func wide16(_ call: RowCall, _ sum: ConvolutionSum) { finished(call, sum, from: UInt16.self, to: UInt16.self) }
    public static func wideFirst8(_ call: RowCall, _ sum: ConvolutionSum) { raw(call, sum, from: UInt8.self) }
    public static func wideFirst16(_ call: RowCall, _ sum: ConvolutionSum) { raw(call, sum, from: UInt16.self) }
    public static func wideLast8(_ call: RowCall, _ sum: ConvolutionSum) { finished(call, sum, from: Int32.self, to: UInt8.self) }
    public static func wideLast16(_ call: RowCall, _ sum: ConvolutionSum) { finished(call, sum, from: Int32.self, to: UInt16.self) }

    @inline(__always) private static func finished<Input: FixedWidthInteger, Output: FixedWidthInteger>(
        _ call: RowCall, _ sum: ConvolutionSum, from: Input.Type, to: Output.Type
    ) {
        let output = call.output.assumingMemoryBound(to: Output.self), inverse = sum.inverse, limit = Double(sum.limit), bias = Double(sum.bias)
        wide(call, sum, from: from) { sums, start, count in
            // ⌊sum / divisor⌋: the half keeps products off whole numbers, see `ConvolutionSum.inverse`.
            for i in 0..<count {
                let total = max(Double(sums[i]) + bias, 0)
                output[start &+ i] = Output(truncatingIfNeeded: Int32(min((total + 0.5) * inverse, limit)))
            }
        }
    }

    @inline(__always) private static func raw<Input: FixedWidthInteger>(_ call: RowCall, _ sum: ConvolutionSum, from: Input.Type) {
        let output = call.output.assumingMemoryBound(to: Int32.self)
        wide(call, sum, from: from) { sums, start, count in
            for i in 0..<count { output[start &+ i] = sums[i] }
        }
    }

    /// Weighted sums in 32 bits, 1 KiB of them at a time.
    @inline(__always) private static func wide<Input: FixedWidthInteger>(
        _ call: RowCall, _ sum: ConvolutionSum, from: Input.Type, _ body: (UnsafeMutablePointer<Int32>, Int, Int) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 256) { buffer in
            guard let sums = buffer.baseAddress else { return }
            var start = call.x
            let end = call.x &+ call.count
            while start < end {
                let count = min(256, end &- start)
                for i in 0..<count { sums[i] = 0 }
                for k in 0..<sum.count {
                    let input = call.rows[sum.taps[3 &* k]].assumingMemoryBound(to: Input.self) + (start &+ sum.taps[3 &* k &+ 1])
                    let weight = Int32(truncatingIfNeeded: sum.taps[3 &* k &+ 2])
                    for i in 0..<count { sums[i] = sums[i] &+ Int32(truncatingIfNeeded: input[i]) &* weight }
                }
                body(sums, start, count)
                start &+= count
            }
        }
    }

    @inline(__always) private static func bias(_ sum: ConvolutionSum) -> UInt16 { UInt16(truncatingIfNeeded: sum.bias) }

    @inline(__always) private static func rows(_ call: RowCall) -> UnsafePointer<UnsafeRawPointer?> {
        UnsafeRawPointer(call.rows).assumingMemoryBound(to: UnsafeRawPointer?.self)
    }
}
