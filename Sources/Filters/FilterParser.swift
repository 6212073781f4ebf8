// From `blur` and `sigma=3,region=…` to a checked filter. Nothing is planned here; files that a filter names are read.
import Base

/// Reads filters of a registry. Errors name the filter, the key, what is allowed and the nearest right word.
public struct FilterParser: Sendable {
    public let registry: FilterRegistry
    private let pictures: any PictureReader

    /// `pictures` reads the picture files that filters name.
    public init(registry: FilterRegistry, pictures: some PictureReader = NoPictureReader()) {
        self.registry = registry
        self.pictures = pictures
    }

    /// `value` is what stood behind `--name=`: `key=value` pairs separated by commas (`\,` is one in a value), the first key's name optional.
    public func parse(name: String, value: String?) throws(FilterError) -> FilterInstance {
        guard let type = registry.type(named: name) else {
            let near = nearest(name, in: registry.descriptors.map(\.name))
            throw FilterError("unknown filter '\(name)'", hint: near.map { "did you mean --\($0)?" } ?? "vidproc filters lists them")
        }
        let descriptor = type.descriptor
        var arguments = FilterArguments(pictures: pictures)
        var placement = Placement()
        var seen: Set<String> = []
        var texts: [String] = []
        let fields = value.map(Self.fields) ?? []
        for (index, field) in fields.enumerated() {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let key: String, text: String
            if parts.count == 2 {
                (key, text) = (String(parts[0]), String(parts[1]))
            } else if index == 0, let first = descriptor.parameters.first {
                (key, text) = (first.key, field)
            } else {
                throw FilterError(
                    "\(name): '\(field)' is not KEY=VALUE", hint: Self.keys(of: descriptor) + (descriptor.takesText ? "; a comma within a value is \\," : ""))
            }
            guard seen.insert(key).inserted else { throw FilterError("\(name): \(key) is given twice") }
            if let parameter = descriptor.parameters.first(where: { $0.key == key }) {
                arguments.values[key] = try Self.value(text, parameter, filter: name)
            } else {
                if descriptor.reach == .wholeStream, Placement.keys.contains(key) {
                    throw FilterError("\(name): \(key) does not go with it, for it changes all of the frames", hint: Self.keys(of: descriptor))
                }
                guard try placement.set(key: key, text: text, filter: name, pictures: pictures) else {
                    let known = descriptor.parameters.map(\.key) + descriptor.placementKeys
                    throw FilterError(
                        "\(name): unknown key '\(key)'", hint: nearest(key, in: known).map { "did you mean \($0)?" } ?? Self.keys(of: descriptor))
                }
            }
            texts.append("\(key)=\(text.split(separator: ",", omittingEmptySubsequences: false).joined(separator: "\\,"))")
        }
        try placement.checkKeys(seen, filter: name)
        for parameter in descriptor.parameters.prefix(1) where !seen.contains(parameter.key) { texts.insert(parameter.defaultText, at: 0) }
        return FilterInstance(
            make: try type.init(arguments), name: name, text: texts.isEmpty ? name : name + "=" + texts.joined(separator: ","), placement: placement)
    }

    /// What stands between commas; `\,` is a comma of the value's own, any other backslash stays with what follows it.
    static func fields(_ value: String) -> [String] {
        var fields = [""], rest = value[...]
        while let character = rest.popFirst() {
            switch character {
            case ",": fields.append("")
            case "\\":
                let next = rest.popFirst()
                fields[fields.count - 1] += next == "," ? "," : "\\" + (next.map { String($0) } ?? "")
            default: fields[fields.count - 1].append(character)
            }
        }
        return fields
    }

    private static func keys(of descriptor: FilterDescriptor) -> String {
        "keys of \(descriptor.name): " + (descriptor.parameters.map(\.key) + descriptor.placementKeys).joined(separator: ", ")
    }

    /// A number as it may be typed: `2`, `0.5`, `1/3`. Nil: it is none. Swift also reads 0x10 and inf, which nobody means here.
    public static func number(_ text: String) -> Double? {
        guard text.allSatisfy({ "0123456789.eE+-/".contains($0) }) else { return nil }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return Double(text) }
        guard let above = Double(parts[0]), let below = Double(parts[1]), below != 0 else { return nil }
        return above / below
    }

    private static func value(_ text: String, _ parameter: ParameterSpecification, filter: String) throws(FilterError) -> FilterArguments.Value {
        switch parameter.kind {
        case .number(let range, _, _):
            guard let number = Self.number(text) else {
                let problem = text.isEmpty ? "\(parameter.key) has no value" : "\(parameter.key) must be a number, not '\(text)'"
                throw FilterError("\(filter): \(problem)", hint: parameter.values)
            }
            guard range.contains(number) else {
                throw FilterError("\(filter): \(parameter.key) \(text) is out of range", hint: parameter.values)
            }
            return .number(number)
        case .choice(let words, _):
            guard words.contains(text) else {
                let near = nearest(text, in: words).map { "did you mean \($0)? " } ?? ""
                throw FilterError("\(filter): unknown \(parameter.key) '\(text)'", hint: near + parameter.values)
            }
            return .choice(text)
        case .text, .file:
            guard !text.isEmpty else { throw FilterError("\(filter): \(parameter.key) has no value", hint: parameter.values) }
            return .text(text)
        }
    }
}

extension ParameterSpecification {
    /// What it may be, as a hint says it.
    fileprivate var values: String {
        switch kind {
        case .number(let range, _, let unit):
            "\(key) is \(shortNumber(range.lowerBound)) to \(shortNumber(range.upperBound))\(unit.isEmpty ? "" : " " + unit)"
        case .choice(let words, _): "\(key) is one of \(words.joined(separator: ", "))"
        case .text(let form, _, _): "\(key) is \(form)"
        case .file(_, let form): "\(key) is the path of \(form)"
        }
    }

    /// `sigma=2`.
    var defaultText: String {
        switch kind {
        case .number(_, let value, _): "\(key)=\(shortNumber(value))"
        case .choice(_, let word), .text(_, let word, _): "\(key)=\(word)"
        case .file: "\(key)="
        }
    }
}

/// `2` rather than `2.0`.
public func shortNumber(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
}

extension FilterDescriptor {
    /// Whether a value may be what a person writes, with commas.
    fileprivate var takesText: Bool { parameters.contains { if case .text = $0.kind { true } else { false } } }
}
