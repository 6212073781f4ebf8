// Which glyphs a frame's text has and where they stand, without an allocation a frame.
import VideoFrame

/// Writes a text into memory of its own. Used by one thread.
final class TextWriter: @unchecked Sendable {  // belongs to the stage's thread
    struct Place: BitwiseCopyable, Equatable, Sendable {
        var number: Int32
        /// Of the pen, from the line's begin.
        var x: Int32
        var line: Int32
    }

    private enum Part {
        /// Numbers of glyphs; -1 begins a line.
        case glyphs(ConstantTable<Int32>)
        case word(TextTemplate.Word)
    }

    /// The glyphs of the newest text, `count` of them.
    let places: Scratch<Place>
    private(set) var count = 0
    private(set) var width = 0
    private(set) var lineCount = 0
    private let set: GlyphSet
    private let parts: [Part]
    private let ascii: ConstantTable<Int32>
    /// The pen.
    private var x = 0
    private var last = -1
    private var isChanged = false
    private var isEmpty = true

    init(_ style: TextStyle) {
        let set = style.glyphs
        self.set = set
        var room = 0
        parts = style.template.parts.map { part in
            switch part {
            case .literal(let text):
                room += text.count
                return .glyphs(ConstantTable(text.compactMap { $0 == "\n" ? -1 : set.number($0) }))
            case .word(let word):
                // A time of 64 bits in ticks or milliseconds has no more.
                room += 32
                return .word(word)
            }
        }
        places = Scratch(room)
        ascii = ConstantTable((0..<128).map { set.number(Unicode.Scalar(UInt8($0))) ?? -1 })
    }

    /// Writes the text of a frame; false when it is that of the frame before.
    func write(_ timing: FrameTiming) -> Bool {
        let before = count
        (count, width, lineCount, x, last, isChanged) = (0, 0, 1, 0, -1, isEmpty)
        isEmpty = false
        for part in parts {
            switch part {
            case .glyphs(let numbers): for index in 0..<numbers.count { put(numbers.values[index]) }
            case .word(.frame): number(UInt64(timing.sequence.magnitude))
            case .word(.pts):
                if let pts = timing.pts { signed(pts) } else { put("?") }
            case .word(.time): clock(timing.elapsedMilliseconds)
            case .word: break
            }
        }
        width = max(width, x)
        return isChanged || count != before
    }

    private func put(_ number: Int32) {
        guard number >= 0 else {
            width = max(width, x)
            (x, last) = (0, -1)
            lineCount += 1
            return
        }
        if last >= 0 { x += Int(set.kerning.values[last * set.glyphs.count + Int(number)]) }
        let place = Place(number: number, x: Int32(truncatingIfNeeded: x), line: Int32(truncatingIfNeeded: lineCount - 1))
        if places.values[count] != place {
            places.values[count] = place
            isChanged = true
        }
        count += 1
        x += set.glyphs.values[Int(number)].advance
        last = Int(number)
    }

    private func put(_ character: Unicode.Scalar) { put(ascii.values[Int(character.value & 127)]) }

    private func number(_ value: UInt64, digits: Int = 1) {
        var scale: UInt64 = 1, places = 1
        while value / scale >= 10 || places < digits {
            scale *= 10
            places += 1
        }
        while scale > 0 {
            put(ascii.values[48 + Int(value / scale % 10)])
            scale /= 10
        }
    }

    private func signed(_ value: Int64) {
        if value < 0 { put("-") }
        number(value.magnitude)
    }

    private func clock(_ milliseconds: Int64?) {
        guard let milliseconds else { return put("?") }
        let count = milliseconds.magnitude, seconds = count / 1000
        if milliseconds < 0 { put("-") }
        number(seconds / 3600)
        put(":")
        number(seconds / 60 % 60, digits: 2)
        put(":")
        number(seconds % 60, digits: 2)
        put(".")
        number(count % 1000, digits: 3)
    }
}
