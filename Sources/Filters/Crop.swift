// crop: a part of the frame.
//
// Definition. out(x, y) = in(x + X, y + Y) on every plane, alpha too, X and Y divided by the subsampling on chroma. W and H are the new size; X and Y the place of its
// top left corner, by default such that as much is cut off on either side. A chroma sample cannot be cut in two: X and Y must be multiples of what it
// covers, W and H too unless the part ends where the frame does. What was typed in percent, and the default place, are rounded down to what suits.
import Glibc
import KernelInterface
import Kernels
import VideoFrame

/// A part of the frame, bit for bit.
public struct Crop: VideoFilter {
    public static let size = TextParameter(
        "size", form: "W:H[:X:Y]", default: "50%:50%", samples: ["50%:50%", "80%:60%:10%:20%", "100%:75%"],
        "size, and place of the top left corner (pixels or %; centred)")
    public static let descriptor = FilterDescriptor(
        name: "crop", summary: "cut out a part of the frame", parameters: [.text(size)], example: "--crop=640:480:20:10", topic: .geometry, planes: .all,
        reach: .wholeStream)

    private let measures: [Measure]

    public init(_ arguments: FilterArguments) throws(FilterError) {
        let fields = arguments[Self.size].split(separator: ":", omittingEmptySubsequences: false)
        measures = try Measure.read(fields, count: 4, percent: 0...100, filter: "crop", form: "size=" + Self.size.form)
        if measures[0].isZero || measures[1].isZero { throw FilterError("crop: the part is empty", hint: "W and H are more than 0") }
    }

    /// In luma samples.
    public init(width: Int, height: Int, x: Int, y: Int) { measures = [.pixels(width), .pixels(height), .pixels(x), .pixels(y)] }

    public var needsUpright: Bool { true }
    public var hasRowPlan: Bool { true }

    struct Part: Equatable {
        var x, y, width, height: Int
    }

    /// Where the part lies. Errors: it does not lie on the frame or cuts chroma samples.
    func part(of shape: FrameShape) throws(FilterError) -> Part {
        let step = shape.format.chromaStep
        let (x, width) = try Self.span(measures[2], measures[0], of: shape.width, step: step.x, shape, "a width", "an offset")
        let (y, height) = try Self.span(measures[3], measures[1], of: shape.height, step: step.y, shape, "a height", "an offset downward")
        return Part(x: x, y: y, width: width, height: height)
    }

    private static func span(
        _ place: Measure, _ length: Measure, of total: Int, step: Int, _ shape: FrameShape, _ lengthWord: String, _ placeWord: String
    ) throws(FilterError) -> (Int, Int) {
        let count: Int
        switch length {
        case .pixels(let typed): count = typed
        case .percent(let share) where share < 100: count = max(min(step, total), Int(share * Double(total) / 100 + 0.5) / step * step)
        case .percent, .automatic: count = total
        }
        let offset: Int
        switch place {
        case .pixels(let typed): offset = typed
        case .percent(let share): offset = Int(share * Double(total) / 100 + 0.5) / step * step
        case .automatic: offset = (total - count) / 2 / step * step
        }
        guard count <= total, offset + count <= total else {
            throw FilterError(
                "the part of \(count) at \(offset) does not lie on the \(shape.width)x\(shape.height) frame", hint: "size=\(size.form), at most \(total) here")
        }
        if offset % step != 0 { throw shape.format.refusal(of: offset, placeWord, step: step, limit: total - 1) }
        if count % step != 0 && offset + count != total { throw shape.format.refusal(of: count, lengthWord, step: step, limit: total) }
        return (offset, count)
    }

    public func check(_ shape: FrameShape) throws(FilterError) { _ = try part(of: shape) }

    private func outputShape(_ shape: FrameShape, _ part: Part) -> FrameShape {
        var result = shape
        (result.width, result.height) = (part.width, part.height)
        return result
    }

    public func reference(_ picture: Picture) -> Picture {
        let shape = picture.shape
        guard let part = try? part(of: shape) else { return picture }
        let cut = outputShape(shape, part)
        let planes = picture.planes.indices.map { plane -> [Int] in
            let from = shape.size(ofPlane: plane), to = cut.size(ofPlane: plane), shift = shape.format.shifts(plane: plane)
            return (0..<to.width * to.height).map {
                picture.planes[plane][($0 / to.width + part.y >> shift.y) * from.width + $0 % to.width + (part.x >> shift.x)]
            }
        }
        return Picture(shape: cut, planes: planes)
    }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        let shape = graph.shape
        guard let part = try? part(of: shape), part != Part(x: 0, y: 0, width: shape.width, height: shape.height) else { return }
        let cut = outputShape(shape, part)
        let planes = graph.planes.indices.map { plane -> Int in
            let size = cut.size(ofPlane: plane), shift = shape.format.shifts(plane: plane)
            if let value = graph.constantValue(graph.planes[plane]) { return graph.constant(value, size: size) }
            let rows = CropRows(x: part.x >> shift.x, y: part.y >> shift.y, bytesPerSample: shape.format.bytesPerSample)
            return graph.operation(rows, inputs: [graph.planes[plane]], size: size)
        }
        graph.become(cut, planes: planes)
    }
}

private struct CropRows: RowOperation {
    let x, y: Int
    let bytesPerSample: Int

    func window(input: Int, row: Int) -> Range<Int> { row + y..<row + y + 1 }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { columns.lowerBound + x..<columns.upperBound + x }

    var computePasses: [ComputePass] { [ComputePass(.moved, from: (x, y))] }

    func run(_ call: RowCall, row: Int) {
        memcpy(call.output + call.x * bytesPerSample, call.rows[0] + (call.x + x) * bytesPerSample, call.count * bytesPerSample)
    }
}
