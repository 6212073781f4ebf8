// The help page: examples, the filters of the registry, then the options as ArgumentParser describes them.
import ArgumentParser
import Filters

struct HelpText {
    let registry: FilterRegistry
    var columns = 100

    /// For a command line without a word.
    var short: String { (Self.usage + ["", "vidproc --help explains all of it."]).joined(separator: "\n") + "\n" }

    var full: String {
        let blocks = [
            ["vidproc \(Version.number): filters video, frame by frame, as fast as the machine allows."],
            Self.usage,
            ["Examples:"] + Self.examples,
            ["Filters (--NAME, --NAME=VALUE, --NAME=KEY=VALUE,...), applied in the order typed:"] + FilterHelp(registry: registry).list,
            FilterHelp.everywhere,
            options,
            ProbeCommand.explanation,
            [
                "Exit codes: 0 done, 1 failed while running, 2 wrong usage (nothing touched), 3 input cannot be read,",
                "4 output cannot be written, 129, 130 and 143 interrupted (the output is complete up to there).",
            ],
        ]
        return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private static let usage = [
        "usage: vidproc INPUT [FILTERS in the order they apply] [OUTPUT] [OPTIONS]",
        "       vidproc filters [NAME]",
        "       \(ProbeCommand.usage)",
        "       vidproc --help | --version",
    ]

    private static let examples = [
        "  vidproc in.mp4 --blur --edges out.mp4",
        "  vidproc in.mkv --blur=4 --gray out.mp4 --crf 18 --preset slow",
        "  vidproc in.mp4 --blur=12,region=100:50:300:200,time=3-7.5 out.mp4",
        "  vidproc in.mp4 --blur --edges --bench            this chain's speed, no output",
        "  vidproc in.mp4 --edges --hash                    SHA-256 of the samples",
        "  cat a.y4m | vidproc - --blur - > b.y4m",
    ]

    /// ArgumentParser's page from its arguments on, without the usage line that cannot know of filters.
    private var options: [String] {
        let lines = RootCommand.helpMessage(for: RunCommand.self, includeHidden: false, columns: columns).split(
            separator: "\n", omittingEmptySubsequences: false)
        let body = lines.drop { !$0.hasPrefix("ARGUMENTS") }.map(String.init)
        return Array(body.reversed().drop { $0.isEmpty }.reversed())
    }
}
