// The graph that filters write their CPU plan into: nodes make rows, planes name the node that makes them.
import VideoFrame

/// What makes the rows of one plane.
public struct RowNode: Sendable {
    public enum Kind: Sendable {
        /// Plane of the group's input frame.
        case source(plane: Int)
        /// Every sample has this code value.
        case constant(UInt16)
        /// Pointwise look-up of the one input.
        case table(SampleTable)
        case operation(any RowOperation)
        /// Input 1 as far as the placement covers the sample, input 0 elsewhere.
        case placed(PlacementMask)
        /// In plans for a device alone: what the pass makes of its inputs, of which it may read any sample.
        case computed(ComputePass)
        /// In plans for a device alone: what the filter keeps from frame to frame. Passes in place change it; before the first it is anything.
        case memory
        /// In plans for a device alone: one number, 1 where the filter may remember nothing of earlier frames (`FramePass.isFirst`), else 0.
        case firstFrame
    }

    public let kind: Kind
    public let inputs: [Int]
    public let size: PlaneSize
    public let bytesPerSample: Int
    /// Index in the group of the filter that the node's time is counted for; -1 for sources.
    public let filter: Int
}

/// A group's plan for frames of one shape. Filters append nodes and rename the planes; nothing here runs.
public struct RowGraph: Sendable {
    /// Shape of the frame as the filter being planned sees it.
    public private(set) var shape: FrameShape
    public private(set) var nodes: [RowNode] = []
    /// For each plane of `shape` the node that makes it.
    public var planes: [Int]
    private var filter = -1

    public init(shape: FrameShape) {
        self.shape = shape
        planes = []
        for plane in 0..<shape.format.planeCount {
            planes.append(append(.source(plane: plane), inputs: [], size: shape.size(ofPlane: plane), bytesPerSample: shape.format.bytesPerSample))
        }
    }

    /// From here on frames have another shape, `planes` being its planes' nodes. For filters that change size or layout.
    public mutating func become(_ shape: FrameShape, planes: [Int]) {
        precondition(planes.count == shape.format.planeCount, "a plane is missing")
        self.shape = shape
        self.planes = planes
    }

    public mutating func begin(filter index: Int) { filter = index }

    public mutating func operation(_ operation: any RowOperation, inputs: [Int], size: PlaneSize? = nil) -> Int {
        append(.operation(operation), inputs: inputs, size: size ?? nodes[inputs[0]].size, bytesPerSample: operation.bytesPerSample)
    }

    /// Look-up of `input`; a run of look-ups becomes one table, and a constant stays one.
    public mutating func table(_ table: SampleTable, input: Int) -> Int {
        let node = nodes[input]
        switch node.kind {
        case .constant(let value): return constant(Int(table.values[Int(value)]), size: node.size)
        case .table(let earlier):
            return append(.table(earlier.then(table)), inputs: node.inputs, size: node.size, bytesPerSample: node.bytesPerSample)
        default: return append(.table(table), inputs: [input], size: node.size, bytesPerSample: node.bytesPerSample)
        }
    }

    public mutating func constant(_ value: Int, size: PlaneSize) -> Int {
        append(.constant(UInt16(value)), inputs: [], size: size, bytesPerSample: shape.format.bytesPerSample)
    }

    /// Whether every sample of `node` is the same, known now.
    public func isConstant(_ node: Int) -> Bool { if case .constant = nodes[node].kind { true } else { false } }

    /// The one value of `node`'s samples where it is known now.
    public func constantValue(_ node: Int) -> Int? { if case .constant(let value) = nodes[node].kind { Int(value) } else { nil } }

    /// Whether every sample of `node` is known to be `value`.
    public func isConstant(_ node: Int, _ value: Int) -> Bool { constantValue(node) == value }

    /// `inside` as far as `mask` covers, `outside` elsewhere.
    public mutating func placed(_ mask: PlacementMask, outside: Int, inside: Int) -> Int {
        append(.placed(mask), inputs: [outside, inside], size: nodes[outside].size, bytesPerSample: nodes[outside].bytesPerSample)
    }

    /// What a device's `pass` makes of up to three planes.
    public mutating func computed(_ pass: ComputePass, inputs: [Int]) -> Int {
        let like = nodes[inputs[0]]
        return append(.computed(pass), inputs: inputs, size: pass.size ?? like.size, bytesPerSample: pass.bytesPerSample ?? like.bytesPerSample)
    }

    /// A plane that the filter being planned keeps on a device from frame to frame.
    public mutating func memory(size: PlaneSize, bytesPerSample: Int) -> Int { append(.memory, inputs: [], size: size, bytesPerSample: bytesPerSample) }

    /// See `RowNode.Kind.firstFrame`.
    public mutating func firstFrame() -> Int { append(.firstFrame, inputs: [], size: PlaneSize(width: 1, height: 1), bytesPerSample: 4) }

    private mutating func append(_ kind: RowNode.Kind, inputs: [Int], size: PlaneSize, bytesPerSample: Int) -> Int {
        nodes.append(RowNode(kind: kind, inputs: inputs, size: size, bytesPerSample: bytesPerSample, filter: filter))
        return nodes.count - 1
    }
}
