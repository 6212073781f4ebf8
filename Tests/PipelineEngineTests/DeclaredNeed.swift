// What a plan in rows says it reads, followed back through its graph to the source's planes.
import Filters
import VideoFrame

/// Rows and columns of a node; what lies in both is needed.
struct DeclaredNeed {
    private(set) var rows: [Bool]
    private(set) var columns: [Bool]

    init(_ size: PlaneSize) {
        rows = Array(repeating: false, count: size.height)
        columns = Array(repeating: false, count: size.width)
    }

    func contains(x: Int, y: Int) -> Bool { rows[y] && columns[x] }

    /// Ranges may lie beyond the plane: they are mirrored.
    mutating func add(rows added: Range<Int>) { for row in added { rows[mirror(row, rows.count)] = true } }
    mutating func add(columns added: Range<Int>) { for column in added { columns[mirror(column, columns.count)] = true } }

    /// By plane of the source what `graph` reads for `outputs`, one need for each of its planes.
    static func sources(of graph: RowGraph, outputs: [DeclaredNeed], shape: FrameShape) -> [DeclaredNeed] {
        var sources = (0..<shape.format.planeCount).map { DeclaredNeed(shape.size(ofPlane: $0)) }
        var needs = graph.nodes.map { DeclaredNeed($0.size) }
        for (plane, node) in graph.planes.enumerated() { needs[node].join(outputs[plane]) }
        // Inputs stand before their users.
        for (index, node) in graph.nodes.enumerated().reversed() {
            let need = needs[index]
            guard let first = need.columns.firstIndex(of: true), let last = need.columns.lastIndex(of: true) else { continue }
            switch node.kind {
            case .source(let plane): sources[plane].join(need)
            case .constant, .computed, .memory, .firstFrame: break
            case .table, .placed: for input in node.inputs { needs[input].join(need) }
            case .operation(let operation):
                for (number, input) in node.inputs.enumerated() {
                    var isRead = false
                    for row in need.rows.indices where need.rows[row] {
                        let window = operation.window(input: number, row: row)
                        needs[input].add(rows: window)
                        isRead = isRead || !window.isEmpty
                    }
                    if isRead { needs[input].add(columns: operation.columns(input: number, for: first..<last + 1)) }
                }
            }
        }
        return sources
    }

    private mutating func join(_ other: DeclaredNeed) {
        for row in rows.indices where other.rows[row] { rows[row] = true }
        for column in columns.indices where other.columns[column] { columns[column] = true }
    }
}

extension Picture {
    /// Every sample of which `changes` is true replaced by another value; and how many were.
    func changed(seed: UInt64, where changes: (_ plane: Int, _ x: Int, _ y: Int) -> Bool) -> (picture: Picture, count: Int) {
        var result = self, count = 0, state = seed
        for plane in planes.indices {
            let width = max(1, shape.size(ofPlane: plane).width)
            for index in planes[plane].indices where changes(plane, index % width, index / width) {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                result.planes[plane][index] = (planes[plane][index] + 1 + Int(state >> 40) % shape.format.maximum) & shape.format.maximum
                count += 1
            }
        }
        return (result, count)
    }
}
