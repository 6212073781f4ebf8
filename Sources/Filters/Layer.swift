// What lies over a frame: alpha and paint for each plane, as overlay, text and chromakey's background have them.
//
// Definition. With a in 0...2^15 and p the layer's sample,
//     out = (in · (2^15 − a) + p · a + 2^14) >> 15
// on every plane, so a = 0 leaves a sample as it is. Colours are mixed as if the frame were opaque; its alpha becomes the union of both: p is the largest code there.
// In subsampled frames a chroma sample has the mean of the alphas of the luma samples that it covers; the last column and row stand for those that would lie
// beyond the frame (ChromaSampling.swift), and where the layer is not, its alpha is 0.
import Glibc
import KernelInterface
import Kernels
import VideoFrame

/// The layer's part of one plane: a rectangle of alpha and paint. Filled before a frame is in work, read by tasks.
struct LayerPlane: Sendable {
    let columns, rows: Range<Int>
    private let alpha: RowMemory
    private let paint: RowMemory
    /// Whether one row of paint serves all rows.
    private let isPlain: Bool
    let bytesPerSample: Int

    /// `alpha` (0...2^15) and `paint` by row of the rectangle; without alphas it has paint alone, and no `alphaRow`.
    init(columns: Range<Int>, rows: Range<Int>, alpha: [UInt16], paint: [Int], bytesPerSample: Int) {
        self.columns = columns
        self.rows = rows
        self.bytesPerSample = bytesPerSample
        isPlain = paint.allSatisfy { $0 == paint[0] }
        self.alpha = RowMemory(width: alpha.isEmpty ? 0 : columns.count, height: alpha.isEmpty ? 0 : rows.count, bytesPerElement: 2)
        self.paint = RowMemory(width: columns.count, height: isPlain ? 1 : rows.count, bytesPerElement: bytesPerSample)
        for y in 0..<(alpha.isEmpty ? 0 : rows.count) {
            let row = self.alpha.row(y, as: UInt16.self)
            for x in 0..<columns.count { row[x] = alpha[y * columns.count + x] }
        }
        for y in 0..<(isPlain ? 1 : rows.count) { fill(0..<columns.count, with: { paint[y * columns.count + $0] }, row: y) }
    }

    /// One sample of paint for all, and no alpha.
    init(columns: Range<Int>, rows: Range<Int>, paint: Int, bytesPerSample: Int) {
        self.columns = columns
        self.rows = rows
        self.bytesPerSample = bytesPerSample
        isPlain = true
        alpha = RowMemory(width: 0, height: 0, bytesPerElement: 2)
        self.paint = RowMemory(width: columns.count, height: 1, bytesPerElement: bytesPerSample)
        fill(0..<columns.count, with: { _ in paint }, row: 0)
    }

    private func fill(_ columns: Range<Int>, with sample: (Int) -> Int, row: Int) {
        if bytesPerSample == 1 {
            let line = paint.row(row, as: UInt8.self)
            for x in columns { line[x] = UInt8(truncatingIfNeeded: sample(x)) }
        } else {
            let line = paint.row(row, as: UInt16.self)
            for x in columns { line[x] = UInt16(truncatingIfNeeded: sample(x)) }
        }
    }

    /// Alpha of row `y` of the plane; the pointer is that of the plane's column 0.
    func alphaRow(_ y: Int) -> UnsafePointer<UInt16> { UnsafePointer(alpha.row(y - rows.lowerBound, as: UInt16.self) - columns.lowerBound) }
    /// The same of paint.
    func paintRow(_ y: Int) -> UnsafeRawPointer {
        UnsafeRawPointer(paint.row(isPlain ? 0 : y - rows.lowerBound) - columns.lowerBound * bytesPerSample)
    }

    /// Alpha and, in the high half, paint, by row of the rectangle.
    var words: [UInt32] {
        rows.flatMap { y in columns.map { x in UInt32(alphaRow(y)[x]) | UInt32(paintSample(x: x, y: y)) << 16 } }
    }

    /// Paint by row of the rectangle; one sample where it is for all.
    var paints: [UInt16] {
        isPlain
            ? [UInt16(paintSample(x: columns.lowerBound, y: rows.lowerBound))]
            : rows.flatMap { y in columns.map { x in UInt16(paintSample(x: x, y: y)) } }
    }

    func paintSample(x: Int, y: Int) -> Int {
        bytesPerSample == 1
            ? Int(paintRow(y).load(fromByteOffset: x, as: UInt8.self)) : Int(paintRow(y).load(fromByteOffset: 2 * x, as: UInt16.self))
    }
}

/// The formula of the definition.
func blended(_ sample: Int, _ paint: Int, alpha: Int) -> Int { (sample * (32768 - alpha) + paint * alpha + 16384) >> 15 }

extension Picture {
    /// `layer` over the picture, plane by plane; nil where it has no sample.
    func under(_ layer: [LayerPlane?]) -> Picture {
        var result = self
        for (plane, part) in layer.enumerated() {
            guard let part else { continue }
            let width = shape.size(ofPlane: plane).width
            for y in part.rows {
                for x in part.columns {
                    let sample = planes[plane][y * width + x]
                    result.planes[plane][y * width + x] = blended(sample, part.paintSample(x: x, y: y), alpha: Int(part.alphaRow(y)[x]))
                }
            }
        }
        return result
    }
}

extension RowGraph {
    /// `layer` over all planes.
    mutating func lay(_ layer: [LayerPlane?], kernels: KernelTable) {
        for (plane, part) in layer.enumerated() {
            guard let part else { continue }
            let kernel = part.bytesPerSample == 1 ? kernels.layer.blend8 : kernels.layer.blend16
            planes[plane] = operation(LayerRows(part: part, kernel: kernel), inputs: [planes[plane]])
        }
    }
}

/// A plane with a layer over it: copied, and blended where the layer is.
private struct LayerRows: RowOperation {
    let part: LayerPlane
    let kernel: BlendKernel
    var bytesPerSample: Int { part.bytesPerSample }
    var computePasses: [ComputePass] {
        [ComputePass(.layer, [part.columns.lowerBound, part.rows.lowerBound, part.columns.count, part.rows.count], table: part.words)]
    }

    func run(_ call: RowCall, row: Int) {
        let bytes = bytesPerSample, all = call.x..<call.x + call.count
        func copy(_ columns: Range<Int>) {
            if !columns.isEmpty { memcpy(call.output + columns.lowerBound * bytes, call.rows[0] + columns.lowerBound * bytes, columns.count * bytes) }
        }
        let inside = part.columns.clamped(to: all)
        guard part.rows.contains(row), !inside.isEmpty else { return copy(all) }
        copy(all.lowerBound..<inside.lowerBound)
        kernel(RowCall(rows: call.rows, output: call.output, x: inside.lowerBound, count: inside.count), part.alphaRow(row), part.paintRow(row))
        copy(inside.upperBound..<all.upperBound)
    }
}
