// edges: gradient magnitude of luma.
//
// Definition. gx and gy are the plain 3x3 operators on luma (Sobel 1-2-1, Scharr 3-10-3, Prewitt 1-1-1; derivative −1 0 1, not normalised), borders
// mirrored. m = round(√(gx² + gy²)), half up; for the Laplacian m = |p(x−1) + p(x+1) + p(y−1) + p(y+1) − 4p|. With S = round(65536 · scale),
//     out = black + min((m · S + 32768) >> 16, white − black).
// Chroma becomes neutral; in RGB the luma result stands in all three planes. Alpha is left alone.
import KernelInterface
import Kernels
import VideoFrame

/// Edge strength: nominal black where luma is flat, up to nominal white.
public struct Edges: VideoFilter {
    public enum Operator: String, CaseIterable, Sendable { case sobel, scharr, prewitt, laplacian }

    public static let kernel = ChoiceParameter<Operator>("operator", default: .sobel, "which derivative")
    public static let scale = NumberParameter("scale", 0.01...100, default: 1, "the magnitude is multiplied by it")
    public static let descriptor = FilterDescriptor(
        name: "edges", summary: "edge strength by gradient magnitude", parameters: [.choice(kernel), .number(scale)], example: "--edges=scharr,scale=0.5",
        topic: .detail, planes: .lightOnly)

    public let kernel: Operator
    public let scale: Double

    public init(_ arguments: FilterArguments) throws(FilterError) {
        kernel = arguments[Self.kernel]
        scale = arguments[Self.scale]
    }

    public init(_ kernel: Operator = .sobel, scale: Double = 1) {
        self.kernel = kernel
        self.scale = scale
    }

    private var weights: (side: Int, centre: Int) {
        switch kernel {
        case .sobel: (1, 2)
        case .scharr: (3, 10)
        case .prewitt: (1, 1)
        case .laplacian: (0, 0)
        }
    }

    private var fixedScale: Int { Int((scale * 65536).rounded()) }

    public func reference(_ picture: Picture) -> Picture {
        let shape = picture.shape, luma = picture.luma, (side, centre) = weights
        func p(_ x: Int, _ y: Int) -> Int { luma[mirror(y, shape.height) * shape.width + mirror(x, shape.width)] }
        var light = luma
        for y in 0..<shape.height {
            for x in 0..<shape.width {
                var magnitude: Int
                if kernel == .laplacian {
                    magnitude = abs(p(x - 1, y) + p(x + 1, y) + p(x, y - 1) + p(x, y + 1) - 4 * p(x, y))
                } else {
                    let gx = side * (p(x + 1, y - 1) - p(x - 1, y - 1) + p(x + 1, y + 1) - p(x - 1, y + 1)) + centre * (p(x + 1, y) - p(x - 1, y))
                    let gy = side * (p(x - 1, y + 1) - p(x - 1, y - 1) + p(x + 1, y + 1) - p(x + 1, y - 1)) + centre * (p(x, y + 1) - p(x, y - 1))
                    let square = gx * gx + gy * gy
                    magnitude = Int(Double(square).squareRoot())
                    // The nearest whole number m is the one with m² − m < square ≤ m² + m.
                    while magnitude * magnitude + magnitude < square { magnitude += 1 }
                    while magnitude > 0 && magnitude * magnitude - magnitude >= square { magnitude -= 1 }
                }
                light[y * shape.width + x] = shape.black + min((magnitude * fixedScale + 32768) >> 16, shape.white - shape.black)
            }
        }
        var result = picture
        result.setLight(light)
        return result
    }

    public var hasRowPlan: Bool { true }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        let shape = graph.shape, (side, centre) = weights
        let parameters = GradientParameters(
            side: Int32(side), centre: Int32(centre), scale: Int64(fixedScale), black: Int32(shape.black), limit: Int32(shape.white - shape.black),
            width: shape.width > 1 ? shape.width : 0)
        let rows = EdgeRows(
            parameters: parameters, bytesPerSample: shape.format.bytesPerSample,
            kernel: shape.format.bytesPerSample == 1 ? kernels.gradient8 : kernels.gradient16)
        let luma = graph.luma(kernels: kernels)
        graph.setLight(graph.operation(rows, inputs: [luma]))
    }
}

private struct EdgeRows: RowOperation {
    let parameters: GradientParameters
    let bytesPerSample: Int
    let kernel: GradientKernel

    var asksAhead: Bool { bytesPerSample == 1 && parameters.scale == 65536 }
    func window(input: Int, row: Int) -> Range<Int> { row - 1..<row + 2 }
    func columns(input: Int, for columns: Range<Int>) -> Range<Int> {
        let wanted = columns.lowerBound - 1..<columns.upperBound + 1, width = parameters.width
        return width > 0 ? wanted.clamped(to: 0..<width) : wanted
    }
    var computePasses: [ComputePass] {
        let p = parameters
        // The range of codes is less than twice that from black to white.
        let largest = Int(2 * p.side + p.centre) * (1 << (Int.bitWidth - Int(p.limit).leadingZeroBitCount))
        let isShort = p.limit <= 4095 && 2 * largest * largest < 1 << 31, scale = Int(p.scale), most = isShort ? ((Int(p.limit) << 16) + scale - 1) / scale : 0
        return [ComputePass(.edges, [Int(p.side), Int(p.centre), scale, Int(p.black), Int(p.limit), most], reach: PlaneSize(width: 1, height: 1))]
    }
    func run(_ call: RowCall, row: Int) { kernel(call, parameters) }
}
