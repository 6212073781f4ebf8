// What may stand after `--blur=`: keys that are not there yet, and the words of the key that is being written.
import Filters

struct FilterCompletion {
    let descriptor: FilterDescriptor

    /// Whole words, from `--` on. `typed` is what follows the first `=`.
    func answers(for typed: String) -> [CompletionAnswer] {
        let fields = typed.split(separator: ",", omittingEmptySubsequences: false)
        let last = String(fields.last ?? "")
        let before = "--\(descriptor.name)=" + fields.dropLast().map { "\($0)," }.joined()
        if let equals = last.firstIndex(of: "=") {
            let key = String(last[..<equals]), value = String(last[last.index(after: equals)...])
            return values(of: key, isEmpty: value.isEmpty).filter { $0.word.hasPrefix(value) }.map {
                CompletionAnswer(word: "\(before)\(key)=\($0.word)", text: $0.text)
            }
        }
        var used = Set(fields.dropLast().map { $0.prefix { $0 != "=" } }.map(String.init))
        // A first value without its key is the first key's.
        if fields.count > 1, let first = fields.first, !first.contains("="), let key = descriptor.parameters.first?.key { used.insert(key) }
        var answers: [CompletionAnswer] = []
        if fields.count == 1, case .choice(let words, _)? = descriptor.parameters.first?.kind {
            answers += words.map { CompletionAnswer(word: $0, text: descriptor.parameters.first?.key ?? "") }
        }
        answers += descriptor.parameters.map { CompletionAnswer(word: "\($0.key)=", text: "\($0.summary) (\(FilterHelp.values($0)))") }
        if descriptor.reach == .anywhere {
            answers += Placement.keyTable.map { CompletionAnswer(word: "\($0.key)=", text: "\($0.form), \($0.summary)") }
        }
        return answers.filter { $0.word.hasPrefix(last) && !used.contains(String($0.word.prefix { $0 != "=" })) }.map {
            CompletionAnswer(word: before + $0.word, text: $0.text)
        }
    }

    private func values(of key: String, isEmpty: Bool) -> [CompletionAnswer] {
        if descriptor.reach == .anywhere, let placement = Placement.keyTable.first(where: { $0.key == key }) {
            return placement.words.map { CompletionAnswer(word: $0) }
        }
        guard let parameter = descriptor.parameters.first(where: { $0.key == key }) else { return [] }
        switch parameter.kind {
        case .choice(let words, _): return words.map { CompletionAnswer(word: $0) }
        // A number cannot be guessed; the default shows what it looks like.
        case .number(_, default: let value, _): return isEmpty ? [CompletionAnswer(word: shortNumber(value), text: FilterHelp.values(parameter))] : []
        case .text(_, default: let text, let samples):
            if samples.isEmpty { return isEmpty ? [CompletionAnswer(word: text, text: FilterHelp.values(parameter))] : [] }
            return samples.map { CompletionAnswer(word: $0) }
        // The shell knows files better.
        case .file: return []
        }
    }
}
