// What people do with vidproc most often, for the help page and the manual.

/// A job with the command lines that do it.
struct Examples: Sendable {
    let title: String
    let lines: [(command: String, remark: String)]

    static let jobs = [
        Examples(
            title: "Convert",
            lines: [
                ("vidproc in.mkv out.mp4", "sound and subtitles go along"),
                ("vidproc in.mp4 out.mkv --encoder libx265 --crf 22 --preset slow", ""),
                ("vidproc in.mp4 out.mp4 --start 1:30 --duration 10", "a part of it"),
            ]),
        Examples(
            title: "Filter",
            lines: [
                ("vidproc in.mp4 --blur --edges out.mp4", "in the order typed"),
                ("vidproc in.mkv --blur=4 --edges=scale=2 out.mp4 --crf 18", "values come after ="),
                ("vidproc in.mp4 --blur=12,region=100:50:300:200,time=3-7.5 out.mp4", "here and then only"),
            ]),
        Examples(
            title: "Pipes and pictures",
            lines: [
                ("cat a.y4m | vidproc - --blur - > b.y4m", ""),
                ("vidproc in.mp4 --edges - | ffplay -", ""),
                ("vidproc shot%04d.png --blur out.mp4", "numbered pictures in"),
                ("vidproc in.mp4 --edges frame%04d.png --pix-fmt rgb24", "numbered pictures out"),
            ]),
        Examples(
            title: "Measure and compare",
            lines: [
                ("vidproc in.mp4 --blur --edges --bench", "this chain's speed, no output"),
                ("vidproc pattern:noise=1920x1080@30:10 --blur --bench", "without a file"),
                ("vidproc in.mp4 --edges --hash", "SHA-256 of the samples"),
                ("vidproc in.mp4 --blur out.mp4 --report run.json", "the figures of the run"),
            ]),
    ]

    /// Lines of a page, the remarks in a column where they fit.
    var page: [String] {
        ["  \(title)"]
            + lines.map { command, remark in
                remark.isEmpty ? "    \(command)" : "    \(command.left(Self.column))  \(remark)"
            }
    }

    private static let column = 67
}
