// canny: thin edges of luma, by J. Canny, "A computational approach to edge detection", 1986; every choice as cv2.Canny(low, high, apertureSize 3) makes it.
//
// Definition. gx and gy are the plain 3x3 Sobel operators, edge samples repeated beyond the border. The magnitude is m = |gx| + |gy|, and 0 outside of the
// frame. With q = (|gx| · 13573) >> 15 (tan 22.5° in 1/32768), a sample is a ridge where m > low and, looking along the gradient,
//     |gy| ≤ q:               m > m(x−1, y)        and m ≥ m(x+1, y)
//     |gy| > 2|gx| + q:       m > m(x, y−1)        and m ≥ m(x, y+1)
//     else, gx·gy ≥ 0:        m > m(x−1, y−1)      and m > m(x+1, y+1)
//     else:                   m > m(x+1, y−1)      and m > m(x−1, y+1)
// Ridges with m > high are edges, and so is each ridge that one of its eight neighbours makes an edge (full hysteresis). Edges are nominal white, the rest is
// nominal black; chroma becomes neutral, in RGB the result stands in all three planes. Alpha is left alone.
// Thresholds are in code values of 8 bits: at depth d they are rounded down after multiplication by 2^(d−8). The lower one is `low`, whichever was given as it.
// On full-range 8-bit gray the result is that of cv2.Canny, bit for bit.
import KernelInterface
import Kernels
import VideoFrame

/// Thin edges: ridges of the gradient above `low` that hang together with one above `high`.
public struct Canny: VideoFilter {
    public static let low = NumberParameter("low", 0...2040, default: 50, unit: "of 255", "gradient from which an edge goes on")
    public static let high = NumberParameter("high", 0...2040, default: 150, unit: "of 255", "gradient from which an edge begins")
    public static let descriptor = FilterDescriptor(
        name: "canny", summary: "thin edges (Canny)", parameters: [.number(low), .number(high)], example: "--canny=40,high=120", topic: .detail,
        planes: .lightOnly)

    public let low: Double
    public let high: Double

    public init(_ arguments: FilterArguments) throws(FilterError) { self.init(low: arguments[Self.low], high: arguments[Self.high]) }

    public init(low: Double = 50, high: Double = 150) { (self.low, self.high) = (min(low, high), max(low, high)) }

    /// Thresholds in code values of `depth`.
    fileprivate func thresholds(depth: Int) -> (low: Int, high: Int) {
        let unit = Double(1 << (depth - 8))
        return (Int((low * unit).rounded(.down)), Int((high * unit).rounded(.down)))
    }

    public func reference(_ picture: Picture) -> Picture {
        let shape = picture.shape, luma = picture.luma, width = shape.width, height = shape.height, (low, high) = thresholds(depth: shape.format.depth)
        func p(_ x: Int, _ y: Int) -> Int { luma[min(max(y, 0), height - 1) * width + min(max(x, 0), width - 1)] }
        var gx = luma, gy = luma
        for y in 0..<height {
            for x in 0..<width {
                gx[y * width + x] = p(x + 1, y - 1) - p(x - 1, y - 1) + 2 * (p(x + 1, y) - p(x - 1, y)) + p(x + 1, y + 1) - p(x - 1, y + 1)
                gy[y * width + x] = p(x - 1, y + 1) - p(x - 1, y - 1) + 2 * (p(x, y + 1) - p(x, y - 1)) + p(x + 1, y + 1) - p(x + 1, y - 1)
            }
        }
        func m(_ x: Int, _ y: Int) -> Int {
            x < 0 || y < 0 || x >= width || y >= height ? 0 : abs(gx[y * width + x]) + abs(gy[y * width + x])
        }
        var isRidge = [Bool](repeating: false, count: width * height), isEdge = isRidge
        var waiting: [Int] = []
        for y in 0..<height {
            for x in 0..<width where m(x, y) > low {
                let at = y * width + x, sum = m(x, y), across = abs(gx[at]), down = abs(gy[at]), q = (across * 13573) >> 15
                if down <= q {
                    isRidge[at] = sum > m(x - 1, y) && sum >= m(x + 1, y)
                } else if down > 2 * across + q {
                    isRidge[at] = sum > m(x, y - 1) && sum >= m(x, y + 1)
                } else {
                    let side = (gx[at] < 0) == (gy[at] < 0) ? 1 : -1
                    isRidge[at] = sum > m(x - side, y - 1) && sum > m(x + side, y + 1)
                }
                guard isRidge[at], sum > high else { continue }
                isEdge[at] = true
                waiting.append(at)
            }
        }
        while let at = waiting.popLast() {
            for y in max(0, at / width - 1)...min(height - 1, at / width + 1) {
                for x in max(0, at % width - 1)...min(width - 1, at % width + 1) where isRidge[y * width + x] && !isEdge[y * width + x] {
                    isEdge[y * width + x] = true
                    waiting.append(y * width + x)
                }
            }
        }
        var result = picture
        result.setLight(isEdge.map { $0 ? shape.white : shape.black })
        return result
    }

    public func computePlan(_ graph: inout RowGraph, kernels: KernelTable) -> Bool {
        let shape = graph.shape, (low, high) = thresholds(depth: shape.format.depth)
        let gradient = graph.computed(ComputePass(.cannygradient, bytesPerSample: 4), inputs: [graph.luma(kernels: kernels)])
        let areas = graph.united(graph.computed(ComputePass(.cannypeaks, [low, 0]), inputs: [gradient]))
        let strong = graph.computed(ComputePass(.cannypeaks, [high, 1]), inputs: [gradient])
        let begun = graph.computed(ComputePass(.gather, [0], isInPlace: true), inputs: [strong, areas])
        let show = ComputePass(.areas, [1, shape.white, shape.black], bytesPerSample: shape.format.bytesPerSample)
        graph.setLight(graph.computed(show, inputs: [areas, begun]))
        return true
    }

    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? { CannyProgram(self, request) }
}

/// Phases: luma of RGB frames; in bands ridges, and edges as far as the band goes; edges across the seams; samples.
private final class CannyProgram: FrameProgram {
    private enum Phase { static let luma = 0, ridges = 1, seams = 2, samples = 3, count = 4 }

    let outputShape: FrameShape
    private let light: LightPlanes
    private let rest: FrameLight
    private let low, high: UInt32
    private let tasks: Int
    private let kernels: WholeFrameKernels
    private let direction: DirectionKernel
    private let peaks: PeakKernel
    private let expand: ExpandKernel
    private let rows, magnitudes, directions: PaddedRows
    private let classes: Scratch<UInt8>
    private let zeros: PaddedRows
    private let maps: BitMaps
    private let weak, strong: Scratch<UInt64>
    private let stack: Scratch<UInt32>
    private let isStacked: Scratch<UInt8>
    private let seams: ConstantTable<Int>

    init(_ filter: Canny, _ request: FrameProgramRequest) {
        outputShape = request.shape
        light = LightPlanes(request)
        rest = FrameLight(shape: request.shape)
        kernels = request.kernels.wholeFrame
        direction = light.bytes == 1 ? kernels.direction8 : kernels.direction16
        peaks = light.bytes == 1 ? kernels.peaks8 : kernels.peaks16
        expand = light.bytes == 1 ? kernels.expand8 : kernels.expand16
        let width = light.width, height = light.height, thresholds = filter.thresholds(depth: request.shape.format.depth)
        (low, high) = (UInt32(thresholds.low), UInt32(thresholds.high))
        tasks = min(request.tasks, height)
        func rows(_ capacity: Int, _ bytes: Int, workers: Int = request.workers) -> PaddedRows {
            PaddedRows(width: width, pad: 1, capacity: capacity, bytes: bytes, border: .repeated, workers: workers)
        }
        self.rows = rows(4, light.bytes)
        magnitudes = rows(4, 2 * light.bytes)
        directions = rows(4, 2 * light.bytes)
        zeros = rows(1, 2 * light.bytes, workers: 1)
        let words = (width + 63) / 64, stride = words + 2
        classes = Scratch(64 * words * request.workers)
        weak = Scratch(stride * (height + 2) + 2)
        strong = Scratch(stride * (height + 2) + 2)
        maps = BitMaps(weak: weak.values + stride + 1, strong: strong.values + stride + 1, stride: stride, words: words, height: height)
        stack = Scratch(stride * height)
        isStacked = Scratch(stride * height)
        let count = tasks
        seams = ConstantTable((1..<max(1, count)).map { FrameProgramRequest.rows($0, of: count, height: height).lowerBound })
    }

    func writes(plane: Int) -> Bool { plane < outputShape.format.colorPlaneCount }
    func begin(_ pass: FramePass) -> Int { Phase.count }

    func taskCount(_ pass: FramePass, phase: Int) -> Int {
        switch phase {
        case Phase.luma: light.isRGB ? tasks : 0
        case Phase.seams: seams.count > 0 ? 1 : 0
        default: tasks
        }
    }

    func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
        let rows = FrameProgramRequest.rows(task, of: tasks, height: light.height)
        switch phase {
        case Phase.luma: light.prepare(pass, rows: rows)
        case Phase.ridges:
            findRidges(pass, rows, worker: worker)
            kernels.grow(maps, rows.lowerBound, rows.upperBound, stack.values + rows.lowerBound * maps.stride, isStacked.values)
        case Phase.seams: kernels.join(maps, seams.values, seams.count, stack.values, isStacked.values)
        default:
            for y in rows {
                expand(maps.strong + y * maps.stride, pass.output[0].row(y), light.width, UInt16(outputShape.black), UInt16(outputShape.white))
                rest.complete(pass.output, row: y)
            }
        }
    }

    /// Bits of weak and strong ridges in `rows`.
    private func findRidges(_ pass: FramePass, _ band: Range<Int>, worker: Int) {
        guard !band.isEmpty else { return }
        let height = light.height, width = light.width, classes = classes.values + 64 * maps.words * worker
        let first = max(band.lowerBound - 1, 0)
        var loaded = max(first - 1, 0)
        func magnitude(_ y: Int) -> UnsafeMutableRawPointer {
            y >= 0 && y < height ? magnitudes.row(y, worker: worker) : zeros.row(0, worker: 0)
        }
        for y in first...band.upperBound {
            if y < height {
                while loaded <= min(y + 1, height - 1) {
                    rows.load(light.row(pass, loaded), loaded, worker: worker)
                    loaded += 1
                }
                direction(
                    rows.row(max(y - 1, 0), worker: worker), rows.row(y, worker: worker), rows.row(min(y + 1, height - 1), worker: worker),
                    magnitude(y), directions.row(y, worker: worker), width)
            }
            guard y > band.lowerBound else { continue }
            let at = (y - 1) * maps.stride
            peaks(
                magnitude(y - 2), magnitude(y - 1), magnitude(y), directions.row(y - 1, worker: worker), low, high, classes, maps.weak + at,
                maps.strong + at, width)
        }
    }
}
