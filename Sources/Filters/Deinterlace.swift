// deinterlace: whole pictures from two fields.
//
// Definition. The rows of the field that is shown first are kept (even rows, counted from 0, when the top field is first). A row y of the other field is made
// anew, for the moment of the first, from C, this frame, P, the frame before, and N, the one after; rows and columns mirrored at the border:
//     c, e    = C[y−1], C[y+1]
//     score j = |c[x+j−1] − e[x−j−1]| + |c[x+j] − e[x−j]| + |c[x+j+1] − e[x−j+1]|, at most 65535
//     j       begins as 0; then −1, −2, 1, 2 in turn take its place where their score is less than the score so far, −2 (2) only where −1 (1) did
//     s       = mean(c[x+j], e[x−j]), mean(a, b) = (a + b + 1) >> 1
//     p       = mean(P[y], C[y]): the missing field half a frame earlier and half a frame later
//     m       = max(mean(|P[y] − C[y]|, 0), mean(|P[y−1] − c|, |P[y+1] − e|), mean(|N[y−1] − c|, |N[y+1] − e|)), all at column x
//     out     = min(max(s, p − m), p + m)
// so that what stands still is woven and what moves is interpolated along edges. In the first frame, and the first after a pause, out = s; in the last, N is C.
// All planes, alpha too. The output is tagged progressive. After yadif by Michael Niedermayer (edge directions, bounds by motion); one frame for one frame.
import KernelInterface
import Kernels
import VideoFrame

/// Makes progressive frames of interlaced ones: one for each, at the moment of the field shown first.
public struct Deinterlace: VideoFilter {
    public enum Order: String, CaseIterable, Sendable { case auto, top, bottom }

    public static let order = ChoiceParameter<Order>("order", default: .auto, "field shown first; auto: what the input says, else top")
    public static let descriptor = FilterDescriptor(
        name: "deinterlace", summary: "whole pictures from interlaced ones", parameters: [.choice(order)], example: "--deinterlace", topic: .time,
        planes: .all)

    public let order: Order

    public init(_ arguments: FilterArguments) throws(FilterError) { order = arguments[Self.order] }
    public init(order: Order = .auto) { self.order = order }

    /// Whether the even rows stay.
    fileprivate func keepsTop(_ shape: FrameShape) -> Bool {
        switch order {
        case .top: true
        case .bottom: false
        case .auto: shape.isInterlaced ? shape.fieldOrder?.showsTopFirst != false : true
        }
    }

    fileprivate static func output(_ shape: FrameShape) -> FrameShape {
        var shape = shape
        shape.fieldOrder = .progressive
        return shape
    }

    public func reference(_ picture: Picture) -> Picture { reference(sequence: [picture])[0] }

    public func reference(sequence: [Picture]) -> [Picture] {
        sequence.indices.map { index in
            let now = sequence[index], after = sequence[min(index + 1, sequence.count - 1)], shape = now.shape
            let before = index > 0 ? sequence[index - 1] : nil
            var planes = now.planes
            for plane in planes.indices {
                let size = shape.size(ofPlane: plane)
                for y in 0..<size.height where (y % 2 == 0) != keepsTop(shape) {
                    for x in 0..<size.width { planes[plane][y * size.width + x] = Self.sample(plane, x, y, before, now, after) }
                }
            }
            return Picture(shape: Self.output(shape), planes: planes)
        }
    }

    private static func mean(_ a: Int, _ b: Int) -> Int { (a + b + 1) >> 1 }

    private static func sample(_ plane: Int, _ x: Int, _ y: Int, _ before: Picture?, _ now: Picture, _ after: Picture) -> Int {
        func c(_ x: Int) -> Int { now.sample(plane, x, y - 1) }
        func e(_ x: Int) -> Int { now.sample(plane, x, y + 1) }
        func score(_ j: Int) -> Int { min(65535, (-1...1).reduce(0) { $0 + abs(c(x + j + $1) - e(x - j + $1)) }) }
        var direction = 0, best = score(0)
        for side in [-1, 1] where score(side) < best {
            (direction, best) = (side, score(side))
            if score(2 * side) < best { (direction, best) = (2 * side, score(2 * side)) }
        }
        let s = mean(c(x + direction), e(x - direction))
        guard let before else { return s }
        let p = mean(before.sample(plane, x, y), now.sample(plane, x, y))
        func change(_ other: Picture) -> Int { mean(abs(other.sample(plane, x, y - 1) - c(x)), abs(other.sample(plane, x, y + 1) - e(x))) }
        let m = max(mean(abs(before.sample(plane, x, y) - now.sample(plane, x, y)), 0), change(before), change(after))
        return min(max(s, p - m), p + m)
    }

    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? {
        DeinterlaceProgram(request, keepsTop: keepsTop(request.shape))
    }
}

private final class DeinterlaceProgram: FrameProgram {
    let outputShape: FrameShape
    let reach = FrameReach(before: 1, after: 1)
    private let kept: Int
    private let bytes: Int
    private let kernel: DeinterlaceKernel
    private let tasks: PlaneTasks
    /// By worker: the kernel's eight rows, each of which begins `pad` bytes in, and the pointers to them.
    private let rows: [RowMemory]
    private let pointers: [RowMemory]

    private static let pad = FramePool.alignment, margin = 3

    init(_ request: FrameProgramRequest, keepsTop: Bool) {
        let shape = request.shape
        outputShape = Deinterlace.output(shape)
        kept = keepsTop ? 0 : 1
        bytes = shape.format.bytesPerSample
        kernel = bytes == 1 ? request.kernels.time.deinterlace8 : request.kernels.time.deinterlace16
        tasks = PlaneTasks(shape: shape, planes: Array(0..<shape.format.planeCount), count: request.tasks)
        rows = (0..<request.workers).map { _ in RowMemory(width: shape.width + 2 * Self.pad, height: 8, bytesPerElement: 2) }
        pointers = rows.map { rows in
            let pointers = RowMemory(width: 8, height: 1, bytesPerElement: MemoryLayout<UnsafeRawPointer>.stride)
            for row in 0..<8 { pointers.row(0, as: UnsafeRawPointer.self)[row] = UnsafeRawPointer(rows.row(row) + Self.pad) }
            return pointers
        }
    }

    func writes(plane: Int) -> Bool { true }
    func begin(_ pass: FramePass) -> Int { 1 }
    func taskCount(_ pass: FramePass, phase: Int) -> Int { tasks.count }

    func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
        let (plane, band) = tasks[task], now = pass.input[plane], width = now.size.width, height = now.size.height
        let before = pass.neighbour(-1)?[plane], after = pass.neighbour(1)?[plane] ?? now
        for y in band {
            if y % 2 == kept {
                pass.output[plane].row(y).copyMemory(from: now.row(y), byteCount: width * bytes)
                continue
            }
            let above = mirror(y - 1, height), below = mirror(y + 1, height)
            copy(now.row(above), to: 0, width, worker, pads: true)
            copy(now.row(below), to: 1, width, worker, pads: true)
            if let before {
                copy(before.row(y), to: 2, width, worker)
                copy(now.row(y), to: 3, width, worker)
                copy(before.row(above), to: 4, width, worker)
                copy(before.row(below), to: 5, width, worker)
                copy(after.row(above), to: 6, width, worker)
                copy(after.row(below), to: 7, width, worker)
            }
            let rows = UnsafePointer(pointers[worker].row(0, as: UnsafeRawPointer.self))
            kernel(RowCall(rows: rows, output: pass.output[plane].row(y), x: 0, count: width), before != nil)
        }
    }

    private func copy(_ source: UnsafeMutableRawPointer, to slot: Int, _ width: Int, _ worker: Int, pads: Bool = false) {
        let row = rows[worker].row(slot) + Self.pad
        row.copyMemory(from: source, byteCount: width * bytes)
        guard pads else { return }
        for step in 1...Self.margin {
            (row - step * bytes).copyMemory(from: row + mirror(-step, width) * bytes, byteCount: bytes)
            (row + (width - 1 + step) * bytes).copyMemory(from: row + mirror(width - 1 + step, width) * bytes, byteCount: bytes)
        }
    }
}
