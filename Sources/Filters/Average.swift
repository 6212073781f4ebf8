// average: running mean of the last frames.
//
// Definition. out = (sum + k / 2) / k, both quotients cut to whole numbers (the mean, rounded half up), over the last k frames up to and with this one:
// k = min(frames, n) for the n-th frame of a run, counted from 1 and anew after a pause. Alpha is left alone.
import KernelInterface
import Kernels
import VideoFrame

/// The mean of this frame and those before it: noise goes, what moves smears.
public struct Average: VideoFilter {
    public static let frames = NumberParameter("frames", 2...64, default: 5, "how many frames are averaged, a whole number")
    public static let descriptor = FilterDescriptor(
        name: "average", summary: "running mean of frames", parameters: [.number(frames)], example: "--average=8", topic: .time, planes: .colors)

    public let frames: Int

    public init(_ arguments: FilterArguments) throws(FilterError) {
        frames = try arguments.whole(Self.frames, filter: "average")
    }

    /// `frames`: 2...64.
    public init(frames: Int = 5) { self.frames = min(max(frames, 2), 64) }

    public func reference(_ picture: Picture) -> Picture { picture }

    public func reference(sequence: [Picture]) -> [Picture] {
        sequence.indices.map { index in
            var result = sequence[index]
            let past = sequence[max(0, index - frames + 1)...index]
            for plane in 0..<result.shape.format.colorPlaneCount {
                for at in result.planes[plane].indices {
                    result.planes[plane][at] = (past.reduce(0) { $0 + $1.planes[plane][at] } + past.count / 2) / past.count
                }
            }
            return result
        }
    }

    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? { AverageProgram(request, frames: frames) }
}

/// Keeps a sum for each sample; the frame that leaves is subtracted.
private final class AverageProgram: FrameProgram, @unchecked Sendable {  // `parameters` and `count` change in `begin` alone
    let outputShape: FrameShape
    let reach: FrameReach
    private let frames: Int
    private let kernel: AverageKernel
    private let sums: [RowMemory]
    private let tasks: PlaneTasks
    private let exponent: UInt32
    /// Frames in the sums.
    private var count = 0
    private var parameters = AverageParameters(isFirst: true, hasOldest: false, half: 0, multiplier: 1, shift: 0)

    init(_ request: FrameProgramRequest, frames: Int) {
        let shape = request.shape, bytes = shape.format.bytesPerSample, planes = Array(0..<shape.format.colorPlaneCount)
        outputShape = shape
        self.frames = frames
        reach = FrameReach(before: frames)
        kernel = bytes == 1 ? request.kernels.time.average8 : request.kernels.time.average16
        sums = planes.map { RowMemory(shape.size(ofPlane: $0), bytesPerElement: 2 * bytes) }
        tasks = PlaneTasks(shape: shape, planes: planes, count: request.tasks)
        // The quotient is exact while (multiplier · count − 2^e) · sum < 2^e, and the bracket is below 64: sums are below 2^14 or 2^22.
        exponent = bytes == 1 ? 20 : 28
    }

    func writes(plane: Int) -> Bool { plane < outputShape.format.colorPlaneCount }
    func taskCount(_ pass: FramePass, phase: Int) -> Int { tasks.count }

    func begin(_ pass: FramePass) -> Int {
        let hasOldest = !pass.isFirst && count == frames
        count = pass.isFirst ? 1 : min(count + 1, frames)
        let divisor = UInt32(count)
        parameters = AverageParameters(
            isFirst: pass.isFirst, hasOldest: hasOldest, half: divisor / 2, multiplier: ((1 << exponent) + divisor - 1) / divisor, shift: exponent - 16)
        return 1
    }

    func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
        let (plane, rows) = tasks[task], oldest = pass.neighbour(-frames)
        for y in rows {
            let newest = UnsafeRawPointer(pass.input[plane].row(y))
            let other = oldest.map { UnsafeRawPointer($0[plane].row(y)) } ?? newest
            RowCall.with(newest, other, output: pass.output[plane].row(y), count: pass.input[plane].size.width) {
                kernel($0, sums[plane].row(y), parameters)
            }
        }
    }
}
