// The row graph of a group for the filters that are active, whatever device runs it.
import Filters
import Kernels
import VideoFrame
import VulkanCompute

/// Plans a group's filters for frames of one shape. Keeps the placements' masks, which do not change.
struct GroupGraph {
    let instances: [FilterInstance]
    let shape: FrameShape
    let kernels: KernelTable
    /// Whether a compute device is planned for.
    let isForDevice: Bool
    /// By filter; none for those that act everywhere.
    private var masks: [Int: [PlacementMask]] = [:]
    /// Whether all filters that were planned so far had a plan for the device.
    private var isPlanned = true
    /// With all filters, where that is known.
    private var whole: RowGraph?

    init(_ instances: [FilterInstance], shape: FrameShape, kernels: KernelTable, isForDevice: Bool = false) {
        precondition(instances.count <= 64, "a group holds at most 64 filters")
        self.instances = instances
        self.shape = shape
        self.kernels = kernels
        self.isForDevice = isForDevice
    }

    /// A bit for each filter.
    var all: UInt64 { instances.isEmpty ? 0 : ~0 >> UInt64(64 - instances.count) }

    /// Whether a filter keeps something on the device from frame to frame; known once a graph was planned.
    private(set) var remembers = false

    func active(at timing: FrameTiming) -> UInt64 {
        var active: UInt64 = 0
        for (index, instance) in instances.enumerated() where instance.placement.isActive(at: timing) { active |= 1 << UInt64(index) }
        return active
    }

    /// The plans for a device; nil where it has no way for something that the filters do.
    static func forDevice(_ instances: [FilterInstance], shape: FrameShape, kernels: KernelTable) -> GroupGraph? {
        var graphs = GroupGraph(instances, shape: shape, kernels: kernels, isForDevice: true)
        // What does not fit the frame is told when the processor is made.
        guard let graph = try? graphs.graph(active: graphs.all), graphs.isPlanned, ComputeProgram.suits(graph) else { return nil }
        graphs.whole = graph
        return graphs
    }

    /// The graph of the filters of `active`. Ask for all filters first: that finds errors of placement, and makes the masks, before the run.
    mutating func graph(active: UInt64) throws(FilterError) -> RowGraph {
        if let whole, active == all { return whole }
        var graph = RowGraph(shape: shape)
        for (index, instance) in instances.enumerated() where active & (1 << UInt64(index)) != 0 {
            graph.begin(filter: index)
            let before = graph.planes, shape = graph.shape
            try instance.checkShape(shape)
            if isForDevice {
                isPlanned = instance.filter.computePlan(&graph, kernels: kernels) && isPlanned
            } else {
                instance.filter.plan(&graph, kernels: kernels)
            }
            if graph.shape != shape {
                try instance.refusePlacement()
                continue
            }
            if masks[index] == nil { masks[index] = try instance.masks(for: shape) }
            guard let masks = masks[index] else { continue }
            for plane in graph.planes.indices where graph.planes[plane] != before[plane] {
                graph.planes[plane] = graph.placed(masks[plane], outside: before[plane], inside: graph.planes[plane])
            }
        }
        remembers = remembers || graph.nodes.contains { if case .memory = $0.kind { true } else { false } }
        return graph
    }
}

/// Where each plane of a group's output comes from.
struct OutputPlanes: Sendable {
    private enum Origin: Sendable {
        /// The input's plane `index`, shared.
        case share(Int)
        /// The same plane as output plane `index`.
        case same(Int)
        /// A plane of one value, made once.
        case constant(PooledPlane)
        /// Made for each frame.
        case made
    }

    /// Holds a reference that frames share.
    private final class PooledPlane: Sendable {
        let plane: PlaneRef
        init(_ plane: consuming PlaneRef) { self.plane = plane }
    }

    let shape: FrameShape
    /// Planes that are made for each frame.
    let made: [Int]
    /// Whether the output is the input.
    let isIdentity: Bool
    private let origins: [Origin]

    /// `input`: the shape of the frames that come in.
    init(_ graph: RowGraph, input: FrameShape, pool: FramePool) {
        var origins: [Origin] = [], made: [Int] = [], seen: [Int: Int] = [:], isIdentity = graph.shape == input
        for (index, node) in graph.planes.enumerated() {
            if let earlier = seen[node] {
                origins.append(.same(earlier))
                isIdentity = false
                continue
            }
            switch graph.nodes[node].kind {
            case .source(let plane):
                origins.append(.share(plane))
                if plane != index { isIdentity = false }
            case .constant(let value):
                origins.append(.constant(PooledPlane(Self.plane(of: value, graph.nodes[node], pool))))
                isIdentity = false
            default:
                origins.append(.made)
                made.append(index)
                seen[node] = index
                isIdentity = false
            }
        }
        (shape, self.made, self.isIdentity, self.origins) = (graph.shape, made, isIdentity, origins)
    }

    /// The output's planes for `frame`; those that are to be made are fresh ones of `pool`, whose views are put into `views`.
    func planes(_ frame: borrowing Frame, pool: FramePool, _ views: inout PlaneViews) -> PlaneSet {
        var planes = PlaneSet()
        for (index, origin) in origins.enumerated() {
            switch origin {
            case .share(let plane): planes.set(index, frame.planes.share(plane))
            case .same(let plane): planes.set(index, planes.share(plane))
            case .constant(let constant): planes.set(index, constant.plane.share())
            case .made:
                let plane = pool.plane(size: shape.size(ofPlane: index), bytesPerSample: shape.format.bytesPerSample)
                views[index] = plane.view
                planes.set(index, plane)
            }
        }
        return planes
    }

    private static func plane(of value: UInt16, _ node: RowNode, _ pool: FramePool) -> PlaneRef {
        let plane = pool.plane(size: node.size, bytesPerSample: node.bytesPerSample)
        let row = ConstantRow(value: value, width: node.size.width, bytesPerSample: node.bytesPerSample)
        for y in 0..<node.size.height { plane.view.row(y).copyMemory(from: row.base, byteCount: node.size.width * node.bytesPerSample) }
        return plane
    }
}
