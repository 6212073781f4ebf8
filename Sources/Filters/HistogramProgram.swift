// A table of luma that follows from the frame's own histogram: equalize, and threshold by Otsu's method.
import KernelInterface
import Kernels
import VideoFrame

extension RowGraph {
    /// For a device: `luma` through the table that `shader` makes of its counts, `numbers` behind the codes of black and white.
    mutating func looked(_ luma: Int, table shader: ComputeShader, _ numbers: [Int] = []) -> Int {
        let range = [shape.black, shape.white], bins = PlaneSize(width: shape.white - shape.black + 1, height: 1)
        let count = ComputePass(.counts, range, isInPlace: true, groups: PlaneSize(width: 1, height: (shape.height + 7) / 8))
        let counts = computed(count, inputs: [zeros(bins), luma]), codes = PlaneSize(width: shape.format.maximum + 1, height: 1)
        let fill = ComputePass(shader, range + numbers, size: codes, bytesPerSample: 2, groups: PlaneSize(width: 1, height: 1))
        return computed(ComputePass(.look), inputs: [luma, computed(fill, inputs: [counts])])
    }
}

/// Phases: luma of RGB frames and counts; counts added up; samples.
final class HistogramProgram: FrameProgram {
    private enum Phase { static let count = 0, fold = 1, samples = 2, all = 3 }

    /// Where the new luma goes.
    enum Effect: Sendable {
        /// R, G and B move by as much as luma does; chroma stays.
        case moves
        /// It is all that is left: chroma becomes neutral, R, G and B the same.
        case replaces
    }

    /// Fills a table of `count` entries, one a code value, from the counts of `bins` code values, the first being nominal black.
    typealias Fill = @Sendable (_ table: UnsafeMutablePointer<UInt16>, _ count: Int, _ counts: UnsafePointer<UInt32>, _ bins: Int) -> Void

    let outputShape: FrameShape
    private let effect: Effect
    private let fill: Fill
    private let light: LightPlanes
    private let rest: FrameLight
    private let histogram: LightHistogram
    private let table: Scratch<UInt16>
    private let kernel: TableKernel
    private let tasks: Int

    init(_ request: FrameProgramRequest, _ effect: Effect, fill: @escaping Fill) {
        outputShape = request.shape
        self.effect = effect
        self.fill = fill
        light = LightPlanes(request)
        rest = FrameLight(shape: request.shape)
        histogram = LightHistogram(request.shape, kernels: request.kernels, workers: request.workers)
        // Codes above the depth's maximum cannot occur in a true frame; a broken one must still stay inside the table.
        table = Scratch(light.bytes == 1 ? 256 : 65536)
        kernel = light.bytes == 1 ? request.kernels.table8 : request.kernels.table16
        tasks = request.tasks
    }

    func writes(plane: Int) -> Bool { effect == .moves ? light.carriesLight(plane: plane) : plane < outputShape.format.colorPlaneCount }

    func begin(_ pass: FramePass) -> Int {
        histogram.clear()
        return Phase.all
    }

    func taskCount(_ pass: FramePass, phase: Int) -> Int {
        if phase == Phase.fold { return histogram.foldTasks }
        if phase == Phase.samples {
            histogram.merge()
            fill(table.values, table.count, histogram.total.values, histogram.count)
        }
        return tasks
    }

    func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
        if phase == Phase.fold { return histogram.fold(task) }
        let rows = FrameProgramRequest.rows(task, of: tasks, height: light.height)
        if phase == Phase.count {
            light.prepare(pass, rows: rows)
            for y in rows { histogram.add(light.row(pass, y), count: light.width, worker: worker) }
            return
        }
        for y in rows {
            let target = effect == .moves ? light.target(pass, y, worker: worker) : pass.output[0].row(y)
            RowCall.with(light.row(pass, y), output: target, count: light.width) { kernel($0, table.values) }
            if effect == .moves { light.put(pass, y, worker: worker) } else { rest.complete(pass.output, row: y) }
        }
    }
}
