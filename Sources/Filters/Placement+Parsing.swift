// The words of a placement: region, shape, invert-region, time.

extension Placement {
    static let keys = ["region", "shape", "invert-region", "time"]

    /// Sets `key` from `text`; false when it is no key of a placement.
    mutating func set(key: String, text: String, filter: String) throws(FilterError) -> Bool {
        switch key {
        case "region":
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 4, let x = Self.extent(parts[0]), let y = Self.extent(parts[1]), let width = Self.extent(parts[2]),
                let height = Self.extent(parts[3])
            else {
                throw FilterError("\(filter): region '\(text)' cannot be read", hint: "region=X:Y:WIDTH:HEIGHT in pixels or %, e.g. region=100:50:25%:200")
            }
            if width.isZero || height.isZero { throw FilterError("\(filter): region '\(text)' is empty") }
            region = Region(x: x, y: y, width: width, height: height)
        case "shape":
            guard let word = Shape(rawValue: text) else {
                throw FilterError("\(filter): unknown shape '\(text)'", hint: "shape is one of \(Shape.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            shape = word
        case "invert-region":
            guard let flag = ["true": true, "false": false, "yes": true, "no": false, "1": true, "0": false][text] else {
                throw FilterError("\(filter): invert-region is true or false, not '\(text)'")
            }
            isInverted = flag
        case "time":
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 2, let first = Self.time(parts[0]), let second = Self.time(parts[1]), first.isOpen == false || second.isOpen == false else {
                throw FilterError("\(filter): time '\(text)' cannot be read", hint: "time=FROM-TO in seconds or H:MM:SS.mmm, e.g. time=3-7.5, time=1:30-")
            }
            (from, to) = (first.milliseconds, second.milliseconds)
            if let from, let to, from >= to { throw FilterError("\(filter): time '\(text)' ends before it begins") }
        default: return false
        }
        return true
    }

    private static func extent(_ text: Substring) -> Extent? {
        if text.last == "%" {
            guard let share = Double(text.dropLast()), (0...100).contains(share) else { return nil }
            return .percent(share)
        }
        guard let count = Int(text), (0...1_000_000).contains(count) else { return nil }
        return .pixels(count)
    }

    /// Milliseconds, or an open end for empty text; nil when it cannot be read.
    private static func time(_ text: Substring) -> (milliseconds: Int64?, isOpen: Bool)? {
        if text.isEmpty { return (nil, true) }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 3, let last = parts.last, let seconds = Double(last), seconds.isFinite, seconds >= 0, parts.count == 1 || seconds < 60 else {
            return nil
        }
        var whole = 0.0
        for part in parts.dropLast() {
            guard let number = Int(part), number >= 0, number < 1_000_000 else { return nil }
            whole = whole * 60 + Double(number)
        }
        let total = whole * 60 + seconds
        return total < 1e9 ? (Int64((total * 1000).rounded()), false) : nil
    }
}

extension Extent {
    var isZero: Bool {
        switch self {
        case .pixels(let count): count == 0
        case .percent(let share): share == 0
        }
    }
}
