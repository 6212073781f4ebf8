// Kernels of convolutions and of what is made of them.
import KernelInterface
import KernelsAVX2
import KernelsAVX512
import KernelsBaseline

/// Kernels of convolutions and of what is made of them. A trailing 8 is for one-byte samples, 16 for two-byte ones.
public struct ConvolutionKernels: Sendable {
    public let narrow8: ConvolutionKernel
    public let narrow16: ConvolutionKernel
    public let narrowFirst8: ConvolutionKernel
    public let narrowLast8: ConvolutionKernel
    public let wide8: ConvolutionKernel
    public let wide16: ConvolutionKernel
    public let wideFirst8: ConvolutionKernel
    public let wideFirst16: ConvolutionKernel
    public let wideLast8: ConvolutionKernel
    public let wideLast16: ConvolutionKernel
    public let unsharp8: UnsharpKernel
    public let unsharp16: UnsharpKernel

    init(level: KernelLevel) {
        switch level {
        case .baseline:
            narrow8 = KernelsBaseline.Convolve.narrow8
            narrow16 = KernelsBaseline.Convolve.narrow16
            narrowFirst8 = KernelsBaseline.Convolve.narrowFirst8
            narrowLast8 = KernelsBaseline.Convolve.narrowLast8
            wide8 = KernelsBaseline.Convolve.wide8
            wide16 = KernelsBaseline.Convolve.wide16
            wideFirst8 = KernelsBaseline.Convolve.wideFirst8
            wideFirst16 = KernelsBaseline.Convolve.wideFirst16
            wideLast8 = KernelsBaseline.Convolve.wideLast8
            wideLast16 = KernelsBaseline.Convolve.wideLast16
            unsharp8 = KernelsBaseline.Unsharp.rows8
            unsharp16 = KernelsBaseline.Unsharp.rows16
        case .avx2:
            narrow8 = KernelsAVX2.Convolve.narrow8
            narrow16 = KernelsAVX2.Convolve.narrow16
            narrowFirst8 = KernelsAVX2.Convolve.narrowFirst8
            narrowLast8 = KernelsAVX2.Convolve.narrowLast8
            wide8 = KernelsAVX2.Convolve.wide8
            wide16 = KernelsAVX2.Convolve.wide16
            wideFirst8 = KernelsAVX2.Convolve.wideFirst8
            wideFirst16 = KernelsAVX2.Convolve.wideFirst16
            wideLast8 = KernelsAVX2.Convolve.wideLast8
            wideLast16 = KernelsAVX2.Convolve.wideLast16
            unsharp8 = KernelsAVX2.Unsharp.rows8
            unsharp16 = KernelsAVX2.Unsharp.rows16
        case .avx512:
            narrow8 = KernelsAVX512.Convolve.narrow8
            narrow16 = KernelsAVX512.Convolve.narrow16
            narrowFirst8 = KernelsAVX512.Convolve.narrowFirst8
            narrowLast8 = KernelsAVX512.Convolve.narrowLast8
            wide8 = KernelsAVX512.Convolve.wide8
            wide16 = KernelsAVX512.Convolve.wide16
            wideFirst8 = KernelsAVX512.Convolve.wideFirst8
            wideFirst16 = KernelsAVX512.Convolve.wideFirst16
            wideLast8 = KernelsAVX512.Convolve.wideLast8
            wideLast16 = KernelsAVX512.Convolve.wideLast16
            unsharp8 = KernelsAVX512.Unsharp.rows8
            unsharp16 = KernelsAVX512.Unsharp.rows16
        }
    }
}
