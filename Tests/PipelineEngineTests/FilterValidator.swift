// One filter on frames of one shape, run apart from the engine's stages: task by task, the last first, in planes of the tests' own.
import Filters
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

struct FilterValidator {
    let instance: FilterInstance
    let shape: FrameShape
    var kernels = KernelTable(level: .detected)

    /// Bytes behind a row of the output that belong to it: the last vector may end in them.
    private static let padding = FramePool.alignment - 1

    /// A frame that was made, and which of its planes the filter wrote.
    struct Made {
        let planes: GuardedPlanes
        let isMade: [Bool]
    }

    /// Its plan in rows, everywhere.
    func graph() throws -> RowGraph {
        var graph = RowGraph(shape: shape)
        graph.begin(filter: 0)
        try instance.checkShape(shape)
        instance.filter.plan(&graph, kernels: kernels)
        return graph
    }

    func program(workers: Int = 1, tasks: Int = 1) throws -> (any FrameProgram)? {
        try instance.checkShape(shape)
        return try instance.filter.program(FrameProgramRequest(shape: shape, kernels: kernels, workers: workers, tasks: tasks))
    }

    /// What becomes of `sources`, a run's frames, cut for `workers`. What is written where it may not be is told to `complain`.
    func run(_ sources: [GuardedPlanes], workers: Int, seed: Int, _ complain: (String) -> Void) throws -> [Made] {
        let made: [Made]
        if instance.filter.hasRowPlan {
            made = try runRows(sources, workers: workers, seed: seed, complain)
        } else if let program = try program(workers: workers, tasks: workers == 1 ? 1 : 3 * workers) {
            made = run(program, sources, workers: workers, seed: seed, complain)
        } else {
            return []
        }
        for source in sources { if let damage = source.damage(besides: { _ in 0..<0 }) { complain("the input was written: \(damage)") } }
        return made
    }

    private func runRows(_ sources: [GuardedPlanes], workers: Int, seed: Int, _ complain: (String) -> Void) throws -> [Made] {
        let graph = try graph(), pool = FramePool()
        let group = GroupProgram(graph: graph, input: shape, kernels: kernels, pool: pool, workers: workers)
        let isMade = graph.planes.indices.map { group.output.made.contains($0) }
        let executors = (0..<workers).map { _ in group.programs.map { RowExecutor(program: $0, filterCount: 1) } }
        return sources.map { source in
            let output = GuardedPlanes(graph.shape, seed: seed)
            for (number, task) in group.tasks.enumerated().reversed() {
                let program = group.programs[task.program]
                executors[number % workers][task.program].run(band: task.band, sources: source.views, outputs: output.views)
                let rows = { (plane: Int) in program.outputs.firstIndex { $0.plane == plane }.map { program.bands[task.band][$0] } ?? 0..<0 }
                // Rows that lie alike on both sides may be made as one.
                let damage = output.damage(besides: rows, padding: Self.padding, joinsRows: source.layout == .pool)
                if let damage { complain("band \(task.band) wrote \(damage)") }
                output.keep()
            }
            return Made(planes: output, isMade: isMade)
        }
    }

    private func run(_ program: any FrameProgram, _ sources: [GuardedPlanes], workers: Int, seed: Int, _ complain: (String) -> Void) -> [Made] {
        let window = FrameWindow(program.reach), output = program.outputShape
        let isMade = (0..<output.format.planeCount).map { program.writes(plane: $0) }
        return sources.indices.map { index in
            for offset in -program.reach.before...program.reach.after {
                window[offset] = sources.indices.contains(index + offset) ? sources[index + offset].views : nil
            }
            let planes = GuardedPlanes(output, seed: seed)
            let pass = FramePass(
                input: sources[index].views, output: planes.views, timing: FrameTiming(pts: Int64(index), duration: 1, sequence: index), isFirst: index == 0,
                window: window)
            for phase in 0..<program.begin(pass) {
                for task in (0..<program.taskCount(pass, phase: phase)).reversed() { program.run(pass, phase: phase, task: task, worker: task % workers) }
            }
            let rows = { (plane: Int) in isMade[plane] ? 0..<output.size(ofPlane: plane).height : 0..<0 }
            if let damage = planes.damage(besides: rows, padding: Self.padding) { complain("wrote \(damage)") }
            return Made(planes: planes, isMade: isMade)
        }
    }
}
