// nlm: non-local means (A. Buades, B. Coll, J.-M. Morel, "A non-local algorithm for image denoising", 2005), in whole numbers.
//
// Definition. Each colour plane by itself, mirrored at the border. Patch and search are squares of 2 p + 1 and 2 s + 1 samples, p = patch / 2 and s = search / 2
// rounded down, in a subsampled direction divided by the subsampling, 1 at least; n is the number of the patch's samples. For a sample and each of the search's
// samples around it (itself among them) the distance is, over the samples a and b of their patches,
//     D = Σ min(|a − b| >> (depth − 8), E)² >> r
// and with u = max(0, A − D) · K the weight is w = (u⁸ · M) >> 16, where u⁸ is squared three times, each time as (x · x) >> 16. The result is
// (Σ w · v + ⌊W/2⌋) / W rounded down, W = Σ w. With t = D · 2^r / h²n the weight is (1 − t/8)⁸, at most 0.036 below exp(−t), and needs no table.
// The numbers, h being `strength`: r is the least with A = ⌊8 h² n / 2^r⌋ ≤ 8191, and A is 1 at least; E is the largest number up to 255 with n · (E² >> r) < 65536,
// so that few samples that differ much are enough for no weight; K = ⌊65535 / A⌋; M makes the weight of D = 0 exactly 128. Alpha passes.
import Glibc
import KernelInterface
import Kernels
import VideoFrame

/// Denoises by averaging over places that look alike.
public struct Nlm: VideoFilter {
    public static let strength = NumberParameter("strength", 0.1...50, default: 4, unit: "of 255", "difference of patches that is held for noise")
    public static let patch = NumberParameter("patch", 3...9, default: 5, unit: "pixels", "width of what is compared; even numbers count as the next odd one")
    public static let search = NumberParameter(
        "search", 3...21, default: 15, unit: "pixels", "width of where is looked; even numbers count as the next odd one")
    public static let descriptor = FilterDescriptor(
        name: "nlm", summary: "denoise by non-local means (slow, fine)", parameters: [.number(strength), .number(patch), .number(search)],
        example: "--nlm=6,search=11", topic: .detail, planes: .colors)

    public let strength: Double
    public let patch: Int
    public let search: Int

    public init(_ arguments: FilterArguments) throws(FilterError) {
        self.init(strength: arguments[Self.strength], patch: Int(arguments[Self.patch].rounded()), search: Int(arguments[Self.search].rounded()))
    }

    public init(strength: Double = 4, patch: Int = 5, search: Int = 15) { (self.strength, self.patch, self.search) = (strength, patch, search) }

    /// The definition's numbers for one plane.
    func parameters(plane: Int, _ format: PixelFormat) -> MeansParameters {
        let isChroma = format.isChroma(plane: plane), shiftX = isChroma ? format.chromaShiftX : 0, shiftY = isChroma ? format.chromaShiftY : 0
        func radius(_ size: Int, _ shift: Int) -> Int { max(1, (size / 2) >> shift) }
        let patchX = radius(patch, shiftX), patchY = radius(patch, shiftY), count = (2 * patchX + 1) * (2 * patchY + 1)
        let all = 8 * strength * strength * Double(count)
        var drop = 0
        while all / Double(1 << drop) >= 8192 { drop += 1 }
        let reach = max(1, Int(all / Double(1 << drop))), factor = 65535 / reach
        var farthest = 255
        while count * ((farthest * farthest) >> drop) > 65535 { farthest -= 1 }
        let full = Self.eighth(reach * factor)
        return MeansParameters(
            patchX: patchX, patchY: patchY, searchX: radius(search, shiftX), searchY: radius(search, shiftY), shift: format.depth - 8, drop: drop,
            farthest: farthest, reach: reach, factor: factor, scale: (128 * 65536 + full - 1) / full)
    }

    /// u⁸ in 1/65536.
    private static func eighth(_ value: Int) -> Int {
        var x = value
        for _ in 0..<3 { x = (x * x) >> 16 }
        return x
    }

    public func reference(_ picture: Picture) -> Picture {
        var result = picture
        let format = picture.shape.format
        for plane in 0..<format.colorPlaneCount {
            let m = parameters(plane: plane, format), size = picture.shape.size(ofPlane: plane)
            let samples = picture.planes[plane]
            func p(_ x: Int, _ y: Int) -> Int { samples[mirror(y, size.height) * size.width + mirror(x, size.width)] }
            let patchX = Int(m.patchX), patchY = Int(m.patchY), searchX = Int(m.searchX), searchY = Int(m.searchY)
            for y in 0..<size.height {
                for x in 0..<size.width {
                    var sum = 0, total = 0
                    for dy in -searchY...searchY {
                        for dx in -searchX...searchX {
                            var distance = 0
                            for j in y - patchY...y + patchY {
                                for i in x - patchX...x + patchX {
                                    let difference = min(abs(p(i, j) - p(i + dx, j + dy)) >> Int(m.shift), Int(m.farthest))
                                    distance += (difference * difference) >> Int(m.drop)
                                }
                            }
                            let weight = (Self.eighth(max(0, Int(m.reach) - distance) * Int(m.factor)) * Int(m.scale)) >> 16
                            sum += weight * p(x + dx, y + dy)
                            total += weight
                        }
                    }
                    result.planes[plane][y * size.width + x] = (sum + total / 2) / total
                }
            }
        }
        return result
    }

    public func computePlan(_ graph: inout RowGraph, kernels: KernelTable) -> Bool {
        for plane in 0..<graph.shape.format.colorPlaneCount {
            let m = parameters(plane: plane, graph.shape.format)
            let numbers = [m.patchX, m.patchY, m.searchX, m.searchY, m.shift, m.drop, m.farthest, m.reach, m.factor, m.scale].map { Int($0) }
            let reach = PlaneSize(width: Int(m.patchX + m.searchX), height: Int(m.patchY + m.searchY))
            graph.planes[plane] = graph.computed(ComputePass(.nlm, numbers, reach: reach), inputs: [graph.planes[plane]])
        }
        return true
    }

    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? { NlmProgram(self, request) }
}

/// Phases: copies of the planes with their mirrored surroundings; means.
private final class NlmProgram: FrameProgram {
    /// A plane with its surroundings.
    private struct Surrounded: Sendable {
        let parameters: MeansParameters
        let width, height, left, above: Int
        /// In samples.
        let stride: Int
        let memory: Scratch<UInt8>

        init(_ parameters: MeansParameters, _ size: PlaneSize, bytes: Int) {
            self.parameters = parameters
            (width, height) = (size.width, size.height)
            left = Int(parameters.searchX + parameters.patchX)
            above = Int(parameters.searchY + parameters.patchY)
            stride = (width + 2 * left + 80 + 63) / 64 * 64
            memory = Scratch(stride * (height + 2 * above) * bytes)
        }
    }

    let outputShape: FrameShape
    private let planes: [Surrounded]
    private let tasks, bytes: Int
    private let means: MeansKernel
    private let scratch: Scratch<UInt8>
    private let scratchBytes: Int

    init(_ filter: Nlm, _ request: FrameProgramRequest) {
        let shape = request.shape, kernels = request.kernels.wholeFrame, bytes = shape.format.bytesPerSample
        outputShape = shape
        self.bytes = bytes
        tasks = request.tasks
        planes = (0..<shape.format.colorPlaneCount).map {
            Surrounded(filter.parameters(plane: $0, shape.format), shape.size(ofPlane: $0), bytes: bytes)
        }
        means = bytes == 1 ? kernels.means8 : kernels.means16
        scratchBytes = (kernels.meansBytes() + 63) / 64 * 64
        scratch = Scratch(scratchBytes * request.workers)
    }

    func writes(plane: Int) -> Bool { plane < planes.count }
    func begin(_ pass: FramePass) -> Int { 2 }
    func taskCount(_ pass: FramePass, phase: Int) -> Int { tasks }

    func run(_ pass: FramePass, phase: Int, task: Int, worker: Int) {
        for (number, plane) in planes.enumerated() {
            let (needed, columns) = pass.bounds(ofPlane: number)
            if needed.isEmpty { continue }
            if phase == 0 {
                let surrounded = needed.lowerBound..<needed.upperBound + 2 * plane.above
                for row in FrameProgramRequest.rows(task, of: tasks, in: surrounded) { copy(pass, number, plane, row) }
                continue
            }
            // Whole tiles of 16 rows.
            let rows = FrameProgramRequest.rows(task, of: tasks, in: needed, unit: 16)
            guard !rows.isEmpty else { continue }
            let first = columns.lowerBound * bytes
            let origin = UnsafeRawPointer(plane.memory.values + (plane.above * plane.stride + plane.left) * bytes + first)
            means(
                MeansCall(
                    plane: origin, stride: plane.stride, output: pass.output[number].base + first, outputStride: pass.output[number].stride,
                    width: columns.count, firstRow: rows.lowerBound, endRow: rows.upperBound,
                    scratch: UnsafeMutableRawPointer(scratch.values + worker * scratchBytes)),
                plane.parameters)
        }
    }

    private func copy(_ pass: FramePass, _ number: Int, _ plane: Surrounded, _ row: Int) {
        let source = pass.input[number].row(mirror(row - plane.above, plane.height))
        let target = UnsafeMutableRawPointer(plane.memory.values + (row * plane.stride + plane.left) * bytes)
        memcpy(target, source, plane.width * bytes)
        for distance in 1...plane.left {
            memcpy(target - distance * bytes, source + mirror(-distance, plane.width) * bytes, bytes)
            let beyond = plane.width - 1 + distance
            memcpy(target + beyond * bytes, source + mirror(beyond, plane.width) * bytes, bytes)
        }
    }
}
