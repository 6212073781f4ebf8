// motion at work: background and differing samples in bands, areas in one task, marks in bands.
import Base
import KernelInterface
import Kernels
import VideoFrame

public final class MotionProgram: FrameProgram, @unchecked Sendable {  // `queue` belongs to the one task of the second phase
    public let outputShape: FrameShape
    public let remembers = true
    private let filter: Motion
    private let parameters: MotionParameters
    private let kernel: MotionKernel
    private let luma: LumaReader
    private let light: FrameLight
    private let background: RowMemory
    /// By worker: how many of a column's samples in a row of blocks differ.
    private let columns: [RowMemory]
    /// A byte a block, 1 where it moves; a rim of zeros of one block all around.
    private let moving: RowMemory
    private let grid: PlaneSize
    private let tasks: PlaneTasks
    /// Blocks of the area being counted; x and y with the rim.
    private let queue: UnsafeMutablePointer<(x: Int32, y: Int32)>
    private let found = Locked<[FoundArea]>([])

    /// Areas of the latest frame, from top to bottom. Any thread.
    public var areas: [FoundArea] { found.withLock { $0 } }

    public var findings: FrameFindings? {
        let areas = areas
        return areas.isEmpty ? nil : .areas(areas)
    }

    init(_ request: FrameProgramRequest, _ filter: Motion) {
        let shape = request.shape
        outputShape = shape
        self.filter = filter
        parameters = filter.parameters(for: shape)
        kernel = shape.format.bytesPerSample == 1 ? request.kernels.time.motion8 : request.kernels.time.motion16
        luma = LumaReader(request, rows: 1)
        light = FrameLight(shape: shape)
        grid = Motion.grid(shape)
        background = RowMemory(width: shape.width, height: shape.height, bytesPerElement: 2)
        columns = (0..<request.workers).map { [grid] _ in RowMemory(width: grid.width * Motion.block, height: 1, bytesPerElement: 1) }
        moving = RowMemory(width: grid.width + 2, height: grid.height + 2, bytesPerElement: 1)
        tasks = PlaneTasks(shape: shape, planes: [0], count: request.tasks, unit: Motion.block)
        queue = .allocate(capacity: grid.width * grid.height)
    }

    deinit { queue.deallocate() }

    public func writes(plane: Int) -> Bool { plane < outputShape.format.colorPlaneCount }
    public func begin(_ pass: FramePass) -> Int { 3 }
    public func taskCount(_ pass: FramePass, phase: Int) -> Int { phase == 1 ? 1 : tasks.count }

    public func recall(_ memories: [PlaneView]) { for memory in memories { background.copy(memory, bytesPerElement: 2) } }

    public func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
        switch phase {
        case 0: findMoving(pass, tasks[task].rows, worker: worker)
        case 1: findAreas()
        default: mark(pass, tasks[task].rows)
        }
    }

    private func findMoving(_ pass: FramePass, _ rows: Range<Int>, worker: Int) {
        let counts = columns[worker].row(0, as: UInt8.self), width = outputShape.width
        var parameters = parameters
        parameters.isFirst = pass.isFirst
        for top in stride(from: rows.lowerBound, to: rows.upperBound, by: Motion.block) {
            let height = min(Motion.block, rows.upperBound - top)
            columns[worker].clear(rows: 0..<1)
            for y in top..<top + height {
                let row = luma.row(y, of: pass.input, worker: worker)
                RowCall.with(row, row, output: UnsafeMutableRawPointer(counts), count: width) { kernel($0, background.row(y, as: UInt16.self), parameters) }
            }
            let flags = moving.row(top / Motion.block + 1, as: UInt8.self) + 1
            for block in 0..<grid.width {
                var sum = 0
                for x in block * Motion.block..<(block + 1) * Motion.block { sum += Int(counts[x]) }
                flags[block] = 4 * sum >= height * min(Motion.block, width - block * Motion.block) ? 1 : 0
            }
        }
    }

    /// Floods each area once; drops the small ones. While an area is counted its blocks are 2.
    private func findAreas() {
        let blocks = Double(grid.width * grid.height)
        found.withLock { found in
            found.removeAll(keepingCapacity: true)
            for y in 1...grid.height {
                for x in 1...grid.width where moving.row(y, as: UInt8.self)[x] == 1 {
                    let (count, bounds) = flood(x, y)
                    if count >= filter.area {
                        let right = min(bounds.right * Motion.block, outputShape.width), bottom = min(bounds.bottom * Motion.block, outputShape.height)
                        let left = (bounds.left - 1) * Motion.block, top = (bounds.top - 1) * Motion.block
                        found.append(FoundArea(x: left, y: top, width: right - left, height: bottom - top, share: Double(count) / blocks))
                    } else {
                        for index in 0..<count { moving.row(Int(queue[index].y), as: UInt8.self)[Int(queue[index].x)] = 0 }
                    }
                }
            }
        }
    }

    private func flood(_ x: Int, _ y: Int) -> (count: Int, bounds: (left: Int, top: Int, right: Int, bottom: Int)) {
        var count = 0, seen = 0
        var bounds = (left: x, top: y, right: x, bottom: y)
        func take(_ x: Int, _ y: Int) {
            let row = moving.row(y, as: UInt8.self)
            guard row[x] == 1 else { return }
            row[x] = 2
            queue[count] = (Int32(truncatingIfNeeded: x), Int32(truncatingIfNeeded: y))
            count += 1
            bounds = (min(bounds.left, x), min(bounds.top, y), max(bounds.right, x), max(bounds.bottom, y))
        }
        take(x, y)
        while seen < count {
            let (x, y) = (Int(queue[seen].x), Int(queue[seen].y))
            seen += 1
            for y in y - 1...y + 1 { for x in x - 1...x + 1 { take(x, y) } }
        }
        return (count, bounds)
    }

    private func mark(_ pass: FramePass, _ rows: Range<Int>) {
        let format = outputShape.format
        for y in rows {
            for plane in 0..<format.colorPlaneCount {
                let isChroma = format.isChroma(plane: plane)
                let shiftX = isChroma ? format.chromaShiftX : 0, shiftY = isChroma ? format.chromaShiftY : 0
                guard y & ((1 << shiftY) - 1) == 0 else { continue }
                let output = pass.output[plane].row(y >> shiftY), width = pass.output[plane].size.width
                if filter.mark == .mask {
                    light.fill(output, isChroma ? outputShape.neutral : outputShape.black, count: width)
                } else {
                    output.copyMemory(from: pass.input[plane].row(y >> shiftY), byteCount: width * format.bytesPerSample)
                }
                if filter.mark == .mask && isChroma { continue }
                mark(output, row: y, shiftX: shiftX, value: isChroma ? outputShape.neutral : outputShape.white)
            }
        }
    }

    /// Writes `value` to the samples of one row whose luma column is marked in luma row `y`.
    private func mark(_ output: UnsafeMutableRawPointer, row y: Int, shiftX: Int, value: Int) {
        let by = y / Motion.block + 1, flags = moving.row(by, as: UInt8.self), bytes = outputShape.format.bytesPerSample
        let above = moving.row(by - 1, as: UInt8.self), below = moving.row(by + 1, as: UInt8.self)
        let top = y % Motion.block, bottom = min(by * Motion.block, outputShape.height) - 1 - y
        func put(_ columns: Range<Int>) {
            let step = (1 << shiftX) - 1, low = (columns.lowerBound + step) >> shiftX, high = (columns.upperBound + step) >> shiftX
            if low < high { light.fill(output + low * bytes, value, count: high - low) }
        }
        for bx in 1...grid.width where flags[bx] != 0 {
            let left = (bx - 1) * Motion.block, right = min(bx * Motion.block, outputShape.width)
            if filter.mark == .mask || top < Motion.line && above[bx] == 0 || bottom < Motion.line && below[bx] == 0 {
                put(left..<right)
            } else {
                if flags[bx - 1] == 0 { put(left..<min(left + Motion.line, right)) }
                if flags[bx + 1] == 0 { put(max(left, right - Motion.line)..<right) }
            }
        }
    }
}
