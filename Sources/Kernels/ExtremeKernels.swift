// Kernels of minima and maxima.
import KernelInterface
import KernelsAVX2
import KernelsAVX512
import KernelsBaseline

/// Kernels of minima and maxima. A trailing 8 is for one-byte samples, 16 for two-byte ones.
public struct ExtremeKernels: Sendable {
    public let rows8: ExtremeKernel
    public let rows16: ExtremeKernel
    public let runningRows8: ExtremeKernel
    public let runningRows16: ExtremeKernel
    public let columns8: ExtremeKernel
    public let columns16: ExtremeKernel
    public let square8: ExtremeSquareKernel
    public let square16: ExtremeSquareKernel
    public let table8: ExtremeTableKernel
    public let table16: ExtremeTableKernel
    public let shape8: ExtremeShapeKernel
    public let shape16: ExtremeShapeKernel

    init(level: KernelLevel) {
        switch level {
        case .baseline:
            rows8 = KernelsBaseline.Extreme.rows8
            rows16 = KernelsBaseline.Extreme.rows16
            runningRows8 = KernelsBaseline.Extreme.runningRows8
            runningRows16 = KernelsBaseline.Extreme.runningRows16
            columns8 = KernelsBaseline.Extreme.columns8
            columns16 = KernelsBaseline.Extreme.columns16
            square8 = KernelsBaseline.Extreme.square8
            square16 = KernelsBaseline.Extreme.square16
            table8 = KernelsBaseline.Extreme.table8
            table16 = KernelsBaseline.Extreme.table16
            shape8 = KernelsBaseline.Extreme.shape8
            shape16 = KernelsBaseline.Extreme.shape16
        case .avx2:
            rows8 = KernelsAVX2.Extreme.rows8
            rows16 = KernelsAVX2.Extreme.rows16
            runningRows8 = KernelsAVX2.Extreme.runningRows8
            runningRows16 = KernelsAVX2.Extreme.runningRows16
            columns8 = KernelsAVX2.Extreme.columns8
            columns16 = KernelsAVX2.Extreme.columns16
            square8 = KernelsAVX2.Extreme.square8
            square16 = KernelsAVX2.Extreme.square16
            table8 = KernelsAVX2.Extreme.table8
            table16 = KernelsAVX2.Extreme.table16
            shape8 = KernelsAVX2.Extreme.shape8
            shape16 = KernelsAVX2.Extreme.shape16
        case .avx512:
            rows8 = KernelsAVX512.Extreme.rows8
            rows16 = KernelsAVX512.Extreme.rows16
            runningRows8 = KernelsAVX512.Extreme.runningRows8
            runningRows16 = KernelsAVX512.Extreme.runningRows16
            columns8 = KernelsAVX512.Extreme.columns8
            columns16 = KernelsAVX512.Extreme.columns16
            square8 = KernelsAVX512.Extreme.square8
            square16 = KernelsAVX512.Extreme.square16
            table8 = KernelsAVX512.Extreme.table8
            table16 = KernelsAVX512.Extreme.table16
            shape8 = KernelsAVX512.Extreme.shape8
            shape16 = KernelsAVX512.Extreme.shape16
        }
    }
}
