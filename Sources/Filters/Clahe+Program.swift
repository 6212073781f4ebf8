// clahe on frames: tables of the tiles, then rows between them.
import KernelInterface
import Kernels
import VideoFrame

/// Phases: luma of RGB frames; tables, a row of tiles a task; samples.
final class ClaheProgram: FrameProgram {
    private enum Phase { static let luma = 0, tables = 1, samples = 2, count = 3 }

    /// Columns between the same two tiles.
    private struct Span { let first, end, left, right: Int }

    let outputShape: FrameShape
    private let light: LightPlanes
    private let grid: Clahe.Grid
    private let tiles, tasks: Int
    private let kernels: WholeFrameKernels
    private let range: BinRange
    private let isByte: Bool
    /// For each worker: banks of bins, their sum, and T before it is spread over the codes.
    private let bins, counts: Scratch<UInt32>
    private let made: Scratch<UInt16>
    private let banks: Int
    /// For each tile: T, or for one-byte samples its value of each of 256 codes.
    private let tables: Scratch<UInt16>
    private let entries: Int
    private let rowTables8: Scratch<UInt16>
    private let rowTables16: Scratch<UInt32>
    private let spans: [Span]
    private let weights: ConstantTable<UInt16>

    init(_ filter: Clahe, _ request: FrameProgramRequest) {
        outputShape = request.shape
        light = LightPlanes(request)
        grid = Clahe.Grid(filter, request.shape)
        (tiles, tasks) = (filter.tiles, request.tasks)
        kernels = request.kernels.wholeFrame
        isByte = light.bytes == 1
        let stride = isByte ? 256 : grid.bins
        banks = isByte ? 8 : 4
        range = BinRange(low: grid.black, high: grid.white, shift: grid.shift, stride: stride)
        bins = Scratch(request.workers * banks * stride)
        counts = Scratch(request.workers * stride)
        made = Scratch(request.workers * (grid.bins + 1))
        entries = isByte ? 256 : grid.bins + 1
        tables = Scratch(tiles * tiles * entries)
        rowTables8 = Scratch(isByte ? request.workers * tiles * entries : 0)
        rowTables16 = Scratch(isByte ? 0 : request.workers * tiles * entries)
        var spans: [Span] = [], weights: [UInt16] = []
        for x in 0..<light.width {
            let (left, right, weight) = Clahe.neighbours(x, size: grid.tileWidth, tiles: tiles)
            weights.append(UInt16(weight))
            if let last = spans.last, last.left == left, last.right == right {
                spans[spans.count - 1] = Span(first: last.first, end: x + 1, left: left, right: right)
            } else {
                spans.append(Span(first: x, end: x + 1, left: left, right: right))
            }
        }
        self.spans = spans
        self.weights = ConstantTable(weights)
    }

    func writes(plane: Int) -> Bool { light.carriesLight(plane: plane) }
    func begin(_ pass: FramePass) -> Int { Phase.count }

    func taskCount(_ pass: FramePass, phase: Int) -> Int {
        switch phase {
        case Phase.luma: light.isRGB ? tasks : 0
        case Phase.tables: tiles
        default: tasks
        }
    }

    func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
        switch phase {
        case Phase.luma: light.prepare(pass, rows: FrameProgramRequest.rows(task, of: tasks, height: light.height))
        case Phase.tables: for column in 0..<tiles { makeTable(pass, row: task, column: column, worker: worker) }
        default:
            for y in FrameProgramRequest.rows(task, of: tasks, in: pass.bounds(ofPlane: 0).rows) {
                if isByte { run8(pass, y, worker: worker) } else { run16(pass, y, worker: worker) }
                light.put(pass, y, worker: worker)
            }
        }
    }

    private func makeTable(_ pass: FramePass, row: Int, column: Int, worker: Int) {
        let stride = range.stride, bins = bins.values + worker * banks * stride, counts = counts.values + worker * stride
        bins.update(repeating: 0, count: banks * stride)
        counts.update(repeating: 0, count: stride)
        let count = isByte ? kernels.count8 : kernels.count16
        let first = column * grid.tileWidth, end = first + grid.tileWidth, inside = min(end, light.width)
        for y in row * grid.tileHeight..<(row + 1) * grid.tileHeight {
            let samples = light.row(pass, mirror(y, light.height))
            if first < inside { count(samples + first * light.bytes, inside - first, bins, range) }
            for x in max(first, inside)..<end { count(samples + mirror(x, light.width) * light.bytes, 1, bins, range) }
        }
        kernels.merge(bins, banks, stride, counts, stride)
        let table = tables.values + (row * tiles + column) * entries
        guard isByte else { return grid.makeTable(counts, table) }
        for code in 0..<grid.black { counts[grid.black] &+= counts[code] }
        for code in grid.white + 1..<256 where grid.white < 255 { counts[grid.white] &+= counts[code] }
        let made = made.values + worker * (grid.bins + 1)
        grid.makeTable(counts + grid.black, made)
        for code in 0..<256 { table[code] = made[min(max(code, grid.black), grid.white) - grid.black + 1] }
    }

    private func run8(_ pass: FramePass, _ y: Int, worker: Int) {
        let (above, below, weight) = Clahe.neighbours(y, size: grid.tileHeight, tiles: tiles)
        let blended = rowTables8.values + worker * tiles * entries
        kernels.blendTables8(tables.values + above * tiles * entries, tables.values + below * tiles * entries, UInt32(weight), blended, tiles * entries)
        let input = light.row(pass, y).assumingMemoryBound(to: UInt8.self)
        let output = light.target(pass, y, worker: worker).assumingMemoryBound(to: UInt8.self)
        for span in spans {
            kernels.between8(
                input + span.first, output + span.first, span.end - span.first, blended + span.left * entries, blended + span.right * entries,
                weights.values + span.first)
        }
    }

    private func run16(_ pass: FramePass, _ y: Int, worker: Int) {
        let (above, below, weight) = Clahe.neighbours(y, size: grid.tileHeight, tiles: tiles)
        let blended = rowTables16.values + worker * tiles * entries
        kernels.blendTables16(tables.values + above * tiles * entries, tables.values + below * tiles * entries, UInt32(weight), blended, tiles * entries)
        let input = light.row(pass, y).assumingMemoryBound(to: UInt16.self)
        let output = light.target(pass, y, worker: worker).assumingMemoryBound(to: UInt16.self)
        for span in spans {
            kernels.between16(
                input + span.first, output + span.first, span.end - span.first, blended + span.left * entries, blended + span.right * entries,
                weights.values + span.first, range)
        }
    }
}
