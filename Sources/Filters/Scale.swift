// scale: another size.
//
// Definition. Rows are resized first, then columns, every plane by itself, alpha too. Sample i of n in a direction lies at c = (i + ½)·R − ½ of the input, R the input's
// luma samples per output luma sample. A chroma sample i lies at luma sample s·i + o, s what it covers, o where it is sited: left or top 0, centre (s − 1)/2,
// bottom s − 1 (untagged: left, and in the middle downward); so c = ((s·i + o + ½)·R − ½ − o) / s. With r = max(1, R) the weight of input sample k is K((k − c)/r):
//     bilinear K(t) = 1 − |t|;  bicubic (Catmull-Rom) 1.5|t|³ − 2.5t² + 1 up to 1, −0.5|t|³ + 2.5t² − 4|t| + 2 up to 2;  lanczos sinc(t)·sinc(t/3), |t| < 3;
//     area: how much of sample k, from k − ½ to k + ½, lies between c − R/2 and c + R/2.
// Weights are whole numbers that sum to one; the largest takes what rounding leaves. Borders are mirrored without repeating the edge sample. Narrow form: weights in 2^-14,
//     m = (Σ p·w + 2^(depth−1)) >> depth,   out = (Σ m·w + 2^(27−depth)) >> (28 − depth)
// where that is surely within half a code value of the exact sum (ScaleTaps.suits). Wide form, else: weights in 2^-24,
//     m = (Σ p·w + 2^9) >> 10,   out = (Σ m·w + 2^37) >> 38
// Results are cut at 0 and the largest code. Rows go first also when enlarging: they are cheaper, so that little would be won.
//
// Size. -1 keeps the frame's aspect: rounded to the nearest number that suits the subsampling, with the samples' aspect as it is. Where both sides are typed and
// do not keep the aspect, the samples' aspect is changed so that the picture is shown as before (unknown counts as 1:1, and stays unknown while it is).
import KernelInterface
import Kernels
import VideoFrame

/// Resizes with anti-aliasing; within ±1 code value of the exact sums.
public struct Scale: VideoFilter {
    public enum Method: String, CaseIterable, Sendable { case bilinear, bicubic, lanczos, area }

    public static let size = TextParameter(
        "size", form: "W:H", default: "50%", samples: ["50%", "150%", "50%:-1", "130%:70%"], "new size (pixels or %; -1 keeps the aspect)")
    public static let method = ChoiceParameter<Method>("method", default: .bicubic, "how samples are weighed")
    public static let descriptor = FilterDescriptor(
        name: "scale", summary: "resize", parameters: [.text(size), .choice(method)], example: "--scale=1280:-1,method=lanczos", topic: .geometry,
        planes: .all, reach: .wholeStream)

    private let width, height: Measure
    public let method: Method

    public init(_ arguments: FilterArguments) throws(FilterError) {
        let text = arguments[Self.size], form = "size=W:H, size=W:-1 or size=50%"
        let fields = text.split(separator: ":", omittingEmptySubsequences: false)
        let measures = try Measure.read(fields, count: 2, percent: 0.01...10000, filter: "scale", form: form)
        width = measures[0]
        // One percentage is for both.
        if case .percent = width, fields.count == 1 { height = width } else { height = measures[1] }
        if width == .automatic && height == .automatic { throw FilterError("scale: no size is given", hint: form) }
        if width.isZero || height.isZero { throw FilterError("scale: the size is empty", hint: form) }
        method = arguments[Self.method]
    }

    /// In luma samples; nil keeps the aspect.
    public init(width: Int?, height: Int?, method: Method = .bicubic) {
        self.width = width.map { .pixels($0) } ?? .automatic
        self.height = height.map { .pixels($0) } ?? .automatic
        self.method = method
    }

    public var needsUpright: Bool { true }
    public var hasRowPlan: Bool { true }

    /// What frames of `shape` become. Errors: a size that the subsampling does not allow, or none at all.
    func outputShape(_ shape: FrameShape) throws(FilterError) -> FrameShape {
        let step = shape.format.chromaStep
        /// The nearest multiple, at least one.
        func near(_ exact: Double, _ step: Int) -> Int { max(1, Int((exact / Double(step) + 0.5).rounded(.down))) * step }
        func side(_ measure: Measure, of total: Int, _ step: Int, _ what: String) throws(FilterError) -> Int? {
            switch measure {
            case .automatic: return nil
            case .percent(let share): return share == 100 ? total : near(share * Double(total) / 100, step)
            case .pixels(let typed):
                if typed % step != 0 && typed != total { throw shape.format.refusal(of: typed, what, step: step, limit: Measure.limit) }
                return typed
            }
        }
        let w = try side(width, of: shape.width, step.x, "a width"), h = try side(height, of: shape.height, step.y, "a height")
        var result = shape
        result.width = w ?? near(Double(h ?? 1) * Double(shape.width) / Double(shape.height), step.x)
        result.height = h ?? near(Double(w ?? 1) * Double(shape.height) / Double(shape.width), step.y)
        // Nothing cuts a chroma sample that the frame itself does not cut.
        if h == shape.height && w == nil { result.width = shape.width }
        if w == shape.width && h == nil { result.height = shape.height }
        guard result.width <= Measure.limit, result.height <= Measure.limit else {
            throw FilterError("\(result.width)x\(result.height) is too large", hint: "a side is at most \(Measure.limit)")
        }
        // The same share of both sides means to keep the aspect.
        var isOneShare = false
        if case .percent = width { isOneShare = width == height }
        if w != nil, h != nil, !isOneShare, result.width * shape.height != result.height * shape.width {
            let aspect = shape.sampleAspect.numerator > 0 ? shape.sampleAspect : Rational(1, 1)
            result.sampleAspect =
                Rational(aspect.numerator * shape.width * result.height, aspect.denominator * shape.height * result.width).reduced
        }
        return result
    }

    public func check(_ shape: FrameShape) throws(FilterError) { _ = try outputShape(shape) }

    /// Taps of one plane, down and across.
    func taps(_ shape: FrameShape, _ output: FrameShape, plane: Int) -> (rows: ScaleTaps, columns: ScaleTaps) {
        let size = output.size(ofPlane: plane), shift = shape.format.shifts(plane: plane)
        let (right, down) = shape.format.isChroma(plane: plane) ? shape.chromaOffset : (0, 0)
        return (
            ScaleTaps(method, from: shape.height, to: output.height, count: size.height, step: 1 << shift.y, offset: down),
            ScaleTaps(method, from: shape.width, to: output.width, count: size.width, step: 1 << shift.x, offset: right)
        )
    }

    public func reference(_ picture: Picture) -> Picture {
        let shape = picture.shape, format = shape.format
        guard let output = try? outputShape(shape) else { return picture }
        let planes = picture.planes.indices.map { plane -> [Int] in
            let (rows, columns) = taps(shape, output, plane: plane)
            if rows.isIdentity && columns.isIdentity { return picture.planes[plane] }
            let isNarrow = ScaleTaps.suits(rows, columns, depth: format.depth), one = isNarrow ? ScaleTaps.narrow : ScaleTaps.wide
            let from = shape.size(ofPlane: plane), down = rows.whole(one), across = columns.whole(one)
            let (first, second) = isNarrow ? (format.depth, 28 - format.depth) : (10, 38)
            let middle = down.enumerated().map { y, weights in
                (0..<from.width).map { x in
                    (weights.indices.reduce(0) { $0 + picture.sample(plane, x, rows.first[y] + $1) * weights[$1] } + 1 << (first - 1)) >> first
                }
            }
            return middle.flatMap { row in
                across.enumerated().map { x, weights in
                    let sum = weights.indices.reduce(0) { $0 + row[mirror(columns.first[x] + $1, from.width)] * weights[$1] }
                    return min(max((sum + 1 << (second - 1)) >> second, 0), format.maximum)
                }
            }
        }
        return Picture(shape: output, planes: planes)
    }
}
