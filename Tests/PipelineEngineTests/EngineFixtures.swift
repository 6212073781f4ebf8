// Ends and filters made for the engine's tests: a source of seeded frames, a sink that keeps or counts, a filter that sums neighbours.
import Base
import CPlatform
import Filters
import Glibc
import KernelInterface
import Kernels
import MediaIO
import Synchronization
import TestSupport
import VideoFrame

@testable import PipelineEngine

extension FramePool {
    func frame(_ picture: Picture, timing: FrameTiming = FrameTiming()) -> Frame {
        let planes = planes(for: picture.shape)
        for plane in picture.planes.indices { picture.store(plane: plane, in: planes.view(plane)) }
        return Frame(shape: picture.shape, timing: timing, planes: planes)
    }
}

/// Gives `count` frames of the same seeded picture; fails at frame `failsAt`; may sleep `delay` nanoseconds before each.
final class SeededSource: FrameSource {
    let info: SourceInfo
    private let count: Int
    private let failsAt: Int?
    private let waitsAt: Int?
    private let pool = FramePool()
    private let picture: Picture
    private let position = Atomic<Int>(0)
    private let isInterrupted = Atomic<Bool>(false)
    private let delay: UInt64
    private let shared: SharedFrame
    /// Of `delay`, with `waits`.
    private let waitedCount = Atomic<UInt64>(0)
    private let waits: Bool
    var waited: UInt64 { waitedCount.load(ordering: .relaxed) }

    private final class SharedFrame: Sendable {
        let frame: Frame
        init(_ frame: consuming Frame) { self.frame = frame }
    }

    init(
        count: Int, shape: FrameShape = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 64, height: 48), failsAt: Int? = nil,
        waitsAt: Int? = nil, delay: UInt64 = 0, waits: Bool = false
    ) {
        self.waits = waits
        info = SourceInfo(
            path: "seeded", codec: "none", shape: shape, storedFormat: shape.format.description, frameRate: Rational(25, 1), timeBase: Rational(1, 25),
            expectedFrames: count)
        self.count = count
        self.failsAt = failsAt
        self.waitsAt = waitsAt
        self.delay = delay
        picture = seededPicture(shape, seed: 7)
        shared = SharedFrame(pool.frame(picture))
    }

    var corruptFrames: Int { 0 }
    func interrupt() { isInterrupted.store(true, ordering: .relaxed) }

    func next() throws(MediaError) -> Frame? {
        let index = position.wrappingAdd(1, ordering: .relaxed).oldValue
        if index == failsAt { throw MediaError(.input, "seeded: fails at frame \(index)") }
        if index == waitsAt {
            // As a pipe whose writer says nothing more.
            while !isInterrupted.load(ordering: .relaxed) { usleep(1000) }
        }
        guard index < count, !isInterrupted.load(ordering: .relaxed) else { return nil }
        if delay > 0 { usleep(UInt32(delay / 1000)) }
        if waits { waitedCount.wrappingAdd(delay, ordering: .relaxed) }
        var planes = PlaneSet()
        for plane in 0..<info.shape.format.planeCount { planes.set(plane, shared.frame.planes.share(plane)) }
        return Frame(
            shape: info.shape,
            timing: FrameTiming(pts: Int64(index * index), duration: 1, timeBase: Rational(1, 25), sequence: index, arrival: cplatform_nanoseconds()),
            planes: planes)
    }
}

/// Keeps the first picture, all times, and how many pictures were others.
final class DigestingSink: FrameSink {
    let info: SinkInfo
    let first = Locked<Picture?>(nil)
    let kept = Locked<(pts: [Int64], others: Int)>(([], 0))

    init(shape: FrameShape) { info = SinkInfo(path: "kept", codec: "none", shape: shape, pixelFormat: shape.format.description) }

    func write(_ frame: consuming Frame) throws(MediaError) {
        let pts = frame.timing.pts ?? -1, picture = Picture(frame)
        let isOther = first.withLock { first in
            if first == nil { first = picture }
            return first != picture
        }
        kept.withLock { kept in
            kept.pts.append(pts)
            if isOther { kept.others += 1 }
        }
    }

    func finish() throws(MediaError) {}
}

/// Keeps the pts of what it was given, and the last picture when asked to; fails at frame `failsAt` or in `finish`; may sleep `delay`
/// nanoseconds at each.
final class KeepingSink: FrameSink {
    struct Kept: Sendable {
        var pts: [Int64] = []
        var last: Picture?
        var isFinished = false
        var isAbandoned = false
    }

    let info: SinkInfo
    let kept = Locked(Kept())
    private let failsAt: Int?
    private let failsAtEnd: Bool
    private let keepsPicture: Bool
    private let delay: UInt64

    init(shape: FrameShape, failsAt: Int? = nil, failsAtEnd: Bool = false, keepsPicture: Bool = false, delay: UInt64 = 0) {
        info = SinkInfo(path: "kept", codec: "none", shape: shape, pixelFormat: shape.format.description)
        self.failsAt = failsAt
        self.failsAtEnd = failsAtEnd
        self.keepsPicture = keepsPicture
        self.delay = delay
        kept.withLock { $0.pts.reserveCapacity(4096) }
    }

    func write(_ frame: consuming Frame) throws(MediaError) {
        if delay > 0 { usleep(UInt32(delay / 1000)) }
        let pts = frame.timing.pts ?? -1
        let picture = keepsPicture ? Picture(frame) : nil
        let count = kept.withLock {
            $0.pts.append(pts)
            if let picture { $0.last = picture }
            return $0.pts.count
        }
        if count - 1 == failsAt { throw MediaError(.output, "kept: fails at frame \(count - 1)") }
    }

    func finish() throws(MediaError) {
        if failsAtEnd { throw MediaError(.output, "kept: fails at the end") }
        kept.withLock { $0.isFinished = true }
    }

    func abandon() -> String? {
        kept.withLock { $0.isAbandoned = true }
        return nil
    }
}

/// Gives the picture as it is, after a sleep: a filter that takes a known time.
struct Sleep: VideoFilter {
    static let time = NumberParameter("ms", 0...1000, default: 1, "milliseconds")
    static let descriptor = FilterDescriptor(name: "sleep", summary: "test", parameters: [.number(time)], example: "--sleep")
    let milliseconds: Int

    init(_ arguments: FilterArguments) throws(FilterError) { milliseconds = Int(arguments[Self.time]) }
    init(milliseconds: Int) { self.milliseconds = milliseconds }

    func reference(_ picture: Picture) -> Picture {
        usleep(UInt32(milliseconds * 1000))
        return picture
    }
}

func spin(_ nanoseconds: UInt64) {
    let began = cplatform_nanoseconds()
    while cplatform_nanoseconds() - began < nanoseconds {}
}

/// out(x, y) = (sum over |dx| ≤ rx, |dy| ≤ ry of in(x+dx, y+dy) + x + 3y) modulo 256: sensitive to every wrong row, column and mirror.
struct NeighbourSum: VideoFilter {
    static let radiusX = NumberParameter("rx", 0...40, default: 2, "columns")
    static let radiusY = NumberParameter("ry", 0...40, default: 1, "rows")
    static let descriptor = FilterDescriptor(
        name: "neighboursum", summary: "test", parameters: [.number(radiusX), .number(radiusY)], example: "--neighboursum")
    let rx: Int, ry: Int

    init(_ arguments: FilterArguments) throws(FilterError) {
        rx = Int(arguments[Self.radiusX])
        ry = Int(arguments[Self.radiusY])
    }

    init(rx: Int, ry: Int) { (self.rx, self.ry) = (rx, ry) }

    func reference(_ picture: Picture) -> Picture {
        var result = picture
        for plane in picture.planes.indices {
            let size = picture.shape.size(ofPlane: plane)
            for y in 0..<size.height {
                for x in 0..<size.width {
                    var sum = x + 3 * y
                    for dy in -ry...ry { for dx in -rx...rx { sum += picture.sample(plane, x + dx, y + dy) } }
                    result.planes[plane][y * size.width + x] = sum & 255
                }
            }
        }
        return result
    }

    var hasRowPlan: Bool { true }
    func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        for plane in graph.planes.indices {
            graph.planes[plane] = graph.operation(Rows(rx: rx, ry: ry, bytesPerSample: graph.shape.format.bytesPerSample), inputs: [graph.planes[plane]])
        }
    }

    struct Rows: RowOperation {
        let rx: Int, ry: Int
        let bytesPerSample: Int
        func window(input: Int, row: Int) -> Range<Int> { row - ry..<row + ry + 1 }
        func columns(input: Int, for columns: Range<Int>) -> Range<Int> { columns.lowerBound - rx..<columns.upperBound + rx }
        func run(_ call: RowCall, row: Int) {
            for x in call.x..<call.x + call.count {
                var sum = x + 3 * row
                for k in 0..<2 * ry + 1 {
                    for dx in -rx...rx {
                        sum +=
                            bytesPerSample == 1
                            ? Int(call.rows[k].load(fromByteOffset: x + dx, as: UInt8.self))
                            : Int(call.rows[k].load(fromByteOffset: 2 * (x + dx), as: UInt16.self))
                    }
                }
                if bytesPerSample == 1 {
                    call.output.storeBytes(of: UInt8(truncatingIfNeeded: sum & 255), toByteOffset: x, as: UInt8.self)
                } else {
                    call.output.storeBytes(of: UInt16(sum & 255), toByteOffset: 2 * x, as: UInt16.self)
                }
            }
        }
    }
}
