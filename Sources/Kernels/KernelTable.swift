// The row kernels of a level, chosen once when a pipeline is planned.
import KernelInterface
import KernelsAVX2
import KernelsAVX512
import KernelsBaseline

/// Row kernels by duty; a trailing 8 is for one-byte samples, 16 for two-byte ones.
public struct KernelTable: Sendable {
    /// The level in use.
    public let level: KernelLevel
    public let horizontal8: TapKernel
    public let horizontal16: TapKernel
    public let vertical8: TapKernel
    public let vertical16: TapKernel
    public let wideHorizontal8: TapKernel
    public let wideHorizontal16: TapKernel
    public let wideVertical8: TapKernel
    public let wideVertical16: TapKernel
    public let gradient8: GradientKernel
    public let gradient16: GradientKernel
    public let table8: TableKernel
    public let table16: TableKernel
    public let luma8: LumaKernel
    public let luma16: LumaKernel

    /// The kernels of `level`, or of the highest level below it that the processor has.
    public init(level asked: KernelLevel) {
        level = min(asked, .detected)
        switch level {
        case .baseline:
            horizontal8 = { KernelsBaseline.Gaussian.horizontal8($0, $1, $2) }
            horizontal16 = { KernelsBaseline.Gaussian.horizontal16($0, $1, $2) }
            vertical8 = { KernelsBaseline.Gaussian.vertical8($0, $1, $2) }
            vertical16 = { KernelsBaseline.Gaussian.vertical16($0, $1, $2) }
            wideHorizontal8 = { KernelsBaseline.GaussianWide.horizontal8($0, $1, $2) }
            wideHorizontal16 = { KernelsBaseline.GaussianWide.horizontal16($0, $1, $2) }
            wideVertical8 = { KernelsBaseline.GaussianWide.vertical8($0, $1, $2) }
            wideVertical16 = { KernelsBaseline.GaussianWide.vertical16($0, $1, $2) }
            gradient8 = { KernelsBaseline.Gradient.rows8($0, $1) }
            gradient16 = { KernelsBaseline.Gradient.rows16($0, $1) }
            table8 = { KernelsBaseline.Pointwise.table8($0, $1) }
            table16 = { KernelsBaseline.Pointwise.table16($0, $1) }
            luma8 = { KernelsBaseline.Pointwise.luma8($0, $1, $2, $3) }
            luma16 = { KernelsBaseline.Pointwise.luma16($0, $1, $2, $3) }
        case .avx2:
            horizontal8 = { KernelsAVX2.Gaussian.horizontal8($0, $1, $2) }
            horizontal16 = { KernelsAVX2.Gaussian.horizontal16($0, $1, $2) }
            vertical8 = { KernelsAVX2.Gaussian.vertical8($0, $1, $2) }
            vertical16 = { KernelsAVX2.Gaussian.vertical16($0, $1, $2) }
            wideHorizontal8 = { KernelsAVX2.GaussianWide.horizontal8($0, $1, $2) }
            wideHorizontal16 = { KernelsAVX2.GaussianWide.horizontal16($0, $1, $2) }
            wideVertical8 = { KernelsAVX2.GaussianWide.vertical8($0, $1, $2) }
            wideVertical16 = { KernelsAVX2.GaussianWide.vertical16($0, $1, $2) }
            gradient8 = { KernelsAVX2.Gradient.rows8($0, $1) }
            gradient16 = { KernelsAVX2.Gradient.rows16($0, $1) }
            table8 = { KernelsAVX2.Pointwise.table8($0, $1) }
            table16 = { KernelsAVX2.Pointwise.table16($0, $1) }
            luma8 = { KernelsAVX2.Pointwise.luma8($0, $1, $2, $3) }
            luma16 = { KernelsAVX2.Pointwise.luma16($0, $1, $2, $3) }
        case .avx512:
            horizontal8 = { KernelsAVX512.Gaussian.horizontal8($0, $1, $2) }
            horizontal16 = { KernelsAVX512.Gaussian.horizontal16($0, $1, $2) }
            vertical8 = { KernelsAVX512.Gaussian.vertical8($0, $1, $2) }
            vertical16 = { KernelsAVX512.Gaussian.vertical16($0, $1, $2) }
            wideHorizontal8 = { KernelsAVX512.GaussianWide.horizontal8($0, $1, $2) }
            wideHorizontal16 = { KernelsAVX512.GaussianWide.horizontal16($0, $1, $2) }
            wideVertical8 = { KernelsAVX512.GaussianWide.vertical8($0, $1, $2) }
            wideVertical16 = { KernelsAVX512.GaussianWide.vertical16($0, $1, $2) }
            gradient8 = { KernelsAVX512.Gradient.rows8($0, $1) }
            gradient16 = { KernelsAVX512.Gradient.rows16($0, $1) }
            table8 = { KernelsAVX512.Pointwise.table8($0, $1) }
            table16 = { KernelsAVX512.Pointwise.table16($0, $1) }
            luma8 = { KernelsAVX512.Pointwise.luma8($0, $1, $2, $3) }
            luma16 = { KernelsAVX512.Pointwise.luma16($0, $1, $2, $3) }
        }
    }
}
