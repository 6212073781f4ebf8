// boxblur: the mean of a rectangular window.
//
// Definition. One pass: out(x, y) = ⌊(S + ⌊N/2⌋) / N⌋ where S is the sum of the N = (2·rx + 1) · (2·ry + 1) samples about (x, y), borders mirrored without
// repeating the edge sample: the exact mean to the nearest whole number (N is odd: there is no half). `passes` passes, each of the result of the one
// before. All planes, alpha too. In a subsampled direction the radius is divided by the subsampling, a half rounded up.
//
// Steps of a pass: sums of 2·rx + 1 columns by prefix sums, then of rows by running sums; the cost does not depend on the radius. Column sums below 2^15
// stand in 16 bits and their sums in 16 bits too (radius up to 7 at 8 bits) or in Float, which holds whole numbers below 2^24 exactly; else in 32 bits
// and Double. The division is a multiplication
// by 1/N of the sum and a half: that keeps it at least 1/(2N) off whole numbers, more than the product's error.
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
            let count = (2 * rx + 1) * (2 * ry + 1)
            // Column sums in 15 bits; sums below 2^23 in Float, and products' errors, (maximum + 1) · 2^-23 at most, below half of 1/N, twice over.
            let isNarrow = (2 * rx + 1) * format.maximum < 1 << 15 && (format.maximum + 1) * count < 1 << 21
            let inverse = isNarrow ? Double(1 / Float(count)) : 1 / Double(count)
            let columns = BoxColumns(
                radius: rx, bytesPerSample: isNarrow ? 2 : 4,
                kernel: isNarrow ? (isByte ? box.columns8 : box.columns16) : (isByte ? box.wideColumns8 : box.wideColumns16))
            let small = isByte ? Self.smallDivision(by: count, upTo: 255 * count + count / 2) : nil
            let mean = BoxMean(
                rows: 2 * ry + 2, bias: Double(count / 2) + 0.5, inverse: inverse, multiplier: small?.multiplier ?? 0, shift: small?.shift ?? 0)
            let kernel = isNarrow ? (isByte ? box.rows8 : box.rows16) : (isByte ? box.wideRows8 : box.wideRows16)
            let rows = BoxRows(
                radius: ry, mean: mean, sumSize: small != nil ? 2 : isNarrow ? 4 : 8, bytesPerSample: format.bytesPerSample,
                kernel: small != nil ? box.smallRows8 : kernel)
            for _ in 0..<passes {
                graph.planes[plane] = graph.operation(rows, inputs: [graph.operation(columns, inputs: [graph.planes[plane]])])
            }
        }
    }

    /// ⌊v / divisor⌋ = (v · multiplier >> 16) >> shift for all v up to `largest`, where there are such numbers of 16 bits.
    static func smallDivision(by divisor: Int, upTo largest: Int) -> (multiplier: UInt16, shift: UInt16)? {
        guard largest < 1 << 16 else { return nil }
        for shift in 0..<16 {
            let multiplier = ((1 << (16 + shift)) + divisor - 1) / divisor, excess = multiplier * divisor - (1 << (16 + shift))
            // v · excess / (divisor · 2^(16 + shift)) must stay below 1 / divisor.
            if multiplier < 1 << 16, excess * largest < 1 << (16 + shift) { return (UInt16(multiplier), UInt16(shift)) }
        }
        return nil
    }
}

/// Sums of the columns up to `radius` away.
private struct BoxColumns: RowOperation {
    let radius: Int
    let bytesPerSample: Int
    let kernel: BoxColumnsKernel

    func columns(input: Int, for columns: Range<Int>) -> Range<Int> { columns.lowerBound - radius..<columns.upperBound + radius }
    /// Prefix sums of the narrow form.
    func stateSize(for columns: Range<Int>) -> Int { bytesPerSample == 2 ? 2 * (columns.count + 2 * radius + 1) + 64 : 0 }
    func run(_ call: RowCall, row: Int) { kernel(call, radius) }
}

/// Means of the rows up to `radius` away, by running sums.
private struct BoxRows: RowOperation {
    let radius: Int
    let mean: BoxMean
    let sumSize: Int
    let bytesPerSample: Int
    let kernel: BoxRowsKernel

    var readsEndsOnly: Bool { true }
    /// From the row that leaves to the one that enters.
    func window(input: Int, row: Int) -> Range<Int> { row - radius - 1..<row + radius + 1 }
    func stateSize(for columns: Range<Int>) -> Int { columns.count * sumSize }
    func run(_ call: RowCall, row: Int) { kernel(call, mean) }
}
