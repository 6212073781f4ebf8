// What the help says of filters: all of it from the registry's rows.
import Filters

struct FilterHelp {
    let registry: FilterRegistry

    /// A line a filter.
    var list: [String] {
        let names = registry.descriptors.map { "--\($0.name)" }
        let width = (names.map(\.count).max() ?? 0) + 2
        return zip(names, registry.descriptors).map { "  \($0.left(width))\($1.summary)" }
    }

    /// One filter with its parameters.
    func page(_ descriptor: FilterDescriptor) -> [String] {
        var lines = ["\(descriptor.name): \(descriptor.summary)", ""]
        if !descriptor.parameters.isEmpty {
            let width = (descriptor.parameters.map(\.key.count).max() ?? 0) + 2
            lines.append("Parameters (the first may be given without its key):")
            lines += descriptor.parameters.map { "  \($0.key.left(width))\($0.summary) (\(Self.values($0)))" }
            lines.append("")
        }
        lines += Self.everywhere + ["", "Example:", "  vidproc in.mp4 \(descriptor.example) out.mp4"]
        return lines
    }

    /// What every filter takes besides its own parameters.
    static let everywhere = [
        "Every filter also takes:",
        "  region=X:Y:WIDTH:HEIGHT  act only here (pixels, or % of the frame)",
        "  shape=rect|ellipse       form of the region",
        "  invert-region=true       act outside the region instead",
        "  time=FROM-TO             act only then (seconds or H:MM:SS.mmm)",
    ]

    private static func values(_ parameter: ParameterSpecification) -> String {
        switch parameter.kind {
        case .number(let range, default: let value, let unit):
            "\(shortNumber(range.lowerBound)) to \(shortNumber(range.upperBound))\(unit.isEmpty ? "" : " " + unit), default \(shortNumber(value))"
        case .choice(let words, default: let word): "\(words.joined(separator: ", ")); default \(word)"
        }
    }
}
