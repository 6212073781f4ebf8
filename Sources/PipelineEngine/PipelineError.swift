// Why a run failed: the first stage that did, and its cause.
import MediaIO

public struct PipelineError: Error, Sendable {
    /// The stage that failed first: `decode`, a group's name, `encode`, or `plan` before anything ran.
    public let stage: String
    /// Set when input or output failed; decides the exit code.
    public let cause: MediaError?
    public let message: String
    public internal(set) var hint: String?

    public init(stage: String, cause: MediaError) {
        self.stage = stage
        self.cause = cause
        message = cause.message
        hint = cause.hint
    }

    public init(stage: String, message: String, hint: String? = nil) {
        self.stage = stage
        cause = nil
        self.message = message
        self.hint = hint
    }
}
