// stabilize at work: frames are looked at as they come into reach, then the one in work is warped.
import Glibc
import KernelInterface
import Kernels
import VideoFrame

/// Phases: for each frame that has come into reach its small pictures, the match of blocks, the refinements; then the warp. Between phases, on the stage's
/// thread, the motion is found.
final class StabilizeProgram: FrameProgram, @unchecked Sendable {  // all state but the tasks' own memory changes between phases only
    private enum Step { static let shrink = 0, match = 1, refine = 2, count = 2 + StabilizePictures.refinements }

    let outputShape: FrameShape
    let reach: FrameReach
    /// The way up to the frame in work is made of links between frames that are gone.
    let remembers = true
    private let path: StabilizePath
    private let search: MotionSearch
    private let pictures: StabilizePictures
    private let groups: [Range<Int>]
    private let scales: [PlaneScale]
    private let fills: [Int]?
    private let tasks, bytes: Int
    private let luma: LumaReader
    private let kernels: TimeKernels
    private let columnSums, byteSums: ColumnSumsKernel
    private let smallWarp, warp: WarpKernel
    /// Small pictures of the frame looked at last and the one before, by turns.
    private let smalls: [[RowMemory]]
    private let sums: [Scratch<UInt32>]
    private let differences: [Scratch<Int32>]
    /// By worker: places of as many rows as are warped together, `StabilizePictures.block` + 2 at most.
    private let nodes: [Scratch<Int32>]
    /// By worker: rows of the picture before as the motion shows them.
    private let moved: [RowMemory]
    /// Motions from a frame to the one before, at the frame's number modulo their count.
    private var links: [FrameMotion?]
    /// Numbers since the run, or the last pause, began: of the frame in work, and of the first that has not been looked at.
    private var current = 0, next = 0
    private var places: LinearPlaces
    /// By group of planes; of the frame in work.
    private var shown: [LinearPlaces]
    private var correction: FrameMotion?

    init(_ filter: Stabilize, _ request: FrameProgramRequest) throws(FilterError) {
        let shape = request.shape
        outputShape = shape
        reach = FrameReach(after: filter.smoothing)
        path = StabilizePath(filter, shape)
        search = MotionSearch(shape)
        pictures = search.pictures
        groups = shape.format.planeGroups
        scales = groups.map { PlaneScale(shape: shape, plane: $0.lowerBound) }
        fills = try filter.fills(shape)
        (tasks, bytes) = (request.tasks, shape.format.bytesPerSample)
        luma = LumaReader(request, rows: 1)
        kernels = request.kernels.time
        columnSums = bytes == 1 ? request.kernels.wholeFrame.columnSums8 : request.kernels.wholeFrame.columnSums16
        byteSums = request.kernels.wholeFrame.columnSums8
        smallWarp = request.kernels.geometry.warp8
        warp = bytes == 1 ? request.kernels.geometry.warp8 : request.kernels.geometry.warp16
        smalls = (0..<2).map { [pictures] _ in pictures.sizes.map { RowMemory($0, bytesPerElement: 1) } }
        sums = (0..<request.workers).map { _ in Scratch(shape.width) }
        let displacements = 2 * StabilizePictures.range + 1
        differences = (0..<request.workers).map { _ in Scratch(displacements * displacements) }
        nodes = (0..<request.workers).map { _ in Scratch((StabilizePictures.block + 2) * 2 * WarpGrid.nodeCount(shape.width)) }
        moved = (0..<request.workers).map { [pictures] _ in
            RowMemory(width: pictures.sizes[0].width, height: StabilizePictures.block + 2, bytesPerElement: 1)
        }
        links = Array(repeating: nil, count: 2 * filter.smoothing + 2)
        places = search.places(round: 0)
        shown = [LinearPlaces](repeating: search.places(round: 0), count: groups.count)
    }

    func writes(plane: Int) -> Bool { true }

    var findings: FrameFindings? {
        correction.map { .correction(x: $0.x / path.frame.aspect, y: $0.y, degrees: atan2($0.im, $0.re) * 180 / .pi) }
    }

    func begin(_ pass: FramePass) -> Int {
        (current, next) = pass.isFirst ? (0, 0) : (current + 1, next)
        var count = 0
        while next + count - current <= reach.after, pass.neighbour(next + count - current) != nil { count += 1 }
        return count * Step.count + 1
    }

    func taskCount(_ pass: FramePass, phase: Int) -> Int {
        let step = phase % Step.count
        if step == Step.shrink {
            if phase > 0 { finishLooking() }
            guard pass.neighbour(next - current) == nil || next - current > reach.after else { return tasks }
            show()
            return tasks
        }
        guard next > 0 else { return 0 }
        if step == Step.match { return pictures.matches.height }
        if step == Step.refine { search.useMatches() } else { _ = search.useSums(round: step - Step.refine - 1) }
        places = search.places(round: step - Step.refine)
        return pictures.blocks(pictures.picture(ofRound: step - Step.refine)).height
    }

    /// The frame looked at is done: its link is known.
    private func finishLooking() {
        links[next % links.count] = next > 0 ? search.useSums(round: StabilizePictures.refinements - 1) : nil
        next += 1
    }

    /// What the frame in work is to show.
    private func show() {
        correction = path.correction(at: current) { index in
            // Beyond what was looked at, and before the first frame, there is nothing.
            index > 0 && index < next ? links[index % links.count] : nil
        }
        guard let shows = correction?.inverse(zoom: path.zoom) else { return }
        for group in shown.indices { shown[group] = LinearPlaces(shows, scales[group], path.frame) }
    }

    func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
        let step = phase % Step.count
        if step == Step.match { return match(row: task, worker: worker) }
        if step >= Step.refine { return refine(round: step - Step.refine, row: task, worker: worker) }
        let ahead = next - current
        guard ahead <= reach.after, let frame = pass.neighbour(ahead) else { return warp(pass, task: task, worker: worker) }
        shrink(frame, task: task, worker: worker)
    }

    private func shrink(_ frame: PlaneViews, task: Int, worker: Int) {
        let own = smalls[next & 1], side = 1 << pictures.shift, first = pictures.sizes[0], sums = sums[worker].values
        let unit = 1 << pictures.top, rows = FrameProgramRequest.rows(task, of: tasks, height: first.height, unit: unit)
        for y in rows {
            sums.update(repeating: 0, count: first.width * side)
            for row in y * side..<(y + 1) * side { columnSums(luma.row(row, of: frame, worker: worker), nil, sums, first.width * side) }
            kernels.shrink(sums, own[0].row(y, as: UInt8.self), first.width, pictures.shift, 2 * pictures.shift + outputShape.format.depth - 8)
        }
        for picture in pictures.sizes.indices.dropFirst() {
            let size = pictures.sizes[picture]
            for y in rows.lowerBound >> picture..<min(rows.upperBound >> picture, size.height) {
                sums.update(repeating: 0, count: 2 * size.width)
                for row in 2 * y...2 * y + 1 { byteSums(own[picture - 1].row(row), nil, sums, 2 * size.width) }
                kernels.shrink(sums, own[picture].row(y, as: UInt8.self), size.width, 1, 2)
            }
        }
    }

    private func match(row: Int, worker: Int) {
        let own = smalls[next & 1][pictures.top], before = smalls[(next - 1) & 1][pictures.top], size = pictures.sizes[pictures.top]
        let grid = pictures.matches, y = row * StabilizePictures.step, found = differences[worker].values, stride = own.stride
        let down = StabilizePictures.displacements(at: y, length: size.height)
        for column in 0..<grid.width {
            let x = column * StabilizePictures.step, across = StabilizePictures.displacements(at: x, length: size.width)
            kernels.blockDifferences(
                own.row(y, as: UInt8.self) + x, stride, before.row(y + down.lowerBound, as: UInt8.self) + x + across.lowerBound, stride, across.count,
                down.count, found)
            search.matches.values[row * grid.width + column] = BlockMatch(found, across: across, down: down)
        }
    }

    private func refine(round: Int, row: Int, worker: Int) {
        let picture = pictures.picture(ofRound: round), size = pictures.sizes[picture], blocks = pictures.blocks(picture), nodes = nodes[worker].values
        let own = smalls[next & 1][picture], before = smalls[(next - 1) & 1][picture], moved = moved[worker], y = row * StabilizePictures.block
        let rows = y..<y + StabilizePictures.block + 2, pitch = 2 * WarpGrid.nodeCount(size.width)
        for line in rows { places.write(row: line, width: size.width, to: nodes + (line - y) * pitch) }
        let plane = WarpPlane(source: before.row(0), stride: before.stride, output: moved.row(0), outputStride: moved.stride, fill: 0)
        withUnsafePointer(to: plane) {
            smallWarp(
                WarpCall(
                    planes: $0, planeCount: 1, width: size.width, height: size.height, grid: nodes, pitch: pitch, rows: rows.count, count: size.width))
        }
        for column in 0..<blocks.width {
            let sums = search.sums.values + row * blocks.width + column, x = column * StabilizePictures.block + 1
            sums.pointee.isUsed = pictures.isInside(column, row, picture: picture, places) ? 1 : 0
            guard sums.pointee.isUsed != 0 else { continue }
            kernels.blockGradients(
                moved.row(1, as: UInt8.self) + x, moved.stride, own.row(y + 1, as: UInt8.self) + x, own.stride,
                UnsafeMutableRawPointer(sums).assumingMemoryBound(to: Int32.self))
        }
    }

    private func warp(_ pass: FramePass, task: Int, worker: Int) {
        let nodes = nodes[worker].values
        withUnsafeTemporaryAllocation(of: WarpPlane.self, capacity: WarpCall.mostPlanes) { memory in
            guard let planes = memory.baseAddress else { return }
            for (index, group) in groups.enumerated() {
                let size = outputShape.size(ofPlane: group.lowerBound), pitch = 2 * WarpGrid.nodeCount(size.width), unit = WarpCall.rowsAtOnce
                let rows = FrameProgramRequest.rows(task, of: tasks, in: pass.bounds(ofPlane: group.lowerBound).rows, unit: unit)
                guard correction != nil else {
                    for plane in group { for y in rows { memcpy(pass.output[plane].row(y), pass.input[plane].row(y), size.width * bytes) } }
                    continue
                }
                for first in stride(from: rows.lowerBound, to: rows.upperBound, by: unit) {
                    let band = first..<min(first + unit, rows.upperBound)
                    for y in band { shown[index].write(row: y, width: size.width, to: nodes + (y - first) * pitch) }
                    for plane in group {
                        let from = pass.input[plane], to = pass.output[plane]
                        (planes + (plane - group.lowerBound)).initialize(
                            to: WarpPlane(
                                source: from.base, stride: from.stride, output: to.row(first), outputStride: to.stride, fill: fills?[plane] ?? -1))
                    }
                    warp(
                        WarpCall(
                            planes: planes, planeCount: group.count, width: size.width, height: size.height, grid: nodes, pitch: pitch,
                            rows: band.count, count: size.width))
                }
            }
        }
    }
}
