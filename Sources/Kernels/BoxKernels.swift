// Kernels of box means.
import KernelInterface
import KernelsAVX2
import KernelsAVX512
import KernelsBaseline

/// Kernels of box means. A trailing 8 is for one-byte samples, 16 for two-byte ones.
public struct BoxKernels: Sendable {
    public let columns8: BoxColumnsKernel
    public let columns16: BoxColumnsKernel
    public let wideColumns8: BoxColumnsKernel
    public let wideColumns16: BoxColumnsKernel
    public let means8: BoxMeansKernel
    public let means16: BoxMeansKernel
    public let middleRows8: BoxRowsKernel
    public let middleRows16: BoxRowsKernel
    public let wideRows8: BoxRowsKernel
    public let wideRows16: BoxRowsKernel

    init(level: KernelLevel) {
        switch level {
        case .baseline:
            columns8 = KernelsBaseline.Box.columns8
            columns16 = KernelsBaseline.Box.columns16
            wideColumns8 = KernelsBaseline.Box.wideColumns8
            wideColumns16 = KernelsBaseline.Box.wideColumns16
            means8 = KernelsBaseline.Box.means8
            means16 = KernelsBaseline.Box.means16
            middleRows8 = KernelsBaseline.Box.middleRows8
            middleRows16 = KernelsBaseline.Box.middleRows16
            wideRows8 = KernelsBaseline.Box.wideRows8
            wideRows16 = KernelsBaseline.Box.wideRows16
        case .avx2:
            columns8 = KernelsAVX2.Box.columns8
            columns16 = KernelsAVX2.Box.columns16
            wideColumns8 = KernelsAVX2.Box.wideColumns8
            wideColumns16 = KernelsAVX2.Box.wideColumns16
            means8 = KernelsAVX2.Box.means8
            means16 = KernelsAVX2.Box.means16
            middleRows8 = KernelsAVX2.Box.middleRows8
            middleRows16 = KernelsAVX2.Box.middleRows16
            wideRows8 = KernelsAVX2.Box.wideRows8
            wideRows16 = KernelsAVX2.Box.wideRows16
        case .avx512:
            columns8 = KernelsAVX512.Box.columns8
            columns16 = KernelsAVX512.Box.columns16
            wideColumns8 = KernelsAVX512.Box.wideColumns8
            wideColumns16 = KernelsAVX512.Box.wideColumns16
            means8 = KernelsAVX512.Box.means8
            means16 = KernelsAVX512.Box.means16
            middleRows8 = KernelsAVX512.Box.middleRows8
            middleRows16 = KernelsAVX512.Box.middleRows16
            wideRows8 = KernelsAVX512.Box.wideRows8
            wideRows16 = KernelsAVX512.Box.wideRows16
        }
    }
}
