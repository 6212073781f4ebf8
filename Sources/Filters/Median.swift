// median: the middle sample of a square window.
//
// Definition. out(x, y) is the median, the (N + 1)/2-th of the N samples in order, of the window of (2·rx + 1) · (2·ry + 1) = N samples about (x, y);
// borders are mirrored without repeating the edge sample. All planes, alpha too. In a subsampled direction the radius is divided by the subsampling, a
// half rounded up. Inside the picture the result is OpenCV's medianBlur (which repeats the edge sample at the border).
//
// Steps: the same radius up to 3 in both directions by networks of minima and maxima (Adams 2021), from 2 on for two rows at a time; larger ones by
// histograms: of columns for 8 bits (Perreault and Hébert 2007), at a cost that does not depend on the radius, sliding along the row above 8 bits (Huang 1979).
import KernelInterface
import Kernels
import VideoFrame

/// Exact median: removes specks and keeps edges.
public struct Median: VideoFilter {
    public static let radius = NumberParameter("radius", 1...15, default: 1, unit: "pixels", "half the size of the window, its centre left out")
    public static let descriptor = FilterDescriptor(
        name: "median", summary: "exact median of a square window", parameters: [.number(radius)], example: "--median=2", topic: .detail, planes: .all)

    public let radius: Int

    public init(_ arguments: FilterArguments) throws(FilterError) { radius = arguments.whole(Self.radius) }

    public func reference(_ picture: Picture) -> Picture {
        var result = picture
        for plane in picture.planes.indices {
            let size = picture.shape.size(ofPlane: plane), (rx, ry) = picture.shape.format.radii(radius, plane: plane)
            for y in 0..<size.height {
                for x in 0..<size.width {
                    var samples: [Int] = []
                    for dy in -ry...ry { for dx in -rx...rx { samples.append(picture.sample(plane, x + dx, y + dy)) } }
                    samples.sort()
                    result.planes[plane][y * size.width + x] = samples[samples.count / 2]
                }
            }
        }
        return result
    }

    public var hasRowPlan: Bool { true }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        let format = graph.shape.format, isByte = format.bytesPerSample == 1
        for plane in 0..<format.planeCount {
            let node = graph.planes[plane], (rx, ry) = format.radii(radius, plane: plane)
            if graph.isConstant(node) || rx == 0 && ry == 0 { continue }
            let kernel: MedianKernel, kind: MedianRows.Kind
            if rx == ry && rx <= 3 {
                (kernel, kind) = (isByte ? kernels.median.network8 : kernels.median.network16, .network)
            } else if isByte {
                (kernel, kind) = (kernels.median.histogram8, .histogram)
            } else {
                (kernel, kind) = (kernels.median.sliding16, .sliding)
            }
            let width = graph.nodes[node].size.width
            let rows = MedianRows(
                kind: kind, rx: rx, ry: ry, width: kind == .network && rx == 1 && width > 1 ? width : 0, depth: format.depth,
                bytesPerSample: format.bytesPerSample, kernel: kernel)
            graph.planes[plane] = graph.operation(rows, inputs: [node])
        }
    }
}

private struct MedianRows: RowOperation {
    enum Kind: Sendable { case network, histogram, sliding }

    let kind: Kind
    let rx: Int
    let ry: Int
    /// Of the plane, where the kernel mirrors its ends itself and so reads a source's rows as they lie; else 0.
    let width: Int
    let depth: Int
    let bytesPerSample: Int
    let kernel: MedianKernel

    var readsEndsOnly: Bool { kind == .histogram }
    var asksAhead: Bool { kind == .network && rx == 1 }
    /// Two rows are made at once of rows that are in both windows but for one each.
    private var makesPairs: Bool { kind == .network && rx > 1 }
    func window(input: Int, row: Int) -> Range<Int> { (kind == .histogram ? row - ry - 1 : row - ry)..<(makesPairs ? row + ry + 2 : row + ry + 1) }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> {
        let wanted = columns.lowerBound - rx..<columns.upperBound + rx
        return width > 0 ? wanted.clamped(to: 0..<width) : wanted
    }
    func stateSize(for columns: Range<Int>) -> Int {
        switch kind {
        // A byte, and the row after from the 64th on.
        case .network: makesPairs ? 64 + columns.count * bytesPerSample : 0
        // Each column of the window: 16 coarse counts of two bytes, 256 fine ones of one.
        case .histogram: (columns.count + 2 * rx) * (32 + 256)
        // Three levels of 16-bit counts.
        case .sliding: 2 * (256 + 4096 + 65536)
        }
    }
    var computePasses: [ComputePass] { [ComputePass(.median, [rx, ry, depth], reach: PlaneSize(width: rx, height: ry))] }
    func run(_ call: RowCall, row: Int) { kernel(call, MedianWindow(rx: rx, ry: ry, width: width), depth) }
}
