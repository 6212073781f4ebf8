// Every refusal word by word, and nothing touched.
import Foundation
import Glibc
import Testing

@Suite("error snapshots") struct ErrorSnapshotTests {
    private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Snapshots/errors.txt")

    /// To agree on new words: run once with VIDPROC_UPDATE_SNAPSHOTS=1 and look at the difference.
    @Test func refusalsAreTheSnapshot() throws {
        let folder = try ErrorFolder()
        defer { folder.remove() }
        var page = ErrorPage(try String(contentsOf: Self.file, encoding: .utf8))
        #expect(page.cases.count >= 60)
        let isRenewed = ProcessInfo.processInfo.environment["VIDPROC_UPDATE_SNAPSHOTS"] != nil
        let before = try folder.state()
        for (index, part) in page.parts.enumerated() {
            guard case .refusal(var refusal) = part, !(refusal.needsUser && getuid() == 0) else { continue }
            let result = try folder.command.run(refusal.arguments)
            let errors = result.errors.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).filter { !$0.isEmpty }
            let outcome = ["exit \(result.status)"] + errors
            if isRenewed {
                refusal.outcome = refusal.merged(with: outcome)
                page.parts[index] = .refusal(refusal)
            }
            #expect(refusal.matches(outcome), "\(refusal.line)\nexpected \(refusal.outcome)\ngot      \(outcome)")
            #expect(result.status != 0 && result.output.isEmpty, "\(refusal.line): \(result.output)")
            #expect(try folder.state() == before, "\(refusal.line): the folder has changed")
        }
        if isRenewed { try page.text.write(to: Self.file, atomically: true, encoding: .utf8) }
    }

    @Test func wordsAreCutAsAShellCutsThem() {
        #expect(ErrorCase(line: "$ vidproc '' 'a b' c", outcome: []).arguments == ["", "a b", "c"])
        #expect(ErrorCase(line: "$ vidproc", outcome: []).arguments.isEmpty)
    }

    @Test func dotsStandForAnyText() {
        let refusal = ErrorCase(line: "$ vidproc", outcome: ["exit 2", "it takes [...], gray[...]"])
        #expect(refusal.matches(["exit 2", "it takes a, b, gray, c"]) && !refusal.matches(["exit 2", "it takes a, b"]))
        #expect(!refusal.matches(["exit 3", "it takes a, gray"]) && !refusal.matches(["exit 2"]))
    }
}
