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
    public let byteRowsFirst: RowTapsKernel
    public let byteRows: RowTapsKernel
    public let byteRowsLast: RowTapsKernel
    public let wordRowsFirst: RowTapsKernel
    public let wordRows: RowTapsKernel
    public let wordRowsLast: RowTapsKernel
    public let byteColumns: ColumnTapsKernel
    public let wordColumns: ColumnTapsKernel
    public let byteInterpolation: ColumnInterpolationKernel
    public let wordInterpolation: ColumnInterpolationKernel
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
            byteRowsFirst = { KernelsBaseline.Taps.byteRowsFirst($0, $1, $2) }
            byteRows = { KernelsBaseline.Taps.byteRows($0, $1, $2) }
            byteRowsLast = { KernelsBaseline.Taps.byteRowsLast($0, $1, $2) }
            wordRowsFirst = { KernelsBaseline.Taps.wordRowsFirst($0, $1, $2) }
            wordRows = { KernelsBaseline.Taps.wordRows($0, $1, $2) }
            wordRowsLast = { KernelsBaseline.Taps.wordRowsLast($0, $1, $2) }
            byteColumns = { KernelsBaseline.Taps.byteColumns($0, $1, $2, $3, $4) }
            wordColumns = { KernelsBaseline.Taps.wordColumns($0, $1, $2, $3, $4) }
            byteInterpolation = { KernelsBaseline.Taps.byteInterpolation($0, $1, $2, $3) }
            wordInterpolation = { KernelsBaseline.Taps.wordInterpolation($0, $1, $2, $3) }
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
            byteRowsFirst = { KernelsAVX2.Taps.byteRowsFirst($0, $1, $2) }
            byteRows = { KernelsAVX2.Taps.byteRows($0, $1, $2) }
            byteRowsLast = { KernelsAVX2.Taps.byteRowsLast($0, $1, $2) }
            wordRowsFirst = { KernelsAVX2.Taps.wordRowsFirst($0, $1, $2) }
            wordRows = { KernelsAVX2.Taps.wordRows($0, $1, $2) }
            wordRowsLast = { KernelsAVX2.Taps.wordRowsLast($0, $1, $2) }
            byteColumns = { KernelsAVX2.Taps.byteColumns($0, $1, $2, $3, $4) }
            wordColumns = { KernelsAVX2.Taps.wordColumns($0, $1, $2, $3, $4) }
            byteInterpolation = { KernelsAVX2.Taps.byteInterpolation($0, $1, $2, $3) }
            wordInterpolation = { KernelsAVX2.Taps.wordInterpolation($0, $1, $2, $3) }
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
            byteRowsFirst = { KernelsAVX512.Taps.byteRowsFirst($0, $1, $2) }
            byteRows = { KernelsAVX512.Taps.byteRows($0, $1, $2) }
            byteRowsLast = { KernelsAVX512.Taps.byteRowsLast($0, $1, $2) }
            wordRowsFirst = { KernelsAVX512.Taps.wordRowsFirst($0, $1, $2) }
            wordRows = { KernelsAVX512.Taps.wordRows($0, $1, $2) }
            wordRowsLast = { KernelsAVX512.Taps.wordRowsLast($0, $1, $2) }
            byteColumns = { KernelsAVX512.Taps.byteColumns($0, $1, $2, $3, $4) }
            wordColumns = { KernelsAVX512.Taps.wordColumns($0, $1, $2, $3, $4) }
            byteInterpolation = { KernelsAVX512.Taps.byteInterpolation($0, $1, $2, $3) }
            wordInterpolation = { KernelsAVX512.Taps.wordInterpolation($0, $1, $2, $3) }
            gradient8 = { KernelsAVX512.Gradient.rows8($0, $1) }
            gradient16 = { KernelsAVX512.Gradient.rows16($0, $1) }
            table8 = { KernelsAVX512.Pointwise.table8($0, $1) }
            table16 = { KernelsAVX512.Pointwise.table16($0, $1) }
            luma8 = { KernelsAVX512.Pointwise.luma8($0, $1, $2, $3) }
            luma16 = { KernelsAVX512.Pointwise.luma16($0, $1, $2, $3) }
        }
    }
}
