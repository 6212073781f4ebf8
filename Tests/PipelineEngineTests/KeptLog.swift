// What a run tells its logger, for tests that look at it.
import Base
import Logging

/// Keeps what is told from a level on.
struct KeptLog: LogHandler {
    let lines: Locked<[String]>
    var logLevel: Logger.Level
    var metadata = Logger.Metadata()

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.withLock { $0.append("\(event.message)") } }
}
