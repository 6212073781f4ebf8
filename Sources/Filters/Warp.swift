// Frames sampled at other places: what free rotation, perspective and undistort share.
//
// Definition. A filter says for each luma place of the output which luma place of the input is shown there; a chroma sample stands at the luma place where it is
// sited (see Scale.swift), and its place of the input is brought back to chroma samples. The place (u, v) is computed in Double at every 16th column of each row,
// from column 0 on, and rounded to 2^-12 samples (cut at ±30000); between columns 16b and 16b + 16, and up to the row's end,
//     u(16b + j) = 16·U(b) + j·(U(b + 1) − U(b)) + 128,   in 2^-16 samples, the same for v
// x = u >> 16, f = (u >> 8) & 255, the same for y and g; with taps p beyond the plane being the fill colour,
//     top = p(x, y)·(256 − f) + p(x + 1, y)·f,  low = the same of row y + 1,   out = (top·(256 − g) + low·g + 2^15) >> 16.
import KernelInterface
import Kernels
import VideoFrame

/// Where the samples of a plane stand in luma: sample i at scale · i + offset.
struct PlaneScale: Sendable {
    let scaleX, scaleY, offsetX, offsetY: Double

    init(shape: FrameShape, plane: Int) {
        let shift = shape.format.shifts(plane: plane)
        (scaleX, scaleY) = (Double(1 << shift.x), Double(1 << shift.y))
        (offsetX, offsetY) = shape.format.isChroma(plane: plane) ? shape.chromaOffset : (0, 0)
    }

    /// Means of blocks of `side` luma samples.
    init(side: Int) {
        (scaleX, scaleY) = (Double(side), Double(side))
        (offsetX, offsetY) = (Double(side - 1) / 2, Double(side - 1) / 2)
    }
}

/// Where the samples of one plane's rows come from.
struct WarpGrid: Sendable {
    static let step = 16
    /// Nodes of a row, across and down one after the other, in 2^-12 samples.
    let nodes: [Int32]
    /// Numbers in `nodes` from one row to the next.
    let pitch: Int

    /// `map` takes luma places of the output, in samples from the middle of the first, to places of the input.
    init(shape: FrameShape, plane: Int, map: (Double, Double) -> (x: Double, y: Double)) {
        let size = shape.size(ofPlane: plane), scale = PlaneScale(shape: shape, plane: plane), count = Self.nodeCount(size.width)
        var nodes: [Int32] = []
        nodes.reserveCapacity(2 * count * size.height)
        func fixed(_ place: Double) -> Int32 { Int32((min(max(place, -30000), 30000) * 4096 + 0.5).rounded(.down)) }
        for y in 0..<size.height {
            for b in 0..<count {
                let place = map(Double(b * Self.step) * scale.scaleX + scale.offsetX, Double(y) * scale.scaleY + scale.offsetY)
                nodes.append(fixed((place.x - scale.offsetX) / scale.scaleX))
                nodes.append(fixed((place.y - scale.offsetY) / scale.scaleY))
            }
        }
        self.nodes = nodes
        pitch = 2 * count
    }

    /// Nodes of a row of `width` samples: from column 0 to the first at or behind the end.
    static func nodeCount(_ width: Int) -> Int { (width + step - 1) / step + 1 }

    init(nodes: [Int32], pitch: Int) { (self.nodes, self.pitch) = (nodes, pitch) }

    static func refuseLarge(_ shape: FrameShape) throws(FilterError) {
        guard max(shape.width, shape.height) < 30000 else {
            throw FilterError("\(shape.width)x\(shape.height) is too large", hint: "a side is less than 30000")
        }
    }

    /// The definition on one plane; without a fill it is mirrored.
    func sampled(_ samples: [Int], _ size: PlaneSize, fill: Int?) -> [Int] {
        func tap(_ x: Int, _ y: Int) -> Int {
            if let fill, x < 0 || y < 0 || x >= size.width || y >= size.height { return fill }
            return samples[mirror(y, size.height) * size.width + mirror(x, size.width)]
        }
        return samples.indices.map { index in
            let x = index % size.width, node = index / size.width * pitch + x / Self.step * 2, j = x % Self.step
            func place(_ k: Int) -> Int { 16 * Int(nodes[k]) + j * (Int(nodes[k + 2]) - Int(nodes[k])) + 128 }
            let (u, v) = (place(node), place(node + 1)), (left, above) = (u >> 16, v >> 16), (f, g) = (u >> 8 & 255, v >> 8 & 255)
            let top = tap(left, above) * (256 - f) + tap(left + 1, above) * f
            let low = tap(left, above + 1) * (256 - f) + tap(left + 1, above + 1) * f
            return (top * (256 - g) + low * g + 32768) >> 16
        }
    }
}

extension FrameShape {
    /// Luma samples from the first one to where the first chroma sample is sited.
    var chromaOffset: (Double, Double) {
        // libav's 1 left, 2 centre, 3 top left, 4 top, 5 bottom left, 6 bottom.
        let step = format.chromaStep, right = [2, 4, 6].contains(color.chromaLocation) ? Double(step.x - 1) / 2 : 0
        switch color.chromaLocation {
        case 3, 4: return (right, 0)
        case 5, 6: return (right, Double(step.y - 1))
        default: return (right, Double(step.y - 1) / 2)
        }
    }
}

extension PixelFormat {
    /// Planes whose samples stand at the same places, as many as a warp takes at once.
    var planeGroups: [Range<Int>] {
        let starts = chromaShiftX + chromaShiftY > 0 ? [0, 1, 3] : [0, WarpCall.mostPlanes]
        return zip(starts, starts.dropFirst() + [planeCount]).map { min($0, planeCount)..<min($1, planeCount) }.filter { !$0.isEmpty }
    }
}

/// A filter that shows other places of the frame, of which it keeps the size.
protocol WarpFilter: VideoFilter {
    var fill: FillColor { get }
    /// From luma places of the output to those of the input.
    func map(_ shape: FrameShape) -> (Double, Double) -> (x: Double, y: Double)
}

extension WarpFilter {
    var needsUpright: Bool { true }

    /// The plan for a device.
    func warpPlan(_ graph: inout RowGraph) -> Bool {
        let shape = graph.shape, colors = fill.samples(for: shape), map = map(shape)
        for group in shape.format.planeGroups {
            let grid = WarpGrid(shape: shape, plane: group.lowerBound, map: map), table = grid.nodes.map { UInt32(bitPattern: $0) }
            for plane in group {
                graph.planes[plane] = graph.computed(ComputePass(.warp, [grid.pitch, colors[plane]], table: table), inputs: [graph.planes[plane]])
            }
        }
        return true
    }

    func warped(_ picture: Picture) -> Picture {
        var result = picture
        let colors = fill.samples(for: picture.shape), map = map(picture.shape)
        for plane in picture.planes.indices {
            let grid = WarpGrid(shape: picture.shape, plane: plane, map: map)
            result.planes[plane] = grid.sampled(picture.planes[plane], picture.shape.size(ofPlane: plane), fill: colors[plane])
        }
        return result
    }
}

/// Runs a `WarpFilter`; tasks are rows of the output. Immutable.
final class WarpProgram: FrameProgram {
    let outputShape: FrameShape
    private let luma: ConstantTable<Int32>
    private let chroma: ConstantTable<Int32>?
    private let pitches: (luma: Int, chroma: Int)
    private let groups: [Range<Int>]
    private let colors: [Int]
    private let kernel: WarpKernel
    private let tasks: Int

    init(_ filter: some WarpFilter, _ request: FrameProgramRequest) {
        outputShape = request.shape
        let map = filter.map(request.shape), format = request.shape.format
        let grid = WarpGrid(shape: request.shape, plane: 0, map: map)
        luma = ConstantTable(grid.nodes)
        let isSubsampled = format.chromaShiftX + format.chromaShiftY > 0
        let second = isSubsampled ? WarpGrid(shape: request.shape, plane: 1, map: map) : grid
        chroma = isSubsampled ? ConstantTable(second.nodes) : nil
        pitches = (grid.pitch, second.pitch)
        groups = format.planeGroups
        colors = filter.fill.samples(for: request.shape)
        kernel = format.bytesPerSample == 1 ? request.kernels.geometry.warp8 : request.kernels.geometry.warp16
        tasks = request.tasks
    }

    func writes(plane: Int) -> Bool { true }
    func begin(_ pass: FramePass) -> Int { 1 }
    func taskCount(_ pass: FramePass, phase: Int) -> Int { tasks }

    func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
        withUnsafeTemporaryAllocation(of: WarpPlane.self, capacity: 3) { planes in
            guard let first = planes.baseAddress else { return }
            for group in groups {
                let size = outputShape.size(ofPlane: group.lowerBound), isChroma = outputShape.format.isChroma(plane: group.lowerBound)
                let nodes = isChroma ? (chroma ?? luma).values : luma.values, pitch = isChroma ? pitches.chroma : pitches.luma
                let rows = FrameProgramRequest.rows(
                    task, of: tasks, in: pass.bounds(ofPlane: group.lowerBound).rows, unit: WarpCall.rowsAtOnce)
                guard !rows.isEmpty else { continue }
                for plane in group {
                    let from = pass.input[plane], to = pass.output[plane]
                    (first + (plane - group.lowerBound)).initialize(
                        to: WarpPlane(
                            source: from.base, stride: from.stride, output: to.row(rows.lowerBound), outputStride: to.stride, fill: colors[plane]))
                }
                kernel(
                    WarpCall(
                        planes: first, planeCount: group.count, width: size.width, height: size.height, grid: nodes + rows.lowerBound * pitch,
                        pitch: pitch, rows: rows.count, count: size.width))
            }
        }
    }
}
