// What programs on light share: rows of luma, whatever the layout, and how a result goes back into the frame.
import Glibc
import KernelInterface
import Kernels
import VideoFrame

/// Memory of a program: made with it, zero at first, changed by its tasks.
final class Scratch<Element: BitwiseCopyable>: @unchecked Sendable {  // who writes what is the program's affair: tasks write parts of their own
    let values: UnsafeMutablePointer<Element>
    let count: Int

    init(_ count: Int) {
        let bytes = (max(1, count) * MemoryLayout<Element>.stride + 127) / 64 * 64
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        memset(memory, 0, bytes)
        values = memory.bindMemory(to: Element.self, capacity: count)
        self.count = count
    }

    deinit { UnsafeMutableRawPointer(values).deallocate() }

    func clear() { memset(values, 0, count * MemoryLayout<Element>.stride) }
}

/// Luma of a program's frames, and the planes that carry light.
struct LightPlanes: Sendable {
    let shape: FrameShape
    let bytes: Int
    let width, height: Int
    let workers: Int
    private let luma: LumaKernel
    private let move: MoveKernel
    private let fill: FillKernel
    private let weights: LumaWeights
    /// Luma of RGB frames; nil where the first plane is luma.
    private let made: Scratch<UInt8>?
    /// A row of new light for each worker.
    private let fresh: Scratch<UInt8>?
    private let stride: Int

    init(_ request: FrameProgramRequest) {
        shape = request.shape
        workers = request.workers
        bytes = shape.format.bytesPerSample
        let whole = request.kernels.wholeFrame
        luma = bytes == 1 ? request.kernels.luma8 : request.kernels.luma16
        move = bytes == 1 ? whole.move8 : whole.move16
        fill = whole.fill16
        (width, height) = (shape.width, shape.height)
        weights = LumaWeights(for: shape)
        stride = FramePool.stride(width: width, bytesPerSample: bytes)
        let isRGB = shape.format.family == .rgb
        made = isRGB ? Scratch(stride * height) : nil
        fresh = isRGB ? Scratch(stride * workers) : nil
    }

    var isRGB: Bool { made != nil }

    /// Whether `plane` carries light: luma, or R, G and B.
    func carriesLight(plane: Int) -> Bool { plane == 0 || isRGB && plane < 3 }

    /// Luma of a row; of RGB frames only after `prepare`.
    func row(_ pass: FramePass, _ y: Int) -> UnsafeMutableRawPointer {
        if let made { return UnsafeMutableRawPointer(made.values + y * stride) }
        return pass.input[0].row(y)
    }

    /// Computes luma of these rows where the frame has none.
    func prepare(_ pass: FramePass, rows: Range<Int>) {
        guard isRGB else { return }
        for y in rows {
            Self.call((pass.input[2].row(y), pass.input[0].row(y), pass.input[1].row(y)), output: row(pass, y), count: width) {
                luma($0, weights.red, weights.green, weights.blue)
            }
        }
    }

    /// Where to make a row of new luma: the output's own, or the worker's row for `put` to share out.
    func target(_ pass: FramePass, _ y: Int, worker: Int) -> UnsafeMutableRawPointer {
        if let fresh { return UnsafeMutableRawPointer(fresh.values + worker * stride) }
        return pass.output[0].row(y)
    }

    /// After `target` has been filled: R, G and B move by as much as luma did, clamped to the code range. Chroma is not written.
    func put(_ pass: FramePass, _ y: Int, worker: Int) {
        guard isRGB else { return }
        for plane in 0..<3 {
            Self.call((pass.input[plane].row(y), row(pass, y), target(pass, y, worker: worker)), output: pass.output[plane].row(y), count: width) {
                move($0, shape.format.maximum)
            }
        }
    }

    /// After `target` has been filled: it becomes the picture's light, in RGB all of R, G and B. Chroma: see `neutralise`.
    func set(_ pass: FramePass, _ y: Int, worker: Int) {
        guard isRGB else { return }
        for plane in 0..<3 { memcpy(pass.output[plane].row(y), target(pass, y, worker: worker), width * bytes) }
    }

    /// Chroma without colour, in task `task` of `count`.
    func neutralise(_ pass: FramePass, task: Int, of count: Int) {
        guard shape.format.family == .yuv else { return }
        for plane in 1...2 {
            let view = pass.output[plane], neutral = UInt16(shape.neutral)
            for y in FrameProgramRequest.rows(task, of: count, height: view.size.height) {
                if bytes == 1 {
                    memset(view.row(y), Int32(neutral), view.size.width)
                } else {
                    fill(view.row(y).assumingMemoryBound(to: UInt16.self), view.size.width, neutral)
                }
            }
        }
    }

    /// Calls a row kernel with one input.
    static func call(_ input: UnsafeRawPointer, output: UnsafeMutableRawPointer, count: Int, _ body: (RowCall) -> Void) {
        withUnsafePointer(to: input) { body(RowCall(rows: $0, output: output, x: 0, count: count)) }
    }

    /// Calls a row kernel with three inputs.
    static func call(
        _ inputs: (UnsafeMutableRawPointer, UnsafeMutableRawPointer, UnsafeMutableRawPointer), output: UnsafeMutableRawPointer, count: Int,
        _ body: (RowCall) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: UnsafeRawPointer.self, capacity: 3) { rows in
            guard let base = rows.baseAddress else { return }
            base.initialize(to: UnsafeRawPointer(inputs.0))
            (base + 1).initialize(to: UnsafeRawPointer(inputs.1))
            (base + 2).initialize(to: UnsafeRawPointer(inputs.2))
            body(RowCall(rows: base, output: output, x: 0, count: count))
        }
    }
}

extension Picture {
    /// As `LightPlanes.put`: luma becomes `samples`; R, G and B move by as much as luma does.
    mutating func moveLight(to samples: [Int]) {
        guard shape.format.family == .rgb else {
            planes[0] = samples
            return
        }
        let before = luma
        for plane in 0..<3 {
            planes[plane] = planes[plane].indices.map { min(max(planes[plane][$0] + samples[$0] - before[$0], 0), shape.format.maximum) }
        }
    }
}
