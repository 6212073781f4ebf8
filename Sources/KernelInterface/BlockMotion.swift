// Signatures of the kernels that find how blocks of one picture lie in another. Blocks are of 16x16 bytes; pointers belong to the caller and outlive the call.

/// output[i] = Σ of 2^halvings sums from i · 2^halvings on, shifted right by `shift`. The sums are lost.
public typealias ShrinkKernel =
    @Sendable (_ sums: UnsafeMutablePointer<UInt32>, _ output: UnsafeMutablePointer<UInt8>, _ count: Int, _ halvings: Int, _ shift: Int) -> Void
/// sums[row · columns + column] = Σ |block − area|, the area's block `row` rows and `column` columns from its first. Strides in bytes.
public typealias BlockDifferencesKernel =
    @Sendable (
        _ block: UnsafePointer<UInt8>, _ stride: Int, _ area: UnsafePointer<UInt8>, _ areaStride: Int, _ columns: Int, _ rows: Int,
        _ sums: UnsafeMutablePointer<Int32>
    ) -> Void
/// With a of `moved` and b of `own`, e = a − b, x and y the differences of a + b two samples apart: nine sums, of x, y, e, xx, xy, yy, xe, ye, ee. One sample
/// around the blocks is read.
public typealias BlockGradientsKernel =
    @Sendable (
        _ moved: UnsafePointer<UInt8>, _ movedStride: Int, _ own: UnsafePointer<UInt8>, _ ownStride: Int, _ sums: UnsafeMutablePointer<Int32>
    ) -> Void
