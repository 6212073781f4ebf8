// A group's row graph as dispatches: which passes run, in what order, and where their planes lie. Nothing here touches a device.
import Filters
import VideoFrame

/// A plane of a plan.
struct Surface {
    enum Place: Equatable {
        /// In the frame's arena.
        case frame
        case constant
        /// Among what is kept from frame to frame, by number.
        case memory(Int)
    }

    var offset = 0
    let size: PlaneSize
    let bytesPerSample: Int
    let place: Place

    /// As in a pool's planes, so that such a plane is copied as a whole; rows begin at multiples of 64 bytes, for shaders store whole words at their ends.
    var stride: Int { FramePool.stride(width: size.width, bytesPerSample: bytesPerSample) }
    var byteCount: Int { stride * size.height }
}

/// What a group does on a device with a frame. Made once for each set of active filters.
struct ComputePlan {
    struct Dispatch {
        let pass: ComputePass
        /// Surfaces: the result, the inputs, up to three.
        let result: Int
        let inputs: [Int]
        /// Offset among the constants; nil: no table.
        let table: Int?
        /// Dispatches of one level do not touch what others of it write; those of a higher one may.
        let level: Int
        /// Index in the group of the filter that it belongs to.
        let filter: Int
    }

    /// When a surface is written and read.
    private struct Use {
        /// Level of what makes it; 0 for what is there before.
        let made: Int
        /// Level of what last wrote it.
        var written: Int
        /// Highest level at which it is read or written.
        var last: Int
    }

    private(set) var surfaces: [Surface] = []
    /// By level, then by filter.
    private(set) var dispatches: [Dispatch] = []
    /// Planes of the input frame that are copied to the device, and of the output that come back, each with its surface.
    private(set) var uploads: [(plane: Int, surface: Int)] = []
    private(set) var downloads: [(plane: Int, surface: Int)] = []
    /// Filters that are told whether a frame is their first, each with its surface; copied behind the planes.
    private(set) var firstFrames: [(filter: Int, surface: Int)] = []
    /// What is kept from frame to frame, by filter, in the order in which it asked.
    private(set) var memories: [ComputeMemory.Key] = []
    /// Bytes of tables, weights and planes of one value; they are the same for every frame.
    private(set) var constants: [UInt8] = []
    private(set) var arenaBytes = 0
    private var uses: [Use] = []

    /// `made`: planes of the graph's frame that passes make. `graph` must suit.
    init(_ graph: RowGraph, made: [Int]) {
        var needed = [Bool](repeating: false, count: graph.nodes.count)
        for plane in made { needed[graph.planes[plane]] = true }
        // What is written to a memory counts for the next frame, whoever reads it in this one.
        for (index, node) in graph.nodes.enumerated() {
            if case .computed(let pass) = node.kind, pass.isInPlace, graph.isMemory(index) { needed[index] = true }
        }
        for index in graph.nodes.indices.reversed() where needed[index] { for input in graph.nodes[index].inputs { needed[input] = true } }
        var surface = [Int](repeating: -1, count: graph.nodes.count)
        for (index, node) in graph.nodes.enumerated() where needed[index] {
            let inputs = node.inputs.map { surface[$0] }
            switch node.kind {
            case .source(let plane):
                surface[index] = add(node.size, node.bytesPerSample, .frame)
                uploads.append((plane, surface[index]))
            case .constant(let value): surface[index] = addConstant(node, value)
            case .table(let table):
                let pass = ComputePass(.table, [table.values.count - 1], table: ComputePass.packed(table.values))
                surface[index] = add([pass], node, inputs)
            case .placed(let mask):
                let stride = (mask.size.width + 3) / 4 * 4, offset = append(Self.weights(mask, stride: stride))
                surface[index] = add([ComputePass(.placed, [stride])], node, inputs, table: offset)
            case .operation(let operation): surface[index] = add(operation.computePasses, node, inputs)
            case .computed(let pass): surface[index] = add([pass], node, inputs)
            case .memory:
                let number = memories.count { $0.filter == node.filter }
                surface[index] = add(node.size, node.bytesPerSample, .memory(memories.count))
                memories.append(ComputeMemory.Key(filter: node.filter, number: number, surface: surfaces[surface[index]]))
            case .firstFrame:
                surface[index] = add(node.size, node.bytesPerSample, .frame)
                firstFrames.append((node.filter, surface[index]))
            }
        }
        downloads = made.map { (plane: $0, surface: surface[graph.planes[$0]]) }
        dispatches.sort { ($0.level, $0.filter) < ($1.level, $1.filter) }
        place()
    }

    /// What the host writes for each frame: planes, then words.
    var uploadBytes: Int { (uploads.map(\.surface) + firstFrames.map(\.surface)).reduce(0) { $0 + surfaces[$1].byteCount } }
    /// What comes back: planes, then memories, as the frame leaves them.
    var downloadBytes: Int { downloads.reduce(0) { $0 + surfaces[$1.surface].byteCount } + memories.reduce(0) { $0 + $1.byteCount } }

    /// Work groups of a dispatch.
    func groups(_ dispatch: Dispatch) -> PlaneSize {
        dispatch.pass.groups ?? PipelineKey.groups(surfaces[dispatch.result].size, each: dispatch.pass.madeByGroup ?? PipelineKey.madeByGroup)
    }

    private mutating func add(_ size: PlaneSize, _ bytes: Int, _ place: Surface.Place, level: Int = 0) -> Int {
        surfaces.append(Surface(size: size, bytesPerSample: bytes, place: place))
        uses.append(Use(made: level, written: level, last: level))
        return surfaces.count - 1
    }

    private mutating func add(_ passes: [ComputePass], _ node: RowNode, _ inputs: [Int], table: Int? = nil) -> Int {
        var inputs = inputs
        for pass in passes {
            // After all that it reads has been written; and where it writes, after all that reads what was there.
            var level = inputs.reduce(0) { max($0, uses[$1].written) } + 1
            let result: Int
            if pass.isInPlace {
                result = inputs[0]
                level = max(level, uses[result].last + 1)
                uses[result].written = level
            } else {
                result = add(pass.size ?? node.size, pass.bytesPerSample ?? node.bytesPerSample, .frame, level: level)
            }
            for input in inputs { uses[input].last = max(uses[input].last, level) }
            let table = pass.table.isEmpty ? table : append(pass.table)
            dispatches.append(Dispatch(pass: pass, result: result, inputs: inputs, table: table, level: level, filter: node.filter))
            inputs[0] = result
        }
        return inputs[0]
    }

    private mutating func addConstant(_ node: RowNode, _ value: UInt16) -> Int {
        let index = add(node.size, node.bytesPerSample, .constant)
        let sample = node.bytesPerSample == 1 ? [UInt8(truncatingIfNeeded: value)] : [UInt8(value & 255), UInt8(value >> 8)]
        surfaces[index].offset = append((0..<surfaces[index].byteCount).map { sample[$0 % sample.count] })
        return index
    }

    /// Appends to the constants; the offset is a multiple of 64.
    private mutating func append(_ bytes: [UInt8]) -> Int {
        constants += [UInt8](repeating: 0, count: (constants.count + 63) / 64 * 64 - constants.count)
        constants += bytes
        return constants.count - bytes.count
    }

    private mutating func append(_ words: [UInt32]) -> Int { append(words.withUnsafeBytes { [UInt8]($0) }) }

    private static func weights(_ mask: PlacementMask, stride: Int) -> [UInt8] {
        var weights = [UInt8](repeating: 0, count: stride * mask.size.height)
        for y in mask.bounds.rows { for x in mask.bounds.columns { weights[y * stride + x] = UInt8(mask.weight(x: x, y: y)) } }
        return weights
    }

    /// Gives the surfaces their places. What is used for the last time at a level is free above it; what leaves the device stays.
    private mutating func place() {
        for (_, surface) in downloads { uses[surface].last = Int.max }
        let ofFrame = surfaces.indices.filter { surfaces[$0].place == .frame }
        var arena = Arena()
        for level in 0...(uses.map(\.written).max() ?? 0) {
            for index in ofFrame where uses[index].made == level { surfaces[index].offset = arena.take(surfaces[index].byteCount) }
            for index in ofFrame where uses[index].last == level { arena.giveBack(surfaces[index].offset, surfaces[index].byteCount) }
        }
        arenaBytes = arena.byteCount
    }
}

extension RowGraph {
    /// Whether `node` is a memory, as it was or changed.
    fileprivate func isMemory(_ node: Int) -> Bool {
        switch nodes[node].kind {
        case .memory: true
        case .computed(let pass): pass.isInPlace && isMemory(nodes[node].inputs[0])
        default: false
        }
    }
}
