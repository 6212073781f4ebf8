// convolve: weighted sum of the samples around, with any matrix of whole numbers.
//
// Definition. The matrix m of odd width and height, at most 15, lies on the picture as it is written, its middle on the sample (OpenCV's filter2D; not
// turned round). W is the sum of its weights; D is `divisor`, or where that is 0 W if W > 0, else 1. z is 0 for luma, R, G, B and alpha, and the neutral
// value for chroma, so that grey stays grey under any matrix; o = round(offset · (2^depth − 1) / 255) for luma, R, G and B, else 0.
//     S = Σ m(i, j) · (p(x + i, y + j) − z),   out = clamp(z + o + ⌊(2·S + D) / (2·D)⌋, 0, 2^depth − 1)
// (half up), borders mirrored without repeating the edge sample. All planes take the matrix as it is: it has no size to be scaled. The weights' absolute
// values sum to at most 32767.
import Kernels
import VideoFrame

public struct Convolve: VideoFilter {
    public static let matrix = TextParameter(
        "matrix", form: "N:N:N/N:N:N/N:N:N or \"N N N;N N N;N N N\"", default: "1:2:1/2:4:2/1:2:1",
        samples: ["0:-1:0/-1:5:-1/0:-1:0", "-2 -1 0;-1 1 1;0 1 2", "1:1:1:1:1"], "weights, row by row from the top")
    public static let divisor = NumberParameter("divisor", 0...32767, default: 0, "the sum is divided by it; 0: by the weights' sum, or 1")
    public static let offset = NumberParameter("offset", -255...255, default: 0, unit: "of 255", "is added to luma, or to R, G and B")
    public static let descriptor = FilterDescriptor(
        name: "convolve", summary: "weighted sum of the samples around", parameters: [.text(matrix), .number(divisor), .number(offset)],
        example: "--convolve=0:-1:0/-1:5:-1/0:-1:0", topic: .detail, planes: .all)

    /// Rows of weights from the top.
    let weights: [[Int]]
    let divisor: Int
    let offset: Double

    public init(_ arguments: FilterArguments) throws(FilterError) {
        weights = try Self.parse(arguments[Self.matrix])
        let sum = weights.joined().reduce(0, +), asked = arguments.whole(Self.divisor)
        divisor = asked > 0 ? asked : max(sum, 1)
        offset = arguments[Self.offset]
    }

    private static func parse(_ text: String) throws(FilterError) -> [[Int]] {
        var rows: [[Int]] = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: { ";/".contains($0) }) {
            var row: [Int] = []
            for word in line.split(whereSeparator: { " :".contains($0) }) {
                guard let weight = Int(word), abs(weight) <= 32767 else {
                    throw FilterError("convolve: '\(word)' is not a weight", hint: "weights are whole numbers, -32767 to 32767")
                }
                row.append(weight)
            }
            rows.append(row)
        }
        let width = rows[0].count, height = rows.count
        guard rows.allSatisfy({ $0.count == width }) else {
            throw FilterError("convolve: the matrix has rows of different lengths", hint: "matrix is \(matrix.form)")
        }
        guard width % 2 == 1, height % 2 == 1, width <= 15, height <= 15 else {
            throw FilterError("convolve: the matrix has \(width) columns and \(height) rows", hint: "both are odd and at most 15")
        }
        guard rows.joined().reduce(0, { $0 + abs($1) }) <= 32767 else {
            throw FilterError("convolve: the weights are too large", hint: "without their signs they sum to at most 32767")
        }
        return rows
    }

    var columnRadius: Int { weights[0].count / 2 }
    var rowRadius: Int { weights.count / 2 }

    /// What a sample counts from, and what is added in the end.
    func levels(plane: Int, format: PixelFormat) -> (zero: Int, added: Int) {
        if format.isChroma(plane: plane) { return (1 << (format.depth - 1), 0) }
        return (0, plane < format.colorPlaneCount ? Int((offset * Double(format.maximum) / 255).rounded()) : 0)
    }

    public func reference(_ picture: Picture) -> Picture {
        var result = picture
        let format = picture.shape.format
        for plane in picture.planes.indices {
            let size = picture.shape.size(ofPlane: plane), (zero, added) = levels(plane: plane, format: format)
            for y in 0..<size.height {
                for x in 0..<size.width {
                    var sum = 0
                    for (j, row) in weights.enumerated() {
                        for (i, weight) in row.enumerated() {
                            sum += weight * (picture.sample(plane, x + i - columnRadius, y + j - rowRadius) - zero)
                        }
                    }
                    let twice = 2 * sum + divisor, quotient = twice >= 0 ? twice / (2 * divisor) : -((-twice + 2 * divisor - 1) / (2 * divisor))
                    result.planes[plane][y * size.width + x] = min(max(zero + added + quotient, 0), format.maximum)
                }
            }
        }
        return result
    }

    /// The matrix as a column times a row of whole numbers, where it is one.
    static func factors(_ matrix: [[Int]]) -> (column: [Int], row: [Int])? {
        guard let first = matrix.first(where: { $0.contains { $0 != 0 } }) else { return nil }
        var divisor = 0
        for weight in first {
            var (a, b) = (divisor, abs(weight))
            while b != 0 { (a, b) = (b, a % b) }
            divisor = a
        }
        let row = first.map { $0 / divisor }
        guard let pivot = row.firstIndex(where: { $0 != 0 }) else { return nil }
        // `row` has no common divisor, so each multiple of it has a whole factor.
        let column = matrix.map { $0[pivot] / row[pivot] }
        let isProduct = zip(matrix, column).allSatisfy { line, factor in line == row.map { $0 * factor } }
        return isProduct ? (column, row) : nil
    }
}
