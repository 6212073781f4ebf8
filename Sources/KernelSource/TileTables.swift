// Between the tables of neighbouring tiles: down once for a row, across for each sample.
import CSIMD
import KernelInterface

public enum TileTables {
    public static func blendTables16(
        _ above: UnsafePointer<UInt16>, _ below: UnsafePointer<UInt16>, _ weight: UInt32, _ output: UnsafeMutablePointer<UInt32>, _ count: Int
    ) {
        let rest = 16384 &- weight
        // At most 65535 · 16384 + 64 < 2^30.
        for i in 0..<count { output[i] = (UInt32(above[i]) &* rest &+ UInt32(below[i]) &* weight &+ 64) &>> 7 }
    }

    public static func blendTables8(
        _ above: UnsafePointer<UInt16>, _ below: UnsafePointer<UInt16>, _ weight: UInt32, _ output: UnsafeMutablePointer<UInt16>, _ count: Int
    ) {
        let rest = 16384 &- weight
        for i in 0..<count { output[i] = UInt16(truncatingIfNeeded: (UInt32(above[i]) &* rest &+ UInt32(below[i]) &* weight &+ 64) &>> 7) }
    }

    public static func between8(
        _ input: UnsafePointer<UInt8>, _ output: UnsafeMutablePointer<UInt8>, _ count: Int, _ left: UnsafePointer<UInt16>,
        _ right: UnsafePointer<UInt16>, _ weights: UnsafePointer<UInt16>
    ) {
        for i in vp_between_tables(input, output, count, left, right, weights)..<count {
            let sample = Int(input[i]), weight = UInt32(weights[i])
            let sum = UInt32(left[sample]) &* (16384 &- weight) &+ UInt32(right[sample]) &* weight
            output[i] = UInt8(truncatingIfNeeded: (sum &+ 1 &<< 20) &>> 21)
        }
    }

    public static func between16(
        _ input: UnsafePointer<UInt16>, _ output: UnsafeMutablePointer<UInt16>, _ count: Int, _ left: UnsafePointer<UInt32>,
        _ right: UnsafePointer<UInt32>, _ weights: UnsafePointer<UInt16>, _ range: BinRange
    ) {
        let low = range.low, high = range.high, shift = range.shift, one = 1 &<< shift
        if shift == 0 {
            // A bin a code, at most 10 bits: (2^10 − 1) · 2^7 · 2^14 + 2^20 < 2^31.
            let least = Int32(truncatingIfNeeded: low), most = Int32(truncatingIfNeeded: high)
            for i in 0..<count {
                let bin = Int(min(max(Int32(truncatingIfNeeded: input[i]), least), most) &- least &+ 1), weight = UInt32(weights[i])
                output[i] = UInt16(truncatingIfNeeded: (left[bin] &* (16384 &- weight) &+ right[bin] &* weight &+ 1 &<< 20) &>> 21)
            }
            return
        }
        for i in 0..<count {
            let code = min(max(Int(input[i]), low), high) &- low, bin = code &>> shift
            let part = UInt64(truncatingIfNeeded: (code & (one &- 1)) &+ 1), rest = UInt64(truncatingIfNeeded: one) &- part
            let a = (UInt64(left[bin]) &* rest &+ UInt64(left[bin &+ 1]) &* part) &>> UInt64(truncatingIfNeeded: shift)
            let b = (UInt64(right[bin]) &* rest &+ UInt64(right[bin &+ 1]) &* part) &>> UInt64(truncatingIfNeeded: shift)
            let weight = UInt64(weights[i])
            output[i] = UInt16(truncatingIfNeeded: (a &* (16384 &- weight) &+ b &* weight &+ 1 &<< 20) &>> 21)
        }
    }
}
