// The words of a placement: region, shape, feather, mask, invert-region, time.
import Base

/// A key that every filter understands, for help and completion.
public struct PlacementKey: Sendable {
    public let key: String
    /// What stands after `=`.
    public let form: String
    public let summary: String
    /// The words it takes; empty where it takes something else.
    public let words: [String]
}

extension Placement {
    public static let keyTable = [
        PlacementKey(key: "region", form: "X:Y:WIDTH:HEIGHT", summary: "act only here (pixels, or % of the frame)", words: []),
        PlacementKey(
            key: "shape", form: Shape.allCases.map(\.rawValue).joined(separator: "|"), summary: "form of the region", words: Shape.allCases.map(\.rawValue)),
        PlacementKey(key: "feather", form: "PIXELS", summary: "soft border inside the region", words: []),
        PlacementKey(key: "mask", form: "FILE", summary: "act where this picture is bright (scaled to the frame)", words: []),
        PlacementKey(key: "invert-region", form: "true", summary: "act outside the region, or where the mask is dark", words: ["true", "false"]),
        PlacementKey(key: "time", form: "FROM-TO", summary: "act only then (seconds or H:MM:SS.mmm)", words: []),
    ]
    static let keys = keyTable.map(\.key)

    private static let feathers = 0...10_000

    /// Sets `key` from `text`, `pictures` reading a mask; false when it is no key of a placement.
    mutating func set(key: String, text: String, filter: String, pictures: any PictureReader) throws(FilterError) -> Bool {
        switch key {
        case "region":
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 4, let x = Extent.read(parts[0]), let y = Extent.read(parts[1]), let width = Extent.read(parts[2]),
                let height = Extent.read(parts[3])
            else {
                throw FilterError("\(filter): region '\(text)' cannot be read", hint: "region=X:Y:WIDTH:HEIGHT in pixels or %, e.g. region=100:50:25%:200")
            }
            if width.isZero || height.isZero { throw FilterError("\(filter): region '\(text)' is empty", hint: "its width and height must be more than 0") }
            region = Region(x: x, y: y, width: width, height: height)
        case "shape":
            guard let word = Shape(rawValue: text) else {
                let words = Shape.allCases.map(\.rawValue)
                throw FilterError(
                    "\(filter): unknown shape '\(text)'",
                    hint: (nearest(text, in: words).map { "did you mean \($0)? " } ?? "") + "shape is one of \(words.joined(separator: ", "))")
            }
            shape = word
        case "feather":
            guard let width = Int(text), Self.feathers.contains(width) else {
                let wrong = Int(text) == nil ? "must be a whole number, not '\(text)'" : "\(text) is out of range"
                let problem = text.isEmpty ? "feather has no value" : "feather \(wrong)"
                throw FilterError("\(filter): \(problem)", hint: "feather is \(Self.feathers.lowerBound) to \(Self.feathers.upperBound) pixels")
            }
            feather = width
        case "mask":
            if text.isEmpty { throw FilterError("\(filter): mask has no value", hint: "mask is the path of a picture") }
            do { mask = MaskPicture(try pictures.picture(at: text)) } catch {
                throw FilterError("\(filter): mask: \(error.message)", hint: error.hint)
            }
        case "invert-region":
            guard let flag = ["true": true, "false": false, "yes": true, "no": false, "1": true, "0": false][text] else {
                throw FilterError("\(filter): invert-region is true or false, not '\(text)'")
            }
            isInverted = flag
        case "time":
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            let times = parts.map { $0.isEmpty ? nil : milliseconds(ofTime: $0) }
            // Every end that is typed must be a time, and one must be typed.
            guard parts.count == 2, zip(parts, times).allSatisfy({ $0.isEmpty || $1 != nil }), times.contains(where: { $0 != nil }) else {
                throw FilterError("\(filter): time '\(text)' cannot be read", hint: "time=FROM-TO in seconds or H:MM:SS.mmm, e.g. time=3-7.5, time=1:30-")
            }
            (from, to) = (times[0], times[1])
            if let from, let to, from >= to { throw FilterError("\(filter): time '\(text)' ends before it begins", hint: "time=FROM-TO, FROM first") }
        default: return false
        }
        return true
    }

    /// Refuses what says nothing without a region. `seen` are the keys that were typed.
    func checkKeys(_ seen: Set<String>, filter: String) throws(FilterError) {
        for key in ["shape", "feather"] where seen.contains(key) && region == nil {
            throw FilterError("\(filter): \(key) needs a region", hint: "add region=X:Y:WIDTH:HEIGHT")
        }
        if seen.contains("invert-region"), isEverywhere {
            throw FilterError("\(filter): invert-region has neither region nor mask to invert", hint: "add region=X:Y:WIDTH:HEIGHT or mask=FILE")
        }
    }
}

extension Extent {
    /// Pixels up to a million, or percent up to 100, without a sign; nil for anything else.
    static func read(_ text: Substring) -> Extent? {
        guard let first = text.first, !"+-".contains(first) else { return nil }
        if text.last == "%" {
            guard let share = Double(text.dropLast()), (0...100).contains(share) else { return nil }
            return .percent(share)
        }
        guard let count = Int(text), (0...1_000_000).contains(count) else { return nil }
        return .pixels(count)
    }

    var isZero: Bool {
        switch self {
        case .pixels(let count): count == 0
        case .percent(let share): share == 0
        }
    }
}
