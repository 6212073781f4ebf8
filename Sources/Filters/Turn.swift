// A picture turned by quarters and mirrored, sample by sample: what flip, rotate and upright pixels are made of.
//
// Definition. First mirrored left to right, then turned clockwise, on every plane; with M the mirrored or plain input of w × h samples:
//     no turn M(x, y); one M(y, h − 1 − x); two M(w − 1 − x, h − 1 − y); three M(w − 1 − y, x).
// One or three turns swap width and height, the subsampling across and down (4:2:2 becomes 4:4:0) and the sides of a sample. Where chroma lies in luma goes
// with them as far as H.273 has a word for it (left ↔ top or bottom); a place on the right, for which there is none, is called left. Without a swap the word stays.
import KernelInterface
import Kernels
import VideoFrame

extension Orientation {
    /// What frames of `shape` become.
    func applied(to shape: FrameShape) -> FrameShape {
        guard swapsSides else { return shape }
        let format = shape.format
        var result = shape
        result.format = PixelFormat(
            family: format.family, depth: format.depth, chromaShiftX: format.chromaShiftY, chromaShiftY: format.chromaShiftX, hasAlpha: format.hasAlpha)
        (result.width, result.height) = (shape.height, shape.width)
        if shape.sampleAspect.numerator > 0 { result.sampleAspect = Rational(shape.sampleAspect.denominator, shape.sampleAspect.numerator) }
        if format.chromaShiftX + format.chromaShiftY > 0 { result.color.chromaLocation = turned(shape.color.chromaLocation) }
        return result
    }

    /// libav's 1 left, 2 centre, 3 top left, 4 top, 5 bottom left, 6 bottom.
    private func turned(_ location: Int) -> Int {
        let places = [1: (0, 1), 2: (1, 1), 3: (0, 0), 4: (1, 0), 5: (0, 2), 6: (1, 2)]
        guard var (x, y) = places[location] else { return location }
        if isMirrored { x = 2 - x }
        (x, y) = quarterTurns == 1 ? (2 - y, x) : (y, 2 - x)
        if x == 2 { x = 0 }
        return places.first { $0.value == (x, y) }?.key ?? location
    }

    /// The sample of a plane of `size` that comes to lie at (x, y).
    func source(x: Int, y: Int, size: PlaneSize) -> (x: Int, y: Int) {
        let (w, h) = (size.width, size.height)
        let place: (x: Int, y: Int)
        switch quarterTurns {
        case 0: place = (x, y)
        case 1: place = (y, h - 1 - x)
        case 2: place = (w - 1 - x, h - 1 - y)
        default: place = (w - 1 - y, x)
        }
        return isMirrored ? (w - 1 - place.x, place.y) : place
    }

    /// For a device.
    func plan(_ graph: inout RowGraph) {
        let from = graph.shape, to = applied(to: from)
        var planes = graph.planes
        for plane in planes.indices {
            let size = from.size(ofPlane: plane)
            // The map is linear: what it does to the first sample and to a step each way.
            let origin = source(x: 0, y: 0, size: size), right = source(x: 1, y: 0, size: size), down = source(x: 0, y: 1, size: size)
            let numbers = [right.x - origin.x, down.x - origin.x, origin.x, right.y - origin.y, down.y - origin.y, origin.y]
            planes[plane] = graph.computed(ComputePass(.turned, numbers, size: to.size(ofPlane: plane)), inputs: [planes[plane]])
        }
        graph.become(to, planes: planes)
    }

    func reference(_ picture: Picture) -> Picture {
        let shape = applied(to: picture.shape)
        let planes = picture.planes.indices.map { plane -> [Int] in
            let from = picture.shape.size(ofPlane: plane), to = shape.size(ofPlane: plane)
            return (0..<to.width * to.height).map {
                let place = source(x: $0 % to.width, y: $0 / to.width, size: from)
                return picture.planes[plane][place.y * from.width + place.x]
            }
        }
        return Picture(shape: shape, planes: planes)
    }
}

/// Makes the picture upright: does to the samples what the display was to do. The engine puts it in front of a chain that needs it.
public struct Turn: VideoFilter {
    public static let descriptor = FilterDescriptor(name: "upright", summary: "turn the picture as the display would", example: "--upright", topic: .geometry)

    public let orientation: Orientation

    public init(_ arguments: FilterArguments) throws(FilterError) { orientation = .upright }
    public init(_ orientation: Orientation) { self.orientation = orientation }

    public func reference(_ picture: Picture) -> Picture {
        let turned = orientation.reference(picture)
        var shape = turned.shape
        shape.orientation = .upright
        return Picture(shape: shape, planes: turned.planes)
    }

    public func computePlan(_ graph: inout RowGraph, kernels: KernelTable) -> Bool {
        orientation.plan(&graph)
        var shape = graph.shape
        shape.orientation = .upright
        graph.become(shape, planes: graph.planes)
        return true
    }

    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? {
        var shape = orientation.applied(to: request.shape)
        shape.orientation = .upright
        return TurnProgram(orientation, request, outputShape: shape)
    }

    /// The instance that makes pictures of `orientation` upright.
    public static func instance(for orientation: Orientation) -> FilterInstance {
        let degrees = orientation.quarterTurns == 0 ? "" : " \(orientation.quarterTurns * 90)°"
        return FilterInstance(Turn(orientation), text: "upright" + (orientation.isMirrored ? " mirrored" : "") + degrees)
    }
}

/// Turns frames; tasks are rows of the output. Immutable.
final class TurnProgram: FrameProgram {
    let outputShape: FrameShape
    private let orientation: Orientation
    private let kernels: GeometryKernels
    private let bytes: Int
    private let tasks: Int

    init(_ orientation: Orientation, _ request: FrameProgramRequest, outputShape: FrameShape) {
        self.orientation = orientation
        self.outputShape = outputShape
        kernels = request.kernels.geometry
        bytes = request.shape.format.bytesPerSample
        tasks = request.tasks
    }

    func writes(plane: Int) -> Bool { true }
    func begin(_ pass: FramePass) -> Int { 1 }
    func taskCount(_ pass: FramePass, phase: Int) -> Int { tasks }

    func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
        for plane in 0..<outputShape.format.planeCount {
            let from = pass.input[plane], to = pass.output[plane]
            // 64 rows are columns of the source that share cache lines.
            let rows = FrameProgramRequest.rows(task, of: tasks, height: to.size.height, unit: 64)
            if rows.isEmpty { continue }
            if orientation.swapsSides { transpose(from, to, rows) } else { copy(from, to, rows) }
        }
    }

    private func copy(_ from: PlaneView, _ to: PlaneView, _ rows: Range<Int>) {
        let width = from.size.width, isUpsideDown = orientation.quarterTurns == 2, isReversed = orientation.isMirrored != isUpsideDown
        let reverse = bytes == 1 ? kernels.reverse8 : kernels.reverse16
        for y in rows {
            let source = UnsafeRawPointer(from.row(isUpsideDown ? from.size.height - 1 - y : y))
            if isReversed {
                withUnsafePointer(to: source) { reverse(RowCall(rows: $0, output: to.row(y), x: 0, count: width), width) }
            } else {
                to.row(y).copyMemory(from: source, byteCount: width * bytes)
            }
        }
    }

    private func transpose(_ from: PlaneView, _ to: PlaneView, _ rows: Range<Int>) {
        let size = from.size
        // Output row y comes from column y or w − 1 − y, its sample x from row h − 1 − x or x.
        let isFromRight = (orientation.quarterTurns == 3) != orientation.isMirrored, isFromBelow = orientation.quarterTurns == 1
        let column = isFromRight ? size.width - rows.upperBound : rows.lowerBound
        let source = from.row(isFromBelow ? size.height - 1 : 0) + column * bytes
        let target = to.row(isFromRight ? rows.upperBound - 1 : rows.lowerBound)
        (bytes == 1 ? kernels.transpose8 : kernels.transpose16)(
            TileCall(
                source: source, sourceStride: isFromBelow ? -from.stride : from.stride, target: target, targetStride: isFromRight ? -to.stride : to.stride,
                rows: size.height, columns: rows.count))
    }
}
