// threshold by the mean of what lies around.
import KernelInterface
import Kernels
import VideoFrame

/// Phases: luma of RGB frames; samples. The sums of 2 radius + 1 rows move down a row at a time, the sums of as many columns from left to right, so that the
/// cost does not depend on the radius.
final class LocalMeanProgram: FrameProgram {
    let outputShape: FrameShape
    private let light: LightPlanes
    private let rest: FrameLight
    private let radius, tasks: Int
    private let parameters: AboveParameters
    private let columnSums: ColumnSumsKernel
    private let aboveMean: AboveMeanKernel
    private let sums, slid: PaddedRows

    init(_ filter: Threshold, _ request: FrameProgramRequest) {
        outputShape = request.shape
        light = LightPlanes(request)
        rest = FrameLight(shape: request.shape)
        (radius, tasks) = (filter.radius, request.tasks)
        parameters = filter.above(request.shape)
        let kernels = request.kernels.wholeFrame
        columnSums = light.bytes == 1 ? kernels.columnSums8 : kernels.columnSums16
        aboveMean = light.bytes == 1 ? kernels.aboveMean8 : kernels.aboveMean16
        sums = PaddedRows(width: light.width, pad: radius, capacity: 1, bytes: 4, border: .mirrored, workers: request.workers)
        slid = PaddedRows(width: light.width, pad: 0, capacity: 1, bytes: 4, border: .mirrored, workers: request.workers)
    }

    func writes(plane: Int) -> Bool { plane < outputShape.format.colorPlaneCount }
    func begin(_ pass: FramePass) -> Int { 2 }
    func taskCount(_ pass: FramePass, phase: Int) -> Int { phase == 1 || light.isRGB ? tasks : 0 }

    func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
        let rows = FrameProgramRequest.rows(task, of: tasks, height: light.height)
        if phase == 0 { return light.prepare(pass, rows: rows) }
        guard !rows.isEmpty else { return }
        let raw = sums.row(0, worker: worker), columns = raw.assumingMemoryBound(to: UInt32.self)
        columns.update(repeating: 0, count: light.width)
        func row(_ y: Int) -> UnsafeRawPointer { UnsafeRawPointer(light.row(pass, mirror(y, light.height))) }
        for y in rows.lowerBound - radius..<rows.lowerBound + radius { columnSums(row(y), nil, columns, light.width) }
        for y in rows {
            columnSums(row(y + radius), y == rows.lowerBound ? nil : row(y - radius - 1), columns, light.width)
            sums.finish(raw)
            aboveMean(
                row(y), columns, slid.row(0, worker: worker).assumingMemoryBound(to: UInt32.self), pass.output[0].row(y), light.width, radius,
                parameters)
            rest.complete(pass.output, row: y)
        }
    }
}
