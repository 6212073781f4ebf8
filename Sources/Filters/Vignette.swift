// vignette: light that falls off towards the corners.
//
// Definition. Every colour plane of w × h samples has its own centre ((w−1)/2, (h−1)/2). With a = 1 − √(1 − strength) and ρ² = ((w−1)/2)² + ((h−1)/2)²
// (1 if that is 0), whole numbers in 1/2^15: X[x] = round(2^15 · a · (x − (w−1)/2)² / ρ²), Y[y] likewise of rows, g = 2^15 − X[x] − Y[y], f = (g · g) >> 15.
//     out = base + (((v − base) · f + 2^14) >> 15)
// base is black in luma, gray, R, G and B, neutral in chroma. So light is 1 in the centre and 1 − strength in the corners, as (1 − a·r²)². Alpha is left alone.
import KernelInterface
import Kernels
import VideoFrame

public struct Vignette: VideoFilter {
    public static let strength = NumberParameter("strength", 0...1, default: 0.5, "share of light that the corners lose")
    public static let descriptor = FilterDescriptor(
        name: "vignette", summary: "darker towards the corners", parameters: [.number(strength)], example: "--vignette=0.6", topic: .light, planes: .colors)

    public let strength: Double

    public init(_ arguments: FilterArguments) throws(FilterError) { strength = arguments[Self.strength] }
    public init(strength: Double) { self.strength = strength }

    /// Slopes by column and by row of a plane, in 1/2^15; the two largest sum to at most 2^15.
    private func slopes(_ size: PlaneSize) -> (columns: [UInt16], rows: [UInt16]) {
        let x = Double(size.width - 1) / 2, y = Double(size.height - 1) / 2, radius = x * x + y * y
        let scale = 32768 * (1 - (1 - strength).squareRoot()) / (radius > 0 ? radius : 1)
        // The row takes what is left of 2^15 where both round up.
        let columns = (0..<size.width).map { UInt16((scale * (Double($0) - x) * (Double($0) - x)).rounded()) }, widest = 32768 - (columns.max() ?? 0)
        return (columns, (0..<size.height).map { min(UInt16((scale * (Double($0) - y) * (Double($0) - y)).rounded()), widest) })
    }

    private func base(_ shape: FrameShape, plane: Int) -> Int { shape.format.isChroma(plane: plane) ? shape.neutral : shape.black }

    public func reference(_ picture: Picture) -> Picture {
        let shape = picture.shape
        var result = picture
        for plane in 0..<shape.format.colorPlaneCount {
            let size = shape.size(ofPlane: plane), (columns, rows) = slopes(size), base = base(shape, plane: plane)
            for index in picture.planes[plane].indices {
                let slope = 32768 - Int(columns[index % size.width]) - Int(rows[index / size.width])
                result.planes[plane][index] = base + (((picture.planes[plane][index] - base) * ((slope * slope) >> 15) + 16384) >> 15)
            }
        }
        return result
    }

    public var hasRowPlan: Bool { true }

    public func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        let shape = graph.shape, bytes = shape.format.bytesPerSample
        guard strength > 0 else { return }
        for plane in 0..<shape.format.colorPlaneCount {
            // Neutral chroma stays neutral.
            if shape.format.isChroma(plane: plane) && graph.isConstant(graph.planes[plane], shape.neutral) { continue }
            let (columns, rows) = slopes(shape.size(ofPlane: plane))
            graph.planes[plane] = graph.operation(
                FalloffRows(
                    columns: ConstantTable(columns), rows: rows, base: Int32(base(shape, plane: plane)), bytesPerSample: bytes,
                    kernel: bytes == 1 ? kernels.falloff8 : kernels.falloff16),
                inputs: [graph.planes[plane]])
        }
    }
}

private struct FalloffRows: RowOperation {
    let columns: ConstantTable<UInt16>
    let rows: [UInt16]
    let base: Int32
    let bytesPerSample: Int
    let kernel: FalloffKernel

    var computePasses: [ComputePass] {
        [ComputePass(.falloff, [columns.count, Int(base)], table: ComputePass.packed(columns.elements + rows))]
    }
    func run(_ call: RowCall, row: Int) { kernel(call, columns.values, Int32(rows[row]), base) }
}
