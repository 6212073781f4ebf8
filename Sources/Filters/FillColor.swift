// Colours as typed, and the samples that they are in a frame.
import Base
import VideoFrame

/// A colour by name or as `#RRGGBB`.
///
/// In a frame of YUV or gray, with E = value / 255 and the frame's own matrix (untagged: BT.709 from 720 lines up, else BT.601):
///     Y' = kR·R + kG·G + kB·B,   Cb = (B − Y') / (2 − 2kB),   Cr = (R − Y') / (2 − 2kR)
///     luma = black + Y' · (white − black),   chroma = neutral + C · (224 · 2^(depth − 8), full range: the largest code)
/// rounded half up (H.273, 8.3). Alpha is opaque.
public struct FillColor: Hashable, Sendable {
    /// 0...255, full range.
    public let red, green, blue: Int

    static let names: [(name: String, value: Int)] = [
        ("black", 0x000000), ("white", 0xFFFFFF), ("gray", 0x808080), ("silver", 0xC0C0C0), ("red", 0xFF0000), ("green", 0x008000), ("lime", 0x00FF00),
        ("blue", 0x0000FF), ("yellow", 0xFFFF00), ("cyan", 0x00FFFF), ("magenta", 0xFF00FF), ("orange", 0xFFA500), ("purple", 0x800080), ("navy", 0x000080),
        ("brown", 0xA52A2A), ("pink", 0xFFC0CB),
    ]
    static let form = "a name such as black, white or red, or #RRGGBB"

    /// Errors: no colour; `filter` is named.
    public init(_ text: String, filter: String) throws(FilterError) {
        let known = Self.names.first { $0.name == text.lowercased() }?.value
        let digits = text.hasPrefix("#") ? text.dropFirst() : text.hasPrefix("0x") ? text.dropFirst(2) : ""
        let typed = digits.count == 6 && digits.allSatisfy(\.isHexDigit) ? Int(digits, radix: 16) : nil
        guard let value = known ?? typed else {
            let near = nearest(text, in: Self.names.map(\.name)).map { "did you mean \($0)? " } ?? ""
            throw FilterError("\(filter): unknown colour '\(text)'", hint: near + "a colour is " + Self.form)
        }
        (red, green, blue) = (value >> 16, value >> 8 & 255, value & 255)
    }

    /// kR and kB of a frame's matrix.
    private static func weights(for shape: FrameShape) -> (red: Double, blue: Double) {
        switch [0, 2].contains(shape.color.matrix) ? (shape.height >= 720 ? 1 : 6) : shape.color.matrix {
        case 1: (0.2126, 0.0722)
        case 4: (0.30, 0.11)
        case 7: (0.212, 0.087)
        case 9, 10: (0.2627, 0.0593)
        default: (0.299, 0.114)
        }
    }

    /// The code value of each plane.
    public func samples(for shape: FrameShape) -> [Int] {
        let format = shape.format, levels = Double(shape.white - shape.black)
        func code(_ value: Double) -> Int { min(max(Int((value + 0.5).rounded(.down)), 0), format.maximum) }
        let (r, g, b) = (Double(red) / 255, Double(green) / 255, Double(blue) / 255)
        let (kr, kb) = Self.weights(for: shape)
        let luma = kr * r + (1 - kr - kb) * g + kb * b
        func light(_ value: Double) -> Int { code(Double(shape.black) + value * levels) }
        var codes: [Int]
        switch format.family {
        case .gray: codes = [light(luma)]
        case .rgb: codes = [light(g), light(b), light(r)]
        case .yuv:
            let span = shape.isFullRange ? Double(format.maximum) : Double(224 << (format.depth - 8)), neutral = Double(shape.neutral)
            codes = [light(luma), code(neutral + (b - luma) / (2 - 2 * kb) * span), code(neutral + (r - luma) / (2 - 2 * kr) * span)]
        }
        if format.hasAlpha { codes.append(format.maximum) }
        return codes
    }
}
