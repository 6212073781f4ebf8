// What may be typed next: one answer for all shells, from the registry and the options as ArgumentParser knows them.
import Filters
import MediaIO

/// A word that fits under the cursor, whole, and what it means. One that ends in `=`, `,` or `:` goes on.
struct CompletionAnswer: Equatable {
    let word: String
    var text = ""

    /// Stands for the names of files, which shells find best themselves.
    static let files = CompletionAnswer(word: "<files>")

    var line: String { text.isEmpty ? word : "\(word)\t\(text)" }
}

struct Completion {
    let registry: FilterRegistry
    private let root = CommandDefinition.root

    init(registry: FilterRegistry) { self.registry = registry }

    /// `words` are those after the command's name; the last, perhaps empty, is being typed.
    func answers(for words: [String]) -> [CompletionAnswer] {
        let current = words.last ?? ""
        let line = ParsedLine(words.dropLast())
        let command = root.named.first { $0.commandName == line.positionals.first } ?? root.run
        if let option = line.openOption { return values(of: option, line, typed: current, joined: "") }
        if !line.isLiteral && current.hasPrefix("-") { return dashed(current, command, line) }
        return positional(current, command, line).filter { $0 == .files || $0.word.hasPrefix(current) }
    }

    private func positional(_ current: String, _ command: CommandDefinition, _ line: ParsedLine) -> [CompletionAnswer] {
        if command.commandName == FiltersCommand._commandName {
            return line.positionals.count > 1 ? [] : registry.descriptors.map { CompletionAnswer(word: $0.name, text: $0.summary) }
        }
        guard command.commandName == RunCommand._commandName else { return [.files] }
        switch line.positionals.count {
        case 0:
            var answers = root.named.map { CompletionAnswer(word: $0.commandName, text: $0.abstract ?? "") } + [.files]
            // Made pictures are offered to those who begin to write one.
            if current.hasPrefix("p") { answers += patterns(current) }
            return answers
        case 1: return (current.isEmpty ? [] : [CompletionAnswer(word: "null", text: "throw the frames away")]) + [.files]
        default: return []
        }
    }

    private func patterns(_ current: String) -> [CompletionAnswer] {
        guard current.hasPrefix("pattern:") else { return [CompletionAnswer(word: "pattern:", text: "a made picture")] }
        return PatternSource.Pattern.allCases.map { CompletionAnswer(word: "pattern:\($0.rawValue)=1280x720@30:10", text: "size, frames a second, seconds") }
    }

    /// Options, filters, and what stands after their `=`.
    private func dashed(_ current: String, _ command: CommandDefinition, _ line: ParsedLine) -> [CompletionAnswer] {
        let isRun = command.commandName == RunCommand._commandName
        if current.hasPrefix("--"), current.contains("=") {
            let (name, value) = ChainExtractor.split(current)
            if isRun, let type = registry.type(named: name) { return FilterCompletion(descriptor: type.descriptor).answers(for: value ?? "") }
            guard let option = CommandOption(rawValue: name), option.argument != .none else { return [] }
            return values(of: option, line, typed: value ?? "", joined: "--\(name)=")
        }
        var answers: [CompletionAnswer] = []
        if isRun {
            for descriptor in registry.descriptors {
                let word = "--\(descriptor.name)"
                answers.append(CompletionAnswer(word: word, text: descriptor.summary))
                if word == current { answers.append(CompletionAnswer(word: word + "=", text: "with values")) }
            }
        }
        for argument in command.options where argument.isRepeating || argument.long.map({ !line.names.contains($0) }) == true {
            guard let word = argument.long else { continue }
            answers.append(CompletionAnswer(word: word, text: argument.abstract ?? ""))
            if word == current, case .optional? = CommandOption(rawValue: String(word.dropFirst(2)))?.argument {
                answers.append(CompletionAnswer(word: word + "="))
            }
        }
        if isRun && line.positionals.isEmpty {
            answers += [CommandOption.version, .man, .completion].map { CompletionAnswer(word: "--\($0.rawValue)", text: $0.privateSummary) }
        }
        return answers.filter { $0.word.hasPrefix(current) }
    }

    /// The values of `option`, each behind `joined`.
    private func values(of option: CommandOption, _ line: ParsedLine, typed: String, joined: String) -> [CompletionAnswer] {
        let argument = ([root.run] + root.named).lazy.flatMap(\.options).first { $0.long == "--\(option.rawValue)" }
        if ["file", "folder"].contains(argument?.valueName) { return [.files] }
        let words = argument?.allValues ?? words(of: option, line, typed: typed)
        return words.filter { $0.hasPrefix(typed) }.map { CompletionAnswer(word: joined + $0) }
    }

    /// Words that libav knows and ArgumentParser does not.
    private func words(of option: CommandOption, _ line: ParsedLine, typed: String) -> [String] {
        let encoder = line.values[CommandOption.encoder.rawValue]
        switch option {
        case .encoder: return Media.videoEncoders
        case .format: return Media.inputFormats
        case .preset, .tune: return Media.words(of: encoder ?? "libx264", for: option.rawValue)
        case .pixelFormat: return Media.pixelFormats(of: encoder)
        case .encoderOption:
            guard let equals = typed.firstIndex(of: "=") else { return Media.options(of: encoder ?? "libx264").map { $0 + "=" } }
            return Media.words(of: encoder ?? "libx264", for: String(typed[..<equals])).map { "\(typed[...equals])\($0)" }
        case .completion: return Shell.allCases.map(\.rawValue)
        default: return []
        }
    }
}

/// The words before the one that is being typed.
private struct ParsedLine {
    var positionals: [String] = []
    var names: Set<String> = []
    var values: [String: String] = [:]
    /// Waits for its value.
    var openOption: CommandOption?
    /// After `--` all words are files.
    var isLiteral = false

    init(_ words: ArraySlice<String>) {
        for word in words {
            if let option = openOption {
                values[option.rawValue] = word
                openOption = nil
            } else if isLiteral || !word.hasPrefix("-") || word == "-" {
                positionals.append(word)
            } else if word == "--" {
                isLiteral = true
            } else {
                let (name, value) = ChainExtractor.split(word)
                names.insert("--\(name)")
                if let value { values[name] = value } else if let option = CommandOption(rawValue: name), option.argument == .required { openOption = option }
            }
        }
    }
}
