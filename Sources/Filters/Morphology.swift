// erode, dilate, open, close: the least or the greatest sample under a shape.
//
// Definition. erode: out(x, y) = least of in(x + dx, y + dy) over the (dx, dy) of the shape; dilate: the greatest. open is erode, then dilate of the
// result; close is dilate, then erode. All planes, alpha too. The radius of a plane is rx = (radius + 2^s / 2) >> s across for its subsampling shift s
// (half rounds up: radius 1 is 1 in the chroma of 4:2:0, 0 across in that of 4:1:1), ry likewise down. Shapes:
//     rect      |dx| ≤ rx and |dy| ≤ ry
//     cross     dy = 0 and |dx| ≤ rx, or dx = 0 and |dy| ≤ ry
//     ellipse   |dx| ≤ round(rx · √(ry² − dy²) / ry), half to even, |dy| ≤ ry; only dx ≤ rx for ry = 0 (OpenCV's MORPH_ELLIPSE)
// Samples outside the plane do not count. As a shape holds with (dx, dy) all that lies between its mirror images, a mirrored border comes to the same
// and is what the steps use: a mirrored sample under the shape stands for one that is under the shape itself.
// The results are those of OpenCV's erode, dilate and morphologyEx with their default border.
import Kernels
import VideoFrame

/// What the samples are compared under.
public enum MorphologyShape: String, CaseIterable, Sendable { case rect, cross, ellipse }

/// The four filters by the order of their steps.
public protocol MorphologyFilter: VideoFilter {
    /// Whether each step takes the greatest sample.
    static var steps: [Bool] { get }
    var radius: Int { get }
    var shape: MorphologyShape { get }
}

/// Parameters that the four share.
public enum Morphology {
    public static let radius = NumberParameter("radius", 1...127, default: 1, unit: "pixels", "half the size of the shape, its centre left out")
    public static let shape = ChoiceParameter<MorphologyShape>("element", default: .rect, "what counts as near")

    static func descriptor(_ name: String, _ summary: String) -> FilterDescriptor {
        FilterDescriptor(
            name: name, summary: summary, parameters: [.number(radius), .choice(shape)], example: "--\(name)=3,element=ellipse", topic: .detail, planes: .all)
    }

    /// How far the shape reaches to both sides in the rows 0… from its centre.
    static func reach(_ shape: MorphologyShape, _ rx: Int, _ ry: Int) -> [Int] {
        switch shape {
        case .rect: Array(repeating: rx, count: ry + 1)
        case .cross: [rx] + Array(repeating: 0, count: ry)
        case .ellipse:
            (0...ry).map { dy in
                ry == 0 ? rx : Int((Double(rx) * (Double(ry * ry - dy * dy) / Double(ry * ry)).squareRoot()).rounded(.toNearestOrEven))
            }
        }
    }
}

public struct Erode: MorphologyFilter {
    public static let steps = [false]
    public static let descriptor = Morphology.descriptor("erode", "the darkest sample around")
    public let radius: Int, shape: MorphologyShape

    public init(_ arguments: FilterArguments) throws(FilterError) {
        (radius, shape) = (arguments.whole(Morphology.radius), arguments[Morphology.shape])
    }
}

public struct Dilate: MorphologyFilter {
    public static let steps = [true]
    public static let descriptor = Morphology.descriptor("dilate", "the brightest sample around")
    public let radius: Int, shape: MorphologyShape

    public init(_ arguments: FilterArguments) throws(FilterError) {
        (radius, shape) = (arguments.whole(Morphology.radius), arguments[Morphology.shape])
    }
}

public struct Open: MorphologyFilter {
    public static let steps = [false, true]
    public static let descriptor = Morphology.descriptor("open", "remove bright specks: erode, then dilate")
    public let radius: Int, shape: MorphologyShape

    public init(_ arguments: FilterArguments) throws(FilterError) {
        (radius, shape) = (arguments.whole(Morphology.radius), arguments[Morphology.shape])
    }
}

public struct Close: MorphologyFilter {
    public static let steps = [true, false]
    public static let descriptor = Morphology.descriptor("close", "fill dark specks: dilate, then erode")
    public let radius: Int, shape: MorphologyShape

    public init(_ arguments: FilterArguments) throws(FilterError) {
        (radius, shape) = (arguments.whole(Morphology.radius), arguments[Morphology.shape])
    }
}

extension MorphologyFilter {
    public func reference(_ picture: Picture) -> Picture {
        var result = picture
        for isMaximum in Self.steps {
            let input = result
            for plane in input.planes.indices {
                let size = input.shape.size(ofPlane: plane), (rx, ry) = input.shape.format.radii(radius, plane: plane)
                let reach = Morphology.reach(shape, rx, ry)
                for y in 0..<size.height {
                    for x in 0..<size.width {
                        var extreme = input.planes[plane][y * size.width + x]
                        for row in max(0, y - ry)...min(size.height - 1, y + ry) {
                            for column in max(0, x - reach[abs(row - y)])...min(size.width - 1, x + reach[abs(row - y)]) {
                                let sample = input.planes[plane][row * size.width + column]
                                extreme = isMaximum ? max(extreme, sample) : min(extreme, sample)
                            }
                        }
                        result.planes[plane][y * size.width + x] = extreme
                    }
                }
            }
        }
        return result
    }
}
