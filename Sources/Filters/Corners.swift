// corners: finds corners of luma and marks them.
//
// Definition. Scores are made of luma of 8 bits; deeper luma is shifted right by depth − 8 first.
// harris (C. Harris, M. Stephens, "A combined corner and edge detector", 1988, k = 1/25): gx and gy are the plain 3x3 Sobel operators; A, B and C are the sums of
// gx², gy² and gx·gy over the 3x3 neighbourhood; the score is max(0, 25 (A·B − C²) − (A + B)²) >> 20. Luma and the three products are mirrored at the border.
// fast (E. Rosten, T. Drummond, "Machine learning for high-speed corner detection", 2006): the score is the largest t with which nine neighbouring samples of the
// sixteen on the circle of radius 3 are all at least t above, or all at least t below the sample; 0 where that is 10 or less, or the circle leaves the frame.
// A corner is a sample whose score is above 0, above those of the neighbours that come before it in reading order and not below those of the four that come
// after, and for which score · 65536 ≥ Q · (largest score of any corner), Q = 65536 · quality, half up. The `max` best are taken: by score, then in reading order.
// Each is marked by a cross that reaches 3 samples to each side: nominal white where luma of the corner is below the middle (black + white + 1) / 2 of its range,
// else nominal black. Where crosses overlap the better corner's is seen. Crosses are drawn on luma, or on R, G and B; chroma and alpha pass.
import Kernels
import VideoFrame

/// Marks the places that can be found again in another picture of the same thing.
public struct Corners: VideoFilter {
    public enum Method: String, CaseIterable, Sendable { case harris, fast }

    /// A corner in samples from the frame's top left; scores compare only within a method.
    public struct Point: Hashable, Sendable {
        public let x, y, score: Int

        public init(x: Int, y: Int, score: Int) { (self.x, self.y, self.score) = (x, y, score) }
    }

    public static let method = ChoiceParameter<Method>("method", default: .harris, "how corners are found")
    public static let most = NumberParameter("max", 1...5000, default: 500, "most corners that are marked, the best first")
    public static let quality = NumberParameter("quality", 0...1, default: 0.01, "share of the best corner's score that others must have")
    public static let descriptor = FilterDescriptor(
        name: "corners", summary: "mark corners", parameters: [.choice(method), .number(most), .number(quality)], example: "--corners=fast,max=100",
        topic: .detail, planes: .light)

    public let method: Method
    public let most: Int
    public let quality: Double

    public init(_ arguments: FilterArguments) throws(FilterError) {
        self.init(method: arguments[Self.method], most: Int(arguments[Self.most].rounded()), quality: arguments[Self.quality])
    }

    public init(method: Method = .harris, most: Int = 500, quality: Double = 0.01) { (self.method, self.most, self.quality) = (method, most, quality) }

    var fixedQuality: Int { Int((quality * 65536 + 0.5).rounded(.down)) }

    static let reach = 3

    /// Where the definition finds corners, the best first.
    public func referencePoints(_ picture: Picture) -> [Point] {
        let shape = picture.shape, width = shape.width, height = shape.height
        let luma = picture.luma.map { $0 >> (shape.format.depth - 8) }
        let scores = method == .harris ? Self.harris(luma, width, height) : Self.fast(luma, width, height)
        func score(_ x: Int, _ y: Int) -> Int { x < 0 || y < 0 || x >= width || y >= height ? 0 : scores[y * width + x] }
        var points: [Point] = []
        for y in 0..<height {
            for x in 0..<width {
                let own = score(x, y)
                let before = max(score(x - 1, y - 1), score(x, y - 1), score(x + 1, y - 1), score(x - 1, y))
                let after = max(score(x + 1, y), score(x - 1, y + 1), score(x, y + 1), score(x + 1, y + 1))
                if own > 0 && own > before && own >= after { points.append(Point(x: x, y: y, score: own)) }
            }
        }
        let best = points.map(\.score).max() ?? 0
        points = points.filter { $0.score * 65536 >= fixedQuality * best }
        points.sort { ($1.score, $0.y, $0.x) < ($0.score, $1.y, $1.x) }
        return Array(points.prefix(most))
    }

    private static func harris(_ luma: [Int], _ width: Int, _ height: Int) -> [Int] {
        func p(_ x: Int, _ y: Int) -> Int { luma[mirror(y, height) * width + mirror(x, width)] }
        var gradients: [(x: Int, y: Int)] = []
        for y in 0..<height {
            for x in 0..<width {
                gradients.append(
                    (
                        p(x + 1, y - 1) - p(x - 1, y - 1) + 2 * (p(x + 1, y) - p(x - 1, y)) + p(x + 1, y + 1) - p(x - 1, y + 1),
                        p(x - 1, y + 1) - p(x - 1, y - 1) + 2 * (p(x, y + 1) - p(x, y - 1)) + p(x + 1, y + 1) - p(x + 1, y - 1)
                    ))
            }
        }
        return luma.indices.map { index in
            var a = 0, b = 0, c = 0
            for y in index / width - 1...index / width + 1 {
                for x in index % width - 1...index % width + 1 {
                    let (gx, gy) = gradients[mirror(y, height) * width + mirror(x, width)]
                    (a, b, c) = (a + gx * gx, b + gy * gy, c + gx * gy)
                }
            }
            return max(0, 25 * (a * b - c * c) - (a + b) * (a + b)) >> 20
        }
    }

    private static let circle = [
        (0, 3), (1, 3), (2, 2), (3, 1), (3, 0), (3, -1), (2, -2), (1, -3), (0, -3), (-1, -3), (-2, -2), (-3, -1), (-3, 0), (-3, 1), (-2, 2), (-1, 3),
    ]

    private static func fast(_ luma: [Int], _ width: Int, _ height: Int) -> [Int] {
        luma.indices.map { index in
            let x = index % width, y = index / width
            guard x >= 3, y >= 3, x < width - 3, y < height - 3 else { return 0 }
            let differences = circle.map { luma[(y + $0.1) * width + x + $0.0] - luma[index] }
            var best = 0
            for start in 0..<16 {
                let arc = (0..<9).map { differences[(start + $0) % 16] }
                best = max(best, arc.reduce(255, min), arc.map { -$0 }.reduce(255, min))
            }
            return best > 10 ? best : 0
        }
    }

    public func reference(_ picture: Picture) -> Picture {
        let shape = picture.shape, luma = picture.luma
        var result = picture
        for point in referencePoints(picture).reversed() {
            let mark = luma[point.y * shape.width + point.x] < (shape.black + shape.white + 1) / 2 ? shape.white : shape.black
            for step in -Self.reach...Self.reach {
                for (x, y) in [(point.x + step, point.y), (point.x, point.y + step)]
                where x >= 0 && y >= 0 && x < shape.width && y < shape.height {
                    for plane in 0..<(shape.format.family == .rgb ? 3 : 1) { result.planes[plane][y * shape.width + x] = mark }
                }
            }
        }
        return result
    }

    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? { CornerProgram(self, request) }
}
