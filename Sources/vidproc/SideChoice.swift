// --device auto: which filters of the chain run on the device, by what they cost here.
import Filters
import PipelineEngine
import VideoFrame
import VulkanCompute

/// A chain's costs and the cheapest sides, from what earlier runs measured and, where they did not, measured now.
struct SideChoice {
    let costs: ChainCosts
    let assignment: DeviceAssignment
    private let device: String
    private let store: CostStore
    private let review: PlacementReview

    /// Measures up to an eighth of a second for each filter that is not known yet. Errors: a filter that does not suit the frames.
    init(
        _ chain: [FilterInstance], shape: FrameShape, configuration: PipelineConfiguration, device: ComputeDevice, store: CostStore
    ) throws(FilterError) {
        var known = store.load()
        let before = known
        costs = try CostMeter(configuration, device: device).costs(of: chain, shape: shape, known: &known)
        if known != before { store.save(known) }
        assignment = DeviceAssignment(
            cheapestFor: costs.costs, submission: costs.submission, fuses: configuration.fuses && !configuration.digestsStages)
        self.device = device.info.name
        self.store = store
        review = PlacementReview(
            chain, shape: shape, costs: costs, known: known, assignment: assignment,
            fuses: configuration.fuses && !configuration.digestsStages, level: configuration.level)
    }

    /// Looks at the run every second and moves filters to the other side when that has become cheaper. Nil: there is nothing to move.
    func follow(_ pipeline: Pipeline, _ tell: @escaping @Sendable (String) -> Void) -> PlacementWatch? {
        costs.costs.allSatisfy { $0.device == nil } ? nil : PlacementWatch(pipeline, review, store, device: device, tell)
    }

    /// One line for --verbose.
    var summary: String {
        let there = zip(costs.filters, assignment.onDevice).filter { $1 }.map(\.0.text), names = there.isEmpty ? "no filter" : there.joined(separator: ", ")
        return "auto: \(names) on \(device), \(fixed(assignment.milliseconds, 2)) ms a frame by what was measured"
    }

    /// The table of the plan: what each filter costs on either side, the way of its frame there and back, and the side it is on.
    var table: [String] {
        let rows = zip(costs.filters, assignment.onDevice).map { filter, isThere in
            [
                filter.text, fixed(filter.cost.processor, 2), filter.cost.device.map { fixed($0, 2) } ?? "-", fixed(filter.cost.upload, 2),
                fixed(filter.cost.download, 2), isThere ? device : "cpu",
            ]
        }
        let last = "\(fixed(assignment.milliseconds, 2)) ms a frame; each group on the device costs \(fixed(costs.submission, 2)) ms besides"
        return Self.aligned([["ms a frame", "cpu", "device", "there", "back", "runs on"]] + rows) + [last]
    }

    /// `rows` in columns: words left, numbers right, the last column as it is.
    static func aligned(_ rows: [[String]]) -> [String] {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].columns }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, text in
                column == 0 ? text.left(widths[0]) : column == row.count - 1 ? text : text.right(widths[column])
            }.joined(separator: "  ")
        }
    }
}
