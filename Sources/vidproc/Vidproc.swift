// The command's first lines: signals, then the words of the command line, then the exit code.
import ArgumentParser
import Filters
import Glibc

@main
struct Vidproc {
    static func main() {
        SignalWatch.block()
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
        let extracted = try ChainExtractor(registry: registry).extract(arguments)
        if let status = tellAndLeave(extracted.rest) { return status }
        switch try parse(extracted.rest) {
        case let command as FiltersCommand:
            try command.run(registry: registry)
            return .done
        case let command as ProbeCommand:
            if let filter = extracted.filters.first { throw Failure(.usage, "probe takes no filter, but --\(filter.name) was given") }
            return try command.run()
        case let command as RunCommand:
            let parser = FilterParser(registry: registry)
            var chain: [FilterInstance] = []
            for token in extracted.filters {
                do {
                    chain.append(try parser.parse(name: token.name, value: token.value))
                } catch {
                    let failure = Failure(error)
                    throw token.origin.map { Failure(failure.status, "\($0): \(failure.message)", hint: failure.hint) } ?? failure
                }
            }
            return try Runner(request: RunRequest(command, chain: chain)).run()
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
            let usage = words.first == ProbeCommand.configuration.commandName ? ProbeCommand.usage : "vidproc INPUT [--FILTER[=VALUES]]... OUTPUT"
            throw Failure(.usage, message.prefix { $0 != "\n" }.lowercasedFirst, hint: "\(usage); see vidproc --help")
        }
    }

    /// `--help` and `--version` win over whatever else is typed.
    private func tellAndLeave(_ words: [String]) -> CommandStatus? {
        let own = words.prefix { $0 != "--" }
        if own.contains("--version") {
            StandardStream.output.write("vidproc \(Version.number)\n")
        } else if own.contains("--help") || own.contains("-h") {
            StandardStream.output.write(HelpText(registry: registry).full)
        } else {
            return nil
        }
        return .done
    }
}

extension Substring {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
