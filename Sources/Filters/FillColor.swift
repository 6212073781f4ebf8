// Colours as typed, and the samples that they are in a frame.
import Base
import VideoFrame

/// A colour by name or as `#RRGGBB`.
///
/// In a frame of YUV or gray, with E = value / 255 and the frame's own matrix as `LumaWeights` has it:
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

    /// The code value of each plane.
    public func samples(for shape: FrameShape) -> [Int] {
        let color = SIMD4(Double(red), Double(green), Double(blue), 255) / 255
        return (0..<shape.format.planeCount).map { shape.coder(plane: $0)(color) }
    }
}
