// The words of the command line: what is a filter, what an option, what a file.
import Filters
import Testing

@testable import vidproc

@Suite("chain") struct ChainTests {
    private func extract(_ line: String) throws(Failure) -> ExtractedArguments {
        try ChainExtractor(registry: .test).extract(line.split(separator: " ").map(String.init))
    }

    private func failure(_ line: String) -> Failure? {
        do {
            _ = try extract(line)
            return nil
        } catch {
            return error
        }
    }

    @Test func orderAndRepetitionAreKept() throws {
        let result = try extract("in.mp4 --edges --blur=3 --crf 20 --blur=sigma=2,region=1:2:3:4 --edges out.mp4")
        #expect(result.filters.map(\.name) == ["edges", "blur", "blur", "edges"])
        #expect(result.filters.map(\.value) == [nil, "3", "sigma=2,region=1:2:3:4", nil])
        #expect(result.rest == ["in.mp4", "--crf=20", "out.mp4"])
    }

    @Test func wordAfterBareFilterIsTheOutput() throws {
        #expect(try extract("in.mp4 --blur out.mp4").rest == ["in.mp4", "out.mp4"])
        #expect(try extract("- --blur -").rest == ["-", "-"])
    }

    @Test func valuesMayBeginWithADash() throws {
        #expect(try extract("in --encoder-option a=-1 --start -3").rest == ["in", "--encoder-option=a=-1", "--start=-3"])
    }

    @Test func hashTakesAValueOnlyAfterEquals() throws {
        #expect(try extract("in --hash").rest == ["in", "--hash=stream"])
        #expect(try extract("in --hash=frames").rest == ["in", "--hash=frames"])
        #expect(try extract("--hash in").rest == ["--hash=stream", "in"])
    }

    @Test func afterTwoDashesAllAreFiles() throws {
        let result = try extract("--blur -- --edges out.mp4")
        #expect(result.filters.map(\.name) == ["blur"])
        #expect(result.rest == ["--", "--edges", "out.mp4"])
    }

    @Test(arguments: [("in --blurr out", "--blur"), ("in --edge out", "--edges"), ("in --crff=3 out", "--crf"), ("in --thread 3 out", "--threads")])
    func nearMissesAreGuessed(line: String, guess: String) {
        let found = failure(line)
        #expect(found?.status == .usage)
        #expect(found?.hint?.contains(guess) == true)
    }

    @Test func farMissesPointAtTheLists() {
        #expect(failure("in --xyzzyplugh out")?.hint?.contains("vidproc filters") == true)
    }

    @Test(arguments: ["in --crf", "in --crf --blur out", "in --bench=3", "in --quiet=yes"])
    func valuesMissingOrTooMany(line: String) {
        #expect(failure(line)?.status == .usage)
    }

    @Test func noFilterIsCalledLikeAnOption() {
        let options = Set(CommandOption.allCases.map(\.rawValue))
        #expect(FilterRegistry.builtIn.descriptors.allSatisfy { !options.contains($0.name) })
    }
}
