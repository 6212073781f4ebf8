// The manual page, man 1 vidproc, in roff: the same examples, filters and options as the help page.
import Display
import Filters
import Kernels

struct ManualPage {
    let registry: FilterRegistry

    var text: String {
        let root = CommandDefinition.root
        var lines = [
            ".\\\" Written by: vidproc --man", ".TH VIDPROC 1 \"\" \"vidproc \(Version.number)\" \"User Commands\"", ".nh", ".ad l",
            ".SH NAME", "vidproc \\- \(Self.escaped((root.abstract ?? "filters video").lowercasedFirst.withoutPeriod))",
        ]
        lines += synopsis(root) + description
        lines += [".SH FILTERS", "Filters run in the order typed, and one may be typed twice."]
        lines += [Self.escaped("A value comes only after '=', so a word after a bare filter is a file.")]
        for type in registry.types { lines += filter(type) }
        lines += [".SS Keys that every filter takes"] + Placement.keyTable.flatMap { Self.tagged("\($0.key)=\($0.form)", $0.summary) }
        lines += options(root.run) + keys + subcommands(root) + rest
        return lines.joined(separator: "\n") + "\n"
    }

    private func synopsis(_ root: CommandDefinition) -> [String] {
        let uses = ["vidproc INPUT [FILTERS] [OUTPUT] [OPTIONS]"] + root.named.map(\.usage) + ["vidproc --help | --version | --man | --completion SHELL"]
        return [".SH SYNOPSIS"]
            + uses.enumerated().flatMap { index, use in
                (index == 0 ? [] : [".br"]) + [".B vidproc", Self.escaped(String(use.dropFirst("vidproc ".count)))]
            }
    }

    private var description: [String] {
        [".SH DESCRIPTION"]
            + Self.paragraphs([
                "vidproc decodes INPUT, runs its frames through the filters and encodes them to OUTPUT, all at the same time on all cores. Depth, "
                    + "subsampling, range, colour tags and timestamps are the source's; other streams are copied where the container can hold them.",
                "The result has the same bits with any number of threads and any instruction set.",
                "OUTPUT is written as OUTPUT.part and renamed when it is complete. An OUTPUT that exists is refused without --overwrite, one that is INPUT "
                    + "always. Nothing is ever asked, and standard input is read only for '-'.",
            ])
    }

    private func filter(_ type: any VideoFilter.Type) -> [String] {
        let descriptor = type.descriptor
        var lines = [
            ".TP", ".B \(Self.escaped("--\(descriptor.name)"))", Self.escaped("\(descriptor.summary.prefix(1).uppercased() + descriptor.summary.dropFirst())."),
        ]
        if let planes = descriptor.planes { lines += [Self.escaped("Acts on \(planes.rawValue).")] }
        for parameter in descriptor.parameters {
            lines += [".br", "\\fI\(Self.escaped(parameter.key))\\fR: \(Self.escaped("\(parameter.summary) (\(FilterHelp.values(parameter)))"))"]
        }
        return lines + [".br", Self.escaped("Example: \(descriptor.example)")]
    }

    /// The options under the headings of the help page.
    private func options(_ command: CommandDefinition) -> [String] {
        var lines = [".SH OPTIONS"] + command.positionals.flatMap { Self.tagged(($0.valueName ?? "").uppercased(), $0.abstract ?? "") }
        var section: String?
        for argument in command.options {
            let title = argument.sectionTitle ?? "General"
            if title != section { lines.append(".SS \(Self.escaped(title))") }
            section = title
            lines += Self.tagged(argument.spellings.joined(separator: ", "), argument.manualText, value: argument.kind == .option ? argument.valueName : nil)
        }
        for option in [CommandOption.version, .man, .completion] {
            lines += Self.tagged("--\(option.rawValue)", option.privateSummary, value: option == .completion ? "shell" : nil)
        }
        return lines
    }

    private var keys: [String] {
        [".SH KEYS", ".SS In the window of \\-\\-show"] + WindowSink.keys.flatMap { Self.tagged($0.key, $0.meaning) }
            + [".SS In the terminal with \\-\\-keys"] + ChainKeys.keys.flatMap { Self.tagged($0.key, $0.meaning) }
    }

    private func subcommands(_ root: CommandDefinition) -> [String] {
        [".SH SUBCOMMANDS"]
            + root.named.flatMap { command in
                Self.tagged(String(command.usage.dropFirst("vidproc ".count)), command.abstract ?? "")
                    + command.options.filter { $0.long != "--help" && $0.long != "--version" }.flatMap { argument in
                        [".br", Self.escaped("\(argument.spellings.joined(separator: ", ")): \(argument.manualText)")]
                    }
            }
    }

    private var rest: [String] {
        var lines = [".SH EXAMPLES"]
        for job in Examples.jobs {
            lines += [".SS \(Self.escaped(job.title))"]
            for (command, remark) in job.lines {
                lines += [".PP"] + (remark.isEmpty ? [] : [Self.escaped("\(remark.prefix(1).uppercased() + remark.dropFirst()):")])
                lines += [".RS 4", ".nf", Self.escaped(command), ".fi", ".RE"]
            }
        }
        lines.append(".SH EXIT STATUS")
        for text in HelpText.exitCodes {
            // `129, 130 and 143 interrupted …`: what begins with digits or joins them is the code.
            let words = text.split(separator: " "), code = words.prefix { $0 == "and" || $0.allSatisfy { $0.isNumber || $0 == "," } }
            lines += Self.tagged(code.joined(separator: " "), words.dropFirst(code.count).joined(separator: " "))
        }
        lines += [".SH ENVIRONMENT"] + Self.tagged("NO_COLOR", "when set and not empty, no colours are written")
        return lines + [".SH SEE ALSO", ".BR ffmpeg (1),", ".BR ffprobe (1)"]
    }

    private static func paragraphs(_ texts: [String]) -> [String] { texts.flatMap { [".PP", escaped($0)] }.dropFirst().map { $0 } }

    /// A paragraph under a word in bold; its value in italics.
    private static func tagged(_ word: String, _ text: String, value: String? = nil) -> [String] {
        [".TP", "\\fB\(escaped(word))\\fR" + (value.map { " \\fI\(escaped($0))\\fR" } ?? ""), escaped(text)]
    }

    /// Text whose characters mean nothing to roff.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "~": result += "\\(ti"
            case "^": result += "\\(ha"
            case "`": result += "\\(ga"
            case "\u{2026}": result += "..."
            default: result.append(character)
            }
        }
        return result.hasPrefix(".") ? "\\&" + result : result
    }
}

extension CommandDefinition.Argument {
    /// What it does and the words it takes.
    fileprivate var manualText: String { (abstract ?? "") + (allValues.map { " One of \($0.joined(separator: ", "))." } ?? "") }
}

extension String {
    fileprivate var withoutPeriod: String { hasSuffix(".") ? String(dropLast()) : self }
}
