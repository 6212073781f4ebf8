// What programs share that work through planes row by row: how the rows are dealt to tasks, and memory that outlives a frame.
import KernelInterface
import VideoFrame

/// Rows of planes, cut into tasks of nearly the same number of samples.
struct PlaneTasks: Sendable {
    let tasks: [(plane: Int, rows: Range<Int>)]

    /// About `count` tasks for the first plane and as many samples in each for the others; edges at multiples of `unit` rows.
    init(shape: FrameShape, planes: [Int], count: Int, unit: Int = 1) {
        var tasks: [(plane: Int, rows: Range<Int>)] = []
        let whole = max(1, shape.width * shape.height)
        for plane in planes {
            let size = shape.size(ofPlane: plane)
            let parts = max(1, (size.width * size.height * count + whole - 1) / whole)
            for part in 0..<parts {
                let rows = FrameProgramRequest.rows(part, of: parts, height: size.height, unit: unit)
                if !rows.isEmpty { tasks.append((plane, rows)) }
            }
        }
        self.tasks = tasks
    }

    var count: Int { tasks.count }
    subscript(task: Int) -> (plane: Int, rows: Range<Int>) { tasks[task] }
}

/// Zeroed memory in rows, of a program's own. No two tasks that run at once may write the same row.
final class RowMemory: @unchecked Sendable {  // see above
    private let base: UnsafeMutableRawPointer
    /// Bytes from one row to the next; whole vectors may be stored at a row's end.
    private let stride: Int

    init(width: Int, height: Int, bytesPerElement: Int) {
        stride = FramePool.stride(width: width, bytesPerSample: bytesPerElement)
        let count = stride * max(1, height) + FramePool.alignment
        base = .allocate(byteCount: count, alignment: FramePool.alignment)
        base.initializeMemory(as: UInt8.self, repeating: 0, count: count)
    }

    convenience init(_ size: PlaneSize, bytesPerElement: Int) { self.init(width: size.width, height: size.height, bytesPerElement: bytesPerElement) }

    deinit { base.deallocate() }

    func row(_ y: Int) -> UnsafeMutableRawPointer { base + y &* stride }
    func row<Element>(_ y: Int, as type: Element.Type) -> UnsafeMutablePointer<Element> { row(y).assumingMemoryBound(to: type) }

    func clear(rows: Range<Int>) { row(rows.lowerBound).initializeMemory(as: UInt8.self, repeating: 0, count: rows.count * stride) }
}

/// Luma rows of a frame for programs: the first plane's own, or made of R, G and B in memory of a worker's.
final class LumaReader: Sendable {
    private let weights: LumaWeights?
    private let kernel: LumaKernel
    /// By worker, `rows` rows each; nil where luma is a plane.
    private let scratch: [RowMemory]
    private let width: Int

    /// `rows`: how many of a worker's rows may be in use at once.
    init(_ request: FrameProgramRequest, rows: Int) {
        let shape = request.shape, bytes = shape.format.bytesPerSample
        width = shape.width
        kernel = bytes == 1 ? request.kernels.luma8 : request.kernels.luma16
        weights = shape.format.family == .rgb ? LumaWeights(for: shape) : nil
        scratch = weights == nil ? [] : (0..<request.workers).map { _ in RowMemory(width: shape.width, height: rows, bytesPerElement: bytes) }
    }

    /// Luma of row `y`. `slot` names the worker's row to use where one is needed.
    func row(_ y: Int, of planes: PlaneViews, worker: Int, slot: Int = 0) -> UnsafeRawPointer {
        guard let weights else { return UnsafeRawPointer(planes[0].row(y)) }
        let output = scratch[worker].row(slot)
        let rows = (UnsafeRawPointer(planes[2].row(y)), UnsafeRawPointer(planes[0].row(y)), UnsafeRawPointer(planes[1].row(y)))
        withUnsafeBytes(of: rows) { rows in
            kernel(
                RowCall(rows: rows.assumingMemoryBound(to: UnsafeRawPointer.self).baseAddress.unsafelyUnwrapped, output: output, x: 0, count: width),
                weights.red, weights.green, weights.blue)
        }
        return UnsafeRawPointer(output)
    }
}

extension RowCall {
    /// Calls `body` with a call on whole rows of `count` samples.
    static func with(
        _ first: UnsafeRawPointer, _ second: UnsafeRawPointer, output: UnsafeMutableRawPointer, count: Int, _ body: (RowCall) -> Void
    ) {
        let rows = (first, second)
        withUnsafeBytes(of: rows) { bytes in
            body(RowCall(rows: bytes.assumingMemoryBound(to: UnsafeRawPointer.self).baseAddress.unsafelyUnwrapped, output: output, x: 0, count: count))
        }
    }
}

/// What a program does with the planes that a feature filter leaves: neutral chroma, or G's result in B and R.
struct FrameLight: Sendable {
    let shape: FrameShape

    /// Fills `count` samples with `value`.
    func fill(_ row: UnsafeMutableRawPointer, _ value: Int, count: Int) {
        if shape.format.bytesPerSample == 1 {
            row.assumingMemoryBound(to: UInt8.self).update(repeating: UInt8(truncatingIfNeeded: value), count: count)
        } else {
            row.assumingMemoryBound(to: UInt16.self).update(repeating: UInt16(truncatingIfNeeded: value), count: count)
        }
    }

    /// Luma row `y` of `output` is done: writes what stands beside it in the other planes.
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
