// Lines of text on a dark ground, over the picture.
import CSDL
import Filters
import MediaIO

/// A panel whose text changes now and then. Used by the window's thread.
final class TextPanel {
    private let font: ScreenFont
    private var lines: [String] = []
    private var texture: Texture?
    private var margin: Int { font.lineHeight / 2 }

    init(_ font: ScreenFont) { self.font = font }

    /// Takes other lines; none: nothing is drawn. True: they have changed.
    func set(_ lines: [String], _ window: OpaquePointer) throws(MediaError) -> Bool {
        guard lines != self.lines else { return false }
        self.lines = lines
        guard !lines.isEmpty else {
            texture = nil
            return true
        }
        let text = font.draw(lines), margin = margin
        let (width, height) = (text.width + 2 * margin, text.height + 2 * margin)
        let panel: Texture
        if let texture, texture.width == width, texture.height == height {
            panel = texture
        } else {
            panel = try Texture(window, kind: CSDL_BGRA, width: width, height: height)
        }
        texture = panel
        try panel.fill { pixels, stride in
            for y in 0..<height {
                let row = (pixels + y * stride).assumingMemoryBound(to: UInt32.self)
                for x in 0..<width {
                    let isText = (margin..<margin + text.width).contains(x) && (margin..<margin + text.height).contains(y)
                    row[x] = Self.pixel(isText ? Int(text.coverage[(y - margin) * text.width + x - margin]) : 0)
                }
            }
        }
        return true
    }

    /// White on black that shows two fifths of the picture, each by its share; the colour is not multiplied by the alpha.
    private static func pixel(_ coverage: Int) -> UInt32 {
        let ground = 153 * (255 - coverage) / 255, alpha = coverage + ground
        let light = UInt32(alpha == 0 ? 0 : 255 * coverage / alpha)
        return UInt32(alpha) << 24 | light << 16 | light << 8 | light
    }

    /// Draws it in a corner at the left of a window of `size` pixels, smaller where it would not fit.
    func draw(_ window: OpaquePointer, size: (width: Int, height: Int), atBottom: Bool = false) throws(MediaError) {
        guard let texture else { return }
        let room = (width: max(1, size.width - 2 * margin), height: max(1, size.height - 2 * margin))
        let scale = min(1, Double(room.width) / Double(texture.width), Double(room.height) / Double(texture.height))
        let width = max(1, Int(Double(texture.width) * scale)), height = max(1, Int(Double(texture.height) * scale))
        try texture.draw(window, at: .init(x: margin, y: atBottom ? size.height - margin - height : margin, width: width, height: height))
    }
}
