// corners on frames: scores and their peaks in bands, the best of all bands, marks.
import Glibc
import KernelInterface
import Kernels
import Synchronization
import VideoFrame

/// Phases: luma of RGB frames; peaks; marks.
public final class CornerProgram: FrameProgram {
    private enum Phase { static let luma = 0, peaks = 1, marks = 2, count = 3 }

    public let outputShape: FrameShape
    private let filter: Corners
    private let light: LightPlanes
    private let tasks: Int
    private let kernels: WholeFrameKernels
    private let bytes: PaddedRows
    /// For harris alone: gx, gy, and which vectors of them have a strong one.
    private let gradients: [PaddedRows]
    private var strong: PaddedRows { gradients[2] }
    /// Four bytes a score; for fast one.
    private let scores: PaddedRows
    private let zeros: PaddedRows
    private let columns: Scratch<UInt32>
    /// A key is score · 2^32 + 2^32 − 1 − index: the larger, the better. `most` for each task, then those of the frame.
    private let keys: Scratch<UInt64>
    private let counts: Scratch<Int>
    private let found: Scratch<Int>
    /// Scores up to here cannot be among the frame's best, as far as any task knows: what one has found spares the others work.
    private let hopeless = Atomic<Int>(0)

    init(_ filter: Corners, _ request: FrameProgramRequest) {
        outputShape = request.shape
        self.filter = filter
        light = LightPlanes(request)
        kernels = request.kernels.wholeFrame
        tasks = min(request.tasks, light.height)
        let width = light.width, workers = request.workers, isHarris = filter.method == .harris
        func rows(_ capacity: Int, _ bytes: Int, width: Int = request.shape.width, pad: Int = 1) -> PaddedRows {
            PaddedRows(width: width, pad: pad, capacity: capacity, bytes: bytes, border: .mirrored, workers: workers)
        }
        bytes = rows(8, 1)
        // The shortest vectors have eight.
        gradients = isHarris ? [rows(4, 2), rows(4, 2), rows(4, 1, width: (width + 7) / 8)] : []
        // Room for two vectors beyond the last.
        scores = isHarris ? rows(4, 4, pad: 32) : rows(4, 1)
        zeros = isHarris ? rows(1, 4, pad: 32) : rows(1, 1)
        columns = Scratch((width + 63) / 64 * 64 * workers)
        keys = Scratch((tasks + 1) * filter.most)
        counts = Scratch(tasks)
        found = Scratch(1)
    }

    /// Corners of the frame that was processed last, the best first. For the stage's own thread, between frames.
    public var points: [Corners.Point] { (0..<found.values[0]).map(point) }

    public var findings: FrameFindings? { found.values[0] > 0 ? .points(points) : nil }

    private func point(_ rank: Int) -> Corners.Point {
        let key = keys.values[tasks * filter.most + rank], index = Int(UInt32.max - UInt32(truncatingIfNeeded: key))
        return Corners.Point(x: index % light.width, y: index / light.width, score: Int(key >> 32))
    }

    public func writes(plane: Int) -> Bool { light.carriesLight(plane: plane) }
    public func begin(_ pass: FramePass) -> Int {
        hopeless.store(0, ordering: .relaxed)
        return Phase.count
    }

    public func taskCount(_ pass: FramePass, phase: Int) -> Int {
        if phase == Phase.luma { return light.isRGB ? tasks : 0 }
        if phase == Phase.marks { choose() }
        return tasks
    }

    /// The frame's best of the tasks' best.
    private func choose() {
        var best: UInt64 = 0
        for task in 0..<tasks { for rank in 0..<counts.values[task] { best = max(best, keys.values[task * filter.most + rank] >> 32) } }
        let floor = floor(best: Int(best))
        var chosen = BestKeys(keys.values + tasks * filter.most, capacity: filter.most)
        for task in 0..<tasks {
            for rank in 0..<counts.values[task] {
                let key = keys.values[task * filter.most + rank]
                if Int(key >> 32) > floor { chosen.insert(key) }
            }
        }
        chosen.sort()
        found.values[0] = chosen.count
    }

    /// Scores above this are good enough beside `best`.
    private func floor(best: Int) -> Int { max(0, (filter.fixedQuality * best + 65535) / 65536 - 1) }

    public func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
        let rows = FrameProgramRequest.rows(task, of: tasks, height: light.height)
        switch phase {
        case Phase.luma: light.prepare(pass, rows: rows)
        case Phase.peaks: findPeaks(pass, rows, task: task, worker: worker)
        default:
            if light.isRGB { for plane in 0..<3 { for y in rows { copy(pass, plane, y) } } }
            for rank in 0..<found.values[0] { mark(pass, point(found.values[0] - 1 - rank), rows) }
        }
    }

    private func copy(_ pass: FramePass, _ plane: Int, _ y: Int) {
        memcpy(pass.output[plane].row(y), pass.input[plane].row(y), light.width * light.bytes)
    }

    private func findPeaks(_ pass: FramePass, _ band: Range<Int>, task: Int, worker: Int) {
        counts.values[task] = 0
        guard !band.isEmpty else { return }
        let width = light.width, height = light.height, first = max(band.lowerBound - 1, 0), isHarris = filter.method == .harris, reach = isHarris ? 2 : 3
        var loaded = max(first - reach, 0), sloped = max(first - 1, 0), best = 0, strength = 1
        // Scores up to here need not be known: neither they nor what they lie beside can change what is found.
        var floor = isHarris ? 0 : 10
        var kept = BestKeys(keys.values + task * filter.most, capacity: filter.most)
        let columns = columns.values + columns.count / light.workers * worker
        for y in first...min(band.upperBound, height) {
            if y < height {
                while loaded <= min(y + reach, height - 1) {
                    load(pass, loaded, worker: worker)
                    // While it is in the caches.
                    if !light.isRGB && band.contains(loaded) { copy(pass, 0, loaded) }
                    loaded += 1
                }
                if isHarris {
                    strength = Self.strength(above: floor, from: strength)
                    while sloped <= min(y + 1, height - 1) {
                        slope(sloped, strength, worker: worker)
                        sloped += 1
                    }
                    harris(y, worker: worker)
                } else {
                    segments(y, floor, worker: worker)
                }
            }
            guard y > band.lowerBound else { continue }
            let count = peaks(y - 1, floor, columns, worker: worker), row = scoreRow(y - 1, worker: worker)
            for entry in 0..<count {
                let x = Int(columns[entry])
                let value = isHarris ? Int(row.assumingMemoryBound(to: Int32.self)[x]) : Int(row.assumingMemoryBound(to: UInt8.self)[x])
                if value > best { best = value }
                kept.insert(UInt64(value) << 32 | UInt64(UInt32.max - UInt32((y - 1) * width + x)))
            }
            // Scores at the least that is kept would come behind it: they lie further on. In other tasks they may lie before it.
            let least = kept.least.map { Int($0 >> 32) } ?? 0, known = max(self.floor(best: best), least - 1)
            floor = max(floor, known, least, hopeless.load(ordering: .relaxed))
            if known > hopeless.load(ordering: .relaxed) { _ = hopeless.max(known, ordering: .relaxed) }
        }
        counts.values[task] = kept.count
    }

    /// The least |gx| + |gy| that one of the nine samples has where the harris score is above `floor`, `known` or more.
    /// With C = 0 and A = B the score is the highest for its s = A + B: (floor + 1) · 2^20 ≤ 25 s²/4 − s². And s is at most nine times the largest gx² + gy².
    private static func strength(above floor: Int, from known: Int) -> Int {
        var strength = known
        while 1701 * strength * strength * strength * strength < (floor + 1) << 22 { strength += 1 }
        return strength
    }

    private func scoreRow(_ y: Int, worker: Int) -> UnsafeMutableRawPointer {
        y >= 0 && y < light.height ? scores.row(y, worker: worker) : zeros.row(0, worker: worker)
    }

    private func peaks(_ y: Int, _ floor: Int, _ columns: UnsafeMutablePointer<UInt32>, worker: Int) -> Int {
        let above = scoreRow(y - 1, worker: worker), middle = scoreRow(y, worker: worker), below = scoreRow(y + 1, worker: worker)
        if filter.method == .harris {
            return kernels.scorePeaks(
                above.assumingMemoryBound(to: Int32.self), middle.assumingMemoryBound(to: Int32.self), below.assumingMemoryBound(to: Int32.self), Int32(floor),
                columns, light.width)
        }
        return kernels.bytePeaks(
            above.assumingMemoryBound(to: UInt8.self), middle.assumingMemoryBound(to: UInt8.self), below.assumingMemoryBound(to: UInt8.self), Int32(floor),
            columns, light.width)
    }

    private func load(_ pass: FramePass, _ y: Int, worker: Int) {
        guard light.bytes == 2 else { return bytes.load(light.row(pass, y), y, worker: worker) }
        let row = bytes.row(y, worker: worker)
        kernels.toBytes(
            light.row(pass, y).assumingMemoryBound(to: UInt16.self), row.assumingMemoryBound(to: UInt8.self), light.width, outputShape.format.depth - 8)
        bytes.finish(row)
    }

    private func byteRow(_ y: Int, worker: Int) -> UnsafeMutablePointer<UInt8> {
        bytes.row(mirror(y, light.height), worker: worker).assumingMemoryBound(to: UInt8.self)
    }

    private func slope(_ y: Int, _ strength: Int, worker: Int) {
        let gx = gradients[0].row(y, worker: worker), gy = gradients[1].row(y, worker: worker)
        kernels.gradients(
            byteRow(y - 1, worker: worker), byteRow(y, worker: worker), byteRow(y + 1, worker: worker), Int32(strength), gx.assumingMemoryBound(to: Int16.self),
            gy.assumingMemoryBound(to: Int16.self), strong.row(y, worker: worker).assumingMemoryBound(to: UInt8.self), light.width)
        gradients[0].finish(gx)
        gradients[1].finish(gy)
    }

    private func harris(_ y: Int, worker: Int) {
        withUnsafeTemporaryAllocation(of: UnsafePointer<Int16>?.self, capacity: 6) { rows in
            withUnsafeTemporaryAllocation(of: UnsafePointer<UInt8>?.self, capacity: 3) { flags in
                guard let from = rows.baseAddress, let strongRows = flags.baseAddress else { return }
                for step in 0..<3 {
                    let row = mirror(y + step - 1, light.height)
                    for axis in 0..<2 {
                        (from + 3 * axis + step).initialize(to: UnsafePointer(gradients[axis].row(row, worker: worker).assumingMemoryBound(to: Int16.self)))
                    }
                    (strongRows + step).initialize(to: UnsafePointer(strong.row(row, worker: worker).assumingMemoryBound(to: UInt8.self)))
                }
                kernels.harris(from, strongRows, scores.row(y, worker: worker).assumingMemoryBound(to: Int32.self), light.width)
            }
        }
    }

    private func segments(_ y: Int, _ floor: Int, worker: Int) {
        let output = scores.row(y, worker: worker).assumingMemoryBound(to: UInt8.self)
        guard y >= 3, y < light.height - 3 else { return output.update(repeating: 0, count: light.width + 1) }
        withUnsafeTemporaryAllocation(of: UnsafePointer<UInt8>?.self, capacity: 7) { rows in
            guard let from = rows.baseAddress else { return }
            for step in 0..<7 { (from + step).initialize(to: UnsafePointer(byteRow(y + step - 3, worker: worker))) }
            kernels.segments(from, output, Int32(floor), light.width)
        }
    }

    /// The part of a cross that lies in `rows`.
    private func mark(_ pass: FramePass, _ point: Corners.Point, _ rows: Range<Int>) {
        guard point.y + Corners.reach >= rows.lowerBound, point.y - Corners.reach < rows.upperBound else { return }
        let row = light.row(pass, point.y), shape = outputShape
        let luma = light.bytes == 1 ? Int(row.load(fromByteOffset: point.x, as: UInt8.self)) : Int(row.load(fromByteOffset: 2 * point.x, as: UInt16.self))
        let value = luma < (shape.black + shape.white + 1) / 2 ? shape.white : shape.black
        func set(_ x: Int, _ y: Int) {
            guard rows.contains(y), x >= 0, x < light.width else { return }
            for plane in 0..<(light.isRGB ? 3 : 1) {
                let output = pass.output[plane].row(y)
                if light.bytes == 1 {
                    output.storeBytes(of: UInt8(value), toByteOffset: x, as: UInt8.self)
                } else {
                    output.storeBytes(of: UInt16(value), toByteOffset: 2 * x, as: UInt16.self)
                }
            }
        }
        for step in -Corners.reach...Corners.reach {
            set(point.x + step, point.y)
            set(point.x, point.y + step)
        }
    }
}
