// framediff: what changed since the frame before.
//
// Definition. On luma, with a of this frame and b of the frame before and S = round(65536 · scale),
//     out = black + min((|a − b| · S + 32768) >> 16, white − black).
// The first frame, and the first after a pause, has nothing before it: all black. Chroma becomes neutral; in RGB the luma result stands in all three planes.
// Alpha is left alone.
import KernelInterface
import Kernels
import VideoFrame

/// Change from frame to frame: nominal black where there is none, up to nominal white.
public struct FrameDifference: VideoFilter {
    public static let scale = NumberParameter("scale", 0.01...100, default: 1, "the difference is multiplied by it")
    public static let descriptor = FilterDescriptor(
        name: "framediff", summary: "difference to the frame before", parameters: [.number(scale)], example: "--framediff=4", topic: .time,
        planes: .lightOnly)

    public let scale: Double

    public init(_ arguments: FilterArguments) throws(FilterError) { scale = arguments[Self.scale] }
    public init(scale: Double = 1) { self.scale = scale }

    fileprivate var fixedScale: Int { Int((scale * 65536).rounded()) }

    public func reference(_ picture: Picture) -> Picture { reference(sequence: [picture])[0] }

    public func reference(sequence: [Picture]) -> [Picture] {
        sequence.indices.map { index in
            let picture = sequence[index], before = sequence[max(0, index - 1)].luma, shape = picture.shape
            var result = picture
            result.setLight(
                zip(picture.luma, before).map { shape.black + min((abs($0 - $1) * fixedScale + 32768) >> 16, shape.white - shape.black) })
            return result
        }
    }

    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? { FrameDifferenceProgram(request, scale: fixedScale) }
}

private final class FrameDifferenceProgram: FrameProgram {
    let outputShape: FrameShape
    let reach = FrameReach(before: 1)
    private let parameters: DifferenceParameters
    private let kernel: DifferenceKernel
    private let luma: LumaReader
    private let light: FrameLight
    private let tasks: PlaneTasks

    init(_ request: FrameProgramRequest, scale: Int) {
        let shape = request.shape
        outputShape = shape
        parameters = DifferenceParameters(scale: UInt64(scale), black: UInt32(shape.black), limit: UInt32(shape.white - shape.black))
        kernel = shape.format.bytesPerSample == 1 ? request.kernels.time.difference8 : request.kernels.time.difference16
        luma = LumaReader(request, rows: 2)
        light = FrameLight(shape: shape)
        tasks = PlaneTasks(shape: shape, planes: [0], count: request.tasks, unit: 1 << shape.format.chromaShiftY)
    }

    func writes(plane: Int) -> Bool { plane < outputShape.format.colorPlaneCount }
    func begin(_ pass: FramePass) -> Int { 1 }
    func taskCount(_ pass: FramePass, phase: Int) -> Int { tasks.count }

    func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
        let before = pass.neighbour(-1)
        for y in tasks[task].rows {
            let output = pass.output[0].row(y)
            if let before {
                let now = luma.row(y, of: pass.input, worker: worker), earlier = luma.row(y, of: before, worker: worker, slot: 1)
                RowCall.with(now, earlier, output: output, count: outputShape.width) { kernel($0, parameters) }
            } else {
                light.fill(output, outputShape.black, count: outputShape.width)
            }
            light.complete(pass.output, row: y)
        }
    }
}
