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

/// Words that the filter reads by itself, such as a size or a colour.
public struct TextParameter: Sendable {
    public let key: String
    /// What it looks like, as help says it: `W:H`.
    public let form: String
    public let defaultValue: String
    public let summary: String

    public init(_ key: String, form: String, default defaultValue: String, _ summary: String) {
        self.key = key
        self.form = form
        self.defaultValue = defaultValue
        self.summary = summary
    }
}

/// A parameter as the parser and the help see it.
public struct ParameterSpecification: Sendable {
    public enum Kind: Sendable {
        case number(ClosedRange<Double>, default: Double, unit: String)
        case choice([String], default: String)
        case text(form: String, default: String)
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

extension ParameterSpecification {
    public static func text(_ parameter: TextParameter) -> Self {
        .init(key: parameter.key, kind: .text(form: parameter.form, default: parameter.defaultValue), summary: parameter.summary)
    }
}

/// Checked values of one filter's parameters.
public struct FilterArguments: Sendable {
    enum Value: Sendable, Equatable { case number(Double), choice(String), text(String) }
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

    public subscript(parameter: TextParameter) -> String {
        get { if case .text(let text)? = values[parameter.key] { text } else { parameter.defaultValue } }
        set { values[parameter.key] = .text(newValue) }
    }
}
