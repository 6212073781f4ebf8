// The commands and their options as data, read from ArgumentParser: help, completion, manual page and hints are made of it.
import ArgumentParser
import FoundationEssentials

/// A command with its arguments. Rare paths alone ask for it: a run never does.
struct CommandDefinition: Decodable, Sendable {
    struct Argument: Decodable, Sendable {
        enum Kind: String, Decodable, Sendable { case positional, option, flag }

        struct Name: Decodable, Sendable {
            let kind: String
            let name: String
        }

        let kind: Kind
        let shouldDisplay: Bool
        let sectionTitle: String?
        let isOptional: Bool
        let isRepeating: Bool
        let names: [Name]?
        let valueName: String?
        /// The words that it takes; nil where it takes something else.
        let allValues: [String]?
        let abstract: String?

        /// `--overwrite`; nil for a positional argument.
        var long: String? { names?.first { $0.kind == "long" }.map { "--" + $0.name } }

        /// `-y, --overwrite`, `--crf <number>`.
        var spellings: [String] { (names ?? []).sorted { $0.kind > $1.kind }.map { ($0.kind == "short" ? "-" : "--") + $0.name } }
    }

    let commandName: String
    let abstract: String?
    let shouldDisplay: Bool
    let subcommands: [CommandDefinition]?
    let arguments: [Argument]?

    /// All of it; empty if ArgumentParser should change its form, which a test would tell.
    static let root: CommandDefinition = {
        let text = RootCommand._dumpHelp()
        struct Tool: Decodable { let command: CommandDefinition }
        return (try? JSONDecoder().decode(Tool.self, from: Data(text.utf8)))?.command
            ?? CommandDefinition(commandName: "vidproc", abstract: nil, shouldDisplay: true, subcommands: nil, arguments: nil)
    }()

    /// What a command line without a subcommand's word is.
    var run: CommandDefinition { (subcommands ?? []).first { $0.commandName == RunCommand._commandName } ?? self }

    /// The subcommands that are typed by name.
    var named: [CommandDefinition] { (subcommands ?? []).filter { $0.shouldDisplay && ![RunCommand._commandName, "help"].contains($0.commandName) } }

    var options: [Argument] { (arguments ?? []).filter { $0.kind != .positional && $0.shouldDisplay } }
    var positionals: [Argument] { (arguments ?? []).filter { $0.kind == .positional } }

    /// `vidproc filters [NAME]`.
    var usage: String {
        let words = positionals.map { argument in
            let word = (argument.valueName ?? "word").uppercased() + (argument.isRepeating ? "..." : "")
            return argument.isOptional ? "[\(word)]" : word
        }
        // --help and --version stand on a line of their own.
        let own = options.filter { $0.long != "--help" && $0.long != "--version" }.compactMap { argument in
            argument.long.map { argument.kind == .flag ? "[\($0)]" : "[\($0) \((argument.valueName ?? "value").uppercased())]" }
        }
        return (["vidproc", commandName] + words + own).joined(separator: " ")
    }
}
