// text: words over the frame, with the frame's number or time.
//
// Definition. {frame} is the frame's number in the run, from 0; {time} H:MM:SS.mmm since the start of the input, rounded down; {pts} the frame's time in ticks of
// its stream (? where it has none); {fps} the nominal rate of the frames, up to three decimals (? where unknown); {date} date and time of day at which the run
// began, so with it no two runs are alike. \n begins a line.
//
// Characters stand side by side from left to right, kerned by the font in whole pixels; no ligatures, no writing from right to left. Lines are as far apart as
// the font says and begin at the same column. The block that they fill, with a margin of size / 4 where there is a box, is placed by its width and height.
// A luma sample has the alpha (c · O + 127) / 255, O = round(2^15 · opacity), c the largest coverage that a glyph's bitmap has there; a chroma sample
// the mean of those that it covers (ChromaSampling.swift). The box is the block, grown to whole chroma samples, with alpha round(2^15 · box · opacity) throughout, black
// under light text and white under dark (luma of the colour by BT.601 below one half). First the box is laid over the frame, then the text (Layer.swift).
import Kernels
import VideoFrame

/// A caption, a time code, a frame counter.
public struct Text: VideoFilter {
    public static let text = TextParameter(
        "text", form: "words, with {frame} {time} {pts} {fps} {date}; \\n begins a line, \\, is a comma", default: "{time}",
        samples: ["frame {frame}\\n{time}", "A\\, b {fps}", "{pts}"], "what is written")
    public static let position = LayerPosition.position(default: "top-left")
    public static let size = TextParameter(
        "size", form: "pixels or % of the frame's height", default: "5%", samples: ["9", "40%"], "size of the letters (the font's em)")
    public static let color = TextParameter("color", form: FillColor.form, default: "white", samples: ["yellow", "#102030"], "colour of the letters")
    public static let opacity = NumberParameter("opacity", 0...1, default: 1, "of letters and box")
    public static let box = NumberParameter("box", 0...1, default: 0, "how dark a box behind the letters is (bright, behind dark letters)")
    public static let font = TextParameter("font", form: "family, family:style or font file", default: "Sans", samples: ["sans-serif"], "what it is written in")
    public static let descriptor = FilterDescriptor(
        name: "text", summary: "words, time or frame number over the frame",
        parameters: [.text(text), .text(position), .text(LayerPosition.margin), .text(size), .text(color), .number(opacity), .number(box), .text(font)],
        example: "--text={time},position=bottom,box=0.5", topic: .layers, planes: .all)

    let template: TextTemplate
    let position: LayerPosition
    private let size: Measure
    let color, boxColor: FillColor
    public let opacity, box: Double
    let font: FontFile

    public init(_ arguments: FilterArguments) throws(FilterError) { try self.init(arguments, date: TextTemplate.now) }

    /// `date`: what {date} stands for.
    init(_ arguments: FilterArguments, date: () -> String) throws(FilterError) {
        template = try TextTemplate(arguments[Self.text], date: date)
        position = try LayerPosition(position: arguments[Self.position], margin: arguments[LayerPosition.margin], filter: "text")
        size = try Measure.read([Substring(arguments[Self.size])], count: 1, percent: 0.1...100, filter: "text", form: "size=N or size=N%")[0]
        guard size != .automatic, !size.isZero else { throw FilterError("text: size '\(arguments[Self.size])' is none", hint: "size is \(Self.size.form)") }
        color = try FillColor(arguments[Self.color], filter: "text")
        boxColor = try FillColor(299 * color.red + 587 * color.green + 114 * color.blue < 127_500 ? "white" : "black", filter: "text")
        (opacity, box) = (arguments[Self.opacity], arguments[Self.box])
        font = try FontFile(arguments[Self.font])
        // What the font does not have is told before anything runs.
        _ = try GlyphSet(font, size: 16, characters: template.resolved(frameRate: Rational(24000, 1001)).characters)
    }

    public var needsUpright: Bool { true }

    /// In pixels.
    private func pixels(on shape: FrameShape) -> Int {
        switch size {
        case .pixels(let count): count
        case .percent(let share): max(1, Int((share * Double(shape.height) / 100 + 0.5).rounded(.down)))
        case .automatic: 1
        }
    }

    public func check(_ shape: FrameShape) throws(FilterError) {
        let pixels = pixels(on: shape)
        guard pixels <= 2000 else { throw FilterError("letters of \(pixels) pixels are too large", hint: "at most 2000") }
    }

    /// What frames of `shape` need.
    func style(for shape: FrameShape, frameRate: Rational) throws(FilterError) -> TextStyle {
        try check(shape)
        let template = template.resolved(frameRate: frameRate), pixels = pixels(on: shape)
        return TextStyle(
            template: template, glyphs: try GlyphSet(font, size: pixels, characters: template.characters), padding: box > 0 ? max(1, pixels / 4) : 0,
            alpha: Int((32768 * opacity).rounded()), boxAlpha: Int((32768 * box * opacity).rounded()))
    }

    public func reference(_ picture: Picture) -> Picture { reference(picture, FrameTiming(), frameRate: Rational(0, 1)) }

    public func reference(sequence: [Picture], times: [FrameTiming]) -> [Picture] {
        zip(sequence, times).map { reference($0, $1, frameRate: Rational(0, 1)) }
    }

    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? { try TextProgram(self, request) }
}

/// A text made ready for frames of one shape.
struct TextStyle: Sendable {
    let template: TextTemplate
    let glyphs: GlyphSet
    /// Pixels between the letters and the box's edge.
    let padding: Int
    /// In 1/2^15.
    let alpha, boxAlpha: Int
}
