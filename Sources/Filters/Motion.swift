// motion: what differs from a slowly learnt background is marked.
//
// Definition. Of each luma sample a background b of 16 bits is kept; x is the frame's luma shifted left by 16 − depth.
//     1. A sample differs when |x − b| > round(threshold · (white − black) · 2^(16 − depth)).
//     2. Then b ← b + (|x − b| · R >> 16) where x > b, else minus; R = round(65536 · rate), at most 65535.
//     3. A block of 8x8 luma samples (fewer at the right and lower edge) moves when at least a quarter of its samples differ.
//     4. Moving blocks that touch, at corners too, make an area. Areas of fewer than `area` blocks are dropped.
//     5. Mark outline: samples of an area's blocks that lie fewer than two samples from an edge of their block beyond which there is no block of an area
//        become nominal white without colour. Mark mask: blocks of areas become nominal white, all else nominal black, without colour.
// A chroma sample is treated as the luma sample at its top left corner. For the first frame, and the first after a pause, b is x: nothing moves.
// Alpha is left alone.
import KernelInterface
import Kernels
import VideoFrame

/// Background subtraction: outlines what moves.
public struct Motion: VideoFilter {
    public enum Mark: String, CaseIterable, Sendable { case outline, mask }

    public static let threshold = NumberParameter("threshold", 0...1, default: 0.1, "difference that counts, a fraction of black to white")
    public static let rate = NumberParameter("rate", 0...1, default: 0.05, "how much of each frame goes into the background")
    public static let area = NumberParameter("area", 1...1_000_000, default: 4, unit: "blocks of 8x8", "smaller areas are not marked, a whole number")
    public static let mark = ChoiceParameter<Mark>("mark", default: .outline, "outlines in the picture, or white on black")
    public static let descriptor = FilterDescriptor(
        name: "motion", summary: "mark what moves before a still background",
        parameters: [.number(threshold), .number(rate), .number(area), .choice(mark)], example: "--motion=0.08,area=20", topic: .time, planes: .colors)

    /// Rows and columns of a block.
    static let block = 8
    /// Samples of an outline's width.
    static let line = 2

    public let threshold: Double
    public let rate: Double
    public let area: Int
    public let mark: Mark

    public init(_ arguments: FilterArguments) throws(FilterError) {
        let area = try arguments.whole(Self.area, filter: "motion")
        self.init(threshold: arguments[Self.threshold], rate: arguments[Self.rate], area: area, mark: arguments[Self.mark])
    }

    public init(threshold: Double = 0.1, rate: Double = 0.05, area: Int = 4, mark: Mark = .outline) {
        (self.threshold, self.rate, self.area, self.mark) = (threshold, rate, area, mark)
    }

    func parameters(for shape: FrameShape) -> MotionParameters {
        let shift = 16 - shape.format.depth
        return MotionParameters(
            threshold: UInt16(min(65535, (threshold * Double((shape.white - shape.black) << shift)).rounded())),
            rate: UInt16(min(65535, (rate * 65536).rounded())), shift: UInt16(shift))
    }

    public func reference(_ picture: Picture) -> Picture { reference(sequence: [picture])[0] }

    public func reference(sequence: [Picture]) -> [Picture] {
        guard let first = sequence.first else { return [] }
        let shape = first.shape, parameters = parameters(for: shape), shift = Int(parameters.shift)
        var background = first.luma.map { $0 << shift }
        return sequence.map { picture in
            var differs: [Bool] = []
            for (at, sample) in picture.luma.enumerated() {
                let x = sample << shift, distance = abs(x - background[at]), step = (distance * Int(parameters.rate)) >> 16
                differs.append(distance > Int(parameters.threshold))
                background[at] += x > background[at] ? step : -step
            }
            let grid = Self.grid(shape)
            let moving = (0..<grid.width * grid.height).map { index in
                let x = index % grid.width * Self.block, y = index / grid.width * Self.block
                let samples = (y..<min(y + Self.block, shape.height)).flatMap { y in
                    (x..<min(x + Self.block, shape.width)).map { differs[y * shape.width + $0] }
                }
                return 4 * samples.count { $0 } >= samples.count
            }
            return marked(picture, Self.areas(moving, grid).filter { $0.count >= area })
        }
    }

    static func grid(_ shape: FrameShape) -> PlaneSize { PlaneSize(width: (shape.width + block - 1) / block, height: (shape.height + block - 1) / block) }

    /// Blocks of each area.
    private static func areas(_ moving: [Bool], _ grid: PlaneSize) -> [[Int]] {
        var rest = moving, areas: [[Int]] = []
        for start in rest.indices where rest[start] {
            var area = [start], seen = 0
            rest[start] = false
            while seen < area.count {
                let x = area[seen] % grid.width, y = area[seen] / grid.width
                for ny in max(0, y - 1)...min(grid.height - 1, y + 1) {
                    for nx in max(0, x - 1)...min(grid.width - 1, x + 1) where rest[ny * grid.width + nx] {
                        rest[ny * grid.width + nx] = false
                        area.append(ny * grid.width + nx)
                    }
                }
                seen += 1
            }
            areas.append(area)
        }
        return areas
    }

    private func marked(_ picture: Picture, _ areas: [[Int]]) -> Picture {
        let shape = picture.shape, grid = Self.grid(shape), blocks = Set(areas.joined())
        func isIn(_ bx: Int, _ by: Int) -> Bool { bx >= 0 && by >= 0 && bx < grid.width && by < grid.height && blocks.contains(by * grid.width + bx) }
        /// Whether the luma sample is marked; nil: it stays.
        func white(_ x: Int, _ y: Int) -> Bool? {
            let bx = x / Self.block, by = y / Self.block, isMarked = isIn(bx, by)
            if mark == .mask { return isMarked }
            guard isMarked else { return nil }
            // Edges of the block, of which the last may be cut off by the frame's.
            let left = x % Self.block, right = min((bx + 1) * Self.block, shape.width) - 1 - x
            let top = y % Self.block, bottom = min((by + 1) * Self.block, shape.height) - 1 - y
            let isEdge =
                left < Self.line && !isIn(bx - 1, by) || right < Self.line && !isIn(bx + 1, by) || top < Self.line && !isIn(bx, by - 1)
                || bottom < Self.line && !isIn(bx, by + 1)
            return isEdge ? true : nil
        }
        var result = picture
        for plane in 0..<shape.format.colorPlaneCount {
            let isChroma = shape.format.isChroma(plane: plane), width = shape.size(ofPlane: plane).width
            let shiftX = isChroma ? shape.format.chromaShiftX : 0, shiftY = isChroma ? shape.format.chromaShiftY : 0
            for at in result.planes[plane].indices {
                guard let isWhite = white((at % width) << shiftX, (at / width) << shiftY) else { continue }
                result.planes[plane][at] = isChroma ? shape.neutral : isWhite ? shape.white : shape.black
            }
        }
        return result
    }

    public func computePlan(_ graph: inout RowGraph, kernels: KernelTable) -> Bool {
        let shape = graph.shape, format = shape.format, p = parameters(for: shape), grid = Self.grid(shape), shift = Int(p.shift)
        let luma = graph.luma(kernels: kernels), isFirst = graph.firstFrame(), background = graph.memory(size: shape.size(ofPlane: 0), bytesPerSample: 2)
        let differs = graph.computed(ComputePass(.differs, [shift, Int(p.threshold)], bytesPerSample: 1), inputs: [luma, background, isFirst])
        _ = graph.computed(ComputePass(.learn, [shift, Int(p.rate)], isInPlace: true), inputs: [background, luma, isFirst])
        let areas = graph.united(graph.computed(ComputePass(.moving, size: grid, bytesPerSample: 4), inputs: [differs]))
        let sizes = graph.computed(ComputePass(.gather, [1], isInPlace: true), inputs: [graph.zeros(grid), areas])
        let kept = graph.computed(ComputePass(.areas, [area, 1, 0], bytesPerSample: 1), inputs: [areas, sizes])
        for plane in 0..<format.colorPlaneCount {
            let isChroma = format.isChroma(plane: plane), shifts = format.shifts(plane: plane), size = shape.size(ofPlane: plane)
            if isChroma && mark == .mask {
                graph.planes[plane] = graph.constant(shape.neutral, size: size)
                continue
            }
            let numbers = [mark == .mask ? 1 : 0, isChroma ? shape.neutral : shape.white, shape.black, shifts.x, shifts.y, shape.width, shape.height]
            graph.planes[plane] = graph.computed(ComputePass(.outline, numbers), inputs: [graph.planes[plane], kept])
        }
        return true
    }

    public var finds: Bool { true }

    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? { MotionProgram(request, self) }
}
