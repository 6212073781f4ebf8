// Filters whose effect tells how often and with which numbers they ran: they add to every sample. With them the ends of a run that is changed.
import Base
import CPlatform
import Filters
import Glibc
import KernelInterface
import Kernels
import MediaIO
import Synchronization
import VideoFrame

@testable import PipelineEngine

/// out = in + add, row by row.
struct Plus: VideoFilter {
    static let add = NumberParameter("add", 0...60000, default: 1, "code values")
    static let descriptor = FilterDescriptor(name: "plus", summary: "test", parameters: [.number(add)], example: "--plus")
    let add: Int

    init(_ arguments: FilterArguments) throws(FilterError) { add = Int(arguments[Self.add]) }

    func reference(_ picture: Picture) -> Picture {
        Picture(shape: picture.shape, planes: picture.planes.map { $0.map { ($0 + add) & picture.shape.format.maximum } })
    }

    var hasRowPlan: Bool { true }
    func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        for plane in graph.planes.indices { graph.planes[plane] = graph.operation(Rows(add: add), inputs: [graph.planes[plane]]) }
    }

    struct Rows: RowOperation {
        let add: Int
        let bytesPerSample = 2
        func window(input: Int, row: Int) -> Range<Int> { row..<row + 1 }
        func columns(input: Int, for columns: Range<Int>) -> Range<Int> { columns }
        func run(_ call: RowCall, row: Int) {
            for x in call.x..<call.x + call.count {
                let sample = call.rows[0].load(fromByteOffset: 2 * x, as: UInt16.self)
                call.output.storeBytes(of: sample &+ UInt16(add), toByteOffset: 2 * x, as: UInt16.self)
            }
        }
    }
}

/// out = in + add, given `ahead` frames later than it comes in. Counts how many there are.
struct Late: VideoFilter {
    static let add = NumberParameter("add", 0...60000, default: 0, "code values")
    static let ahead = NumberParameter("ahead", 0...9, default: 2, "frames")
    static let descriptor = FilterDescriptor(name: "late", summary: "test", parameters: [.number(add), .number(ahead)], example: "--late")
    let add: Int, ahead: Int
    static let live = Atomic<Int>(0)

    init(_ arguments: FilterArguments) throws(FilterError) { (add, ahead) = (Int(arguments[Self.add]), Int(arguments[Self.ahead])) }

    func reference(_ picture: Picture) -> Picture {
        Picture(shape: picture.shape, planes: picture.planes.map { $0.map { ($0 + add) & picture.shape.format.maximum } })
    }

    func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? { Program(request.shape, self) }

    final class Program: FrameProgram {
        let outputShape: FrameShape
        let reach: FrameReach
        private let add: Int

        init(_ shape: FrameShape, _ filter: Late) {
            (outputShape, reach, add) = (shape, FrameReach(after: filter.ahead), filter.add)
            Late.live.wrappingAdd(1, ordering: .relaxed)
        }

        deinit { Late.live.wrappingSubtract(1, ordering: .relaxed) }

        func writes(plane: Int) -> Bool { true }
        func begin(_ pass: FramePass) -> Int { 1 }
        func taskCount(_ pass: FramePass, phase: Int) -> Int { 1 }
        func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
            let size = pass.output[0].size
            for y in 0..<size.height {
                for x in 0..<size.width {
                    let sample = pass.input[0].row(y).load(fromByteOffset: 2 * x, as: UInt16.self)
                    pass.output[0].row(y).storeBytes(of: sample &+ UInt16(add), toByteOffset: 2 * x, as: UInt16.self)
                }
            }
        }
    }
}

/// Adds how many frames it has seen before.
struct Tally: VideoFilter {
    static let descriptor = FilterDescriptor(name: "tally", summary: "test", parameters: [], example: "--tally")

    init(_ arguments: FilterArguments) throws(FilterError) {}
    func reference(_ picture: Picture) -> Picture { picture }
    func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? { Program(request.shape) }

    final class Program: FrameProgram, @unchecked Sendable {  // `seen` belongs to the stage's thread
        let outputShape: FrameShape
        private var seen = 0

        init(_ shape: FrameShape) { outputShape = shape }

        var remembers: Bool { true }
        func writes(plane: Int) -> Bool { true }
        func begin(_ pass: FramePass) -> Int {
            seen = pass.isFirst ? 0 : seen + 1
            return 1
        }
        func taskCount(_ pass: FramePass, phase: Int) -> Int { 1 }
        func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
            let size = pass.output[0].size
            for y in 0..<size.height {
                for x in 0..<size.width {
                    let sample = pass.input[0].row(y).load(fromByteOffset: 2 * x, as: UInt16.self)
                    pass.output[0].row(y).storeBytes(of: sample &+ UInt16(seen), toByteOffset: 2 * x, as: UInt16.self)
                }
            }
        }
    }
}

/// What came out, a number a frame: by how much all of its samples differ from the source's picture; nil where not all by the same.
final class AddedSink: FrameSink {
    let info: SinkInfo
    let frames = Locked<[(pts: Int64, added: Int?)]>([])
    private let picture: Picture
    private let delay: UInt32

    init(_ picture: Picture, delay: UInt32 = 0) {
        info = SinkInfo(path: "added", codec: "none", shape: picture.shape, pixelFormat: picture.shape.format.description)
        self.picture = picture
        self.delay = delay
    }

    func write(_ frame: consuming Frame) throws(MediaError) {
        if delay > 0 { usleep(delay) }
        let found = Set(zip(Picture(frame).planes[0], picture.planes[0]).map { ($0 - $1) & 0xFFFF })
        let entry = (pts: frame.timing.pts ?? -1, added: found.count == 1 ? found.first : nil)
        frames.withLock { $0.append(entry) }
    }

    func finish() throws(MediaError) {}
}
