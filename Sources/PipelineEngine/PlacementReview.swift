// Planning anew in the midst of a run: where what filters take has drifted far from what the sides were chosen by, and others are cheaper now.
import Filters
import Kernels
import VideoFrame

/// Looks at a run's figures now and then. Not for several threads at once.
package struct PlacementReview {
    /// Other sides must be so much cheaper by the model, or they would change to and fro.
    private static let gain = 0.1

    /// As the run knows them by now.
    package private(set) var known: MeasuredCosts
    package private(set) var assignment: DeviceAssignment
    private var costs: ChainCosts
    private let fuses: Bool
    /// Filters that remember stay where they are, with what they know.
    private let isPinned: [Bool]
    /// By stage at the last look; none before the first.
    private var before: [(frames: Int, busy: Double)] = []
    /// Whether filters have moved since the last look: frames of both ways are in its figures.
    private var hasMoved = false

    /// `chain`, as typed, for frames of `shape`.
    package init(
        _ chain: [FilterInstance], shape: FrameShape, costs: ChainCosts, known: MeasuredCosts, assignment: DeviceAssignment, fuses: Bool, level: KernelLevel
    ) {
        (self.costs, self.known, self.assignment, self.fuses) = (costs, known, assignment, fuses)
        let kernels = KernelTable(level: level)
        isPinned = Planner.upright(chain, shape: shape).map { GroupGraph.forDevice([$0], shape: shape, kernels: kernels)?.remembers ?? false }
    }

    /// The sides for the frames to come; nil: they stay. `stages`: the run's, as a snapshot has them.
    package mutating func assignment(after stages: [StageReport]) -> DeviceAssignment? {
        let since = interval(stages)
        guard !hasMoved else {
            hasMoved = false
            return nil
        }
        // A group on the device goes as a whole, and what a filter of it remembers would go with it.
        guard !zip(isPinned, assignment.onDevice).contains(where: { $0 && $1 }), known.learn(from: since, costs, assignment) else { return nil }
        costs.update(with: known)
        let possible = zip(costs.costs, isPinned).map { $1 ? FilterCost(processor: $0.processor, device: nil) : $0 }
        let best = DeviceAssignment(cheapestFor: possible, submission: costs.submission, fuses: fuses)
        let now = DeviceAssignment.milliseconds(costs.costs, onDevice: assignment.onDevice, submission: costs.submission, fuses: fuses)
        guard best.onDevice != assignment.onDevice, best.milliseconds < (1 - Self.gain) * now else { return nil }
        assignment = best
        hasMoved = true
        return best
    }

    /// The stages' figures since the last look, or since the run began.
    private mutating func interval(_ stages: [StageReport]) -> [StageReport] {
        let now = stages.map { (frames: $0.frames, busy: $0.capableFPS > 0 ? Double($0.frames) / $0.capableFPS : 0) }
        defer { before = now }
        guard before.count == now.count else { return stages }
        return stages.indices.map { index in
            var stage = stages[index]
            stage.frames = now[index].frames - before[index].frames
            let busy = now[index].busy - before[index].busy
            stage.capableFPS = busy > 0 ? Double(stage.frames) / busy : 0
            return stage
        }
    }
}
