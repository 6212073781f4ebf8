// What programs on light share: rows of luma, whatever the layout, and how a result goes back into the frame.
import Glibc
import KernelInterface
import Kernels
import VideoFrame

/// Makes luma rows of RGB frames.
struct LumaMaker: Sendable {
    private let weights: LumaWeights
    private let kernel: LumaKernel
    private let width: Int

    /// Nil where luma is a plane.
    init?(_ request: FrameProgramRequest) {
        let shape = request.shape
        guard shape.format.family == .rgb else { return nil }
        weights = LumaWeights(for: shape)
        kernel = shape.format.bytesPerSample == 1 ? request.kernels.luma8 : request.kernels.luma16
        width = shape.width
    }

    /// Luma of row `y` of `planes` (G, B, R).
    func make(_ y: Int, of planes: PlaneViews, into output: UnsafeMutableRawPointer) {
        RowCall.with(planes[2].row(y), planes[0].row(y), planes[1].row(y), output: output, count: width) {
            kernel($0, weights.red, weights.green, weights.blue)
        }
    }
}

/// Luma rows of any frames, one at a time: the first plane's own, or made in memory of a worker's.
final class LumaReader: Sendable {
    private let maker: LumaMaker?
    /// By worker, `rows` rows each; empty where luma is a plane.
    private let scratch: [RowMemory]

    /// `rows`: how many of a worker's rows may be in use at once.
    init(_ request: FrameProgramRequest, rows: Int) {
        let shape = request.shape
        maker = LumaMaker(request)
        scratch =
            maker == nil
            ? [] : (0..<request.workers).map { _ in RowMemory(width: shape.width, height: rows, bytesPerElement: shape.format.bytesPerSample) }
    }

    /// Luma of row `y`. `slot` names the worker's row to use where one is needed.
    func row(_ y: Int, of planes: PlaneViews, worker: Int, slot: Int = 0) -> UnsafeRawPointer {
        guard let maker else { return UnsafeRawPointer(planes[0].row(y)) }
        let output = scratch[worker].row(slot)
        maker.make(y, of: planes, into: output)
        return UnsafeRawPointer(output)
    }
}

/// What a feature filter leaves in the other planes: neutral chroma, or its result of G in B and R too.
struct FrameLight: Sendable {
    let shape: FrameShape

    /// Fills `count` samples with `value`.
    func fill(_ row: UnsafeMutableRawPointer, _ value: Int, count: Int) {
        if shape.format.bytesPerSample == 1 {
            memset(row, Int32(value), count)
        } else {
            row.assumingMemoryBound(to: UInt16.self).update(repeating: UInt16(truncatingIfNeeded: value), count: count)
        }
    }

    /// Row `y` of `output`'s first plane is done: writes what stands beside it in the other planes.
    func complete(_ output: PlaneViews, row y: Int) {
        for plane in 1..<max(1, shape.format.colorPlaneCount) {
            if shape.format.family == .rgb {
                output[plane].row(y).copyMemory(from: output[0].row(y), byteCount: shape.width * shape.format.bytesPerSample)
            } else if y & ((1 << shape.format.chromaShiftY) - 1) == 0 {
                fill(output[plane].row(y >> shape.format.chromaShiftY), shape.neutral, count: output[plane].size.width)
            }
        }
    }
}

/// All luma of a program's frames, and the planes that carry light.
struct LightPlanes: Sendable {
    let shape: FrameShape
    let bytes: Int
    let width, height: Int
    let workers: Int
    private let maker: LumaMaker?
    private let move: MoveKernel
    /// Luma of RGB frames; nil where the first plane is luma.
    private let made: RowMemory?
    /// A row of new light for each worker.
    private let fresh: RowMemory?

    init(_ request: FrameProgramRequest) {
        shape = request.shape
        workers = request.workers
        bytes = shape.format.bytesPerSample
        (width, height) = (shape.width, shape.height)
        maker = LumaMaker(request)
        move = bytes == 1 ? request.kernels.wholeFrame.move8 : request.kernels.wholeFrame.move16
        let isRGB = maker != nil
        made = isRGB ? RowMemory(width: width, height: height, bytesPerElement: bytes) : nil
        fresh = isRGB ? RowMemory(width: width, height: workers, bytesPerElement: bytes) : nil
    }

    var isRGB: Bool { maker != nil }

    /// Whether `plane` carries light: luma, or R, G and B.
    func carriesLight(plane: Int) -> Bool { plane == 0 || isRGB && plane < 3 }

    /// Luma of a row; of RGB frames only after `prepare`.
    func row(_ pass: FramePass, _ y: Int) -> UnsafeMutableRawPointer { made?.row(y) ?? pass.input[0].row(y) }

    /// Computes luma of these rows where the frame has none.
    func prepare(_ pass: FramePass, rows: Range<Int>) {
        guard let maker, let made else { return }
        for y in rows { maker.make(y, of: pass.input, into: made.row(y)) }
    }

    /// Where to make a row of new luma that `put` then shares out: the output's own, or the worker's.
    func target(_ pass: FramePass, _ y: Int, worker: Int) -> UnsafeMutableRawPointer { fresh?.row(worker) ?? pass.output[0].row(y) }

    /// After `target` has been filled: R, G and B move by as much as luma did, clamped to the code range. Chroma is not written.
    func put(_ pass: FramePass, _ y: Int, worker: Int) {
        guard isRGB else { return }
        for plane in 0..<3 {
            RowCall.with(pass.input[plane].row(y), row(pass, y), target(pass, y, worker: worker), output: pass.output[plane].row(y), count: width) {
                move($0, shape.format.maximum)
            }
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
