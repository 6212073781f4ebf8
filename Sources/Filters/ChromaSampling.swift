// Luma and chroma at one place, for filters that mix them in subsampled frames.
//
// Definition. A luma sample at (x, y) goes with the chroma sample that covers it, (x >> shiftX, y >> shiftY). A chroma sample goes with the mean, rounded half up,
// of the luma samples that it covers; the last column and row stand for those that would lie beyond the frame. So chroma stays where it is, whatever its siting:
// nothing is shifted or smoothed, and a filter that changes no colour changes no sample.
import KernelInterface
import Kernels
import VideoFrame

private struct RepeatRows: RowOperation {
    let shiftX, shiftY: Int
    let bytesPerSample: Int
    let kernel: RepeatKernel

    func window(input: Int, row: Int) -> Range<Int> { row >> shiftY..<(row >> shiftY) + 1 }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { columns.lowerBound >> shiftX..<((columns.upperBound - 1) >> shiftX) + 1 }
    var computePasses: [ComputePass] { [ComputePass(.repeated, [shiftX, shiftY])] }
    func run(_ call: RowCall, row: Int) { kernel(call, shiftX) }
}

private struct MeanRows: RowOperation {
    let shiftX, shiftY: Int
    /// Of the luma plane.
    let width, height: Int
    let bytesPerSample: Int
    let kernel: MeanKernel

    func window(input: Int, row: Int) -> Range<Int> { row << shiftY..<min((row + 1) << shiftY, height) }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { columns.lowerBound << shiftX..<min(columns.upperBound << shiftX, width) }
    var computePasses: [ComputePass] { [ComputePass(.covered, [shiftX, shiftY, 1, 0, shiftX + shiftY])] }
    func run(_ call: RowCall, row: Int) { kernel(call, window(input: 0, row: row).count, shiftY, shiftX, width) }
}

extension RowGraph {
    private var isSubsampled: Bool { shape.format.chromaShiftX > 0 || shape.format.chromaShiftY > 0 }

    /// `chroma`, of the size of a chroma plane, at luma's sampling.
    /// `bytesPerSample`: that of `chroma` where it is not the frame's.
    mutating func repeated(_ chroma: Int, bytesPerSample: Int? = nil, kernels: KernelTable) -> Int {
        guard isSubsampled else { return chroma }
        let bytes = bytesPerSample ?? shape.format.bytesPerSample
        return operation(
            RepeatRows(
                shiftX: shape.format.chromaShiftX, shiftY: shape.format.chromaShiftY, bytesPerSample: bytes,
                kernel: bytes == 1 ? kernels.repeat8 : kernels.repeat16),
            inputs: [chroma], size: shape.size(ofPlane: 0))
    }

    /// `luma`, of the size of the luma plane, at chroma's sampling.
    mutating func mean(_ luma: Int, kernels: KernelTable) -> Int {
        guard isSubsampled else { return luma }
        let bytes = shape.format.bytesPerSample
        return operation(
            MeanRows(
                shiftX: shape.format.chromaShiftX, shiftY: shape.format.chromaShiftY, width: shape.width, height: shape.height, bytesPerSample: bytes,
                kernel: bytes == 1 ? kernels.mean8 : kernels.mean16),
            inputs: [luma], size: shape.size(ofPlane: 1))
    }
}

extension Picture {
    /// As `RowGraph.repeated`.
    func repeated(_ chroma: [Int]) -> [Int] {
        let width = shape.size(ofPlane: 1).width, format = shape.format
        return (0..<shape.width * shape.height).map { index in
            chroma[((index / shape.width) >> format.chromaShiftY) * width + ((index % shape.width) >> format.chromaShiftX)]
        }
    }

    /// As `RowGraph.mean`.
    func mean(_ luma: [Int]) -> [Int] {
        let size = shape.size(ofPlane: 1), format = shape.format, shift = format.chromaShiftX + format.chromaShiftY
        return (0..<size.width * size.height).map { index in
            let x = (index % size.width) << format.chromaShiftX, y = (index / size.width) << format.chromaShiftY
            var sum = (1 << shift) / 2
            for row in y..<y + (1 << format.chromaShiftY) {
                for column in x..<x + (1 << format.chromaShiftX) {
                    sum += luma[min(row, shape.height - 1) * shape.width + min(column, shape.width - 1)]
                }
            }
            return sum >> shift
        }
    }
}
