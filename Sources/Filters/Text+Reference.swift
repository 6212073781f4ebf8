// The definition of text, in the open.
import VideoFrame

extension Text {
    func reference(_ picture: Picture, _ timing: FrameTiming, frameRate: Rational) -> Picture {
        let shape = picture.shape
        guard let style = try? style(for: shape, frameRate: frameRate) else { return picture }
        let set = style.glyphs
        let lines = Self.written(style.template, timing).split(separator: "\n", omittingEmptySubsequences: false)
        /// Glyphs of each line with the columns at which their pens stand, and the line's width.
        let places = lines.map { line -> (glyphs: [(glyph: GlyphSet.Glyph, x: Int)], width: Int) in
            var glyphs: [(glyph: GlyphSet.Glyph, x: Int)] = [], x = 0, last: Int?
            for number in line.compactMap({ set.number($0).map(Int.init) }) {
                if let last { x += Int(set.kerning.values[last * set.glyphs.count + number]) }
                glyphs.append((set.glyphs.values[number], x))
                x += set.glyphs.values[number].advance
                last = number
            }
            return (glyphs, x)
        }
        let width = (places.map(\.width).max() ?? 0) + 2 * style.padding, height = lines.count * set.height + 2 * style.padding
        let origin = position.origin(width: width, height: height, in: shape)
        var alpha = [Int](repeating: 0, count: shape.width * shape.height)
        for (row, line) in places.enumerated() {
            for (glyph, pen) in line.glyphs {
                for y in 0..<glyph.rows {
                    for x in 0..<glyph.width {
                        let column = origin.x + style.padding + pen + glyph.left + x
                        let line = origin.y + style.padding + row * set.height + set.ascent - glyph.top + y
                        guard (0..<shape.width).contains(column), (0..<shape.height).contains(line) else { continue }
                        let value = (Int(set.pixels.values[glyph.start + y * glyph.width + x]) * style.alpha + 127) / 255
                        alpha[line * shape.width + column] = max(alpha[line * shape.width + column], value)
                    }
                }
            }
        }
        let step = shape.format.chromaStep
        func whole(_ start: Int, _ length: Int, _ step: Int, _ side: Int) -> Range<Int> {
            guard start < side, start + length > 0 else { return 0..<0 }
            return max(0, start) / step * step..<min(side, (start + length + step - 1) / step * step)
        }
        let columns = whole(origin.x, width, step.x, shape.width), rows = whole(origin.y, height, step.y, shape.height)
        let box = (0..<shape.width * shape.height).map { columns.contains($0 % shape.width) && rows.contains($0 / shape.width) ? style.boxAlpha : 0 }
        var result = picture
        for plane in picture.planes.indices {
            let isChroma = shape.format.isChroma(plane: plane), paint = color.samples(for: shape)[plane], ground = boxColor.samples(for: shape)[plane]
            let inks = isChroma ? picture.mean(alpha) : alpha, boxes = isChroma ? picture.mean(box) : box
            for index in picture.planes[plane].indices {
                result.planes[plane][index] = blended(blended(picture.planes[plane][index], ground, alpha: boxes[index]), paint, alpha: inks[index])
            }
        }
        return result
    }

    /// What a frame of this time says.
    static func written(_ template: TextTemplate, _ timing: FrameTiming) -> [Unicode.Scalar] {
        template.parts.flatMap { part -> [Unicode.Scalar] in
            switch part {
            case .literal(let text): text
            case .word(.frame): Array(String(timing.sequence).unicodeScalars)
            case .word(.pts): Array((timing.pts.map { String($0) } ?? "?").unicodeScalars)
            case .word(.time):
                Array((timing.elapsedMilliseconds.map(clock) ?? "?").unicodeScalars)
            case .word: []
            }
        }
    }

    private static func clock(_ milliseconds: Int64) -> String {
        let count = milliseconds.magnitude
        func padded(_ number: UInt64, _ digits: Int) -> String { String(repeating: "0", count: max(0, digits - String(number).count)) + String(number) }
        let seconds = count / 1000
        return (milliseconds < 0 ? "-" : "") + "\(seconds / 3600):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2)).\(padded(count % 1000, 3))"
    }
}
