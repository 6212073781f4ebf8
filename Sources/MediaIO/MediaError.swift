// Failures of input and output: which side, which C call, why, and what helps.

public struct MediaError: Error, Sendable {
    /// Which side failed; decides the exit code (3 input, 4 output, 2 usage).
    public enum Side: Sendable { case input, output, usage }

    public let side: Side
    /// The failing C function, or empty.
    public let call: String
    /// libav's negative code or a negated errno; 0 where there is none.
    public let code: Int32
    /// One line for the user, with path and cause.
    public let message: String
    public let hint: String?

    public init(_ side: Side, _ message: String, call: String = "", code: Int32 = 0, hint: String? = nil) {
        self.side = side
        self.call = call
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// The same with one more sentence to its hint; nil: none.
    func adding(hint more: String?) -> MediaError {
        guard let more else { return self }
        return MediaError(side, message, call: call, code: code, hint: hint.map { "\($0); \(more)" } ?? more)
    }
}
