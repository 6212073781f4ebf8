// The names of all options, once: the chain extractor must know which words of the command line are options before ArgumentParser sees them.
import ArgumentParser
import LiveServer

/// An option of a run. The raw value is its spelling without the dashes.
enum CommandOption: String, CaseIterable, Sendable {
    case chain, watch, keys
    case encoder, crf, preset, tune, bitrate, gop
    case encoderOption = "encoder-option"
    case pixelFormat = "pix-fmt"
    case also, segment, serve, recordings
    case noAudio = "no-audio"
    case overwrite, strict
    case start, duration, frames, loop, pace, format, size, rate, timeout
    case inputFormat = "input-format"
    case control
    case onDisconnect = "on-disconnect"
    case outputFormat = "output-format"
    case device, threads, cpu, queue, fuse, drop
    case maxLatency = "max-latency"
    case plan, bench, hash, show, report, trace
    case hashStages = "hash-stages"
    case verify
    case diff, json
    case calibrate, modes
    case quiet, verbose
    case noColor = "no-color"
    case version, help, man, completion

    enum Argument: Equatable {
        case none, required
        /// With what a bare option means.
        case optional(String)
    }

    var argument: Argument {
        switch self {
        case .noAudio, .overwrite, .strict, .pace, .watch, .keys, .plan, .bench, .show, .hashStages, .verify, .json, .calibrate, .modes, .quiet, .verbose,
            .noColor,
            .version, .help,
            .man:
            .none
        case .hash: .optional(DigestMode.stream.rawValue)
        case .loop: .optional(LoopArgument.endless)
        case .serve: .optional(ServeAddress.usual.text)
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
