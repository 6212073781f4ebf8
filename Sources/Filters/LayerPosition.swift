// Where a picture or a text lies on the frame, as typed.
import Base
import VideoFrame

/// A corner, a side, the middle, or a place in pixels or percent; measured on the picture as it is shown.
struct LayerPosition: Sendable {
    enum Place: Hashable, Sendable {
        /// Left or top, middle, right or bottom; with the margin.
        case near, middle, far
        case pixels(Int)
        /// Pixels between the layer's far edge and the frame's.
        case pixelsFromEnd(Int)
        /// Percent of the room that the layer leaves: 0 is left or top, 100 right or bottom.
        case percent(Double)
    }

    static let words: [(word: String, across: Place, down: Place)] = [
        ("top-left", .near, .near), ("top", .middle, .near), ("top-right", .far, .near), ("left", .near, .middle), ("center", .middle, .middle),
        ("right", .far, .middle), ("bottom-left", .near, .far), ("bottom", .middle, .far), ("bottom-right", .far, .far),
    ]
    private static let form = "top-left, top, ... center, ... bottom-right, or X:Y"

    static func position(default word: String) -> TextParameter {
        TextParameter(
            "position", form: form, default: word, samples: words.map(\.word) + ["10:-10", "50%:95%"],
            "place: X:Y in pixels (negative from right or bottom), or in % of the room left")
    }
    static let margin = TextParameter("margin", form: "pixels or %", default: "2%", samples: ["0", "16"], "distance from the sides that position names")

    private let across, down: Place
    private let margin: Extent

    /// Errors: `position` or `margin` cannot be read; `filter` is named.
    init(position: String, margin text: String, filter: String) throws(FilterError) {
        if let known = Self.words.first(where: { $0.word == position }) {
            (across, down) = (known.across, known.down)
        } else {
            let fields = position.split(separator: ":", omittingEmptySubsequences: false).map(Self.place)
            guard fields.count == 2, let x = fields[0], let y = fields[1] else {
                let near = nearest(position, in: Self.words.map(\.word)).map { "did you mean \($0)? " } ?? ""
                throw FilterError("\(filter): position '\(position)' cannot be read", hint: near + "position is " + Self.form)
            }
            (across, down) = (x, y)
        }
        guard let margin = Extent.read(text[...]) else {
            throw FilterError("\(filter): margin '\(text)' cannot be read", hint: "margin is a number of pixels or % of the frame's shorter side")
        }
        self.margin = margin
    }

    private static func place(_ text: Substring) -> Place? {
        // -0 is the edge itself.
        let isFromEnd = text.first == "-"
        switch Extent.read(isFromEnd ? text.dropFirst() : text) {
        case .pixels(let count)?: return isFromEnd ? .pixelsFromEnd(count) : .pixels(count)
        case .percent(let share)? where !isFromEnd: return .percent(share)
        default: return nil
        }
    }

    /// The luma sample of the frame on which the first one of a layer of `width` x `height` lies; outside the frame where it does not fit.
    func origin(width: Int, height: Int, in shape: FrameShape) -> (x: Int, y: Int) {
        let margin = margin.resolved(of: min(shape.width, shape.height))
        func start(_ place: Place, _ length: Int, of side: Int) -> Int {
            let room = side - length
            switch place {
            case .near: return margin
            case .middle: return room >> 1
            case .far: return room - margin
            case .pixels(let count): return count
            case .pixelsFromEnd(let count): return room - count
            case .percent(let share): return Int((share * Double(room) / 100 + 0.5).rounded(.down))
            }
        }
        return (start(across, width, of: shape.width), start(down, height, of: shape.height))
    }
}
