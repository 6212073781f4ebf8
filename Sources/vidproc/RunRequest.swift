// What the user asked for, checked as far as that is possible without touching a file.
import Filters
import Kernels
import LiveServer
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
        /// A digest for the input and one after every filter.
        case stageDigests
        /// A window alone.
        case window
        /// No output: the chain in several ways, compared.
        case verify
        /// The page of `serve`, and nothing beside it.
        case page

        var isDevice: Bool { if case .file(let path) = self { Media.isVideoDevice(path) } else { false } }

        /// Whether somebody watches it while it is made, who would take silence for its end.
        var mustGoOn: Bool { isDevice }
    }

    let input: String
    let chain: [FilterInstance]
    let destination: Destination
    /// Outputs beside that.
    let also: [Destination]
    /// What the chain follows while it runs.
    let watched: WatchedChain?
    /// Whether keys of the terminal change it.
    let takesKeys: Bool
    /// Whether a window shows it, as the destination or beside.
    let shows: Bool
    /// Where the run is shown in the browser; nil: nowhere.
    let serve: ServeAddress?
    /// Where its recordings go.
    let recordings: String
    let source: SourceOptions
    let encoder: EncoderOptions
    let configuration: PipelineConfiguration
    let device: DeviceChoice
    let reportPath: String?
    let tracePath: String?
    let loudness: Console.Loudness
    let allowsColor: Bool
    /// Nothing is run, only told.
    let plansOnly: Bool

    init(_ command: RunCommand, chain: [FilterInstance], watched: WatchedChain? = nil) throws(Failure) {
        input = command.input
        self.chain = chain
        destination = try Self.destination(command)
        shows = command.telling.show
        also = command.making.also.map(Self.destination)
        self.watched = command.filters.watch ? watched : nil
        takesKeys = command.filters.keys
        try Self.checkWatch(command, watched, destination)
        try Self.checkKeys(command, destination)
        serve = command.making.serve
        recordings = command.making.recordings ?? "."
        plansOnly = command.telling.plan
        var source = SourceOptions(command.part, readsPipe: command.input == "-", writesPipe: command.output == "-")
        let mustGoOn = shows || serve != nil || ([destination] + also).contains(where: \.mustGoOn)
        source.camera.loss = command.part.onDisconnect ?? (mustGoOn ? .wait : .stop)
        source.camera.repeatsLast = mustGoOn
        self.source = source
        var encoder = EncoderOptions(command.making, pipeFormat: command.output == "-" ? command.part.format : nil)
        encoder.timeoutSeconds = command.part.timeout ?? encoder.timeoutSeconds
        self.encoder = encoder
        var configuration = PipelineConfiguration(
            threads: command.engine.threads ?? Machine.processorCount, level: min(command.engine.level ?? .detected, .detected))
        if let queue = command.engine.queue { configuration.queueCapacity = queue }
        configuration.drop = command.engine.drop
        configuration.maxLatency = command.engine.maxLatency
        configuration.fuses = command.engine.fuse != .off
        configuration.paces = command.part.pace
        configuration.changesChain = command.filters.watch || takesKeys || command.telling.show || serve != nil
        configuration.digestsStages = destination == .stageDigests
        self.configuration = configuration
        device = command.engine.device ?? .automatic
        reportPath = command.telling.report
        tracePath = command.telling.trace
        loudness = command.telling.quiet ? .quiet : command.telling.verbose ? .verbose : .normal
        allowsColor = !command.telling.noColor
    }

    private static func checkWatch(_ command: RunCommand, _ watched: WatchedChain?, _ destination: Destination) throws(Failure) {
        guard command.filters.watch else { return }
        if watched?.files.isEmpty ?? true { throw Failure(.usage, "--watch has no file to watch", hint: "name it with --chain FILE") }
        if destination == .stageDigests { throw Failure(.usage, "--watch and --hash-stages exclude each other", hint: "leave out one of the two") }
        if destination == .verify { throw Failure(.usage, "--watch and --verify exclude each other", hint: "leave out one of the two") }
    }

    private static func checkKeys(_ command: RunCommand, _ destination: Destination) throws(Failure) {
        guard command.filters.keys else { return }
        let other: CommandOption? =
            switch destination {
            case .stageDigests: .hashStages
            case .verify: .verify
            default: command.telling.quiet ? .quiet : nil
            }
        if let other { throw Failure(.usage, "--keys and --\(other.rawValue) exclude each other", hint: "leave out one of the two") }
    }

    private static func destination(_ output: String) -> Destination {
        switch output {
        case "-": .pipe
        case "null": .nothing
        default: .file(output)
        }
    }

    private static func destination(_ command: RunCommand) throws(Failure) -> Destination {
        let telling = command.telling
        let named = [
            telling.bench ? "--bench" : nil, telling.hashStages ? "--hash-stages" : nil, telling.hash != nil ? "--hash" : nil,
            telling.verify ? "--verify" : nil,
        ].compactMap { $0 }
        if telling.show, let instead = named.first { throw Failure(.usage, "\(instead) and --show exclude each other", hint: "leave out one of the two") }
        if named.count > 1 { throw Failure(.usage, "\(named[0]) and \(named[1]) exclude each other", hint: "leave out one of the two") }
        if let output = command.output {
            if let instead = named.first {
                let mode = telling.hash.flatMap { _ in DigestMode(rawValue: output) }
                throw Failure(
                    .usage, "\(instead) takes no output, but \(output) was given",
                    hint: mode.map { "did you mean --hash=\($0.rawValue)?" } ?? "leave out one of the two")
            }
            return destination(output)
        }
        if telling.show { return .window }
        if telling.bench { return .bench }
        if let mode = telling.hash { return .digest(mode) }
        if telling.hashStages { return .stageDigests }
        if telling.verify { return .verify }
        if command.making.serve != nil { return .page }
        throw Failure(.usage, "no output given", hint: "name an OUTPUT file (or - or null), or say --show, --serve, --bench, --hash or --verify")
    }
}
