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
    case bench, hash, report, trace
    case quiet, verbose
    case noColor = "no-color"
    case version, help

    enum Argument { case none, optional, required }

    var argument: Argument {
        switch self {
        case .noAudio, .overwrite, .bench, .quiet, .verbose, .noColor, .version, .help: .none
        case .hash: .optional
        default: .required
        }
    }
}

extension NameSpecification {
    /// The long name of `option`, so that no name is spelt twice.
    static func long(_ option: CommandOption) -> NameSpecification { .customLong(option.rawValue) }
}
