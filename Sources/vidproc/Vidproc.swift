// The command's first lines: signals, then the words of the command line, then the exit code.
import ArgumentParser
import Filters
import Glibc
import PipelineEngine

@main
struct Vidproc {
    static func main() {
        SignalWatch.block()
        // Else SVT-AV1 writes a page about itself to standard error.
        setenv("SVT_LOG", "1", 0)
        let status: CommandStatus
        do {
            status = try CommandLineFront(registry: .builtIn).run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            Console.report(error)
            status = error.status
        }
        exit(status.rawValue)
    }
}

/// From words to a command that runs.
struct CommandLineFront {
    let registry: FilterRegistry

    func run(_ arguments: [String]) throws(Failure) -> CommandStatus {
        guard !arguments.isEmpty else {
            StandardStream.error.write(HelpText(registry: registry).short)
            return .usage
        }
        if arguments[0] == Self.completionWord {
            let answers = Completion(registry: registry).answers(for: Array(arguments.dropFirst()))
            StandardStream.output.write(answers.map { $0.line + "\n" }.joined())
            return .done
        }
        let extracted = try ChainExtractor(registry: registry).extract(arguments)
        if let status = try tellAndLeave(extracted.rest) { return status }
        try UsageRefusal(registry: registry).checkValues(arguments)
        switch try parse(extracted.rest) {
        case let command as FiltersCommand:
            try command.run(registry: registry)
            return .done
        case let command as ProbeCommand:
            if let filter = extracted.filters.first { throw Failure(.usage, "probe takes no filter, but --\(filter.name) was given") }
            return try command.run()
        case let command as DevicesCommand:
            if let filter = extracted.filters.first { throw Failure(.usage, "devices takes no filter, but --\(filter.name) was given") }
            try command.run(registry: registry)
            return .done
        case let command as RunCommand:
            let watched = WatchedChain(files: extracted.chainFiles, arguments: arguments, registry: registry)
            let chain = try extracted.filters.filters(registry)
            do { return try Runner(request: RunRequest(command, chain: chain, watched: watched)).run() } catch {
                throw Misspelling.explained(error, input: command.input)
            }
        default:
            StandardStream.output.write(HelpText(registry: registry).full)
            return .done
        }
    }

    /// ArgumentParser's reading of the words without filters.
    func parse(_ words: [String]) throws(Failure) -> any ParsableCommand {
        do {
            return try RootCommand.parseAsRoot(words)
        } catch {
            let message = RootCommand.message(for: error)
            guard RootCommand.exitCode(for: error) != .success else { throw Failure(.done, message) }
            throw UsageRefusal(registry: registry).failure(message, words: words)
        }
    }

    /// How a shell's completion asks: the words after the command's name follow, the last being typed.
    static let completionWord = "--complete"

    /// `--help`, `--version` and the texts that `Tools/install` puts in place win over whatever else is typed.
    private func tellAndLeave(_ words: [String]) throws(Failure) -> CommandStatus? {
        let own = words.prefix { $0 != "--" }, shell = own.lazy.map(ChainExtractor.split).last { $0.name == CommandOption.completion.rawValue }?.value
        if own.contains("--version") {
            StandardStream.output.write("vidproc \(Version.number)\n")
        } else if own.contains("--help") || own.contains("-h") {
            StandardStream.output.write(own.first.flatMap(HelpText.page(ofSubcommand:)) ?? HelpText(registry: registry).full)
        } else if own.contains("--man") {
            StandardStream.output.write(ManualPage(registry: registry).text)
        } else if let name = shell {
            guard let shell = Shell(rawValue: name) else { throw Failure(.usage, "--completion: unknown shell '\(name)'", hint: CommandOption.completion.form) }
            StandardStream.output.write(shell.script)
        } else {
            return nil
        }
        return .done
    }
}
