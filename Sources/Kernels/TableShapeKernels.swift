// Kernels of tables of special shape.
import KernelInterface
import KernelsAVX2
import KernelsAVX512
import KernelsBaseline

/// Kernels of tables that need no look-up. A trailing 8 is for one-byte samples, 16 for two-byte ones.
public struct TableShapeKernels: Sendable {
    public let line8: TableLineKernel
    public let line16: TableLineKernel
    public let step8: TableStepKernel
    public let step16: TableStepKernel

    init(level: KernelLevel) {
        switch level {
        case .baseline:
            line8 = KernelsBaseline.Pointwise.line8
            line16 = KernelsBaseline.Pointwise.line16
            step8 = KernelsBaseline.Pointwise.step8
            step16 = KernelsBaseline.Pointwise.step16
        case .avx2:
            line8 = KernelsAVX2.Pointwise.line8
            line16 = KernelsAVX2.Pointwise.line16
            step8 = KernelsAVX2.Pointwise.step8
            step16 = KernelsAVX2.Pointwise.step16
        case .avx512:
            line8 = KernelsAVX512.Pointwise.line8
            line16 = KernelsAVX512.Pointwise.line16
            step8 = KernelsAVX512.Pointwise.step8
            step16 = KernelsAVX512.Pointwise.step16
        }
    }
}
