// Parts the command line into the filter chain, whose order counts, and the rest, which ArgumentParser understands.
import Base
import Filters

/// One filter as typed.
struct FilterToken: Equatable {
    let name: String
    /// What followed `=`; nil for a bare `--blur`.
    let value: String?
    /// The file and line that it stands on; nil for the command line.
    var origin: String?
}

/// A command line without its filters, and the filters.
struct ExtractedArguments: Equatable {
    var filters: [FilterToken] = []
    var rest: [String] = []
    /// Of `--chain`.
    var chainFiles: [String] = []
}

/// Filters are options whose order matters among all of them and that may be repeated with different values; no declarative parser keeps that order across
/// names, hence this pass before it. A filter takes a value only with `=`, so a word after a bare filter is always a file.
struct ChainExtractor {
    let filterNames: [String]

    init(registry: FilterRegistry) { filterNames = registry.descriptors.map(\.name) }

    func extract(_ arguments: [String]) throws(Failure) -> ExtractedArguments {
        var result = ExtractedArguments()
        var index = 0
        while index < arguments.count {
            let word = arguments[index]
            index += 1
            if word == "--" {
                result.rest += arguments[(index - 1)...]
                break
            }
            guard word.hasPrefix("--") else {
                result.rest.append(word)
                continue
            }
            let (name, value) = Self.split(word)
            if let option = CommandOption(rawValue: name) {
                let next = index < arguments.count ? arguments[index] : nil
                if try append(option, value: value, next: next, to: &result.rest) { index += 1 }
                if option == .chain, let file = result.rest.popLast().map(Self.split)?.value {
                    result.filters += try ChainFile.read(file)
                    result.chainFiles.append(file)
                }
            } else if filterNames.contains(name) {
                result.filters.append(FilterToken(name: name, value: value))
            } else {
                throw unknown(name)
            }
        }
        return result
    }

    /// Appends an option in the joined form, so that a value may begin with a dash. Returns whether `next` was its value.
    private func append(_ option: CommandOption, value: String?, next: String?, to rest: inout [String]) throws(Failure) -> Bool {
        let name = "--\(option.rawValue)"
        switch (option.argument, value) {
        case (.none, nil): rest.append(name)
        case (.none, .some): throw Failure(.usage, "\(name) takes no value", hint: "write \(name) alone")
        case (.optional(let usual), _): rest.append("\(name)=\(value ?? usual)")
        case (.required, .some(let value)): rest.append("\(name)=\(value)")
        case (.required, nil):
            guard let next, !next.hasPrefix("--") else { throw Failure(.usage, "\(name) needs a value", hint: option.form ?? "write \(name)=VALUE") }
            rest.append("\(name)=\(next)")
            return true
        }
        return false
    }

    private func unknown(_ name: String) -> Failure {
        let options = CommandOption.allCases.map(\.rawValue)
        let guess = nearest(name, in: filterNames + options)
        return Failure(
            .usage, "there is no filter or option --\(name)",
            hint: guess.map { "did you mean --\($0)?" } ?? "vidproc filters lists the filters, vidproc --help the options")
    }

    /// `--name=value` in its parts.
    static func split(_ word: String) -> (name: String, value: String?) {
        let body = word.dropFirst(2)
        guard let equals = body.firstIndex(of: "=") else { return (String(body), nil) }
        return (String(body[..<equals]), String(body[body.index(after: equals)...]))
    }
}
