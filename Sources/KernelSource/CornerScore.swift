// Scores of corners, and where they peak.
import CSIMD
import KernelInterface

public enum CornerScore {
    public static func toBytes(_ input: UnsafePointer<UInt16>, _ output: UnsafeMutablePointer<UInt8>, _ count: Int, _ shift: Int) {
        let shift = UInt16(truncatingIfNeeded: shift)
        for x in 0..<count { output[x] = UInt8(truncatingIfNeeded: input[x] &>> shift) }
    }

    public static func products(
        _ above: UnsafePointer<UInt8>, _ middle: UnsafePointer<UInt8>, _ below: UnsafePointer<UInt8>, _ xx: UnsafeMutablePointer<Int32>,
        _ yy: UnsafeMutablePointer<Int32>, _ xy: UnsafeMutablePointer<Int32>, _ count: Int
    ) {
        @inline(__always) func value(_ row: UnsafePointer<UInt8>, _ x: Int) -> Int32 { Int32(truncatingIfNeeded: row[x]) }
        for x in 0..<count {
            let rising = value(below, x &+ 1) &- value(above, x &- 1), falling = value(above, x &+ 1) &- value(below, x &- 1)
            let gx = rising &+ falling &+ 2 &* (value(middle, x &+ 1) &- value(middle, x &- 1))
            let gy = rising &- falling &+ 2 &* (value(below, x) &- value(above, x))
            xx[x] = gx &* gx
            yy[x] = gy &* gy
            xy[x] = gx &* gy
        }
    }

    public static func harris(
        _ rows: UnsafePointer<UnsafePointer<Int32>>, _ scratch: UnsafePointer<UnsafeMutablePointer<Int32>>, _ output: UnsafeMutablePointer<Int32>,
        _ count: Int
    ) {
        for kind in 0..<3 {
            let above = rows[kind], middle = rows[3 &+ kind], below = rows[6 &+ kind], sums = scratch[kind]
            for x in -1..<count &+ 1 { sums[x] = above[x] &+ middle[x] &+ below[x] }
        }
        let xx = scratch[0], yy = scratch[1], xy = scratch[2]
        for x in 0..<count {
            // Nine times 1020² at most: below 2^24; the products below 2^47, times 25 below 2^51.
            let a = Int64(xx[x &- 1] &+ xx[x] &+ xx[x &+ 1]), b = Int64(yy[x &- 1] &+ yy[x] &+ yy[x &+ 1])
            let c = Int64(xy[x &- 1] &+ xy[x] &+ xy[x &+ 1]), sum = a &+ b, product = a &* b &- c &* c
            let score = (product &<< 4 &+ product &<< 3 &+ product &- sum &* sum) &>> 20
            output[x] = Int32(truncatingIfNeeded: score < 0 ? 0 : score)
        }
    }

    public static func segments(
        _ rows: UnsafePointer<UnsafePointer<UInt8>>, _ bytes: UnsafeMutablePointer<UInt8>, _ output: UnsafeMutablePointer<Int32>, _ count: Int
    ) {
        for x in 0..<min(3, count) { bytes[x] = 0 }
        if count > 6 {
            withUnsafeTemporaryAllocation(of: UnsafePointer<UInt8>?.self, capacity: 7) { pointers in
                guard let base = pointers.baseAddress else { return }
                for k in 0..<7 { (base + k).initialize(to: rows[k]) }
                vp_segment_scores(base, bytes, count)
            }
        }
        for x in max(0, count &- 3)..<count { bytes[x] = 0 }
        for x in 0..<count { output[x] = bytes[x] > 10 ? Int32(truncatingIfNeeded: bytes[x]) : 0 }
    }

    public static func scorePeaks(
        _ above: UnsafePointer<Int32>, _ middle: UnsafePointer<Int32>, _ below: UnsafePointer<Int32>, _ floor: Int32,
        _ classes: UnsafeMutablePointer<UInt8>, _ columns: UnsafeMutablePointer<UInt32>, _ count: Int
    ) -> Int {
        for x in 0..<count {
            let score = middle[x], top = max(max(above[x &- 1], above[x]), max(above[x &+ 1], middle[x &- 1]))
            let next = max(max(below[x &- 1], below[x]), max(below[x &+ 1], middle[x &+ 1]))
            let isFirst: UInt8 = score > max(top, floor) ? 1 : 0, isHighest: UInt8 = score >= next ? 1 : 0
            classes[x] = isFirst & isHighest
        }
        let words = (count &+ 63) / 64
        for x in count..<64 &* words { classes[x] = 0 }
        var found = 0
        for word in 0..<words {
            var bits = vp_bits_above(classes + 64 &* word, 0)
            while bits != 0 {
                columns[found] = UInt32(truncatingIfNeeded: 64 &* word &+ bits.trailingZeroBitCount)
                found &+= 1
                bits &= bits &- 1
            }
        }
        return found
    }
}
