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
    let tracePath: String?
    let loudness: Console.Loudness
    let allowsColor: Bool

    init(_ command: RunCommand, chain: [FilterInstance]) throws(Failure) {
        input = command.input
        self.chain = chain
        destination = try Self.destination(command)
        source = SourceOptions(command.part)
        encoder = EncoderOptions(command.making)
        var configuration = PipelineConfiguration(
            threads: command.engine.threads ?? Machine.processorCount, level: min(command.engine.level ?? .detected, .detected))
        if let queue = command.engine.queue { configuration.queueCapacity = queue }
        configuration.fuses = command.engine.fuse != .off
        self.configuration = configuration
        reportPath = command.telling.report
        tracePath = command.telling.trace
        loudness = command.telling.quiet ? .quiet : command.telling.verbose ? .verbose : .normal
        allowsColor = !command.telling.noColor
    }

    private static func destination(_ command: RunCommand) throws(Failure) -> Destination {
        let telling = command.telling
        if telling.bench && telling.hash != nil { throw Failure(.usage, "--bench and --hash exclude each other") }
        if let output = command.output {
            guard !telling.bench && telling.hash == nil else {
                throw Failure(.usage, "\(telling.bench ? "--bench" : "--hash") takes no output, but \(output) was given", hint: "leave out one of the two")
            }
            switch output {
            case "-": return .pipe
            case "null": return .nothing
            default: return .file(output)
            }
        }
        if telling.bench { return .bench }
        if let mode = telling.hash { return .digest(mode) }
        throw Failure(.usage, "no output given", hint: "name an OUTPUT file (or - or null), or say --bench or --hash")
    }
}
