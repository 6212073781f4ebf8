// pixelate: blocks of one value.
//
// Definition. The frame is cut into blocks of size × size luma samples from its top left corner; what the border cuts off is missing. Every sample becomes its
// block's mean, (2 · sum + n) / (2 n) of its n samples, rounded down, plane by plane, alpha too. A subsampled chroma sample belongs to the block that its luma
// position (x << shift, y << shift) lies in.
import Glibc
import KernelInterface
import Kernels
import VideoFrame

/// Hides detail behind large square pixels.
public struct Pixelate: VideoFilter {
    public static let size = NumberParameter("size", 2...256, default: 16, unit: "pixels", "width and height of a block")
    public static let descriptor = FilterDescriptor(
        name: "pixelate", summary: "large square pixels", parameters: [.number(size)], example: "--pixelate=24,region=40%:20%:20%:30%", topic: .detail,
        planes: .all)

    public let size: Int

    public init(_ arguments: FilterArguments) throws(FilterError) { size = Int(arguments[Self.size].rounded()) }

    public init(size: Int = 16) { self.size = size }

    /// Where block `block` begins in a plane subsampled by 2^shift of `count` samples.
    fileprivate static func edge(_ block: Int, size: Int, shift: Int, count: Int) -> Int { min(count, (block * size + 1 << shift - 1) >> shift) }

    public func reference(_ picture: Picture) -> Picture {
        var result = picture
        let format = picture.shape.format
        for plane in 0..<format.planeCount {
            let bounds = picture.shape.size(ofPlane: plane)
            let shiftX = format.isChroma(plane: plane) ? format.chromaShiftX : 0, shiftY = format.isChroma(plane: plane) ? format.chromaShiftY : 0
            var sums: [Int: (sum: Int, count: Int)] = [:]
            func block(_ x: Int, _ y: Int) -> Int { ((y << shiftY) / size) << 20 + (x << shiftX) / size }
            for y in 0..<bounds.height {
                for x in 0..<bounds.width {
                    let known = sums[block(x, y)] ?? (0, 0)
                    sums[block(x, y)] = (known.sum + picture.planes[plane][y * bounds.width + x], known.count + 1)
                }
            }
            for y in 0..<bounds.height {
                for x in 0..<bounds.width {
                    guard let (sum, count) = sums[block(x, y)] else { continue }
                    result.planes[plane][y * bounds.width + x] = (2 * sum + count) / (2 * count)
                }
            }
        }
        return result
    }

    public func computePlan(_ graph: inout RowGraph, kernels: KernelTable) -> Bool {
        let shape = graph.shape, across = (shape.width + size - 1) / size, down = (shape.height + size - 1) / size
        for plane in graph.planes.indices {
            let bounds = shape.size(ofPlane: plane), shift = shape.format.shifts(plane: plane)
            let rows = ComputePass(.blocksums, [size, shift.x, 0], size: PlaneSize(width: across, height: bounds.height), bytesPerSample: 4)
            let means = ComputePass(
                .blocksums, [size, shift.y, 1, shift.x, bounds.width], size: PlaneSize(width: across, height: down),
                bytesPerSample: shape.format.bytesPerSample)
            let blocks = graph.computed(means, inputs: [graph.computed(rows, inputs: [graph.planes[plane]])])
            graph.planes[plane] = graph.computed(ComputePass(.blockshow, [size, shift.x, shift.y], size: bounds), inputs: [blocks])
        }
        return true
    }

    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? { PixelateProgram(self, request) }
}

/// One phase; a task has whole rows of blocks.
private final class PixelateProgram: FrameProgram {
    let outputShape: FrameShape
    private let size, tasks, bytes: Int
    private let columnSums: ColumnSumsKernel
    private let blockMeans: BlockMeansKernel
    private let sums: Scratch<UInt32>

    init(_ filter: Pixelate, _ request: FrameProgramRequest) {
        outputShape = request.shape
        (size, tasks) = (filter.size, request.tasks)
        bytes = request.shape.format.bytesPerSample
        let kernels = request.kernels.wholeFrame
        columnSums = bytes == 1 ? kernels.columnSums8 : kernels.columnSums16
        blockMeans = bytes == 1 ? kernels.blockMeans8 : kernels.blockMeans16
        sums = Scratch(request.shape.width * request.workers)
    }

    func writes(plane: Int) -> Bool { true }
    func begin(_ pass: FramePass) -> Int { 1 }
    func taskCount(_ pass: FramePass, phase: Int) -> Int { tasks }

    func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
        let format = outputShape.format, sums = sums.values + worker * outputShape.width
        for block in FrameProgramRequest.rows(task, of: tasks, height: (outputShape.height + size - 1) / size) {
            for plane in 0..<format.planeCount {
                let input = pass.input[plane], output = pass.output[plane], width = input.size.width, isChroma = format.isChroma(plane: plane)
                let shift = isChroma ? format.chromaShiftY : 0
                let first = Pixelate.edge(block, size: size, shift: shift, count: input.size.height)
                let end = Pixelate.edge(block + 1, size: size, shift: shift, count: input.size.height)
                guard (first..<end).overlaps(pass.bounds(ofPlane: plane).rows) else { continue }
                sums.update(repeating: 0, count: width)
                for y in first..<end { columnSums(input.row(y), nil, sums, width) }
                blockMeans(sums, output.row(first), width, size, isChroma ? format.chromaShiftX : 0, end - first)
                for y in first + 1..<max(first + 1, end) { memcpy(output.row(y), output.row(first), width * bytes) }
            }
        }
    }
}
