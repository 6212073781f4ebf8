// pad: a border of one colour.
//
// Definition. out(x, y) = in(x − X, y − Y) where that lies on the frame, else the colour's code value (see FillColor; alpha opaque), on every plane, X and Y divided by the
// subsampling on chroma. W and H are the new size, by default the frame's own; X and Y the place of the frame in it, by default the middle. X and Y must be
// multiples of what a chroma sample covers, W and H too unless nothing is added beyond the frame. Percent and the default place are rounded down to what suits.
import Glibc
import KernelInterface
import Kernels
import VideoFrame

/// The frame on a larger ground of one colour.
public struct Pad: VideoFilter {
    public static let size = TextParameter(
        "size", form: "W:H[:X:Y[:COLOUR]]", default: "120%:120%", samples: ["120%:120%", "150%:100%", "200%:130%:0:0:#4080C0"],
        "new size, place of the frame in it (pixels or %; centred), and colour (black)")
    public static let descriptor = FilterDescriptor(
        name: "pad", summary: "add a border", parameters: [.text(size)], example: "--pad=1920:1080:-1:-1:#202020", topic: .geometry, planes: .all,
        reach: .wholeStream)

    private let measures: [Measure]
    public let color: FillColor

    public init(_ arguments: FilterArguments) throws(FilterError) {
        let fields = arguments[Self.size].split(separator: ":", omittingEmptySubsequences: false)
        measures = try Measure.read(Array(fields.prefix(4)), count: 4, percent: 0...1000, filter: "pad", form: "size=" + Self.size.form)
        guard fields.count <= 5 else { throw FilterError("pad: '\(arguments[Self.size])' cannot be read", hint: "size=" + Self.size.form) }
        color = try FillColor(fields.count == 5 ? String(fields[4]) : "black", filter: "pad")
    }

    /// In luma samples.
    public init(width: Int, height: Int, x: Int, y: Int, color: FillColor) {
        measures = [.pixels(width), .pixels(height), .pixels(x), .pixels(y)]
        self.color = color
    }

    public var needsUpright: Bool { true }
    public var hasRowPlan: Bool { true }

    struct Ground: Equatable {
        var x, y, width, height: Int
    }

    /// The new size and where the frame lies in it. Errors: the frame does not fit, or chroma samples would be cut.
    func ground(for shape: FrameShape) throws(FilterError) -> Ground {
        let step = shape.format.chromaStep
        let (x, width) = try Self.span(measures[2], measures[0], of: shape.width, step: step.x, shape, "a width", "an offset")
        let (y, height) = try Self.span(measures[3], measures[1], of: shape.height, step: step.y, shape, "a height", "an offset downward")
        return Ground(x: x, y: y, width: width, height: height)
    }

    private static func span(
        _ place: Measure, _ length: Measure, of side: Int, step: Int, _ shape: FrameShape, _ lengthWord: String, _ placeWord: String
    ) throws(FilterError) -> (Int, Int) {
        let total: Int
        switch length {
        case .pixels(let typed): total = typed
        case .percent(let share) where share >= 100: total = max(side, Int(share * Double(side) / 100 + 0.5) / step * step)
        case .percent(let share): total = Int(share * Double(side) / 100 + 0.5) / step * step
        case .automatic: total = side
        }
        let offset: Int
        switch place {
        case .pixels(let typed): offset = typed
        case .percent(let share): offset = Int(share * Double(total) / 100 + 0.5) / step * step
        case .automatic: offset = (total - side) / 2 / step * step
        }
        guard offset >= 0, offset + side <= total else {
            throw FilterError(
                "the \(shape.width)x\(shape.height) frame at \(offset) does not fit into \(total)",
                hint: "size=\(size.form); crop or scale make frames smaller")
        }
        guard total <= Measure.limit else { throw FilterError("\(total) is too large", hint: "a side is at most \(Measure.limit)") }
        if offset % step != 0 { throw shape.format.refusal(of: offset, placeWord, step: step, limit: total - side) }
        if total % step != 0 && offset + side != total { throw shape.format.refusal(of: total, lengthWord, step: step, limit: Measure.limit) }
        return (offset, total)
    }

    public func check(_ shape: FrameShape) throws(FilterError) { _ = try ground(for: shape) }

    public func reference(_ picture: Picture) -> Picture {
        let shape = picture.shape
        guard let ground = try? ground(for: shape) else { return picture }
        var larger = shape
        (larger.width, larger.height) = (ground.width, ground.height)
        let fill = color.samples(for: shape)
        let planes = picture.planes.indices.map { plane -> [Int] in
            let from = shape.size(ofPlane: plane), to = larger.size(ofPlane: plane), shift = shape.format.shifts(plane: plane)
            return (0..<to.width * to.height).map {
                let x = $0 % to.width - (ground.x >> shift.x), y = $0 / to.width - (ground.y >> shift.y)
                return x >= 0 && y >= 0 && x < from.width && y < from.height ? picture.planes[plane][y * from.width + x] : fill[plane]
            }
        }
        return Picture(shape: larger, planes: planes)
    }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        let shape = graph.shape
        guard let ground = try? ground(for: shape), ground != Ground(x: 0, y: 0, width: shape.width, height: shape.height) else { return }
        var larger = shape
        (larger.width, larger.height) = (ground.width, ground.height)
        let fill = color.samples(for: shape), bytes = shape.format.bytesPerSample
        let planes = graph.planes.indices.map { plane -> Int in
            let size = larger.size(ofPlane: plane), shift = shape.format.shifts(plane: plane)
            if graph.constantValue(graph.planes[plane]) == fill[plane] { return graph.constant(fill[plane], size: size) }
            let line = [UInt8](unsafeUninitializedCapacity: size.width * bytes) { buffer, count in
                for index in 0..<size.width * bytes { buffer[index] = UInt8(fill[plane] >> (8 * (index % bytes)) & 255) }
                count = size.width * bytes
            }
            let rows = PadRows(
                x: ground.x >> shift.x, y: ground.y >> shift.y, frame: shape.size(ofPlane: plane), line: ConstantTable(line), fill: fill[plane],
                bytesPerSample: bytes)
            return graph.operation(rows, inputs: [graph.planes[plane]], size: size)
        }
        graph.become(larger, planes: planes)
    }
}

private struct PadRows: RowOperation {
    let x, y: Int
    let frame: PlaneSize
    /// A row of the colour.
    let line: ConstantTable<UInt8>
    let fill: Int
    let bytesPerSample: Int

    func window(input: Int, row: Int) -> Range<Int> {
        let inner = row - y
        if inner >= 0 && inner < frame.height { return inner..<inner + 1 }
        // Empty, and not falling as rows rise.
        let edge = inner < 0 ? 0 : frame.height
        return edge..<edge
    }

    func columns(input: Int, for columns: Range<Int>) -> Range<Int> {
        let inside = columns.clamped(to: x..<x + frame.width)
        return inside.lowerBound - x..<inside.upperBound - x
    }

    var computePasses: [ComputePass] { [ComputePass(.moved, from: (-x, -y), [0, fill])] }

    func run(_ call: RowCall, row: Int) {
        let bytes = bytesPerSample, all = call.x..<call.x + call.count
        func paint(_ columns: Range<Int>) {
            if !columns.isEmpty { memcpy(call.output + columns.lowerBound * bytes, line.values + columns.lowerBound * bytes, columns.count * bytes) }
        }
        let inside = all.clamped(to: x..<x + frame.width)
        guard row >= y, row < y + frame.height, !inside.isEmpty else { return paint(all) }
        paint(all.lowerBound..<inside.lowerBound)
        memcpy(call.output + inside.lowerBound * bytes, call.rows[0] + (inside.lowerBound - x) * bytes, inside.count * bytes)
        paint(inside.upperBound..<all.upperBound)
    }
}
