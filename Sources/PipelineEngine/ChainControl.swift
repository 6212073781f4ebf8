// The chain of a running pipeline, as others see and change it: a window, keys of the terminal, a page in the browser, a file that is watched.

/// One filter of a running chain, as it may be typed: `blur=sigma=2,region=…`.
public struct ChainEntry: Equatable, Sendable {
    /// As typed, without the dashes.
    public var text: String
    /// Whether frames pass through it; one that is off keeps its place.
    public var isOn: Bool

    public init(text: String, isOn: Bool = true) {
        self.text = text
        self.isOn = isOn
    }
}

/// The chain of a running pipeline. Any thread.
public protocol ChainControl: AnyObject, Sendable {
    var entries: [ChainEntry] { get }
    /// `edit` gets the chain as it is; nobody else changes it meanwhile, so that no change of another's is lost. What it leaves holds from the next frame that leaves
    /// the source, all of it at once. Errors: `edit`'s, words that are no filter, a chain that would change what frames the outputs get; then nothing changes.
    func change(_ edit: (inout [ChainEntry]) throws(PipelineError) -> Void) throws(PipelineError)
}

extension ChainControl {
    /// Whatever the chain is now.
    public func change(to entries: [ChainEntry]) throws(PipelineError) { try change { $0 = entries } }
}
