// The kernels that move samples: turned, resized, warped.
import KernelInterface
import KernelsAVX2
import KernelsAVX512
import KernelsBaseline

/// Kernels of geometry at a level; a trailing 8 is for one-byte samples, 16 for two-byte ones.
public struct GeometryKernels: Sendable {
    public let reverse8: ReverseKernel
    public let reverse16: ReverseKernel
    public let transpose8: TransposeKernel
    public let transpose16: TransposeKernel
    public let resizeRows8: ResizeRowsKernel
    public let resizeRows16: ResizeRowsKernel
    public let resizeColumns8: ResizeColumnsKernel
    public let resizeColumns16: ResizeColumnsKernel
    public let halfColumns8: HalfColumnsKernel
    public let halfRows8: HalfRowsKernel
    /// Both at once; nil at levels where one after the other takes less.
    public let half8: HalfKernel?
    public let wideResizeRows8: WideResizeRowsKernel
    public let wideResizeRows16: WideResizeRowsKernel
    public let wideResizeColumns8: WideResizeColumnsKernel
    public let wideResizeColumns16: WideResizeColumnsKernel
    public let warp8: WarpKernel
    public let warp16: WarpKernel

    init(level: KernelLevel) {
        switch level {
        case .baseline:
            reverse8 = KernelsBaseline.Turning.reverse8
            reverse16 = KernelsBaseline.Turning.reverse16
            transpose8 = KernelsBaseline.Turning.transpose8
            transpose16 = KernelsBaseline.Turning.transpose16
            resizeRows8 = KernelsBaseline.Resize.rows8
            resizeRows16 = KernelsBaseline.Resize.rows16
            resizeColumns8 = KernelsBaseline.Resize.columns8
            resizeColumns16 = KernelsBaseline.Resize.columns16
            halfColumns8 = KernelsBaseline.Resize.halfColumns8
            halfRows8 = KernelsBaseline.Resize.halfRows8
            half8 = nil
            wideResizeRows8 = KernelsBaseline.Resize.wideRows8
            wideResizeRows16 = KernelsBaseline.Resize.wideRows16
            wideResizeColumns8 = KernelsBaseline.Resize.wideColumns8
            wideResizeColumns16 = KernelsBaseline.Resize.wideColumns16
            warp8 = KernelsBaseline.Warp.rows8
            warp16 = KernelsBaseline.Warp.rows16
        case .avx2:
            reverse8 = KernelsAVX2.Turning.reverse8
            reverse16 = KernelsAVX2.Turning.reverse16
            transpose8 = KernelsAVX2.Turning.transpose8
            transpose16 = KernelsAVX2.Turning.transpose16
            resizeRows8 = KernelsAVX2.Resize.rows8
            resizeRows16 = KernelsAVX2.Resize.rows16
            resizeColumns8 = KernelsAVX2.Resize.columns8
            resizeColumns16 = KernelsAVX2.Resize.columns16
            halfColumns8 = KernelsAVX2.Resize.halfColumns8
            halfRows8 = KernelsAVX2.Resize.halfRows8
            half8 = nil
            wideResizeRows8 = KernelsAVX2.Resize.wideRows8
            wideResizeRows16 = KernelsAVX2.Resize.wideRows16
            wideResizeColumns8 = KernelsAVX2.Resize.wideColumns8
            wideResizeColumns16 = KernelsAVX2.Resize.wideColumns16
            warp8 = KernelsAVX2.Warp.rows8
            warp16 = KernelsAVX2.Warp.rows16
        case .avx512:
            reverse8 = KernelsAVX512.Turning.reverse8
            reverse16 = KernelsAVX512.Turning.reverse16
            transpose8 = KernelsAVX512.Turning.transpose8
            transpose16 = KernelsAVX512.Turning.transpose16
            resizeRows8 = KernelsAVX512.Resize.rows8
            resizeRows16 = KernelsAVX512.Resize.rows16
            resizeColumns8 = KernelsAVX512.Resize.columns8
            resizeColumns16 = KernelsAVX512.Resize.columns16
            halfColumns8 = KernelsAVX512.Resize.halfColumns8
            halfRows8 = KernelsAVX512.Resize.halfRows8
            half8 = KernelsAVX512.Resize.half8
            wideResizeRows8 = KernelsAVX512.Resize.wideRows8
            wideResizeRows16 = KernelsAVX512.Resize.wideRows16
            wideResizeColumns8 = KernelsAVX512.Resize.wideColumns8
            wideResizeColumns16 = KernelsAVX512.Resize.wideColumns16
            warp8 = KernelsAVX512.Warp.rows8
            warp16 = KernelsAVX512.Warp.rows16
        }
    }
}
