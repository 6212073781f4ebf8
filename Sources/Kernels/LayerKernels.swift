// The row kernels of what lies over frames, of one level.
import KernelInterface
import KernelsAVX2
import KernelsAVX512
import KernelsBaseline

/// A trailing 8 is for one-byte samples, 16 for two-byte ones.
public struct LayerKernels: Sendable {
    public let blend8: BlendKernel
    public let blend16: BlendKernel
    public let key8: KeyKernel
    public let key16: KeyKernel
    public let spill8: SpillKernel
    public let spill16: SpillKernel

    init(level: KernelLevel) {
        switch level {
        case .baseline:
            blend8 = KernelsBaseline.Layer.blend8
            blend16 = KernelsBaseline.Layer.blend16
            key8 = KernelsBaseline.ChromaKey.key8
            key16 = KernelsBaseline.ChromaKey.key16
            spill8 = KernelsBaseline.ChromaKey.spill8
            spill16 = KernelsBaseline.ChromaKey.spill16
        case .avx2:
            blend8 = KernelsAVX2.Layer.blend8
            blend16 = KernelsAVX2.Layer.blend16
            key8 = KernelsAVX2.ChromaKey.key8
            key16 = KernelsAVX2.ChromaKey.key16
            spill8 = KernelsAVX2.ChromaKey.spill8
            spill16 = KernelsAVX2.ChromaKey.spill16
        case .avx512:
            blend8 = KernelsAVX512.Layer.blend8
            blend16 = KernelsAVX512.Layer.blend16
            key8 = KernelsAVX512.ChromaKey.key8
            key16 = KernelsAVX512.ChromaKey.key16
            spill8 = KernelsAVX512.ChromaKey.spill8
            spill16 = KernelsAVX512.ChromaKey.spill16
        }
    }
}
