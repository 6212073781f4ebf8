// `vidproc probe FILE [--diff FILE] [--json]`: what a file is, or in what two differ.
import ArgumentParser
import Glibc
import MediaIO

/// Tells everything that a run promises to keep. With `--diff` only what differs, leaving out what no run could keep: bit rates, sizes in bytes (except of
/// attachments, which are copied), the encoder's name, and tags that muxers make (brands, vendor_id, default handler names, DURATION, BPS and other statistics).
struct ProbeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "probe", abstract: "Tell what a file is, or in what two differ.")

    @Argument(help: "A file or URL; './probe' for a file of this command's name.") var input: String
    @Option(name: .long(.diff), help: ArgumentHelp("Only what differs in this one; exit code 1 when something does.", valueName: "file")) var other: String?
    @Flag(name: .long(.json), help: "As JSON.") var isJSON = false

    static let usage = "vidproc probe FILE [--diff FILE] [--json]"

    /// For the help page.
    static let explanation = [
        "vidproc probe INPUT tells what a run keeps: container, chapters, streams, colour, HDR levels, tags.",
        "  --diff <file>           Only what differs in this one; exit code 1 when something does. Left out: bit",
        "                          rates, sizes in bytes, tags that muxers make (encoder, brands, statistics).",
        "  --json                  The same as JSON.",
    ]

    func run() throws(Failure) -> CommandStatus {
        // Ctrl-C leaves an input that waits.
        let signals = SignalWatch()
        defer { withExtendedLifetime(signals) {} }
        if input == "-" && other == "-" { throw Failure(.usage, "standard input can be only one of the two files") }
        let results = ResultOutput()
        let isColorful = Console().paint.isEnabled && StandardStream.output.isTerminal
        let text = ProbeText(columns: StandardStream.output.size.columns, paint: Painter(isEnabled: isColorful))
        let description = try Self.describe(input)
        guard let other else {
            results.write(line: isJSON ? try Self.json(ProbeReport(description)) : text.lines(description).joined(separator: "\n"))
            try results.check()
            return .done
        }
        let differences = description.differences(from: try Self.describe(other))
        if isJSON {
            results.write(line: try Self.json(differences.map(ProbeReport.Difference.init)))
        } else if !differences.isEmpty {
            results.write(line: text.lines(differences, of: input, and: other).joined(separator: "\n"))
        }
        try results.check()
        // As diff and cmp do; nothing has failed.
        return differences.isEmpty ? .done : .failed
    }

    private static func describe(_ path: String) throws(Failure) -> MediaDescription {
        if Media.isVideoDevice(path) { throw Failure(.usage, "\(path) is a video device, no file", hint: "vidproc devices --modes tells what it offers") }
        if path.hasPrefix("pattern:") { throw Failure(.usage, "\(path) is made by vidproc itself: there is no file to probe") }
        do { return try MediaDescription(path: path) } catch { throw Failure(error) }
    }

    private static func json(_ value: some Encodable) throws(Failure) -> String {
        do { return String(try jsonText(value).dropLast()) } catch { throw Failure(.failed, "the description cannot be written as JSON: \(error)") }
    }
}
