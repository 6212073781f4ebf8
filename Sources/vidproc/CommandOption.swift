// The names of all options, once: the chain extractor must know which words of the command line are options before ArgumentParser sees them.
import ArgumentParser

/// An option of a run. The raw value is its spelling without the dashes.
enum CommandOption: String, CaseIterable, Sendable {
    case encoder, crf, preset, tune, bitrate, gop
    case encoderOption = "encoder-option"
    case pixelFormat = "pix-fmt"
    case noAudio = "no-audio"
    case overwrite
    case start, duration, frames, format
    case threads, cpu, queue, fuse
    case bench, hash, report
    case quiet, verbose
    case noColor = "no-color"
    case version, help, man, completion

    enum Argument { case none, optional, required }

    var argument: Argument {
        switch self {
        case .noAudio, .overwrite, .bench, .quiet, .verbose, .noColor, .version, .help, .man: .none
        case .hash: .optional
        default: .required
        }
    }
}

extension CommandOption {
    /// What one of the options does that ArgumentParser never sees.
    var privateSummary: String {
        switch self {
        case .version: "Show the version."
        case .man: "Write the manual page, for man 1 vidproc."
        case .completion: "Write the completion of a shell: \(Shell.allCases.map(\.rawValue).joined(separator: ", "))."
        default: ""
        }
    }
}

extension NameSpecification {
    /// The long name of `option`, so that no name is spelt twice.
    static func long(_ option: CommandOption) -> NameSpecification { .customLong(option.rawValue) }
}
