// The library's messages on the command's standard error, in the command's own form.
import Logging

/// Warnings are shown unless --quiet, what the engine decided with --verbose.
struct ConsoleLog: LogHandler {
    let console: Console
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .debug

    init(console: Console) { self.console = console }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        switch event.level {
        case .warning, .error, .critical: if console.loudness > .quiet { console.warn("\(event.message)") }
        default: console.note(["vidproc: \(event.message)"], from: .verbose)
        }
    }
}
