// A group of neighbouring filters run as one pass: programs per plane for each set of active filters, cut into bands for the workers.
import Base
import CPlatform
import Filters
import Kernels
import Synchronization
import VideoFrame

/// What a group does with each plane of a frame while a given set of its filters is active.
final class GroupProgram: Sendable {
    enum PlanePlan: Sendable {
        /// The input's plane `index`, shared.
        case share(Int)
        /// The same plane as output plane `index`.
        case same(Int)
        /// A plane of one value, made once.
        case constant(PooledPlane)
        /// Made by a program.
        case made
    }

    let planes: [PlanePlan]
    let programs: [PlaneProgram]
    /// (program, band) of each task.
    let tasks: [(program: Int, band: Int)]
    let isIdentity: Bool

    /// Holds a reference that frames share.
    final class PooledPlane: Sendable {
        let plane: PlaneRef
        init(_ plane: consuming PlaneRef) { self.plane = plane }
    }

    init(graph: RowGraph, changesShape: Bool = false, kernels: KernelTable, pool: FramePool, workers: Int) {
        var planes: [PlanePlan] = []
        var made: [Int] = []
        var seen: [Int: Int] = [:]
        for (index, node) in graph.planes.enumerated() {
            if let earlier = seen[node] {
                planes.append(.same(earlier))
                continue
            }
            switch graph.nodes[node].kind {
            case .source(let plane): planes.append(.share(plane))
            case .constant(let value):
                let plane = pool.plane(size: graph.nodes[node].size, bytesPerSample: graph.nodes[node].bytesPerSample)
                let row = ConstantRow(value: value, width: graph.nodes[node].size.width, bytesPerSample: graph.nodes[node].bytesPerSample)
                let bytes = graph.nodes[node].size.width * graph.nodes[node].bytesPerSample
                for y in 0..<graph.nodes[node].size.height { plane.view.row(y).copyMemory(from: row.base, byteCount: bytes) }
                planes.append(.constant(PooledPlane(plane)))
            default:
                planes.append(.made)
                made.append(index)
                seen[node] = index
            }
        }
        self.planes = planes
        let programs = Self.partners(made, graph).map { PlaneProgram(graph: graph, planes: $0, kernels: kernels, workers: workers) }
        self.programs = programs
        tasks = programs.indices.flatMap { program in programs[program].bands.indices.map { (program: program, band: $0) } }
        isIdentity = !changesShape && planes.enumerated().allSatisfy { index, plan in if case .share(let plane) = plan { plane == index } else { false } }
    }

    /// `planes` in parts: those that share a node other than sources and constants stand together.
    private static func partners(_ planes: [Int], _ graph: RowGraph) -> [[Int]] {
        var parts: [(planes: [Int], nodes: Set<Int>)] = []
        for plane in planes {
            var nodes: Set<Int> = [], pending = [graph.planes[plane]]
            while let node = pending.popLast() {
                switch graph.nodes[node].kind {
                case .source, .constant: continue
                case .table, .operation, .placed: if nodes.insert(node).inserted { pending += graph.nodes[node].inputs }
                }
            }
            let joined = parts.filter { !$0.nodes.isDisjoint(with: nodes) }
            parts.removeAll { !$0.nodes.isDisjoint(with: nodes) }
            parts.append((joined.flatMap(\.planes) + [plane], joined.reduce(nodes) { $0.union($1.nodes) }))
        }
        return parts.map(\.planes)
    }
}

/// Runs a group's filters on frames of one shape. `process` is for the stage's own thread; bands run on the scheduler's.
final class FilterGroup: @unchecked Sendable {  // bands touch only their slot's executors; the rest belongs to the stage's thread
    let instances: [FilterInstance]
    let shape: FrameShape
    private(set) var outputShape: FrameShape
    /// Of a frame with all filters active.
    private(set) var bands = 0
    private let kernels: KernelTable
    private let pool: FramePool
    private let scheduler: TileScheduler
    private let submitterSlot: Int
    private let job = BandJob()
    private var programs: [UInt64: GroupProgram] = [:]
    /// By filter; none for those that act everywhere.
    private var masks: [Int: [PlacementMask]] = [:]
    /// By program of the current set, then by slot.
    private var executors: [ObjectIdentifier: [[RowExecutor]]] = [:]
    private var current: GroupProgram?
    private var currentExecutors: [[RowExecutor]] = []
    private var sources = PlaneViews()
    private var outputs = PlaneViews()
    /// Processor time inside bands, all threads.
    private let bandNanoseconds = Atomic<UInt64>(0)
    private let times: Locked<FilterTimes>

    /// Errors: a region that does not lie on the frame.
    init(instances: [FilterInstance], shape: FrameShape, kernels: KernelTable, pool: FramePool, scheduler: TileScheduler, submitter: Int) throws(FilterError) {
        precondition(instances.count <= 64, "a group holds at most 64 filters")
        self.instances = instances
        self.shape = shape
        outputShape = shape
        self.kernels = kernels
        self.pool = pool
        self.scheduler = scheduler
        submitterSlot = scheduler.slot(ofSubmitter: submitter)
        times = Locked(FilterTimes(ticks: Array(repeating: 0, count: instances.count)))
        // All filters active: finds errors of placement before the run.
        bands = try program(active: instances.isEmpty ? 0 : ~0 >> UInt64(64 - instances.count)).tasks.count
    }

    /// The frame with the filters applied that are active at its time. Untouched planes are shared.
    func process(_ frame: consuming Frame) -> Frame {
        var active: UInt64 = 0
        for (index, instance) in instances.enumerated() where instance.placement.isActive(at: frame.timing) { active |= 1 << UInt64(index) }
        let program: GroupProgram
        if let known = programs[active] {
            program = known
        } else if let made = try? self.program(active: active) {
            program = made
        } else {
            preconditionFailure("a placement that fitted with all filters active fits with some")
        }
        if program.isIdentity { return frame }
        return run(program, frame)
    }

    private func run(_ program: GroupProgram, _ frame: borrowing Frame) -> Frame {
        var planes = PlaneSet()
        sources = PlaneViews(frame)
        outputs = PlaneViews()
        for (index, plan) in program.planes.enumerated() {
            switch plan {
            case .share(let plane): planes.set(index, frame.planes.share(plane))
            case .same(let plane): planes.set(index, planes.share(plane))
            case .constant(let constant): planes.set(index, constant.plane.share())
            case .made:
                let plane = pool.plane(size: outputShape.size(ofPlane: index), bytesPerSample: outputShape.format.bytesPerSample)
                outputs[index] = plane.view
                planes.set(index, plane)
            }
        }
        current = program
        currentExecutors = executors[ObjectIdentifier(program)] ?? []
        scheduler.run(self, bands: program.tasks.count, job: job, slot: submitterSlot, frame: frame.timing.sequence)
        noteTimes()
        return Frame(shape: outputShape, timing: frame.timing, planes: planes, properties: frame.shareProperties())
    }

    /// Processor seconds of each filter's kernels so far. One row in sixteen is timed; the sample is scaled to the bands' whole time. Any thread.
    var filterSeconds: [Double] {
        times.withLock { times in
            let total = times.ticks.reduce(0, &+)
            guard total > 0 else { return times.ticks.map { _ in 0 } }
            return times.ticks.map { Double($0) / Double(total) * Double(times.nanoseconds) / 1e9 }
        }
    }

    /// Bands that another thread than the one they were dealt to took. Any thread.
    var steals: Int { times.withLock { $0.steals } }

    private func noteTimes() {
        times.withLock { times in
            for index in times.ticks.indices { times.ticks[index] = 0 }
            for program in executors.values {
                for slots in program { for executor in slots { executor.addTicks(to: &times.ticks) } }
            }
            times.nanoseconds = bandNanoseconds.load(ordering: .relaxed)
            times.steals = job.stolenBands
        }
    }

    private func program(active: UInt64) throws(FilterError) -> GroupProgram {
        if let known = programs[active] { return known }
        var graph = RowGraph(shape: shape)
        for (index, instance) in instances.enumerated() where active & (1 << UInt64(index)) != 0 {
            graph.begin(filter: index)
            let before = graph.planes, shape = graph.shape
            try instance.checkShape(shape)
            instance.filter.plan(&graph, kernels: kernels)
            if graph.shape != shape {
                try instance.refusePlacement()
                continue
            }
            // The first plan has all filters, so that what comes later, in the midst of a run, finds the masks made.
            if masks[index] == nil { masks[index] = try instance.masks(for: shape) }
            guard let masks = masks[index] else { continue }
            for plane in graph.planes.indices where graph.planes[plane] != before[plane] {
                graph.planes[plane] = graph.placed(masks[plane], outside: before[plane], inside: graph.planes[plane])
            }
        }
        outputShape = graph.shape
        let program = GroupProgram(graph: graph, changesShape: graph.shape != shape, kernels: kernels, pool: pool, workers: scheduler.threadCount)
        programs[active] = program
        executors[ObjectIdentifier(program)] = program.programs.map { plane in
            (0..<scheduler.slotCount).map { _ in RowExecutor(program: plane, filterCount: instances.count) }
        }
        return program
    }
}

extension FilterGroup: BandWork {
    func runBand(_ band: Int, slot: Int) {
        guard let program = current else { preconditionFailure("bands run only while a frame is processed") }
        let task = program.tasks[band]
        let began = cplatform_nanoseconds()
        currentExecutors[task.program][slot].run(band: task.band, sources: sources, outputs: outputs)
        bandNanoseconds.wrappingAdd(cplatform_nanoseconds() - began, ordering: .relaxed)
    }
}

/// What a group's filters took; guarded by the group's mutex.
private struct FilterTimes: Sendable {
    var ticks: [UInt64]
    var nanoseconds: UInt64 = 0
    var steals = 0
}
