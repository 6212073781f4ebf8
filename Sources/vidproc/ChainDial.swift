// The chain as keys see it: one of its numbers or words is chosen and changed.
import Filters
import PipelineEngine

/// What is chosen, and what a key makes of the chain. It changes nothing itself.
struct ChainDial: Sendable {
    /// One number or word of one filter.
    private struct Place {
        let entry: Int
        let text: FilterText
        let parameter: ParameterSpecification

        var name: String { text.name }

        /// What is in force: as typed, or what holds when nothing is said.
        var value: String { text[parameter.key] ?? parameter.usual }

        func setting(_ value: String?) -> String {
            var text = text
            text[parameter.key] = value
            return text.text
        }
    }

    static let help = "keys: 1-9 filter off/on, ↑↓ choose, ←→ change (shift: more), 0 back, q end"

    private let registry: FilterRegistry
    /// As the run began: where `back` leads.
    private let first: [ChainEntry]
    private var chosen = 0
    /// Shown in place of the chosen parameter until the next key.
    private(set) var message: String?

    init(_ entries: [ChainEntry], registry: FilterRegistry) { (first, self.registry) = (entries, registry) }

    /// `entries` after `key`, which may be what they were.
    mutating func press(_ key: TerminalKey, _ entries: [ChainEntry]) -> [ChainEntry] {
        message = nil
        let places = places(entries)
        chosen = min(chosen, max(0, places.count - 1))
        switch key {
        case .help:
            message = Self.help
            return entries
        case .end: return entries
        case .digit(let number): return switching(number - 1, entries)
        case .previous, .next:
            chosen = max(0, min(places.count - 1, chosen + (key == .next ? 1 : -1)))
            return entries
        case .back, .less, .more, .muchLess, .muchMore:
            guard places.indices.contains(chosen) else {
                message = "no filter has a number or word to change"
                return entries
            }
            let place = places[chosen]
            var entries = entries
            entries[place.entry].text = key == .back ? back(place) : place.setting(Self.next(place, key))
            return entries
        }
    }

    /// The chain stayed as it was.
    mutating func refuse(_ error: PipelineError) { message = error.message }

    /// What is chosen and where it stands: `> 1 blur  sigma 2 pixels  [0.1 … 100]`.
    func line(_ entries: [ChainEntry]) -> String {
        if let message { return "> \(message)" }
        let places = places(entries)
        guard !places.isEmpty else { return "> \(Self.help)" }
        let place = places[min(chosen, places.count - 1)], state = entries[place.entry].isOn ? "" : " (off)"
        var value = place.value, range = ""
        switch place.parameter.kind {
        case .number(let bounds, _, let unit):
            if !unit.isEmpty { value += " \(unit)" }
            range = "\(shortNumber(bounds.lowerBound)) … \(shortNumber(bounds.upperBound))"
        case .choice(let words, _): range = words.joined(separator: " ")
        case .text, .file: break
        }
        return "> \(place.entry + 1) \(place.name)\(state)  \(place.parameter.key) \(value)  [\(range)]  ? keys".printable
    }

    private mutating func switching(_ index: Int, _ entries: [ChainEntry]) -> [ChainEntry] {
        guard entries.indices.contains(index) else {
            message = "the chain has \(entries.count) filter\(entries.count == 1 ? "" : "s")"
            return entries
        }
        var entries = entries
        entries[index].isOn.toggle()
        let name = FilterText(entries[index].text, descriptor: nil).name
        message = "\(index + 1) \(name): \(entries[index].isOn ? "on" : "off")".printable
        return entries
    }

    /// All numbers and words of the chain, filter by filter.
    private func places(_ entries: [ChainEntry]) -> [Place] {
        entries.enumerated().flatMap { index, entry in
            let parts = entry.text.split(separator: "=", maxSplits: 1)
            guard let descriptor = parts.first.flatMap({ registry.type(named: String($0)) })?.descriptor else { return [Place]() }
            let text = FilterText(entry.text, descriptor: descriptor)
            return descriptor.parameters.filter(\.isDial).map { Place(entry: index, text: text, parameter: $0) }
        }
    }

    /// As the run began, where that filter still stands there; else what holds when nothing is said.
    private func back(_ place: Place) -> String {
        guard first.indices.contains(place.entry) else { return place.setting(nil) }
        let old = FilterText(first[place.entry].text, descriptor: registry.type(named: place.name)?.descriptor)
        return place.setting(old.name == place.name ? old[place.parameter.key] : nil)
    }

    private static func next(_ place: Place, _ key: TerminalKey) -> String {
        let isUp = key == .more || key == .muchMore
        switch place.parameter.kind {
        case .number(let range, let usual, _):
            let value = FilterParser.number(place.value) ?? usual
            return shortNumber(
                NumberStep(range, usual: usual).value(after: value, isUp: isUp, isLarge: key == .muchLess || key == .muchMore))
        case .choice(let words, _):
            let index = (words.firstIndex(of: place.value) ?? 0) + (isUp ? 1 : -1)
            return words[max(0, min(words.count - 1, index))]
        case .text, .file: return place.value
        }
    }
}

extension ParameterSpecification {
    /// Whether keys can change it: texts and files are typed.
    fileprivate var isDial: Bool {
        switch kind {
        case .number, .choice: true
        case .text, .file: false
        }
    }

    fileprivate var usual: String {
        switch kind {
        case .number(_, let value, _): shortNumber(value)
        case .choice(_, let word): word
        case .text, .file: ""
        }
    }
}
