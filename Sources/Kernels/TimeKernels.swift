// The row kernels of the filters over time, of one level.
import KernelInterface
import KernelsAVX2
import KernelsAVX512
import KernelsBaseline

/// A trailing 8 is for one-byte samples, 16 for two-byte ones.
public struct TimeKernels: Sendable {
    public let difference8: DifferenceKernel
    public let difference16: DifferenceKernel
    public let trails8: TrailKernel
    public let trails16: TrailKernel
    public let average8: AverageKernel
    public let average16: AverageKernel
    public let denoiseAcross8: DenoiseAcrossKernel
    public let denoiseAcross16: DenoiseAcrossKernel
    public let denoise8: DenoiseKernel
    public let denoise16: DenoiseKernel
    public let motion8: MotionKernel
    public let motion16: MotionKernel
    public let deinterlace8: DeinterlaceKernel
    public let deinterlace16: DeinterlaceKernel
    public let shrink: ShrinkKernel
    public let blockDifferences: BlockDifferencesKernel
    public let blockGradients: BlockGradientsKernel

    init(level: KernelLevel) {
        switch level {
        case .baseline:
            difference8 = KernelsBaseline.FrameDifference.rows8
            difference16 = KernelsBaseline.FrameDifference.rows16
            trails8 = KernelsBaseline.Trails.rows8
            trails16 = KernelsBaseline.Trails.rows16
            average8 = KernelsBaseline.Average.rows8
            average16 = KernelsBaseline.Average.rows16
            denoiseAcross8 = KernelsBaseline.Denoise.across8
            denoiseAcross16 = KernelsBaseline.Denoise.across16
            denoise8 = KernelsBaseline.Denoise.down8
            denoise16 = KernelsBaseline.Denoise.down16
            motion8 = KernelsBaseline.Motion.rows8
            motion16 = KernelsBaseline.Motion.rows16
            deinterlace8 = KernelsBaseline.Deinterlace.rows8
            deinterlace16 = KernelsBaseline.Deinterlace.rows16
            shrink = KernelsBaseline.BlockMotion.shrink
            blockDifferences = KernelsBaseline.BlockMotion.differences
            blockGradients = KernelsBaseline.BlockMotion.gradients
        case .avx2:
            difference8 = KernelsAVX2.FrameDifference.rows8
            difference16 = KernelsAVX2.FrameDifference.rows16
            trails8 = KernelsAVX2.Trails.rows8
            trails16 = KernelsAVX2.Trails.rows16
            average8 = KernelsAVX2.Average.rows8
            average16 = KernelsAVX2.Average.rows16
            denoiseAcross8 = KernelsAVX2.Denoise.across8
            denoiseAcross16 = KernelsAVX2.Denoise.across16
            denoise8 = KernelsAVX2.Denoise.down8
            denoise16 = KernelsAVX2.Denoise.down16
            motion8 = KernelsAVX2.Motion.rows8
            motion16 = KernelsAVX2.Motion.rows16
            deinterlace8 = KernelsAVX2.Deinterlace.rows8
            deinterlace16 = KernelsAVX2.Deinterlace.rows16
            shrink = KernelsAVX2.BlockMotion.shrink
            blockDifferences = KernelsAVX2.BlockMotion.differences
            blockGradients = KernelsAVX2.BlockMotion.gradients
        case .avx512:
            difference8 = KernelsAVX512.FrameDifference.rows8
            difference16 = KernelsAVX512.FrameDifference.rows16
            trails8 = KernelsAVX512.Trails.rows8
            trails16 = KernelsAVX512.Trails.rows16
            average8 = KernelsAVX512.Average.rows8
            average16 = KernelsAVX512.Average.rows16
            denoiseAcross8 = KernelsAVX512.Denoise.across8
            denoiseAcross16 = KernelsAVX512.Denoise.across16
            denoise8 = KernelsAVX512.Denoise.down8
            denoise16 = KernelsAVX512.Denoise.down16
            motion8 = KernelsAVX512.Motion.rows8
            motion16 = KernelsAVX512.Motion.rows16
            deinterlace8 = KernelsAVX512.Deinterlace.rows8
            deinterlace16 = KernelsAVX512.Deinterlace.rows16
            shrink = KernelsAVX512.BlockMotion.shrink
            blockDifferences = KernelsAVX512.BlockMotion.differences
            blockGradients = KernelsAVX512.BlockMotion.gradients
        }
    }
}
