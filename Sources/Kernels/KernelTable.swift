// The row kernels of a level, chosen once when a pipeline is planned.
import KernelInterface
import KernelsAVX2
import KernelsAVX512
import KernelsBaseline

/// Row kernels by duty; a trailing 8 is for one-byte samples, 16 for two-byte ones.
public struct KernelTable: Sendable {
    /// The level in use.
    public let level: KernelLevel
    public let wordsAcross: WordTapKernel
    public let wordsDown: WordTapKernel
    public let wordRowsFirst: RowTapsKernel
    public let wordRows: RowTapsKernel
    public let wordRowsLast: RowTapsKernel
    public let wordColumns: ColumnTapsKernel
    public let wordInterpolation: ColumnInterpolationKernel
    public let gradient8: GradientKernel
    public let gradient16: GradientKernel
    public let table8: TableKernel
    public let table16: TableKernel
    public let shapes: TableShapeKernels
    public let luma8: LumaKernel
    public let luma16: LumaKernel
    public let affine8: AffineKernel
    public let affine16: AffineKernel
    public let repeat8: RepeatKernel
    public let repeat16: RepeatKernel
    public let mean8: MeanKernel
    public let mean16: MeanKernel
    public let falloff8: FalloffKernel
    public let falloff16: FalloffKernel
    public let mix8: MixKernel
    public let mix16: MixKernel
    public let lattice8: LatticeKernel
    public let lattice16: LatticeKernel
    public let quad8: QuadKernel
    public let quad16: QuadKernel
    public let extreme: ExtremeKernels
    public let median: MedianKernels
    public let box: BoxKernels
    public let gaussian: GaussianKernels
    public let bilateral: BilateralKernels
    public let convolution: ConvolutionKernels
    public let geometry: GeometryKernels
    public let time: TimeKernels
    public let layer: LayerKernels

    /// The kernels of `level`, or of the highest level below it that the processor has.
    public init(level asked: KernelLevel) {
        level = min(asked, .detected)
        extreme = ExtremeKernels(level: level)
        median = MedianKernels(level: level)
        shapes = TableShapeKernels(level: level)
        box = BoxKernels(level: level)
        gaussian = GaussianKernels(level: level)
        bilateral = BilateralKernels(level: level)
        convolution = ConvolutionKernels(level: level)
        geometry = GeometryKernels(level: level)
        time = TimeKernels(level: level)
        layer = LayerKernels(level: level)
        switch level {
        case .baseline:
            wordsAcross = KernelsBaseline.GaussianWords.across
            wordsDown = KernelsBaseline.GaussianWords.down
            wordRowsFirst = KernelsBaseline.Taps.wordRowsFirst
            wordRows = KernelsBaseline.Taps.wordRows
            wordRowsLast = KernelsBaseline.Taps.wordRowsLast
            wordColumns = KernelsBaseline.Taps.wordColumns
            wordInterpolation = KernelsBaseline.Taps.wordInterpolation
            gradient8 = KernelsBaseline.Gradient.rows8
            gradient16 = KernelsBaseline.Gradient.rows16
            table8 = KernelsBaseline.Pointwise.table8
            table16 = KernelsBaseline.Pointwise.table16
            luma8 = KernelsBaseline.Pointwise.luma8
            luma16 = KernelsBaseline.Pointwise.luma16
            affine8 = KernelsBaseline.Affine.rows8
            affine16 = KernelsBaseline.Affine.rows16
            repeat8 = KernelsBaseline.ChromaSampling.repeat8
            repeat16 = KernelsBaseline.ChromaSampling.repeat16
            mean8 = KernelsBaseline.ChromaSampling.mean8
            mean16 = KernelsBaseline.ChromaSampling.mean16
            falloff8 = KernelsBaseline.Falloff.rows8
            falloff16 = KernelsBaseline.Falloff.rows16
            mix8 = KernelsBaseline.Mix.rows8
            mix16 = KernelsBaseline.Mix.rows16
            lattice8 = KernelsBaseline.Lattice.rows8
            lattice16 = KernelsBaseline.Lattice.rows16
            quad8 = KernelsBaseline.Lattice.plane8
            quad16 = KernelsBaseline.Lattice.plane16
        case .avx2:
            wordsAcross = KernelsAVX2.GaussianWords.across
            wordsDown = KernelsAVX2.GaussianWords.down
            wordRowsFirst = KernelsAVX2.Taps.wordRowsFirst
            wordRows = KernelsAVX2.Taps.wordRows
            wordRowsLast = KernelsAVX2.Taps.wordRowsLast
            wordColumns = KernelsAVX2.Taps.wordColumns
            wordInterpolation = KernelsAVX2.Taps.wordInterpolation
            gradient8 = KernelsAVX2.Gradient.rows8
            gradient16 = KernelsAVX2.Gradient.rows16
            table8 = KernelsAVX2.Pointwise.table8
            table16 = KernelsAVX2.Pointwise.table16
            luma8 = KernelsAVX2.Pointwise.luma8
            luma16 = KernelsAVX2.Pointwise.luma16
            affine8 = KernelsAVX2.Affine.rows8
            affine16 = KernelsAVX2.Affine.rows16
            repeat8 = KernelsAVX2.ChromaSampling.repeat8
            repeat16 = KernelsAVX2.ChromaSampling.repeat16
            mean8 = KernelsAVX2.ChromaSampling.mean8
            mean16 = KernelsAVX2.ChromaSampling.mean16
            falloff8 = KernelsAVX2.Falloff.rows8
            falloff16 = KernelsAVX2.Falloff.rows16
            mix8 = KernelsAVX2.Mix.rows8
            mix16 = KernelsAVX2.Mix.rows16
            lattice8 = KernelsAVX2.Lattice.rows8
            lattice16 = KernelsAVX2.Lattice.rows16
            quad8 = KernelsAVX2.Lattice.plane8
            quad16 = KernelsAVX2.Lattice.plane16
        case .avx512:
            wordsAcross = KernelsAVX512.GaussianWords.across
            wordsDown = KernelsAVX512.GaussianWords.down
            wordRowsFirst = KernelsAVX512.Taps.wordRowsFirst
            wordRows = KernelsAVX512.Taps.wordRows
            wordRowsLast = KernelsAVX512.Taps.wordRowsLast
            wordColumns = KernelsAVX512.Taps.wordColumns
            wordInterpolation = KernelsAVX512.Taps.wordInterpolation
            gradient8 = KernelsAVX512.Gradient.rows8
            gradient16 = KernelsAVX512.Gradient.rows16
            table8 = KernelsAVX512.Pointwise.table8
            table16 = KernelsAVX512.Pointwise.table16
            luma8 = KernelsAVX512.Pointwise.luma8
            luma16 = KernelsAVX512.Pointwise.luma16
            affine8 = KernelsAVX512.Affine.rows8
            affine16 = KernelsAVX512.Affine.rows16
            repeat8 = KernelsAVX512.ChromaSampling.repeat8
            repeat16 = KernelsAVX512.ChromaSampling.repeat16
            mean8 = KernelsAVX512.ChromaSampling.mean8
            mean16 = KernelsAVX512.ChromaSampling.mean16
            falloff8 = KernelsAVX512.Falloff.rows8
            falloff16 = KernelsAVX512.Falloff.rows16
            mix8 = KernelsAVX512.Mix.rows8
            mix16 = KernelsAVX512.Mix.rows16
            lattice8 = KernelsAVX512.Lattice.rows8
            lattice16 = KernelsAVX512.Lattice.rows16
            quad8 = KernelsAVX512.Lattice.plane8
            quad16 = KernelsAVX512.Lattice.plane16
        }
    }
}
