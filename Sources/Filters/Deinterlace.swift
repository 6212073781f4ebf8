// deinterlace: whole pictures from two fields.
//
// Definition. The rows of the field that is shown first are kept (even rows, counted from 0, when the top field is first). A row y of the other field is made
// anew, for the moment of the first, from C, this frame, P, the frame before, and N, the one after, each column by itself. Samples are brought to 16 bits by a
// shift left of 16 − depth; rows are mirrored at the border; mean(a, b) = (a + b + 1) >> 1; a ⊕ b and a ⊖ b are cut at 65535 and 0; a·k is a · k >> 16.
//     c, e       = C[y−1], C[y+1];  M = mean(c, e);  F = mean(C[y−3], C[y+3])
//     push(k)    = M ⊕ (M ⊖ F)·k ⊖ (F ⊖ M)·k
//     q(j)       = mean(P[y+j], C[y+j]): the missing field half a frame earlier and half a frame later
//     more, less = q(0)·22282 + mean(q(−4), q(4))·8127, mean(q(−2), q(2))·30409
//     v          = push(3408) ⊕ (more ⊖ less) ⊖ (less ⊖ more) where |c − e| > |P[y] − C[y]|, else push(15729)
//     m          = max(mean(|P[y] − C[y]|, 0), mean(|P[y−1] − c|, |P[y+1] − e|), mean(|N[y−1] − c|, |N[y+1] − e|)); unless that is 0, m is at least
//                  max(min(q(0) ⊖ c, q(0) ⊖ e, max(q(−2) ⊖ c, q(2) ⊖ e)), min(c ⊖ q(0), e ⊖ q(0), max(c ⊖ q(−2), e ⊖ q(2))))
//     out        = min(max(v, q(0) ⊖ m), q(0) ⊕ m), shifted back, rounded half up and at most the maximum
// so that what stands still is woven and what moves is interpolated, with the fine detail of the fields around. In the first frame, and the first after a
// pause, out = push(15729); in the last, N is C. All planes, alpha too. The output is tagged progressive; one frame for one frame.
//
// Sources: the bounds are those of yadif (Michael Niedermayer), the two interpolations those of the BBC's three-field filter (Weston) as bwdif (Thomas Mundt)
// joins them. Directions along edges, which yadif looks for, were tried and lost 2 to 4 dB on film; without them 40 frames of 640x360, every second field
// taken from the next frame of a film, come out at PSNR 42.1 and 44.3 dB (a pan, a still camera) where bwdif gives 41.9 and 44.0, yadif 38.7 and 40.1.
import KernelInterface
import Kernels
import VideoFrame

/// Makes progressive frames of interlaced ones: one for each, at the moment of the field shown first.
public struct Deinterlace: VideoFilter {
    public enum Order: String, CaseIterable, Sendable { case auto, top, bottom }

    public static let order = ChoiceParameter<Order>("order", default: .auto, "field shown first; auto: what the input says, else top")
    public static let descriptor = FilterDescriptor(
        name: "deinterlace", summary: "whole pictures from interlaced ones", parameters: [.choice(order)], example: "--deinterlace", topic: .time,
        planes: .all, reach: .wholeStream)

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
    private static func rise(_ a: Int, _ b: Int) -> Int { max(a - b, 0) }

    private static func sample(_ plane: Int, _ x: Int, _ y: Int, _ before: Picture?, _ now: Picture, _ after: Picture) -> Int {
        typealias W = DeinterlaceWeights
        let shift = 16 - now.shape.format.depth
        func row(_ picture: Picture, _ y: Int) -> Int { picture.sample(plane, x, y) << shift }
        func part(_ a: Int, _ weight: UInt16) -> Int { (a * Int(weight)) >> 16 }
        func down(_ value: Int) -> Int { min((value + (1 << shift) / 2) >> shift, now.shape.format.maximum) }
        let c = row(now, y - 1), e = row(now, y + 1), middle = mean(c, e), beyond = mean(row(now, y - 3), row(now, y + 3))
        func push(_ weight: UInt16) -> Int { max(min(middle + part(rise(middle, beyond), weight), 65535) - part(rise(beyond, middle), weight), 0) }
        guard let before else { return down(push(W.still)) }
        func q(_ j: Int) -> Int { mean(row(before, y + j), row(now, y + j)) }
        func change(_ other: Picture) -> Int { mean(abs(row(other, y - 1) - c), abs(row(other, y + 1) - e)) }
        let p = q(0), above = q(-2), below = q(2), moved = abs(row(before, y) - row(now, y))
        let more = part(p, W.own) + part(mean(q(-4), q(4)), W.far), less = part(mean(above, below), W.near)
        let v = abs(c - e) > moved ? max(min(push(W.detail) + rise(more, less), 65535) - rise(less, more), 0) : push(W.still)
        let peak = min(rise(p, c), rise(p, e), max(rise(above, c), rise(below, e)))
        let dip = min(rise(c, p), rise(e, p), max(rise(c, above), rise(e, below)))
        var m = max(mean(moved, 0), change(before), change(after))
        if m > 0 { m = max(m, peak, dip) }
        return down(min(max(v, rise(p, m)), min(p + m, 65535)))
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
    private let depthShift: UInt16
    /// By worker: pointers to the kernel's rows, and room for them where they are narrower than any vector.
    private let pointers: [RowMemory]
    private let copies: [RowMemory]

    private static let rows = 18, narrow = 32

    init(_ request: FrameProgramRequest, keepsTop: Bool) {
        let shape = request.shape
        outputShape = Deinterlace.output(shape)
        kept = keepsTop ? 0 : 1
        bytes = shape.format.bytesPerSample
        depthShift = UInt16(16 - shape.format.depth)
        kernel = bytes == 1 ? request.kernels.time.deinterlace8 : request.kernels.time.deinterlace16
        tasks = PlaneTasks(shape: shape, planes: Array(0..<shape.format.planeCount), count: request.tasks)
        pointers = (0..<request.workers).map { _ in
            RowMemory(width: Self.rows, height: 1, bytesPerElement: MemoryLayout<UnsafeRawPointer>.stride)
        }
        copies = (0..<request.workers).map { _ in RowMemory(width: Self.narrow, height: Self.rows, bytesPerElement: 2) }
    }

    func writes(plane: Int) -> Bool { true }
    func begin(_ pass: FramePass) -> Int { 1 }
    func taskCount(_ pass: FramePass, phase: Int) -> Int { tasks.count }

    func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
        let (plane, band) = tasks[task], now = pass.input[plane], width = now.size.width, height = now.size.height
        let before = pass.neighbour(-1)?[plane], after = pass.neighbour(1)?[plane] ?? now, rows = pointers[worker].row(0, as: UnsafeRawPointer.self)
        for y in band {
            if y % 2 == kept {
                pass.output[plane].row(y).copyMemory(from: now.row(y), byteCount: width * bytes)
                continue
            }
            var count = 0
            func add(_ view: PlaneView, _ offset: Int) {
                rows[count] = UnsafeRawPointer(view.row(mirror(y + offset, height)))
                if width < Self.narrow {
                    copies[worker].row(count).copyMemory(from: rows[count], byteCount: width * bytes)
                    rows[count] = UnsafeRawPointer(copies[worker].row(count))
                }
                count += 1
            }
            /// The missing field's rows, the order as the kernel has it.
            func addMissing(_ view: PlaneView) {
                add(view, 0)
                add(view, -2)
                add(view, 2)
                add(view, -4)
                add(view, 4)
            }
            add(now, -1)
            add(now, 1)
            add(now, -3)
            add(now, 3)
            if let before {
                addMissing(before)
                addMissing(now)
                add(before, -1)
                add(before, 1)
                add(after, -1)
                add(after, 1)
            }
            kernel(RowCall(rows: UnsafePointer(rows), output: pass.output[plane].row(y), x: 0, count: width), before != nil, depthShift)
        }
    }
}
