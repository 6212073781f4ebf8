// A group of neighbouring filters run as one pass: programs per plane for each set of active filters, cut into bands for the workers.
import Base
import CPlatform
import Filters
import Kernels
import Synchronization
import VideoFrame

/// What a group does with a frame while a given set of its filters is active.
final class GroupProgram: Sendable {
    let output: OutputPlanes
    let programs: [PlaneProgram]
    /// (program, band) of each task.
    let tasks: [(program: Int, band: Int)]

    init(graph: RowGraph, input: FrameShape, kernels: KernelTable, pool: FramePool, workers: Int) {
        output = OutputPlanes(graph, input: input, pool: pool)
        let programs = Self.partners(output.made, graph).map { PlaneProgram(graph: graph, planes: $0, kernels: kernels, workers: workers) }
        self.programs = programs
        tasks = programs.indices.flatMap { program in programs[program].bands.indices.map { (program: program, band: $0) } }
    }

    /// `planes` in parts: those that share a node other than sources and constants stand together.
    private static func partners(_ planes: [Int], _ graph: RowGraph) -> [[Int]] {
        var parts: [(planes: [Int], nodes: Set<Int>)] = []
        for plane in planes {
            var nodes: Set<Int> = [], pending = [graph.planes[plane]]
            while let node = pending.popLast() {
                switch graph.nodes[node].kind {
                case .source, .constant, .memory, .firstFrame: continue
                case .table, .operation, .placed, .computed: if nodes.insert(node).inserted { pending += graph.nodes[node].inputs }
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
    private(set) var outputShape: FrameShape
    /// Of a frame with all filters active.
    private(set) var bands = 0
    private(set) var graphs: GroupGraph
    private let pool: FramePool
    private let scheduler: TileScheduler
    private let submitterSlot: Int
    private let job = BandJob()
    private var programs: [UInt64: GroupProgram] = [:]
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
        graphs = GroupGraph(instances, shape: shape, kernels: kernels)
        outputShape = shape
        self.pool = pool
        self.scheduler = scheduler
        submitterSlot = scheduler.slot(ofSubmitter: submitter)
        times = Locked(FilterTimes(ticks: Array(repeating: 0, count: instances.count)))
        // All filters active: finds errors of placement before the run.
        bands = try program(active: graphs.all).tasks.count
    }

    var instances: [FilterInstance] { graphs.instances }

    /// The frame with the filters applied that are active at its time. Untouched planes are shared.
    func process(_ frame: consuming Frame) -> Frame {
        let active = graphs.active(at: frame.timing), program: GroupProgram
        if let known = programs[active] {
            program = known
        } else if let made = try? self.program(active: active) {
            program = made
        } else {
            preconditionFailure("a placement that fitted with all filters active fits with some")
        }
        return program.output.isIdentity ? frame : run(program, frame)
    }

    private func run(_ program: GroupProgram, _ frame: borrowing Frame) -> Frame {
        sources = PlaneViews(frame)
        outputs = PlaneViews()
        let planes = program.output.planes(frame, pool: pool, &outputs)
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
        let graph = try graphs.graph(active: active)
        outputShape = graph.shape
        let program = GroupProgram(graph: graph, input: graphs.shape, kernels: graphs.kernels, pool: pool, workers: scheduler.threadCount)
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
