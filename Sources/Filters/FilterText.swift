// A filter as typed, in its parts: what changes one number of a running filter and leaves the rest as it is.

/// `blur=sigma=2,region=…` taken apart. Nothing is checked: that is the parser's.
public struct FilterText: Equatable, Sendable {
    public struct Field: Equatable, Sendable {
        /// Empty where only a value stood that `descriptor` has no key for.
        public let key: String
        public var value: String
    }

    public let name: String
    public private(set) var fields: [Field]

    /// `descriptor` tells what the first value belongs to when it has no key.
    public init(_ text: String, descriptor: FilterDescriptor?) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        name = String(parts[0])
        fields =
            parts.count < 2
            ? []
            : FilterParser.fields(String(parts[1])).enumerated().map { index, field in
                let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                if pair.count == 2 { return Field(key: String(pair[0]), value: String(pair[1])) }
                return Field(key: index == 0 ? descriptor?.parameters.first?.key ?? "" : "", value: field)
            }
    }

    /// What the key was given; setting one that is not there puts it behind the others.
    public subscript(key: String) -> String? {
        get { fields.first { $0.key == key }?.value }
        set {
            guard let newValue else { return fields.removeAll { $0.key == key } }
            guard let index = fields.firstIndex(where: { $0.key == key }) else { return fields.append(Field(key: key, value: newValue)) }
            fields[index].value = newValue
        }
    }

    /// As it may be typed.
    public var text: String {
        guard !fields.isEmpty else { return name }
        let written = fields.map { field in
            let value = field.value.split(separator: ",", omittingEmptySubsequences: false).joined(separator: "\\,")
            return field.key.isEmpty ? value : "\(field.key)=\(value)"
        }
        return name + "=" + written.joined(separator: ",")
    }
}
