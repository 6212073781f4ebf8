// Kernels of bilateral means.
import KernelInterface
import KernelsAVX2
import KernelsAVX512
import KernelsBaseline

/// Kernels of bilateral means. A trailing 8 is for one-byte samples, 16 for two-byte ones.
public struct BilateralKernels: Sendable {
    public let weights8: BilateralWeightsKernel
    public let pairs8: BilateralPairsKernel
    public let pairs16: BilateralPairsKernel
    public let taps16: BilateralTapsKernel

    init(level: KernelLevel) {
        switch level {
        case .baseline:
            weights8 = KernelsBaseline.Bilateral.weights8
            pairs8 = KernelsBaseline.Bilateral.pairs8
            pairs16 = KernelsBaseline.Bilateral.pairs16
            taps16 = KernelsBaseline.Bilateral.taps16
        case .avx2:
            weights8 = KernelsAVX2.Bilateral.weights8
            pairs8 = KernelsAVX2.Bilateral.pairs8
            pairs16 = KernelsAVX2.Bilateral.pairs16
            taps16 = KernelsAVX2.Bilateral.taps16
        case .avx512:
            weights8 = KernelsAVX512.Bilateral.weights8
            pairs8 = KernelsAVX512.Bilateral.pairs8
            pairs16 = KernelsAVX512.Bilateral.pairs16
            taps16 = KernelsAVX512.Bilateral.taps16
        }
    }
}
