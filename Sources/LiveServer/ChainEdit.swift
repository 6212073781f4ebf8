// One change of a running chain as a page may ask for it.
import Filters
import PipelineEngine

/// Turns a filter on or off, or gives one of its numbers or words another value.
///
/// A page says neither text nor paths: files that filters name are those of the command line, so no request reaches another file. What it says is found in the registry
/// before it becomes part of a chain.
struct ChainEdit {
    private enum Change {
        case turn(isOn: Bool)
        case set(key: String, value: String)
    }

    private let entry: Int
    private let name: String
    private let change: Change
    private let registry: FilterRegistry

    init(_ request: PageRequest, registry: FilterRegistry) throws(PipelineError) {
        guard let entry = request.entry, let name = request.name else { throw Self.refusal("a change names no filter") }
        self.registry = registry
        (self.entry, self.name) = (entry, name)
        switch request.kind {
        case .turn:
            guard let isOn = request.on else { throw Self.refusal("a filter is turned on or off") }
            change = .turn(isOn: isOn)
        case .set:
            guard let key = request.key, let value = request.value else { throw Self.refusal("a change has a key and a value") }
            change = .set(key: key, value: value)
        case .drawn, .compare, .record: throw Self.refusal("this is no change of the chain")
        }
    }

    /// The chain after it. Errors: the page saw another chain, a key that a page cannot change, a value that is out of range.
    func applied(to entries: [ChainEntry]) throws(PipelineError) -> [ChainEntry] {
        let descriptor = registry.type(named: name)?.descriptor
        guard entries.indices.contains(entry), FilterText(entries[entry].text, descriptor: nil).name == name else {
            throw Self.refusal("the chain has changed meanwhile", hint: "it is shown as it is now; try again")
        }
        var result = entries
        switch change {
        case .turn(let isOn): result[entry].isOn = isOn
        case .set(let key, let value):
            guard let parameter = descriptor?.parameters.first(where: { $0.key == key }) else { throw Self.refusal("\(name) has no such number or word") }
            var text = FilterText(entries[entry].text, descriptor: descriptor)
            text[key] = try checked(value, parameter)
            result[entry].text = text.text
        }
        return result
    }

    /// What may become part of a text: a number as this process writes it, or a word of the registry. The request's own letters never do.
    private func checked(_ value: String, _ parameter: ParameterSpecification) throws(PipelineError) -> String {
        switch parameter.kind {
        case .number(let range, _, let unit):
            guard let number = Double(value), range.contains(number) else {
                let bounds = "\(shortNumber(range.lowerBound)) to \(shortNumber(range.upperBound))"
                throw Self.refusal("\(name): \(parameter.key) is out of range", hint: "\(parameter.key) is \(bounds)\(unit.isEmpty ? "" : " " + unit)")
            }
            return shortNumber(number)
        case .choice(let words, _):
            guard let word = words.first(where: { $0 == value }) else {
                throw Self.refusal("\(name): there is no such \(parameter.key)", hint: "\(parameter.key) is one of \(words.joined(separator: ", "))")
            }
            return word
        case .text, .file: throw Self.refusal("\(name): \(parameter.key) can be set on the command line alone")
        }
    }

    private static func refusal(_ message: String, hint: String? = nil) -> PipelineError { PipelineError(stage: "chain", message: message, hint: hint) }
}
