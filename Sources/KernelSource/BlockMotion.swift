// How blocks of one picture lie in another: pictures made small, differences, gradients.
import CSIMD

public enum BlockMotion {
    public static func shrink(
        _ sums: UnsafeMutablePointer<UInt32>, _ output: UnsafeMutablePointer<UInt8>, _ count: Int, _ halvings: Int, _ shift: Int
    ) {
        var step = halvings
        while step > 0 {
            step = step &- 1
            for x in 0..<count &<< step { sums[x] = sums[2 &* x] &+ sums[2 &* x &+ 1] }
        }
        let shift = UInt32(truncatingIfNeeded: shift)
        for x in 0..<count { output[x] = UInt8(truncatingIfNeeded: sums[x] &>> shift) }
    }

    public static func differences(
        _ block: UnsafePointer<UInt8>, _ stride: Int, _ area: UnsafePointer<UInt8>, _ areaStride: Int, _ columns: Int, _ rows: Int,
        _ sums: UnsafeMutablePointer<Int32>
    ) {
        vp_block_differences(block, stride, area, areaStride, columns, rows, sums)
    }

    public static func gradients(
        _ moved: UnsafePointer<UInt8>, _ movedStride: Int, _ own: UnsafePointer<UInt8>, _ ownStride: Int, _ sums: UnsafeMutablePointer<Int32>
    ) {
        vp_block_gradients(moved, movedStride, own, ownStride, sums)
    }
}
