// Fonts by name or file, and the glyphs of a text as gray bitmaps. FreeType's bitmap is the definition of a glyph's shape: 0 to 255 of coverage.
import CFonts

/// A font that was found.
struct FontFile: Sendable {
    let path: String
    let index: Int32
    /// As messages call it.
    let name: String

    private static let generic = ["sans", "sans-serif", "serif", "mono", "monospace"]
    private static let hint = "fc-list : family lists the fonts; on Debian fonts-dejavu-core brings some"

    /// `text` is a family, with a style behind a colon if it is not the usual one, or a file's path. Errors: there is no such font.
    init(_ text: String) throws(FilterError) {
        let isFile = text.contains("/") || [".ttf", ".otf", ".ttc"].contains { text.lowercased().hasSuffix($0) }
        guard !isFile else {
            (path, index, name) = (text, 0, text)
            return
        }
        let room = 4096
        var file = [CChar](repeating: 0, count: room), family = file, number: Int32 = 0
        let status = cfonts_find(text, &file, room, &family, room, &number)
        guard status != Int32(CFONTS_NO_LIBRARY) else { throw Self.noLibrary }
        guard status == Int32(CFONTS_DONE) else { throw FilterError("text: there is no font on this machine", hint: Self.hint) }
        let found = Self.string(family), asked = text.prefix { $0 != ":" }.lowercased()
        // fontconfig has an answer to every name.
        guard Self.generic.contains(asked) || found.lowercased() == asked else {
            throw FilterError("text: there is no font '\(text)'; the nearest is \(found)", hint: Self.hint)
        }
        (path, index, name) = (Self.string(file), number, found)
    }

    static let noLibrary = FilterError(
        "text: FreeType and fontconfig are not installed", hint: "on Debian: apt-get install libfreetype6 libfontconfig1 fonts-dejavu-core")

    private static func string(_ bytes: [CChar]) -> String { String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) }
}

/// The glyphs of some characters at one size, by numbers of their own. Immutable.
final class GlyphSet: Sendable {
    struct Glyph: BitwiseCopyable, Sendable {
        /// From the pen and the line's base to the bitmap's left and top, in pixels.
        let left, top: Int
        let width, rows: Int
        let advance: Int
        /// Place of the first of width · rows bytes in `pixels`.
        let start: Int
    }

    let glyphs: ConstantTable<Glyph>
    let pixels: ConstantTable<UInt8>
    /// By first · count + second: pixels that the second moves.
    let kerning: ConstantTable<Int16>
    /// From a line's top to its base, and from line to line.
    let ascent, height: Int
    private let numbers: [Unicode.Scalar: Int32]

    /// Errors: no font of outlines, or a character that it does not have.
    init(_ font: FontFile, size: Int, characters: Set<Unicode.Scalar>) throws(FilterError) {
        var opened: OpaquePointer?
        let status = cfonts_open(font.path, font.index, Int32(size), &opened)
        guard status != Int32(CFONTS_NO_LIBRARY) else { throw FontFile.noLibrary }
        guard status == Int32(CFONTS_DONE), let face = opened else {
            throw FilterError("text: \(font.path): is no font that can be read", hint: "font is a family such as Sans or DejaVu Serif:bold, or a font file")
        }
        defer { cfonts_close(face) }
        var (up, down): (Int32, Int32) = (0, 0)
        cfonts_metrics(face, &up, &down)
        // A damaged font may tell nonsense; lines go down.
        (ascent, height) = (Int(up), max(1, Int(down)))
        var glyphs: [Glyph] = [], pixels: [UInt8] = [], indices: [UInt32] = [], numbers: [Unicode.Scalar: Int32] = [:]
        for character in characters.sorted() {
            let index = cfonts_index(face, character.value)
            var glyph = cfonts_glyph()
            guard index != 0, cfonts_render(face, index, &glyph) == Int32(CFONTS_DONE) else {
                throw FilterError("text: \(font.name) has no '\(character)'", hint: "name another font with font=")
            }
            numbers[character] = Int32(glyphs.count)
            indices.append(index)
            glyphs.append(
                Glyph(
                    left: Int(glyph.left), top: Int(glyph.top), width: Int(glyph.width), rows: Int(glyph.rows), advance: Int(glyph.advance),
                    start: pixels.count))
            for y in 0..<Int(glyph.rows) {
                for x in 0..<Int(glyph.width) { pixels.append(glyph.pixels[y * Int(glyph.pitch) + x]) }
            }
        }
        self.numbers = numbers
        self.glyphs = ConstantTable(glyphs)
        self.pixels = ConstantTable(pixels)
        kerning = ConstantTable(indices.flatMap { first in indices.map { Int16(clamping: cfonts_kerning(face, first, $0)) } })
    }

    /// Nil for a character that is not in the set.
    func number(_ character: Unicode.Scalar) -> Int32? { numbers[character] }
}
