// The live view and the table, as text of a given width.
import PipelineEngine
import Testing

@testable import vidproc

@Suite("progress") struct ProgressTests {
    @Test(arguments: [20, 40, 79, 80, 120, 200])
    func nothingIsWiderThanTheTerminal(width: Int) {
        for report in [PipelineReport.sample(), .sample(expected: nil), .sample(path: String(repeating: "long/", count: 60) + "clip.mp4")] {
            let text = ProgressText(report: report, width: width)
            #expect(text.lines.count == 5)
            #expect(text.lines.allSatisfy { $0.count <= width })
            #expect(text.line.count <= width)
        }
    }

    @Test func narrowView() {
        let lines = ProgressText(report: .sample(), width: 80).lines
        #expect(lines[0] == "Samples/bigbuckbunny.mp4 → out.mp4")
        #expect(lines[2].contains("blur+edges") && lines[2].contains("68.4 fps") && lines[2].contains("▮▮▮▯ 3/4"))
        #expect(lines[3].hasPrefix("▶ encode"))
        #expect(lines[4].hasPrefix("[") && lines[4].contains("50%  66/132 frames  2.7x  ETA 0:01"))
    }

    @Test func wideView() {
        let lines = ProgressText(report: .sample(), width: 200).lines
        #expect(lines[0] == "Samples/bigbuckbunny.mp4 (h264 1280x720 yuv420p) → out.mp4 (h264 1280x720 yuv420p)")
        #expect(lines[3].contains("could do") && lines[3].hasSuffix("← limits"))
    }

    @Test func withoutALengthThereIsNoBar() {
        #expect(ProgressText(report: .sample(expected: nil), width: 80).lines.last == "66 frames  2.7x")
    }

    @Test func oneLineForLogs() {
        #expect(ProgressText(report: .sample(), width: 160).line == "vidproc: 66/132 frames  50%  68.4 fps  2.7x  ETA 0:01  encode limits")
    }

    @Test func escapesOnlyWhenAsked() {
        #expect(!ProgressText(report: .sample(), width: 80).lines.joined().contains("\u{1B}"))
        #expect(ProgressText(report: .sample(), width: 80, paint: Painter(isEnabled: true)).lines.joined().contains("\u{1B}["))
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
