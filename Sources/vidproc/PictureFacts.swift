// The facts of a picture: geometry, rate, colour, HDR levels.
import MediaIO
import VideoFrame

extension PictureDescription {
    /// `isMoving`: rates mean something.
    func rows(isMoving: Bool) -> [FactRow] {
        let geometry = [
            Fact("size", "\(width)x\(height)"), Fact("pixel format", pixelFormat),
            // The pixel format says it.
            Fact("bits", bits.map { "\($0) bits" }, .ignored),
            Fact("field order", fieldOrder?.words).withDefault(FieldOrder.progressive.words),
        ]
        let rates = [
            Fact("frame rate", averageRate.map { "\(frameRateText($0)) fps" }), Fact("r frame rate", tickRate.map { "\(frameRateText($0)) fps" }, label: "r"),
        ]
        let aspect = [
            Fact("sample aspect", sampleAspect?.ratio, label: "sample").withDefault("1:1"),
            Fact("display aspect", displayAspect?.ratio, .ignored, label: "display"), Fact("rotation", turn, label: "rotated"),
        ]
        let colour = [
            Fact("range", range.word, label: "range"), Fact("matrix", matrix, label: "matrix"), Fact("primaries", primaries, label: "primaries"),
            Fact("transfer", transfer, label: "transfer"), Fact("chroma location", chromaLocation, label: "chroma"),
        ]
        let display = [
            Fact("mastering primaries", mastering?.gamut?.words), Fact("mastering white", mastering?.gamut?.white.words),
            Fact("mastering luminance", mastering?.luminance?.words),
        ]
        let levels = [
            Fact("MaxCLL", light.map { "\($0.maximum) cd/m²" }, label: "MaxCLL"),
            Fact("MaxFALL", light.map { "\($0.maximumAverage) cd/m²" }, label: "MaxFALL"),
        ]
        return [FactRow("picture", geometry)] + (isMoving ? [FactRow("rate", rates)] : [])
            + [FactRow("aspect", aspect), FactRow("colour", colour), FactRow("mastering", display), FactRow("light level", levels)]
    }

    private var turn: String? {
        let words = [rotation.map { "\(fixed($0, $0.rounded() == $0 ? 0 : 2))°" }, isMirrored ? "mirrored" : nil].compactMap(\.self)
        return words.isEmpty ? nil : words.joined(separator: " ")
    }
}

extension FieldOrder {
    var words: String {
        switch self {
        case .progressive: "progressive"
        case .topFirst: "interlaced, top field first"
        case .bottomFirst: "interlaced, bottom field first"
        case .topCodedBottomShownFirst: "interlaced, top field coded and bottom field shown first"
        case .bottomCodedTopShownFirst: "interlaced, bottom field coded and top field shown first"
        }
    }
}

extension SampleRange {
    /// Nil where untagged.
    var word: String? {
        switch self {
        case .unspecified: nil
        case .limited: "limited"
        case .full: "full"
        }
    }
}

extension Rational {
    fileprivate var ratio: String { "\(numerator):\(denominator)" }
}

extension MasteringDisplay.Gamut {
    fileprivate var words: String { "R \(red.point) G \(green.point) B \(blue.point)" }
}

extension MasteringDisplay.Chromaticity {
    fileprivate var words: String { "white \(point)" }
    /// Five places show every unit.
    fileprivate var point: String { "\(places(x)) \(places(y))" }
    private func places(_ units: Int) -> String { shortFixed(Double(units) / Double(Self.unitsPerOne), 5) }
}

extension MasteringDisplay.Luminance {
    fileprivate var words: String { "\(places(minimum)) to \(places(maximum)) cd/m²" }
    private func places(_ units: Int) -> String { shortFixed(Double(units) / Double(Self.unitsPerOne), 4) }
}

/// 25, or 29.970 (30000/1001).
private func frameRateText(_ rate: Rational) -> String {
    rate.denominator == 1 ? String(rate.numerator) : "\(fixed(rate.doubleValue, 3)) (\(rate))"
}
