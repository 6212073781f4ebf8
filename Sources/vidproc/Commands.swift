// The commands as ArgumentParser knows them; a further one (bench) is a row of `RootCommand`.
import ArgumentParser
import Base
import Filters

struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vidproc", abstract: "Filters video, frame by frame, as fast as the machine allows.",
        subcommands: [RunCommand.self, FiltersCommand.self, ProbeCommand.self, DevicesCommand.self], defaultSubcommand: RunCommand.self)
}

/// `vidproc INPUT [FILTERS] [OUTPUT] [OPTIONS]`; its filters have been taken out before.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: "Run a chain of filters over a video.")

    @Argument(help: "A file or URL; '-' is standard input (y4m).") var input: String
    @Argument(help: "By its ending; '-' is standard output (y4m), 'null' nothing. None with --bench or --hash.") var output: String?
    @OptionGroup(title: "Filters") var filters: ChainOptions
    @OptionGroup(title: "Input") var part: InputOptions
    @OptionGroup(title: "Output") var making: OutputOptions
    @OptionGroup(title: "Engine") var engine: EngineOptions
    @OptionGroup(title: "Telling") var telling: TellingOptions
}

/// `vidproc filters [NAME]`.
struct FiltersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "filters", abstract: "List the filters, or explain one.")

    @Argument(help: "One filter.") var name: String?

    func run(registry: FilterRegistry) throws(Failure) {
        let text = FilterHelp(registry: registry)
        guard let name else {
            StandardStream.output.write(text.overview.joined(separator: "\n") + "\n")
            return
        }
        guard let type = registry.type(named: name) else {
            let guess = nearest(name, in: registry.descriptors.map(\.name))
            throw Failure(.usage, "there is no filter \(name)", hint: guess.map { "did you mean \($0)?" } ?? "vidproc filters lists them")
        }
        StandardStream.output.write(text.page(type).joined(separator: "\n") + "\n")
    }
}
