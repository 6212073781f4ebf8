// A group of filters on a compute device: several frames on their way there and back, and the processor when the device fails.
import Base
import Filters
import Logging
import Synchronization
import VideoFrame
import VulkanCompute

/// Runs a group's filters on a device. When the device fails, in the midst of a run too, the frames that it has not given back and all later ones go through the
/// same filters on the processor, with the same bits: none is lost, none comes twice, and a warning is given once.
final class ComputeGroup: FrameProcessor, @unchecked Sendable {  // belongs to the stage's thread, but for the atomics
    /// Frames on the device at once: one on its way there, one in work, one on its way back.
    static let framesInFlight = 3

    private enum Program {
        /// The output is made of the input's planes and of constants.
        case shares
        case computes(ComputeProgram)
    }

    /// A frame that has come in and not gone out; used again and again.
    private final class Waiting {
        var frame: Frame?
        var output: OutputPlanes?
        /// Of the frame that goes out, and those of them that are made.
        var planes: PlaneSet?
        var views = PlaneViews()
        var program: Program?
        /// Filters that act on it, a bit each.
        var active: UInt64 = 0
    }

    private let device: ComputeDevice
    /// The same filters on the processor, one after another.
    private let processors: [any FrameProcessor]
    private let pool: FramePool
    private let logger: Logger
    private var graphs: GroupGraph
    private var programs: [UInt64: (output: OutputPlanes, program: Program)] = [:]
    private let memory: ComputeMemory
    private var pauses = Pauses()
    /// Where filters remember, one more than there are frames in flight: what the last frame left stays until the next one is back.
    private let slots: [Waiting]
    /// The last frame that came back from the device.
    private var last: (slot: Int, sequence: Int)?
    private var first = 0
    private var waiting = 0
    private let hasFailed = Atomic<Bool>(false)
    /// By filter, what the device took.
    private let nanoseconds: Locked<[UInt64]>

    /// `processors`: the same filters for the same frames, for when the device fails; each gives one frame for one, and they have found all errors of placement.
    init(_ graphs: GroupGraph, _ processors: [any FrameProcessor], device: ComputeDevice, pool: FramePool, logger: Logger) {
        self.processors = processors
        self.graphs = graphs
        memory = ComputeMemory(device)
        self.device = device
        self.pool = pool
        self.logger = logger
        nanoseconds = Locked([UInt64](repeating: 0, count: graphs.instances.count))
        slots = (0..<Self.framesInFlight + (graphs.remembers ? 1 : 0)).map { _ in Waiting() }
        // What memory does not do is found before the run.
        do { _ = try program(active: graphs.all) } catch { fail(error) }
    }

    var instances: [FilterInstance] { graphs.instances }
    var outputShape: FrameShape { processors.last?.outputShape ?? graphs.shape }
    var deviceName: String { hasFailed.load(ordering: .relaxed) ? "cpu" : device.info.name }
    var heldFrames: Int { Self.framesInFlight }
    var steals: Int { processors.reduce(0) { $0 + $1.steals } }
    var bands: Int { hasFailed.load(ordering: .relaxed) ? processors.map(\.bands).max() ?? 1 : 1 }

    /// What each filter took by the device's own clock (0 where it has none), and on the processor. The way there and back is the stage's time, not a filter's.
    var filterSeconds: [Double] {
        nanoseconds.withLock { nanoseconds in zip(processors.flatMap(\.filterSeconds), nanoseconds).map { $0 + Double($1) / 1e9 } }
    }

    func process(_ frame: consuming Frame) -> Frame { preconditionFailure("a device gives no frame at once") }

    func feed(_ frame: consuming Frame, _ emit: (consuming Frame) -> Bool) -> Bool {
        if waiting == Self.framesInFlight { guard emitFirst(emit) else { return false } }
        let index = (first + waiting) % slots.count
        slots[index].frame = consume frame
        waiting += 1
        if !hasFailed.load(ordering: .relaxed) {
            do { try send(index) } catch { fail(error) }
        }
        return hasFailed.load(ordering: .relaxed) ? emitAll(emit) : true
    }

    func finish(_ emit: (consuming Frame) -> Bool) -> Bool {
        // Some drivers compile at the first use; and the process may end before the device does.
        defer { if !hasFailed.load(ordering: .relaxed) { device.keepPipelines() } }
        return emitAll(emit)
    }

    private func emitAll(_ emit: (consuming Frame) -> Bool) -> Bool {
        while waiting > 0 { guard emitFirst(emit) else { return false } }
        return true
    }

    private func send(_ index: Int) throws(VulkanError) {
        guard let timing = slots[index].frame?.timing else { return }
        let active = graphs.active(at: timing), first = pauses.first(active, timing.sequence)
        let (output, program) = try program(active: active)
        (slots[index].output, slots[index].program, slots[index].active) = (output, program, active)
        guard !output.isIdentity, let frame = slots[index].frame.take() else { return }
        let planes = output.planes(frame, pool: pool, &slots[index].views), shared = frame.planes.share(), target = planes.share()
        slots[index].frame = consume frame
        slots[index].planes = consume planes
        guard case .computes(let program) = program else { return }
        try program.submit(index, shared, into: target) { first & 1 << UInt64($0) != 0 }
        if let refusal = device.takeImportRefusal() {
            logger.debug("\(device.info.name) takes no frames where they lie in memory (\(refusal)); they are copied for it")
        }
    }

    private func emitFirst(_ emit: (consuming Frame) -> Bool) -> Bool {
        let slot = slots[first]
        guard let frame = slot.frame.take() else { preconditionFailure("a frame goes out once") }
        let index = first
        first = (first + 1) % slots.count
        waiting -= 1
        let planes = slot.planes.take()
        if !hasFailed.load(ordering: .relaxed), let output = slot.output, let program = slot.program {
            guard let planes else {
                last = nil
                return emit(frame)
            }
            do throws(VulkanError) {
                if case .computes(let program) = program {
                    try program.fetch(index, slot.views)
                    noteTimes()
                    last = (index, frame.timing.sequence)
                } else {
                    last = nil
                }
                return emit(Frame(shape: output.shape, timing: frame.timing, planes: planes, properties: frame.shareProperties()))
            } catch {
                fail(error)
            }
        }
        var result = consume frame
        for processor in processors { result = processor.process(result) }
        return emit(result)
    }

    /// The processor's filters go on with what the device kept until the last frame that came back.
    private func recall() {
        guard let last, case .computes(let program) = slots[last.slot].program else { return }
        var filter = 0
        for processor in processors {
            let memories = program.memories(of: filter, slot: last.slot)
            if !memories.isEmpty, slots[last.slot].active & 1 << UInt64(filter) != 0 { processor.recall(memories, after: last.sequence) }
            filter += processor.instances.count
        }
    }

    private func noteTimes() {
        nanoseconds.withLock { nanoseconds in
            for index in nanoseconds.indices { nanoseconds[index] = 0 }
            for (_, program) in programs.values {
                guard case .computes(let program) = program else { continue }
                for index in nanoseconds.indices { nanoseconds[index] += program.times.filters[index] }
            }
        }
    }

    private func program(active: UInt64) throws(VulkanError) -> (output: OutputPlanes, program: Program) {
        if let known = programs[active] { return known }
        guard let graph = try? graphs.graph(active: active) else { preconditionFailure("a placement that fitted with all filters active fits with some") }
        let output = OutputPlanes(graph, input: graphs.shape, pool: pool)
        let program: Program =
            output.made.isEmpty
            ? .shares
            : .computes(try ComputeProgram(graph, made: output.made, filters: instances.map(\.name), device: device, memory: memory, slots: slots.count))
        programs[active] = (output, program)
        return (output, program)
    }

    private func fail(_ error: VulkanError) {
        hasFailed.store(true, ordering: .relaxed)
        recall()
        // All groups lose a lost device; one of them says so.
        if error.kind == .lost, !device.noteLoss() { return }
        let names = instances.map(\.name).joined(separator: "+")
        logger.warning("\(device.info.name) failed (\(error)); \(names) goes on on the CPU with the same results")
    }
}

/// Which filters may remember nothing of earlier frames.
struct Pauses {
    private var wasActive: UInt64 = 0
    private var newest: Int?

    /// A bit for each filter of `active` that did not act on the frame before, or where frames are missing before this one.
    mutating func first(_ active: UInt64, _ sequence: Int) -> UInt64 {
        let isNext = newest.map { $0 + 1 == sequence } ?? false, first = isNext ? active & ~wasActive : active
        (newest, wasActive) = (sequence, active)
        return first
    }
}
