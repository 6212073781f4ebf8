import Filters
import VideoFrame

/// A filter of one's own: nothing but its row of the registry and its definition. It is exact from the first run; a plan in rows can make it fast later.
///
/// output(x, y) = clamp(middle + strength · (p(x+1, y+1) − p(x−1, y−1))) on luma, gray or RGB planes, middle being half the code range. Chroma and alpha stay.
struct Emboss: VideoFilter {
    private static let strength = NumberParameter("strength", 1...8, default: 1, "How deep the relief is.")
    static let descriptor = FilterDescriptor(
        name: "emboss", summary: "A relief, lit from the upper left.", parameters: [.number(strength)], example: "--emboss=2")

    private let factor: Int

    init(_ arguments: FilterArguments) throws(FilterError) { factor = Int(arguments[Self.strength].rounded()) }

    func reference(_ picture: Picture) -> Picture {
        var result = picture
        let format = picture.shape.format
        for plane in 0..<format.planeCount where !format.isChroma(plane: plane) && !format.isAlpha(plane: plane) {
            let size = picture.shape.size(ofPlane: plane)
            for y in 0..<size.height {
                for x in 0..<size.width {
                    let slope = picture.sample(plane, x + 1, y + 1) - picture.sample(plane, x - 1, y - 1)
                    result.planes[plane][y * size.width + x] = min(max((format.maximum + 1) / 2 + factor * slope, 0), format.maximum)
                }
            }
        }
        return result
    }
}
