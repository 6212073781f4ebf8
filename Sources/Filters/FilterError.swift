// Why a filter cannot be made; told to the user before anything is opened for writing.

/// A wrong word or value in a filter's parameters. `message` is one line, `hint` a second one where it helps.
public struct FilterError: Error, Equatable, Sendable {
    public let message: String
    public let hint: String?

    public init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}
