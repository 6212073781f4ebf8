// Every way a command can end badly, with the exit code that scripts rely on.
import Filters
import LiveServer
import MediaIO
import PipelineEngine

/// What the shell sees when the command ends.
enum CommandStatus: Int32, Sendable {
    case done = 0
    case failed = 1
    /// Wrong usage; nothing was touched.
    case usage = 2
    case input = 3
    case output = 4
    case hungUp = 129
    case interrupted = 130
    case terminated = 143
}

/// One line for the user, a second one where it helps, and the exit code.
struct Failure: Error, Equatable {
    let status: CommandStatus
    let message: String
    let hint: String?

    init(_ status: CommandStatus, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }

    init(_ error: FilterError) { self.init(.usage, error.message, hint: error.hint) }

    init(_ error: MediaError) { self.init(Self.status(of: error.side), error.message, hint: error.hint) }

    init(_ error: LiveServerError) { self.init(.output, error.message, hint: error.hint) }

    init(_ error: PipelineError) { self.init(stage: error.stage, cause: error.cause, message: error.message, hint: error.hint) }

    /// A stage's failure; where an end of the run caused it, that end decides the exit code.
    init(stage: String, cause: MediaError?, message: String, hint: String?) {
        let status = cause.map { Self.status(of: $0.side) } ?? .failed
        self.init(status, stage.isEmpty ? message : "\(stage): \(message)", hint: hint ?? cause?.hint)
    }

    /// Any error that a call of the library may throw.
    init(any error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as FilterError: self.init(error)
        case let error as MediaError: self.init(error)
        case let error as PipelineError: self.init(error)
        case let error as LiveServerError: self.init(error)
        default: self.init(.failed, String(describing: error))
        }
    }

    /// The lines on standard error: one each, also where a file's name has several.
    var lines: [String] { ["vidproc: error: \(message.printable)"] + (hint.map { ["hint: \($0.printable)"] } ?? []) }

    private static func status(of side: MediaError.Side) -> CommandStatus {
        switch side {
        case .input: .input
        case .output: .output
        case .usage: .usage
        }
    }
}
