// The help page: examples by job, the filters of the registry, then the options as ArgumentParser describes them.
import ArgumentParser
import Display
import Filters

struct HelpText {
    let registry: FilterRegistry
    var columns = 100

    /// For a command line without a word.
    var short: String { (Self.usage + ["", "vidproc --help explains all of it."]).joined(separator: "\n") + "\n" }

    var full: String {
        let blocks = [
            ["vidproc \(Version.number): \(RootCommand.configuration.abstract.lowercasedFirst)"],
            Self.usage,
            ["Examples:"] + Examples.jobs.flatMap(\.page),
            ["Filters (--NAME, --NAME=VALUE, --NAME=KEY=VALUE,...), applied in the order typed:"] + FilterHelp(registry: registry).list,
            FilterHelp.everywhere,
            Self.page(of: RunCommand.self, columns: columns),
            ["Keys in the window of --show:"] + WindowSink.keys.map { "  \($0.key.left(8))  \($0.meaning)" },
            ["Keys in the terminal with --keys:"] + ChainKeys.keys.map { "  \($0.key.left(11))  \($0.meaning)" },
            ProbeCommand.explanation,
            ["Exit codes: " + Self.exitCodes.prefix(4).joined(separator: ", ") + ",", Self.exitCodes.dropFirst(4).joined(separator: ", ") + "."],
        ]
        return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    /// The page of a subcommand that is typed by name; nil for any other word.
    static func page(ofSubcommand name: String) -> String? {
        guard let definition = CommandDefinition.root.named.first(where: { $0.commandName == name }),
            let type = RootCommand.configuration.subcommands.first(where: { $0._commandName == name })
        else { return nil }
        let head = ["\(definition.usage): \((definition.abstract ?? "").lowercasedFirst)"]
        return (head + [""] + page(of: type, columns: 100)).joined(separator: "\n") + "\n"
    }

    static var usage: [String] {
        let lines =
            ["vidproc INPUT [FILTERS in the order they apply] [OUTPUT] [OPTIONS]"] + CommandDefinition.root.named.map(\.usage)
            + ["vidproc --help | --version | --man | --completion \(Shell.allCases.map(\.rawValue).joined(separator: "|"))"]
        return lines.enumerated().map { ($0 == 0 ? "usage: " : "       ") + $1 }
    }

    static let exitCodes = [
        "0 done", "1 failed while running", "2 wrong usage (nothing touched)", "3 input cannot be read", "4 output cannot be written",
        "129, 130 and 143 interrupted (the output is complete up to there)",
    ]

    /// ArgumentParser's page from its arguments on, without the usage line that cannot know of filters.
    private static func page(of command: any ParsableCommand.Type, columns: Int) -> [String] {
        let lines = RootCommand.helpMessage(for: command, includeHidden: false, columns: columns).split(separator: "\n", omittingEmptySubsequences: false)
        let body = lines.drop { !$0.hasPrefix("ARGUMENTS") && !$0.hasPrefix("OPTIONS") }.map(String.init)
        return Array(body.reversed().drop { $0.isEmpty }.reversed())
    }
}

extension StringProtocol {
    var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
