// Kernels of exact medians.
import KernelInterface
import KernelsAVX2
import KernelsAVX512
import KernelsBaseline

/// Kernels of exact medians. A trailing 8 is for one-byte samples, 16 for two-byte ones.
public struct MedianKernels: Sendable {
    public let network8: MedianKernel
    public let network16: MedianKernel
    public let histogram8: MedianKernel
    public let sliding16: MedianKernel

    init(level: KernelLevel) {
        switch level {
        case .baseline:
            network8 = KernelsBaseline.Median.network8
            network16 = KernelsBaseline.Median.network16
            histogram8 = KernelsBaseline.Median.histogram8
            sliding16 = KernelsBaseline.Median.sliding16
        case .avx2:
            network8 = KernelsAVX2.Median.network8
            network16 = KernelsAVX2.Median.network16
            histogram8 = KernelsAVX2.Median.histogram8
            sliding16 = KernelsAVX2.Median.sliding16
        case .avx512:
            network8 = KernelsAVX512.Median.network8
            network16 = KernelsAVX512.Median.network16
            histogram8 = KernelsAVX512.Median.histogram8
            sliding16 = KernelsAVX512.Median.sliding16
        }
    }
}
