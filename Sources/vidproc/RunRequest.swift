// What the user asked for, checked as far as that is possible without touching a file.
import Filters
import Kernels
import MediaIO
import PipelineEngine

struct RunRequest: Sendable {
    enum Destination: Equatable, Sendable {
        case file(String)
        /// y4m on standard output.
        case pipe
        case nothing
        case bench
        case digest(DigestMode)
    }

    let input: String
    let chain: [FilterInstance]
    let destination: Destination
    let source: SourceOptions
    let encoder: EncoderOptions
    let configuration: PipelineConfiguration
    let reportPath: String?
    let loudness: Console.Loudness
    let allowsColor: Bool
    /// Nothing is run, only told.
    let plansOnly: Bool

    init(_ command: RunCommand, chain: [FilterInstance]) throws(Failure) {
        input = command.input
        self.chain = chain
        destination = try Self.destination(command)
        plansOnly = command.telling.plan
        source = SourceOptions(command.part, readsPipe: command.input == "-", writesPipe: command.output == "-")
        encoder = EncoderOptions(command.making, pipeFormat: command.output == "-" ? command.part.format : nil)
        var configuration = PipelineConfiguration(
            threads: command.engine.threads ?? Machine.processorCount, level: min(command.engine.level ?? .detected, .detected))
        if let queue = command.engine.queue { configuration.queueCapacity = queue }
        configuration.fuses = command.engine.fuse != .off
        configuration.paces = command.part.pace
        configuration.digestsStages = destination == .digest(.stages)
        self.configuration = configuration
        reportPath = command.telling.report
        loudness = command.telling.quiet ? .quiet : command.telling.verbose ? .verbose : .normal
        allowsColor = !command.telling.noColor
    }

    private static func destination(_ command: RunCommand) throws(Failure) -> Destination {
        let telling = command.telling
        if telling.hash == .stages { throw Failure(.usage, "--hash takes frames, not 'stages'", hint: "--hash-stages writes a line for every filter") }
        let mode = telling.hashStages ? .stages : telling.hash
        if telling.hashStages && telling.hash != nil { throw Failure(.usage, "--hash and --hash-stages exclude each other") }
        let instead = telling.bench ? "--bench" : telling.hashStages ? "--hash-stages" : telling.hash != nil ? "--hash" : nil
        if telling.bench && mode != nil { throw Failure(.usage, "--bench and \(telling.hashStages ? "--hash-stages" : "--hash") exclude each other") }
        if let output = command.output {
            if let instead {
                throw Failure(.usage, "\(instead) takes no output, but \(output) was given", hint: "leave out one of the two")
            }
            switch output {
            case "-": return .pipe
            case "null": return .nothing
            default: return .file(output)
            }
        }
        if telling.bench { return .bench }
        if let mode { return .digest(mode) }
        throw Failure(.usage, "no output given", hint: "name an OUTPUT file (or - or null), or say --bench or --hash")
    }
}
