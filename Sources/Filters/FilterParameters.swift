// Parameters as data: help, parsing, did-you-mean, completion and fuzzing follow from them.

/// A number with a closed range. Filters read it back by the same constant, so no key is spelt twice.
public struct NumberParameter: Sendable {
    public let key: String
    public let range: ClosedRange<Double>
    public let defaultValue: Double
    public let unit: String
    public let summary: String

    public init(_ key: String, _ range: ClosedRange<Double>, default defaultValue: Double, unit: String = "", _ summary: String) {
        self.key = key
        self.range = range
        self.defaultValue = defaultValue
        self.unit = unit
        self.summary = summary
    }
}

/// One of a few words.
public struct ChoiceParameter<Choice: RawRepresentable & CaseIterable & Sendable>: Sendable where Choice.RawValue == String {
    public let key: String
    public let defaultValue: Choice
    public let summary: String

    public init(_ key: String, default defaultValue: Choice, _ summary: String) {
        self.key = key
        self.defaultValue = defaultValue
        self.summary = summary
    }
}

/// A parameter as the parser and the help see it.
public struct ParameterSpecification: Sendable {
    public enum Kind: Sendable {
        case number(ClosedRange<Double>, default: Double, unit: String)
        case choice([String], default: String)
    }

    public let key: String
    public let kind: Kind
    public let summary: String

    public static func number(_ parameter: NumberParameter) -> Self {
        .init(key: parameter.key, kind: .number(parameter.range, default: parameter.defaultValue, unit: parameter.unit), summary: parameter.summary)
    }

    public static func choice<Choice>(_ parameter: ChoiceParameter<Choice>) -> Self {
        .init(key: parameter.key, kind: .choice(Choice.allCases.map(\.rawValue), default: parameter.defaultValue.rawValue), summary: parameter.summary)
    }
}

/// Checked values of one filter's parameters.
public struct FilterArguments: Sendable {
    enum Value: Sendable, Equatable { case number(Double), choice(String) }
    var values: [String: Value] = [:]

    public init() {}

    public subscript(parameter: NumberParameter) -> Double {
        get { if case .number(let value)? = values[parameter.key] { value } else { parameter.defaultValue } }
        set { values[parameter.key] = .number(newValue) }
    }

    public subscript<Choice>(parameter: ChoiceParameter<Choice>) -> Choice {
        get { if case .choice(let word)? = values[parameter.key] { Choice(rawValue: word) ?? parameter.defaultValue } else { parameter.defaultValue } }
        set { values[parameter.key] = .choice(newValue.rawValue) }
    }
}
