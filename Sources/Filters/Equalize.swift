// equalize: the histogram of luma made flat.
//
// Definition. Luma is counted over the nominal range: bin i holds the samples of code black + i, those outside count as black or white. With N samples, f the
// lowest bin that is not empty and S(i) the samples in bins f+1 … i,
//     table[black + i] = black + round(S(i) · s),   s = (white − black) / (N − count of f)
// in single precision (IEEE 754: the quotient, then the product, each rounded), round half to even; codes outside the range have black's and white's entry.
// On full-range 8-bit gray this is cv2.equalizeHist. When all samples lie in one bin the frame passes.
// Luma goes through the table. Chroma and alpha pass; in RGB each of R, G and B moves by as much as luma does, clamped to the code range.
import KernelInterface
import Kernels
import VideoFrame

/// Contrast spread over the whole range by luma's own histogram.
public struct Equalize: VideoFilter {
    public static let descriptor = FilterDescriptor(
        name: "equalize", summary: "contrast spread evenly over the range, by the histogram", example: "--equalize", topic: .light, planes: .light)

    public init(_ arguments: FilterArguments) throws(FilterError) {}
    public init() {}

    public func reference(_ picture: Picture) -> Picture {
        let shape = picture.shape, luma = picture.luma
        var table = [UInt16](repeating: 0, count: 1 << shape.format.depth)
        var counts = LightHistogram.reference(luma, shape)
        counts.withUnsafeMutableBufferPointer { counts in
            table.withUnsafeMutableBufferPointer { table in
                if let from = counts.baseAddress, let to = table.baseAddress { Self.fill(to, count: table.count, from: from, shape) }
            }
        }
        var result = picture
        result.moveLight(to: luma.map { Int(table[$0]) })
        return result
    }

    /// The table of the definition, `count` entries of it.
    fileprivate static func fill(_ table: UnsafeMutablePointer<UInt16>, count: Int, from counts: UnsafePointer<UInt32>, _ shape: FrameShape) {
        let black = shape.black, white = shape.white
        var first = 0, total = 0
        while counts[first] == 0 { first += 1 }
        for bin in first...white - black { total += Int(counts[bin]) }
        let rest = total - Int(counts[first])
        guard rest > 0 else {
            for code in 0..<count { table[code] = UInt16(code) }
            return
        }
        let scale = Float(white - black) / Float(rest)
        var sum = 0
        for code in 0...black + first { table[code] = UInt16(black) }
        for bin in first + 1..<white - black + 1 {
            sum += Int(counts[bin])
            table[black + bin] = UInt16(black + Int((Float(sum) * scale).rounded(.toNearestOrEven)))
        }
        for code in white + 1..<max(count, white + 1) { table[code] = UInt16(white) }
    }

    public func computePlan(_ graph: inout RowGraph, kernels: KernelTable) -> Bool {
        let luma = graph.luma(kernels: kernels)
        graph.moveLight(from: luma, to: graph.looked(luma, table: .equalize, [graph.shape.width * graph.shape.height]))
        return true
    }

    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? {
        let shape = request.shape
        return HistogramProgram(request, .moves) { table, count, counts, _ in Self.fill(table, count: count, from: counts, shape) }
    }
}
