// The kernels of filters that look at whole frames, for one level and one width of samples or for both.
import KernelInterface
import KernelsAVX2
import KernelsAVX512
import KernelsBaseline

/// Kernels by duty; a trailing 8 is for one-byte samples, 16 for two-byte ones.
public struct WholeFrameKernels: Sendable {
    public let count8: CountKernel
    public let count16: CountKernel
    public let countPairs8: CountPairsKernel
    public let foldPairs8: FoldPairsKernel
    public let merge: MergeKernel
    public let move8: MoveKernel
    public let move16: MoveKernel
    public let direction8: DirectionKernel
    public let direction16: DirectionKernel
    public let peaks8: PeakKernel
    public let peaks16: PeakKernel
    public let grow: GrowKernel
    public let join: JoinKernel
    public let expand8: ExpandKernel
    public let expand16: ExpandKernel
    public let blendTables8: BlendTables8Kernel
    public let blendTables16: BlendTables16Kernel
    public let between8: BetweenTables8Kernel
    public let between16: BetweenTables16Kernel
    public let toBytes: BytesKernel
    public let gradients: GradientsKernel
    public let harris: HarrisKernel
    public let segments: SegmentKernel
    public let scorePeaks: ScorePeaksKernel
    public let bytePeaks: BytePeaksKernel
    public let columnSums8: ColumnSumsKernel
    public let columnSums16: ColumnSumsKernel
    public let above8: AboveKernel
    public let above16: AboveKernel
    public let blockMeans8: BlockMeansKernel
    public let blockMeans16: BlockMeansKernel
    public let means8: MeansKernel
    public let means16: MeansKernel
    public let meansBytes: ScratchBytes

    /// The kernels of `level`, which the processor must have.
    init(level: KernelLevel) {
        switch level {
        case .baseline:
            count8 = KernelsBaseline.Histogram.count8
            count16 = KernelsBaseline.Histogram.count16
            countPairs8 = KernelsBaseline.Histogram.countPairs8
            foldPairs8 = KernelsBaseline.Histogram.foldPairs8
            merge = KernelsBaseline.Histogram.merge
            move8 = KernelsBaseline.Histogram.move8
            move16 = KernelsBaseline.Histogram.move16
            direction8 = KernelsBaseline.Canny.direction8
            direction16 = KernelsBaseline.Canny.direction16
            peaks8 = KernelsBaseline.Canny.peaks8
            peaks16 = KernelsBaseline.Canny.peaks16
            grow = KernelsBaseline.BitGrowth.grow
            join = KernelsBaseline.BitGrowth.join
            expand8 = KernelsBaseline.Canny.expand8
            expand16 = KernelsBaseline.Canny.expand16
            blendTables8 = KernelsBaseline.TileTables.blendTables8
            blendTables16 = KernelsBaseline.TileTables.blendTables16
            between8 = KernelsBaseline.TileTables.between8
            between16 = KernelsBaseline.TileTables.between16
            toBytes = KernelsBaseline.CornerScore.toBytes
            gradients = KernelsBaseline.CornerScore.gradients
            harris = KernelsBaseline.CornerScore.harris
            segments = KernelsBaseline.CornerScore.segments
            scorePeaks = KernelsBaseline.CornerScore.scorePeaks
            bytePeaks = KernelsBaseline.CornerScore.bytePeaks
            columnSums8 = KernelsBaseline.LocalMean.columnSums8
            columnSums16 = KernelsBaseline.LocalMean.columnSums16
            above8 = KernelsBaseline.LocalMean.above8
            above16 = KernelsBaseline.LocalMean.above16
            blockMeans8 = KernelsBaseline.LocalMean.blockMeans8
            blockMeans16 = KernelsBaseline.LocalMean.blockMeans16
            means8 = KernelsBaseline.NonLocalMeans.means8
            means16 = KernelsBaseline.NonLocalMeans.means16
            meansBytes = KernelsBaseline.NonLocalMeans.meansBytes
        case .avx2:
            count8 = KernelsAVX2.Histogram.count8
            count16 = KernelsAVX2.Histogram.count16
            countPairs8 = KernelsAVX2.Histogram.countPairs8
            foldPairs8 = KernelsAVX2.Histogram.foldPairs8
            merge = KernelsAVX2.Histogram.merge
            move8 = KernelsAVX2.Histogram.move8
            move16 = KernelsAVX2.Histogram.move16
            direction8 = KernelsAVX2.Canny.direction8
            direction16 = KernelsAVX2.Canny.direction16
            peaks8 = KernelsAVX2.Canny.peaks8
            peaks16 = KernelsAVX2.Canny.peaks16
            grow = KernelsAVX2.BitGrowth.grow
            join = KernelsAVX2.BitGrowth.join
            expand8 = KernelsAVX2.Canny.expand8
            expand16 = KernelsAVX2.Canny.expand16
            blendTables8 = KernelsAVX2.TileTables.blendTables8
            blendTables16 = KernelsAVX2.TileTables.blendTables16
            between8 = KernelsAVX2.TileTables.between8
            between16 = KernelsAVX2.TileTables.between16
            toBytes = KernelsAVX2.CornerScore.toBytes
            gradients = KernelsAVX2.CornerScore.gradients
            harris = KernelsAVX2.CornerScore.harris
            segments = KernelsAVX2.CornerScore.segments
            scorePeaks = KernelsAVX2.CornerScore.scorePeaks
            bytePeaks = KernelsAVX2.CornerScore.bytePeaks
            columnSums8 = KernelsAVX2.LocalMean.columnSums8
            columnSums16 = KernelsAVX2.LocalMean.columnSums16
            above8 = KernelsAVX2.LocalMean.above8
            above16 = KernelsAVX2.LocalMean.above16
            blockMeans8 = KernelsAVX2.LocalMean.blockMeans8
            blockMeans16 = KernelsAVX2.LocalMean.blockMeans16
            means8 = KernelsAVX2.NonLocalMeans.means8
            means16 = KernelsAVX2.NonLocalMeans.means16
            meansBytes = KernelsAVX2.NonLocalMeans.meansBytes
        case .avx512:
            count8 = KernelsAVX512.Histogram.count8
            count16 = KernelsAVX512.Histogram.count16
            countPairs8 = KernelsAVX512.Histogram.countPairs8
            foldPairs8 = KernelsAVX512.Histogram.foldPairs8
            merge = KernelsAVX512.Histogram.merge
            move8 = KernelsAVX512.Histogram.move8
            move16 = KernelsAVX512.Histogram.move16
            direction8 = KernelsAVX512.Canny.direction8
            direction16 = KernelsAVX512.Canny.direction16
            peaks8 = KernelsAVX512.Canny.peaks8
            peaks16 = KernelsAVX512.Canny.peaks16
            grow = KernelsAVX512.BitGrowth.grow
            join = KernelsAVX512.BitGrowth.join
            expand8 = KernelsAVX512.Canny.expand8
            expand16 = KernelsAVX512.Canny.expand16
            blendTables8 = KernelsAVX512.TileTables.blendTables8
            blendTables16 = KernelsAVX512.TileTables.blendTables16
            between8 = KernelsAVX512.TileTables.between8
            between16 = KernelsAVX512.TileTables.between16
            toBytes = KernelsAVX512.CornerScore.toBytes
            gradients = KernelsAVX512.CornerScore.gradients
            harris = KernelsAVX512.CornerScore.harris
            segments = KernelsAVX512.CornerScore.segments
            scorePeaks = KernelsAVX512.CornerScore.scorePeaks
            bytePeaks = KernelsAVX512.CornerScore.bytePeaks
            columnSums8 = KernelsAVX512.LocalMean.columnSums8
            columnSums16 = KernelsAVX512.LocalMean.columnSums16
            above8 = KernelsAVX512.LocalMean.above8
            above16 = KernelsAVX512.LocalMean.above16
            blockMeans8 = KernelsAVX512.LocalMean.blockMeans8
            blockMeans16 = KernelsAVX512.LocalMean.blockMeans16
            means8 = KernelsAVX512.NonLocalMeans.means8
            means16 = KernelsAVX512.NonLocalMeans.means16
            meansBytes = KernelsAVX512.NonLocalMeans.meansBytes
        }
    }
}

extension KernelTable {
    /// Made anew at each call: ask once, while a program is made.
    public var wholeFrame: WholeFrameKernels { WholeFrameKernels(level: level) }
}
