// trails: what was there fades instead of vanishing.
//
// Definition. Of each sample a state s of 16 bits is kept; x is the frame's sample shifted left by 16 − depth, D = round(65536 · decay), at most 65535.
// Mode max:   luma, R, G, B   s ← max(x, B + (max(s − B, 0) · D >> 16)), B nominal black;
//             chroma          t = |s − N| · D >> 16, N neutral; s ← x where |x − N| ≥ t, else N + t or N − t, on the side of N on which s was (at s = N below).
// Mode blend: all             t = |s − x| · D >> 16; s ← x + t where s > x, else x − t.
// The output is s shifted back, rounded half up and at most the maximum. The first frame, and the first after a pause, is the input itself and s ← x.
// Alpha is left alone.
import KernelInterface
import Kernels
import VideoFrame

/// The decayed past of each sample under the present one: lights draw trails (max), or everything smears (blend).
public struct Trails: VideoFilter {
    public enum Mode: String, CaseIterable, Sendable { case max, blend }

    public static let decay = NumberParameter("decay", 0...0.999, default: 0.9, "what is left of the past after each frame")
    public static let mode = ChoiceParameter<Mode>("mode", default: .max, "the brighter of past and present, or both mixed")
    public static let descriptor = FilterDescriptor(
        name: "trails", summary: "let moving things draw trails", parameters: [.number(decay), .choice(mode)], example: "--trails=0.95", topic: .time,
        planes: .colors)

    public let decay: Double
    public let mode: Mode

    public init(_ arguments: FilterArguments) throws(FilterError) {
        decay = arguments[Self.decay]
        mode = arguments[Self.mode]
    }

    public init(decay: Double = 0.9, mode: Mode = .max) {
        self.decay = decay
        self.mode = mode
    }

    fileprivate func parameters(plane: Int, shape: FrameShape) -> TrailParameters {
        let shift = 16 - shape.format.depth, isChroma = shape.format.isChroma(plane: plane)
        return TrailParameters(
            kind: mode == .blend ? .blend : isChroma ? .stronger : .brighter, decay: UInt16(min(65535, (decay * 65536).rounded())),
            base: UInt16((isChroma ? shape.neutral : shape.black) << shift), shift: UInt16(shift))
    }

    public func reference(_ picture: Picture) -> Picture { reference(sequence: [picture])[0] }

    public func reference(sequence: [Picture]) -> [Picture] {
        guard var state = sequence.first?.planes else { return [] }
        let shape = sequence[0].shape, shift = 16 - shape.format.depth
        state = state.map { $0.map { $0 << shift } }
        return sequence.enumerated().map { index, picture in
            guard index > 0 else { return picture }
            var result = picture
            for plane in 0..<shape.format.colorPlaneCount {
                let parameters = parameters(plane: plane, shape: shape), base = Int(parameters.base), decay = Int(parameters.decay)
                for at in picture.planes[plane].indices {
                    let x = picture.planes[plane][at] << shift
                    var s = state[plane][at]
                    switch parameters.kind {
                    case .brighter: s = Swift.max(x, base + ((Swift.max(s - base, 0) * decay) >> 16))
                    case .stronger:
                        let t = (abs(s - base) * decay) >> 16
                        s = abs(x - base) >= t ? x : s > base ? base + t : base - t
                    case .blend:
                        let t = (abs(s - x) * decay) >> 16
                        s = s > x ? x + t : x - t
                    }
                    state[plane][at] = s
                    result.planes[plane][at] = min((s + (1 << shift) / 2) >> shift, shape.format.maximum)
                }
            }
            return result
        }
    }

    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? { TrailsProgram(request, self) }
}

private final class TrailsProgram: FrameProgram {
    let outputShape: FrameShape
    let remembers = true
    private let kernel: TrailKernel
    private let parameters: [TrailParameters]
    private let states: [RowMemory]
    private let tasks: PlaneTasks

    init(_ request: FrameProgramRequest, _ filter: Trails) {
        let shape = request.shape, planes = Array(0..<shape.format.colorPlaneCount)
        outputShape = shape
        kernel = shape.format.bytesPerSample == 1 ? request.kernels.time.trails8 : request.kernels.time.trails16
        parameters = planes.map { filter.parameters(plane: $0, shape: shape) }
        states = planes.map { RowMemory(shape.size(ofPlane: $0), bytesPerElement: 2) }
        tasks = PlaneTasks(shape: shape, planes: planes, count: request.tasks)
    }

    func writes(plane: Int) -> Bool { plane < outputShape.format.colorPlaneCount }
    func begin(_ pass: FramePass) -> Int { 1 }
    func taskCount(_ pass: FramePass, phase: Int) -> Int { tasks.count }

    func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
        let (plane, rows) = tasks[task]
        var parameters = parameters[plane]
        parameters.isFirst = pass.isFirst
        for y in rows {
            let input = UnsafeRawPointer(pass.input[plane].row(y))
            RowCall.with(input, input, output: pass.output[plane].row(y), count: pass.input[plane].size.width) {
                kernel($0, states[plane].row(y, as: UInt16.self), parameters)
            }
        }
    }
}
