// The live view and the table, as text of a given width.
import PipelineEngine
import Testing

@testable import vidproc

@Suite("progress") struct ProgressTests {
    /// Reports with long and wide names, odd characters, and figures of all sizes.
    private static var reports: [PipelineReport] {
        var long = PipelineReport.sample(path: String(repeating: "long/", count: 60) + "clip.mp4")
        long.stages[1].name = (1...12).map { "filter\($0)" }.joined(separator: "+")
        long.stages[0].capableFPS = 1_234_567
        long.stages[2].queueCapacity = 256
        long.stages[2].queueNow = 256
        var wide = PipelineReport.sample(path: "動画/とても長い名前の映像ファイル🎬\u{1B}[2J\n.mp4")
        wide.sink.path = "한국어.mp4"
        wide.isStopping = true
        return [.sample(), .sample(expected: nil), long, wide]
    }

    @Test(arguments: [10, 20, 36, 40, 63, 64, 79, 80, 89, 90, 120, 200])
    func nothingIsWiderThanTheTerminal(width: Int) {
        for report in Self.reports {
            let text = ProgressText(report: report, width: width)
            #expect(text.lines().count == 5)
            for line in text.lines() + [text.line] { #expect(line.columns <= width && !line.contains { $0 == "\n" || $0 == "\u{1B}" }, "\(line)") }
            let painted = ProgressText(report: report, width: width, paint: Painter(isEnabled: true)).lines()
            #expect(painted.map(\.columns) == text.lines().map(\.columns))
        }
    }

    @Test(arguments: [40, 80, 200])
    func stagesStandInColumns(width: Int) throws {
        let lines = ProgressText(report: Self.reports[2], width: width).lines()
        let ends = try lines[1...3].map { try #require($0.range(of: " fps")).lowerBound.utf16Offset(in: $0) }
        #expect(Set(ends).count == 1)
        if width >= 80 { #expect(lines[1].hasSuffix("1.2M                cpu") && lines[2].contains("  ▮▮▮▯ 3/4      cpu")) }
    }

    @Test func fewRowsShowWhatMattersMost() {
        let text = ProgressText(report: .sample(), width: 80)
        let all = text.lines()
        #expect(text.lines(atMost: 5) == all)
        #expect(text.lines(atMost: 4) == Array(all[1...]))
        #expect(text.lines(atMost: 3) == [all[1], all[3], all[4]])
        #expect(text.lines(atMost: 2) == [all[3], all[4]])
        #expect(text.lines(atMost: 1) == [all[4]])
        #expect(text.lines(atMost: 0).isEmpty)
    }

    @Test func theEndHasItsWords() {
        var report = PipelineReport.sample()
        report.writtenFrames = 132
        #expect(ProgressText(report: report, width: 80).lines().last?.hasSuffix("132/132 frames  2.7x  finishing") == true)
        report.isStopping = true
        #expect(ProgressText(report: report, width: 80).line.contains("stopping"))
    }

    @Test(arguments: [40, 80, 200])
    func theTableFits(width: Int) {
        var report = PipelineReport.sample()
        report.stages[1].name = "filter1+filter2+filter3+filter4+filter5"
        report.advice = String(repeating: "some words of advice; ", count: 20)
        let lines = SummaryText(report: report, width: width).lines
        #expect(lines.allSatisfy { $0.columns <= max(73, width) })
        #expect(lines.suffix(2).allSatisfy { $0.columns <= width })
        #expect(lines.joined(separator: " ").contains("advice; some words of advice; some words"))
    }

    /// Where frames were dropped: here, or before they came.
    @Test func whatWasDroppedIsToldByPlace() {
        var report = PipelineReport.sample()
        (report.droppedFrames, report.lostFrames) = (3, 7)
        #expect(ProgressText(report: report, width: 100).lines().last?.contains("3 dropped  7 lost at capture") == true)
        #expect(SummaryText(report: report, width: 100).lines.first?.contains(", 3 dropped, 7 lost at capture") == true)
    }

    @Test func narrowView() {
        let lines = ProgressText(report: .sample(), width: 80).lines()
        #expect(lines[0] == "Samples/bigbuckbunny.mp4 → out.mp4")
        #expect(lines[2].contains("blur+edges") && lines[2].contains("68.4 fps") && lines[2].contains("▮▮▮▯ 3/4"))
        #expect(lines[3].hasPrefix("▶ encode"))
        #expect(lines[4].hasPrefix("[") && lines[4].contains("50%  66/132 frames  2.7x  ETA 0:01"))
    }

    @Test func wideView() {
        let lines = ProgressText(report: .sample(), width: 200).lines()
        #expect(lines[0] == "Samples/bigbuckbunny.mp4 (h264 1280x720 yuv420p) → out.mp4 (h264 1280x720 yuv420p)")
        #expect(lines[3].contains("could do") && lines[3].hasSuffix("← limits"))
    }

    @Test func withoutALengthThereIsNoBar() {
        #expect(ProgressText(report: .sample(expected: nil), width: 80).lines().last == "66 frames  2.7x")
    }

    @Test func oneLineForLogs() {
        #expect(ProgressText(report: .sample(), width: 160).line == "vidproc: 66/132 frames  50%  68.4 fps  2.7x  ETA 0:01  encode limits")
    }

    @Test func escapesOnlyWhenAsked() {
        #expect(!ProgressText(report: .sample(), width: 80).lines().joined().contains("\u{1B}"))
        #expect(ProgressText(report: .sample(), width: 80, paint: Painter(isEnabled: true)).lines().joined().contains("\u{1B}["))
    }

    @Test func tableNamesStagesFiltersAndAdvice() {
        let lines = SummaryText(report: .sample()).lines
        #expect(lines[0] == "66 frames in 0.96 s: 68.4 fps, 2.7x" || lines[0] == "66 frames in 0.97 s: 68.4 fps, 2.7x")
        #expect(lines[1].hasPrefix("stage") && lines[1].contains("blocked"))
        #expect(lines.contains { $0.contains("blur=sigma=2") && $0.contains("5.000 ms/frame") })
        #expect(lines.contains { $0.hasPrefix("encode") && $0.contains("97%") && $0.contains("3.6/4") })
        #expect(lines.last == "encode limits")
        // Title and rows stand in the same columns.
        #expect(lines[1].count == lines[2].count)
    }
}
