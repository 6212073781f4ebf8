// Lines of text for what is drawn over a picture on a screen, by the glyphs of the text filter.

/// A fixed-width font at one size, with what the keyboard has. Immutable.
public final class ScreenFont: Sendable {
    /// How much of each pixel the letters cover, 0...255, in rows one after another.
    public struct Lines: Equatable, Sendable {
        public let width, height: Int
        public let coverage: [UInt8]
    }

    /// Pixels from line to line.
    public var lineHeight: Int { glyphSet.height }
    private let glyphSet: GlyphSet
    private static let characters = Set((UInt8(32)...126).map { Unicode.Scalar($0) })

    /// `size` in pixels, 4...512. Errors: there is no such font, or the libraries for it are missing.
    public init(size: Int) throws(FilterError) {
        glyphSet = try GlyphSet(FontFile("monospace"), size: min(max(size, 4), 512), characters: Self.characters)
    }

    /// Draws lines from the top left; what the font has not got is a question mark.
    public func draw(_ lines: [String]) -> Lines {
        let unknown = glyphSet.number("?")
        let numbers = lines.map { $0.unicodeScalars.compactMap { glyphSet.number($0) ?? unknown }.map { glyphSet.glyphs.values[Int($0)] } }
        let width = numbers.map { $0.reduce(0) { $0 + $1.advance } }.max() ?? 0, height = lines.count * glyphSet.height
        var coverage = [UInt8](repeating: 0, count: width * height)
        for (index, glyphs) in numbers.enumerated() {
            var pen = 0
            for glyph in glyphs {
                for y in 0..<glyph.rows {
                    let row = index * glyphSet.height + glyphSet.ascent - glyph.top + y
                    guard (0..<height).contains(row) else { continue }
                    for x in 0..<glyph.width where (0..<width).contains(pen + glyph.left + x) {
                        let place = row * width + pen + glyph.left + x
                        coverage[place] = max(coverage[place], glyphSet.pixels.values[glyph.start + y * glyph.width + x])
                    }
                }
                pen += glyph.advance
            }
        }
        return Lines(width: width, height: height, coverage: coverage)
    }
}
