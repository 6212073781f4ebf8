// Wrong words on the command line: what ArgumentParser says of them, with what is allowed and what was probably meant.
import Base
import Filters
import Glibc
import LiveServer

struct UsageRefusal {
    let registry: FilterRegistry

    /// A filter's value that lost its `=` would be taken for a file; `typed` is the whole command line.
    func checkValues(_ typed: [String]) throws(Failure) {
        for (word, next) in zip(typed, typed.dropFirst()) {
            if word == "--" { return }
            guard word.hasPrefix("--"), !word.contains("="), let type = registry.type(named: String(word.dropFirst(2))),
                Self.isValue(next, of: type.descriptor)
            else { continue }
            throw Failure(.usage, "\(next) stands alone behind \(word), but a value comes after '='", hint: "did you mean \(word)=\(next)?")
        }
    }

    private static func isValue(_ word: String, of descriptor: FilterDescriptor) -> Bool {
        let kind = descriptor.parameters.first?.kind
        // A filter that must have a file is refused without, so here it may exist; else what exists is rather the input or output.
        if case .file(let endings, _)? = kind, endings.contains(where: { word.lowercased().hasSuffix("." + $0) }) { return true }
        if access(word, F_OK) == 0 { return false }
        if let equals = word.firstIndex(of: "=") {
            let key = word[..<equals]
            return (descriptor.parameters.map(\.key) + Placement.keyTable.map(\.key)).contains { $0 == key }
        }
        switch kind {
        case .number?: return Double(word) != nil
        case .choice(let words, _)?: return words.contains(word)
        // A file's name could be one as well.
        case .text(_, _, let samples)?: return samples.contains(word) || (word.contains(":") && word.allSatisfy { "0123456789:-%.".contains($0) })
        case .file?, nil: return false
        }
    }

    /// `message` is ArgumentParser's of the words without filters, whose options have the joined form.
    func failure(_ message: String, words: [String]) -> Failure {
        let text = message.prefix { $0 != "\n" }
        let named = CommandDefinition.root.named.first { $0.commandName == words.first }
        if text.hasPrefix("The value "), let failure = wrongValue(words) { return failure }
        if text.hasPrefix("Unknown option "), let word = Self.quoted(text) {
            if let other = CommandDefinition.root.named.first(where: { $0.options.contains { $0.long == word } }), other.commandName != words.first {
                return Failure(.usage, "\(word) belongs to \(other.commandName)", hint: "usage: \(other.usage)")
            }
            let name = String(word.drop { $0 == "-" }), known = registry.descriptors.map(\.name) + CommandOption.allCases.map(\.rawValue)
            return Failure(
                .usage, "there is no option \(word)",
                hint: nearest(name, in: known).map { "did you mean --\($0)?" } ?? "long options begin with two dashes; see vidproc --help")
        }
        if text.contains("nexpected argument"), let word = Self.quoted(text) {
            return Failure(
                .usage, "\(word) is one word too many", hint: named.map { "usage: \($0.usage)" } ?? "a run has one INPUT and one OUTPUT; filters begin with --")
        }
        if text.hasPrefix("Missing expected argument") {
            return Failure(
                .usage, "no input given", hint: named.map { "usage: \($0.usage)" } ?? "name a file, - or pattern:bars=1280x720@25:10; see vidproc --help")
        }
        // What the options' own checks say stands for itself.
        return Failure(.usage, text.hasPrefix("--") ? String(text) : text.lowercasedFirst, hint: text.hasPrefix("--") ? nil : "see vidproc --help")
    }

    /// The first `'…'` of a message.
    private static func quoted(_ text: Substring) -> String? {
        let parts = text.split(separator: "'", omittingEmptySubsequences: false)
        return parts.count > 2 ? String(parts[1]) : nil
    }

    /// The option whose value cannot be read: the first that has words and not this one, or whose form is another.
    private func wrongValue(_ words: [String]) -> Failure? {
        for word in words.prefix(while: { $0 != "--" }) where word.hasPrefix("--") {
            let (name, value) = ChainExtractor.split(word)
            guard let value, let option = CommandOption(rawValue: name), let argument = option.definition else { continue }
            if let allowed = argument.allValues {
                if allowed.contains(value) { continue }
                let near = nearest(value, in: allowed).map { "did you mean \($0)? " } ?? ""
                return Failure(.usage, "--\(name): unknown \(argument.valueName ?? "word") '\(value)'", hint: near + (option.form ?? ""))
            }
            if option.reads(value) == false { return Failure(.usage, "--\(name): '\(value)' is no \(option.noun)", hint: option.form) }
        }
        return nil
    }
}

extension CommandOption {
    /// As ArgumentParser knows it; nil for what it never sees.
    var definition: CommandDefinition.Argument? {
        let root = CommandDefinition.root
        return ([root.run] + root.named).lazy.flatMap(\.options).first { $0.long == "--\(rawValue)" }
    }

    /// What its value is called.
    var noun: String {
        switch definition?.valueName {
        case "count", "frames": "whole number"
        case "rate", "fps": "rate"
        case "WxH": "size"
        case "times": "number of passes"
        case "key=value": "KEY=VALUE"
        case let name?: name
        case nil: "value"
        }
    }

    /// Which values it takes, for a hint.
    var form: String? {
        if self == .completion { return "--completion is one of \(Shell.allCases.map(\.rawValue).joined(separator: ", "))" }
        guard let definition else { return nil }
        if let words = definition.allValues { return "--\(rawValue) is one of \(words.joined(separator: ", "))" }
        switch definition.valueName {
        case "time": return "--\(rawValue) is seconds or H:MM:SS with a fraction to milliseconds: 90, 1:30, 0:01:30.5"
        case "length": return "--\(rawValue) is a time or a number with s, min or h: 10min, 90s, 0:30:00"
        case "count", "frames": return "--\(rawValue) is a whole number: --\(rawValue) 8"
        case "number", "milliseconds": return "--\(rawValue) is a number: --\(rawValue) 20"
        case "rate": return "--\(rawValue) is bits a second: 64000, 800k, 5M"
        case "times": return "--\(rawValue) is 1 to 1000000, or \(LoopArgument.endless)"
        case "WxH": return "--\(rawValue) is WIDTHxHEIGHT, each 1 to 32768: 1280x720"
        case "fps": return "--\(rawValue) is frames a second, also as a fraction: 25, 30000/1001"
        case "address": return "--\(rawValue) is ADDRESS:PORT: 127.0.0.1:8080, [::1]:8080, or :8080 for this machine alone"
        case "device": return "--\(rawValue) is cpu, gpu, gpu:N or a part of a name: vidproc devices lists them"
        case "key=value": return "--\(rawValue) takes KEY=VALUE: --\(rawValue) bf=2"
        case let name:
            let text = definition.abstract ?? ""
            return name.map { "--\(rawValue) \($0.uppercased()): " + (text.hasSuffix(".") ? text.dropLast() : text[...]).lowercasedFirst }
        }
    }

    /// Whether a value has its option's form; nil where the form is not known here.
    fileprivate func reads(_ value: String) -> Bool? {
        switch definition?.valueName {
        case "time": TimeArgument(argument: value) != nil
        case "length": LengthArgument(argument: value) != nil
        case "count", "frames": Int(value) != nil
        case "number", "milliseconds": Double(value) != nil
        case "rate": BitrateArgument(argument: value) != nil
        case "times": LoopArgument(argument: value) != nil
        case "WxH": SizeArgument(argument: value) != nil
        case "fps": RateArgument(argument: value) != nil
        case "address": ServeAddress(argument: value) != nil
        case "device": DeviceChoice(argument: value) != nil
        case "key=value": KeyValueArgument(argument: value) != nil
        default: nil
        }
    }
}
