// boxblur: the mean of a rectangular window.
//
// Definition. One pass: out(x, y) = ⌊(S + ⌊N/2⌋) / N⌋ where S is the sum of the N = (2·rx + 1) · (2·ry + 1) samples about (x, y), borders mirrored without
// repeating the edge sample: the exact mean to the nearest whole number (N is odd: there is no half). `passes` passes, each of the result of the one
// before. All planes, alpha too. In a subsampled direction the radius is divided by the subsampling, a half rounded up.
//
// Steps of a pass: running sums of 2·ry + 1 rows, then of columns by prefix sums of those, in one step; large windows take a step for each, columns first.
// The cost does not depend on the radius. BoxBlur+Form.swift says in how many bits.
import KernelInterface
import Kernels
import VideoFrame

/// Box blur: exact mean of a window, once or several times.
public struct BoxBlur: VideoFilter {
    public static let radius = NumberParameter("radius", 1...255, default: 2, unit: "pixels", "half the size of the window, its centre left out")
    public static let passes = NumberParameter("passes", 1...5, default: 1, "how often; three come near a Gaussian")
    public static let descriptor = FilterDescriptor(
        name: "boxblur", summary: "mean of a square window", parameters: [.number(radius), .number(passes)], example: "--boxblur=5,passes=2", topic: .detail,
        planes: .all)

    public let radius: Int
    public let passes: Int

    public init(_ arguments: FilterArguments) throws(FilterError) {
        radius = arguments.whole(Self.radius)
        passes = arguments.whole(Self.passes)
    }

    /// `radius`: 1...255.
    init(radius: Int) { (self.radius, passes) = (radius, 1) }

    public func reference(_ picture: Picture) -> Picture {
        var result = picture
        for _ in 0..<passes {
            let input = result
            for plane in input.planes.indices {
                let size = input.shape.size(ofPlane: plane), (rx, ry) = input.shape.format.radii(radius, plane: plane)
                let count = (2 * rx + 1) * (2 * ry + 1)
                for y in 0..<size.height {
                    for x in 0..<size.width {
                        var sum = 0
                        for dy in -ry...ry { for dx in -rx...rx { sum += input.sample(plane, x + dx, y + dy) } }
                        result.planes[plane][y * size.width + x] = (sum + count / 2) / count
                    }
                }
            }
        }
        return result
    }

    public var hasRowPlan: Bool { true }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        let format = graph.shape.format, isByte = format.bytesPerSample == 1, box = kernels.box
        for plane in 0..<format.planeCount {
            let (rx, ry) = format.radii(radius, plane: plane)
            // The mean of equal samples is the sample.
            if graph.isConstant(graph.planes[plane]) || rx == 0 && ry == 0 { continue }
            let form = Form(maximum: format.maximum, columns: 2 * rx + 1, rows: 2 * ry + 1)
            if form == .narrow {
                let means = BoxMeans(
                    window: Self.window(maximum: format.maximum, rx: rx, ry: ry, width: graph.shape.size(ofPlane: plane).width),
                    bytesPerSample: format.bytesPerSample, kernel: isByte ? box.means8 : box.means16)
                for _ in 0..<passes { graph.planes[plane] = graph.operation(means, inputs: [graph.planes[plane]]) }
                continue
            }
            let isWide = form == .wide
            let columns = BoxColumns(
                radius: rx, bytesPerSample: isWide ? 4 : 2,
                kernel: isWide ? (isByte ? box.wideColumns8 : box.wideColumns16) : (isByte ? box.columns8 : box.columns16))
            let rows = BoxRows(
                radius: ry, samples: (2 * rx + 1) * (2 * ry + 1), mean: Self.mean(rx: rx, ry: ry), bytesPerSample: format.bytesPerSample,
                kernel: isWide ? (isByte ? box.wideRows8 : box.wideRows16) : (isByte ? box.middleRows8 : box.middleRows16))
            for _ in 0..<passes {
                graph.planes[plane] = graph.operation(rows, inputs: [graph.operation(columns, inputs: [graph.planes[plane]])])
            }
        }
    }
}

/// Means in one step. Running sums of rows stand in the state and are mirrored there, so that no pads are read.
private struct BoxMeans: RowOperation {
    let window: BoxWindow
    let bytesPerSample: Int
    let kernel: BoxMeansKernel

    var asksAhead: Bool { true }
    var readsEndsOnly: Bool { true }
    /// From the row that leaves to the one that enters.
    func window(input: Int, row: Int) -> Range<Int> { row - window.rows / 2..<row + window.rows / 2 }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> {
        max(0, columns.lowerBound - window.radius)..<min(window.width, columns.upperBound + window.radius)
    }
    func stateSize(for columns: Range<Int>) -> Int { window.stateSize(columns.count) }
    var computePasses: [ComputePass] {
        let ry = window.rows / 2 - 1
        let across = ComputePass.box(window.radius, isDown: false, samples: (2 * window.radius + 1) * (2 * ry + 1), of: bytesPerSample)
        return [.box(ry, isDown: true, bytesPerSample: 4), across]
    }
    func run(_ call: RowCall, row: Int) { kernel(call, window) }
}

/// Sums of the columns up to `radius` away.
private struct BoxColumns: RowOperation {
    let radius: Int
    let bytesPerSample: Int
    let kernel: BoxColumnsKernel

    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { columns.lowerBound - radius..<columns.upperBound + radius }
    /// Prefix sums of the middle form.
    func stateSize(for columns: Range<Int>) -> Int { bytesPerSample == 2 ? 2 * (columns.count + 2 * radius + 1) + 64 : 0 }
    var computePasses: [ComputePass] { [.box(radius, isDown: false, bytesPerSample: 4)] }
    func run(_ call: RowCall, row: Int) { kernel(call, radius) }
}

/// Means of the rows up to `radius` away, by running sums.
private struct BoxRows: RowOperation {
    let radius: Int
    /// Of the whole window.
    let samples: Int
    let mean: BoxMean
    let bytesPerSample: Int
    let kernel: BoxRowsKernel

    var readsEndsOnly: Bool { true }
    /// From the row that leaves to the one that enters.
    func window(input: Int, row: Int) -> Range<Int> { row - radius - 1..<row + radius + 1 }
    func stateSize(for columns: Range<Int>) -> Int { 8 * columns.count }
    var computePasses: [ComputePass] { [.box(radius, isDown: true, samples: samples, of: bytesPerSample)] }
    func run(_ call: RowCall, row: Int) { kernel(call, mean) }
}

extension ComputePass {
    /// Sums of 2·radius + 1 samples in words, or with `samples`, those of the whole window, of `bytes` each, means.
    fileprivate static func box(_ radius: Int, isDown: Bool, samples: Int = 0, of bytes: Int = 1, bytesPerSample: Int? = nil) -> ComputePass {
        let numbers = [radius, isDown ? 1 : 0, samples, samples << (8 * bytes) < 1 << 32 ? 0 : 1], run = 32
        if radius > 4 {
            // See the shader: neighbouring invocations make neighbouring columns downwards, neighbouring rows across.
            let made = isDown ? PlaneSize(width: 4 * 32, height: 8 * run) : PlaneSize(width: 8 * run, height: 32)
            return ComputePass(.boxrun, numbers + [run], bytesPerSample: bytesPerSample, madeByGroup: made)
        }
        return ComputePass(
            .box, numbers, reach: PlaneSize(width: isDown ? 0 : radius, height: isDown ? radius : 0), bytesPerSample: bytesPerSample)
    }
}
