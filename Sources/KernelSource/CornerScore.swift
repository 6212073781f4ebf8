// Scores of corners, and where they peak.
import CSIMD
import KernelInterface

public enum CornerScore {
    public static func toBytes(_ input: UnsafePointer<UInt16>, _ output: UnsafeMutablePointer<UInt8>, _ count: Int, _ shift: Int) {
        let shift = UInt16(truncatingIfNeeded: shift)
        for x in 0..<count { output[x] = UInt8(truncatingIfNeeded: input[x] &>> shift) }
    }

    public static func gradients(
        _ above: UnsafePointer<UInt8>, _ middle: UnsafePointer<UInt8>, _ below: UnsafePointer<UInt8>, _ least: Int32, _ gx: UnsafeMutablePointer<Int16>,
        _ gy: UnsafeMutablePointer<Int16>, _ isStrong: UnsafeMutablePointer<UInt8>, _ count: Int
    ) {
        vp_harris_gradients(above, middle, below, least, gx, gy, isStrong, count)
    }

    public static func harris(
        _ gradients: UnsafePointer<UnsafePointer<Int16>?>, _ isStrong: UnsafePointer<UnsafePointer<UInt8>?>, _ output: UnsafeMutablePointer<Int32>,
        _ count: Int
    ) {
        vp_harris_scores(gradients, gradients + 3, isStrong, output, count)
        output[count] = 0
    }

    public static func segments(
        _ rows: UnsafePointer<UnsafePointer<UInt8>?>, _ output: UnsafeMutablePointer<UInt8>, _ floor: Int32, _ count: Int
    ) {
        if count > 6 { vp_segment_scores(rows, output, floor, count) }
        for x in 0..<min(3, count) { output[x] = 0 }
        for x in max(0, count &- 3)..<count &+ 1 { output[x] = 0 }
    }

    public static func scorePeaks(
        _ above: UnsafePointer<Int32>, _ middle: UnsafePointer<Int32>, _ below: UnsafePointer<Int32>, _ floor: Int32,
        _ columns: UnsafeMutablePointer<UInt32>, _ count: Int
    ) -> Int {
        vp_score_peaks(above, middle, below, floor, columns, count)
    }

    public static func bytePeaks(
        _ above: UnsafePointer<UInt8>, _ middle: UnsafePointer<UInt8>, _ below: UnsafePointer<UInt8>, _ floor: Int32,
        _ columns: UnsafeMutablePointer<UInt32>, _ count: Int
    ) -> Int {
        vp_byte_peaks(above, middle, below, floor, columns, count)
    }
}
