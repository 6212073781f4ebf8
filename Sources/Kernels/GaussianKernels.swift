// Kernels of the Gaussian in 16-bit words.
import KernelInterface
import KernelsAVX2
import KernelsAVX512
import KernelsBaseline

/// Kernels of the Gaussian in 16-bit words. A trailing 8 is for one-byte samples, 16 for two-byte ones and for words between the steps.
public struct GaussianKernels: Sendable {
    public let direct8: GaussianKernel
    public let direct16: GaussianKernel
    public let halve8: HalvingKernel
    public let halve16: HalvingKernel
    public let double8: DoublingKernel
    public let double16: DoublingKernel

    init(level: KernelLevel) {
        switch level {
        case .baseline:
            direct8 = KernelsBaseline.Gaussian.direct8
            direct16 = KernelsBaseline.Gaussian.direct16
            halve8 = KernelsBaseline.Gaussian.halve8
            halve16 = KernelsBaseline.Gaussian.halve16
            double8 = KernelsBaseline.Gaussian.double8
            double16 = KernelsBaseline.Gaussian.double16
        case .avx2:
            direct8 = KernelsAVX2.Gaussian.direct8
            direct16 = KernelsAVX2.Gaussian.direct16
            halve8 = KernelsAVX2.Gaussian.halve8
            halve16 = KernelsAVX2.Gaussian.halve16
            double8 = KernelsAVX2.Gaussian.double8
            double16 = KernelsAVX2.Gaussian.double16
        case .avx512:
            direct8 = KernelsAVX512.Gaussian.direct8
            direct16 = KernelsAVX512.Gaussian.direct16
            halve8 = KernelsAVX512.Gaussian.halve8
            halve16 = KernelsAVX512.Gaussian.halve16
            double8 = KernelsAVX512.Gaussian.double8
            double16 = KernelsAVX512.Gaussian.double16
        }
    }
}
