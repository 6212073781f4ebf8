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

/// A word that the filter reads by its own grammar: points, a colour, a small matrix. Commas separate keys; `\,` is one in the word.
public struct TextParameter: Sendable {
    public let key: String
    /// How it is written, as help and hints say it: `X:Y/X:Y/...`.
    public let form: String
    public let defaultValue: String
    /// Right values, for completion and tests.
    public let samples: [String]
    public let summary: String

    public init(_ key: String, form: String, default defaultValue: String, samples: [String] = [], _ summary: String) {
        self.key = key
        self.form = form
        self.defaultValue = defaultValue
        self.samples = samples
        self.summary = summary
    }
}

/// A file that the filter reads while it is made. There is no default: the filter's own `init` refuses an empty path.
public struct FileParameter: Sendable {
    public let key: String
    /// The endings that such files usually have, at least one: `cube`.
    public let endings: [String]
    /// What it is, as help and hints say it: `a .cube file`.
    public let form: String
    public let summary: String

    public init(_ key: String, endings: [String], form: String, _ summary: String) {
        self.key = key
        self.endings = endings
        self.form = form
        self.summary = summary
    }
}

/// A parameter as the parser and the help see it.
public struct ParameterSpecification: Sendable {
    public enum Kind: Sendable {
        case number(ClosedRange<Double>, default: Double, unit: String)
        case choice([String], default: String)
        case text(form: String, default: String, samples: [String])
        case file(endings: [String], form: String)
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

    public static func text(_ parameter: TextParameter) -> Self {
        .init(
            key: parameter.key, kind: .text(form: parameter.form, default: parameter.defaultValue, samples: parameter.samples), summary: parameter.summary)
    }

    public static func file(_ parameter: FileParameter) -> Self {
        .init(key: parameter.key, kind: .file(endings: parameter.endings, form: parameter.form), summary: parameter.summary)
    }
}

/// Checked values of one filter's parameters.
public struct FilterArguments: Sendable {
    enum Value: Sendable, Equatable { case number(Double), choice(String), text(String) }
    var values: [String: Value] = [:]
    /// Reads the picture files that the values name.
    public let pictures: any PictureReader

    public init(pictures: some PictureReader = NoPictureReader()) { self.pictures = pictures }

    public subscript(parameter: NumberParameter) -> Double {
        get { if case .number(let value)? = values[parameter.key] { value } else { parameter.defaultValue } }
        set { values[parameter.key] = .number(newValue) }
    }

    /// A number that must be whole. Errors: it is not; `filter` is named.
    func whole(_ parameter: NumberParameter, filter: String) throws(FilterError) -> Int {
        let value = self[parameter]
        guard value == value.rounded() else { throw FilterError("\(filter): \(parameter.key) \(value) is not a whole number") }
        return Int(value)
    }

    public subscript<Choice>(parameter: ChoiceParameter<Choice>) -> Choice {
        get { if case .choice(let word)? = values[parameter.key] { Choice(rawValue: word) ?? parameter.defaultValue } else { parameter.defaultValue } }
        set { values[parameter.key] = .choice(newValue.rawValue) }
    }
    public subscript(parameter: TextParameter) -> String {
        get { if case .text(let text)? = values[parameter.key] { text } else { parameter.defaultValue } }
        set { values[parameter.key] = .text(newValue) }
    }

    /// The path; empty when none was given.
    public subscript(parameter: FileParameter) -> String {
        get { if case .text(let path)? = values[parameter.key] { path } else { "" } }
        set { values[parameter.key] = .text(newValue) }
    }
}
