// A group's row graph as dispatches: which passes run, in what order, and where their planes lie. Nothing here touches a device.
import Filters
import VideoFrame

/// A plane of a plan, by its place in the frame's arena or among the constants.
struct Surface {
    var offset = 0
    let size: PlaneSize
    let bytesPerSample: Int
    let isConstant: Bool

    /// Rows begin at multiples of 64 bytes: shaders store whole words at their ends.
    var stride: Int { (size.width * bytesPerSample + 63) / 64 * 64 }
    var byteCount: Int { stride * size.height }
}

/// What a group does on a device with a frame. Made once for each set of active filters.
struct ComputePlan {
    struct Dispatch {
        let shader: ComputeShader
        let parameters: [Int32]
        let reach: PlaneSize
        /// Surfaces: the result, the inputs, up to three.
        let result: Int
        let inputs: [Int]
        /// Offset among the constants; nil: no table.
        let table: Int?
        /// Dispatches of one level do not read each other; those of a higher one read lower ones.
        let level: Int
        /// Index in the group of the filter that it belongs to.
        let filter: Int
    }

    private(set) var surfaces: [Surface] = []
    /// By level, then by filter.
    private(set) var dispatches: [Dispatch] = []
    /// Planes of the input frame that are copied to the device, and of the output that come back, each with its surface.
    private(set) var uploads: [(plane: Int, surface: Int)] = []
    private(set) var downloads: [(plane: Int, surface: Int)] = []
    /// Bytes of tables, weights and planes of one value; they are the same for every frame.
    private(set) var constants: [UInt8] = []
    private(set) var arenaBytes = 0

    /// `made`: planes of the graph's frame that passes make. `graph` must suit.
    init(_ graph: RowGraph, made: [Int]) {
        var needed = [Bool](repeating: false, count: graph.nodes.count)
        for plane in made { needed[graph.planes[plane]] = true }
        for index in graph.nodes.indices.reversed() where needed[index] { for input in graph.nodes[index].inputs { needed[input] = true } }
        var surface = [Int](repeating: -1, count: graph.nodes.count), levels: [Int] = []
        func level(_ surface: Int) -> Int { levels[surface] }
        for (index, node) in graph.nodes.enumerated() where needed[index] {
            let inputs = node.inputs.map { surface[$0] }, below = inputs.map(level).max() ?? 0
            switch node.kind {
            case .source(let plane):
                surface[index] = add(node.size, node.bytesPerSample, &levels, level: 0)
                uploads.append((plane, surface[index]))
            case .constant(let value): surface[index] = addConstant(node, value, &levels)
            case .table(let table):
                let pass = ComputePass(.table, [table.values.count - 1], table: ComputePass.packed(table.values))
                surface[index] = add([pass], node, inputs, &levels, above: below)
            case .placed(let mask):
                let stride = (mask.size.width + 3) / 4 * 4, offset = append(Self.weights(mask, stride: stride))
                surface[index] = add([ComputePass(.placed, [stride])], node, inputs, &levels, above: below, table: offset)
            case .operation(let operation): surface[index] = add(operation.computePasses, node, inputs, &levels, above: below)
            }
        }
        downloads = made.map { (plane: $0, surface: surface[graph.planes[$0]]) }
        dispatches.sort { ($0.level, $0.filter) < ($1.level, $1.filter) }
        place(levels)
    }

    private mutating func add(_ size: PlaneSize, _ bytes: Int, _ levels: inout [Int], level: Int) -> Int {
        surfaces.append(Surface(size: size, bytesPerSample: bytes, isConstant: false))
        levels.append(level)
        return surfaces.count - 1
    }

    private mutating func add(
        _ passes: [ComputePass], _ node: RowNode, _ inputs: [Int], _ levels: inout [Int], above: Int, table: Int? = nil
    ) -> Int {
        var inputs = inputs, level = above
        for pass in passes {
            level += 1
            let result = add(pass.size ?? node.size, pass.bytesPerSample ?? node.bytesPerSample, &levels, level: level)
            let table = pass.table.isEmpty ? table : append(pass.table)
            dispatches.append(
                Dispatch(
                    shader: pass.shader, parameters: pass.parameters, reach: pass.reach, result: result, inputs: inputs, table: table, level: level,
                    filter: node.filter))
            inputs[0] = result
        }
        return inputs[0]
    }

    private mutating func addConstant(_ node: RowNode, _ value: UInt16, _ levels: inout [Int]) -> Int {
        var surface = Surface(size: node.size, bytesPerSample: node.bytesPerSample, isConstant: true)
        let sample = node.bytesPerSample == 1 ? [UInt8(truncatingIfNeeded: value)] : [UInt8(value & 255), UInt8(value >> 8)]
        surface.offset = append((0..<surface.byteCount).map { sample[$0 % sample.count] })
        surfaces.append(surface)
        levels.append(0)
        return surfaces.count - 1
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

    /// Gives the surfaces their places. What is read for the last time at a level is free above it; what leaves the device stays.
    private mutating func place(_ levels: [Int]) {
        var last = levels
        for dispatch in dispatches { for input in dispatch.inputs { last[input] = max(last[input], dispatch.level) } }
        for (_, surface) in downloads { last[surface] = Int.max }
        var arena = Arena()
        for level in 0...(levels.max() ?? 0) {
            for index in surfaces.indices where levels[index] == level && !surfaces[index].isConstant {
                surfaces[index].offset = arena.take(surfaces[index].byteCount)
            }
            for index in surfaces.indices where last[index] == level && !surfaces[index].isConstant {
                arena.giveBack(surfaces[index].offset, surfaces[index].byteCount)
            }
        }
        arenaBytes = arena.byteCount
    }
}
