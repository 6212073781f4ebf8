// What a filter stage runs: a fused group of row filters, or one filter by its reference on whole frames.
import CPlatform
import Filters
import Synchronization
import VideoFrame

/// Turns frames of one shape into frames of another. `process` is for the stage's own thread, the figures for any.
protocol FrameProcessor: AnyObject, Sendable {
    var instances: [FilterInstance] { get }
    var outputShape: FrameShape { get }
    /// What becomes of one frame; only for processors that give one for each, at once.
    func process(_ frame: consuming Frame) -> Frame
    /// Hands on what becomes of `frame`: by default one frame. False: `emit` was false, the run is over.
    func feed(_ frame: consuming Frame, _ emit: (consuming Frame) -> Bool) -> Bool
    /// Hands on what is still held when the input has ended.
    func finish(_ emit: (consuming Frame) -> Bool) -> Bool
    /// Goes on with what a device kept for its filter until frame `sequence`; by default nothing is taken over.
    func recall(_ memories: [PlaneView], after sequence: Int)
    /// What the stream becomes; by default it has frames of `outputShape` in place of the others.
    func output(for input: StreamShape) -> StreamShape
    /// Input frames that are held besides the one in work.
    var heldFrames: Int { get }
    var filterSeconds: [Double] { get }
    var steals: Int { get }
    /// Where the filters run; by default the processor.
    var deviceName: String { get }
    /// Bands of a frame with all filters active.
    var bands: Int { get }
}

extension FrameProcessor {
    func output(for input: StreamShape) -> StreamShape {
        var stream = input
        stream.frame = outputShape
        return stream
    }

    func recall(_ memories: [PlaneView], after sequence: Int) {}
    var heldFrames: Int { 0 }
    var deviceName: String { "cpu" }
    func feed(_ frame: consuming Frame, _ emit: (consuming Frame) -> Bool) -> Bool { emit(process(frame)) }
    func finish(_ emit: (consuming Frame) -> Bool) -> Bool { true }
}

extension FilterGroup: FrameProcessor {}

/// Runs a filter that has no row plan: copies the frame into a `Picture`, applies the definition, copies back. Slow by nature; allocates.
final class ReferenceProcessor: FrameProcessor {
    let instances: [FilterInstance]
    let outputShape: FrameShape
    private let pool: FramePool
    private let nanoseconds = Atomic<UInt64>(0)

    /// Errors: a region that does not lie on the frame.
    init(instance: FilterInstance, shape: FrameShape, pool: FramePool) throws(FilterError) {
        instances = [instance]
        outputShape = shape
        self.pool = pool
        _ = try instance.masks(for: shape)
    }

    var filterSeconds: [Double] { [Double(nanoseconds.load(ordering: .relaxed)) / 1e9] }
    var steals: Int { 0 }
    var bands: Int { 1 }

    func process(_ frame: consuming Frame) -> Frame {
        let instance = instances[0]
        guard instance.placement.isActive(at: frame.timing) else { return frame }
        let began = cplatform_nanoseconds()
        defer { nanoseconds.wrappingAdd(cplatform_nanoseconds() - began, ordering: .relaxed) }
        guard let result = try? instance.reference(Picture(frame)) else {
            preconditionFailure("a placement is checked before the run")
        }
        let planes = pool.planes(for: outputShape)
        for plane in result.planes.indices { result.store(plane: plane, in: planes.view(plane)) }
        return Frame(shape: outputShape, timing: frame.timing, planes: planes, properties: frame.shareProperties())
    }
}

extension Picture {
    /// The frame's visible samples.
    public init(_ frame: borrowing Frame) {
        let shape = frame.shape
        var planes: [[Int]] = []
        for plane in 0..<shape.format.planeCount {
            let view = frame.view(plane)
            var samples: [Int] = []
            samples.reserveCapacity(view.size.width * view.size.height)
            for y in 0..<view.size.height {
                for x in 0..<view.size.width {
                    samples.append(
                        shape.format.bytesPerSample == 1
                            ? Int(view.row(y).load(fromByteOffset: x, as: UInt8.self)) : Int(view.row(y).load(fromByteOffset: 2 * x, as: UInt16.self)))
                }
            }
            planes.append(samples)
        }
        self.init(shape: shape, planes: planes)
    }

    /// Writes the samples of `plane` to memory of the same size.
    public func store(plane: Int, in view: PlaneView) {
        for y in 0..<view.size.height {
            for x in 0..<view.size.width {
                let sample = planes[plane][y * view.size.width + x]
                if shape.format.bytesPerSample == 1 {
                    view.row(y).storeBytes(of: UInt8(truncatingIfNeeded: sample), toByteOffset: x, as: UInt8.self)
                } else {
                    view.row(y).storeBytes(of: UInt16(truncatingIfNeeded: sample), toByteOffset: 2 * x, as: UInt16.self)
                }
            }
        }
    }
}
