// Weighted sums of three planes in whole numbers: what every colour matrix is made of.
//
// Definition. out = (k0·a + k1·b + k2·c + o) >> s, cut to the code range. k = round(weight · 2^s), the largest of the three taking what rounding leaves of their
// sum. Up to 12 bits s is the largest of 0...14 at which the weights fit 16 bits (14 when all are below 2); above 12 bits s is 24. o holds the zeros of inputs and
// output and the half: o = 2^s · (zero of the output) − Σ k · (zero of the input) + 2^(s−1), so inputs at their zeros give exactly the output's.
import KernelInterface
import Kernels
import VideoFrame

/// One output row of a colour matrix.
struct AffineRow: RowOperation, Equatable {
    let weights: [Int]
    let offset: Int
    let shift: Int
    let maximum: Int
    let bytesPerSample: Int
    private let kernel: AffineKernel?

    /// `zeros`: code values of the three inputs that the weights count from, `outputZero` that of the result.
    init(_ weights: [Double], zeros: [Int], outputZero: Int, depth: Int, kernels: KernelTable? = nil) {
        let isWide = depth > 12, largest = weights.map(abs).max() ?? 0
        var shift = isWide ? 24 : 14
        while !isWide && shift > 0 && largest * Double(1 << shift) > 32766 { shift -= 1 }
        let one = Double(1 << shift)
        var whole = weights.map { Int(($0 * one).rounded()) }
        if let index = whole.indices.max(by: { abs(whole[$0]) < abs(whole[$1]) }) {
            whole[index] += Int((weights.reduce(0, +) * one).rounded()) - whole.reduce(0, +)
        }
        self.weights = whole
        self.shift = shift
        offset = (outputZero << shift) - zip(whole, zeros).reduce(0) { $0 + $1.0 * $1.1 } + (1 << shift) / 2
        maximum = (1 << depth) - 1
        bytesPerSample = depth > 8 ? 2 : 1
        kernel = depth > 8 ? kernels?.affine16 : kernels?.affine8
    }

    static func == (a: AffineRow, b: AffineRow) -> Bool { a.weights == b.weights && a.offset == b.offset && a.shift == b.shift }

    /// Whether the result is input 0.
    var isIdentity: Bool { weights == [1 << shift, 0, 0] && offset == (1 << shift) / 2 }

    func value(_ a: Int, _ b: Int, _ c: Int) -> Int { min(max((weights[0] * a + weights[1] * b + weights[2] * c + offset) >> shift, 0), maximum) }

    var computePasses: [ComputePass] {
        guard weights.allSatisfy({ Int32(exactly: $0) != nil }) else { return [] }
        // Up to 12 bits weights have 16 bits and their sum 32.
        return [ComputePass(.affine, weights + [offset & 0xffff_ffff, offset >> 32, shift, maximum, maximum > 4095 ? 1 : 0])]
    }

    func run(_ call: RowCall, row: Int) {
        kernel?(
            call,
            AffineParameters(
                k0: Int32(weights[0]), k1: Int32(weights[1]), k2: Int32(weights[2]), offset: Int64(offset), shift: Int32(shift), maximum: Int32(maximum)))
    }
}

extension RowGraph {
    /// The node of `row` over `inputs`; the first input itself when `row` changes nothing.
    mutating func affine(_ row: AffineRow, _ inputs: [Int]) -> Int { row.isIdentity ? inputs[0] : operation(row, inputs: inputs) }
}
