// Options as ArgumentParser reads them, and what a run makes of them.
import Filters
import Testing

@testable import vidproc

@Suite("options") struct OptionTests {
    private func command(_ line: String) throws -> RunCommand {
        let words = try ChainExtractor(registry: .test).extract(line.split(separator: " ").map(String.init)).rest
        return try #require(try CommandLineFront(registry: .test).parse(words) as? RunCommand)
    }

    private func status(_ line: String) -> CommandStatus? {
        do {
            _ = try RunRequest(try command(line), chain: [])
            return nil
        } catch {
            return (error as? Failure)?.status
        }
    }

    @Test func allOptionsAreRead() throws {
        let read = try command(
            "in.mp4 out.mp4 --encoder libx264 --crf 18.5 --preset fast --tune film --gop 50 --encoder-option a=1 --encoder-option b=c=d "
                + "--pix-fmt yuv420p -y --threads 3 --cpu avx2 --queue 7 --fuse off --frames 10 --start 1.5 --duration 0:02 --report r.json --trace t.json --quiet --no-color --no-audio"
        )
        #expect(read.input == "in.mp4" && read.output == "out.mp4")
        #expect(read.making.encoder == "libx264" && read.making.crf == 18.5 && read.making.preset == "fast" && read.making.tune == "film")
        #expect(read.making.gop == 50 && read.making.pixelFormat == "yuv420p" && read.making.overwrite && read.making.noAudio)
        #expect(read.making.encoderOptions.map(\.key) == ["a", "b"] && read.making.encoderOptions.map(\.value) == ["1", "c=d"])
        #expect(read.engine.threads == 3 && read.engine.level == .avx2 && read.engine.queue == 7 && read.engine.fuse == .off)
        #expect(read.part.frames == 10 && read.part.start?.milliseconds == 1500 && read.part.duration?.milliseconds == 2000)
        #expect(read.telling.report == "r.json" && read.telling.trace == "t.json" && read.telling.quiet && read.telling.noColor)
    }

    @Test(arguments: [("0", 0), ("3", 3000), ("3.5", 3500), ("3.005", 3005), ("2:03", 123_000), ("1:02:03.25", 3_723_250)])
    func times(text: String, milliseconds: Int64) {
        #expect(TimeArgument(argument: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: ["", "-1", "1:60", "1:2:3:4", "3.", ".5", "3.0001", "a", "1e3", "99999999999"])
    func wrongTimes(text: String) {
        #expect(TimeArgument(argument: text) == nil)
    }

    @Test(arguments: [("800k", 800_000), ("5M", 5_000_000), ("2.5M", 2_500_000), ("64000", 64_000)])
    func bitrates(text: String, bits: Int64) {
        #expect(BitrateArgument(argument: text)?.bitsPerSecond == bits)
    }

    @Test(arguments: ["", "k", "-5k", "0", "5G", "nan", "inf", "fast"])
    func wrongBitrates(text: String) {
        #expect(BitrateArgument(argument: text) == nil)
    }

    @Test(arguments: [
        "in", "in out --bench", "in --bench --hash", "in out --hash", "in out --threads 0", "in out --queue 0", "in out --frames 0", "in out --gop 0",
        "in out --crf 99", "in out --crf 20 --bitrate 5M", "in out --cpu mmx", "in out --fuse maybe", "in out --hash=what", "in out more",
        "in out --encoder-option x", "", "--bench",
    ])
    func wrongUsage(line: String) {
        #expect(status(line) == .usage)
    }

    @Test func whereTheFramesGo() throws {
        #expect(try RunRequest(try command("in out.mp4"), chain: []).destination == .file("out.mp4"))
        #expect(try RunRequest(try command("- -"), chain: []).destination == .pipe)
        #expect(try RunRequest(try command("in null"), chain: []).destination == .nothing)
        #expect(try RunRequest(try command("in --bench"), chain: []).destination == .bench)
        #expect(try RunRequest(try command("in --hash"), chain: []).destination == .digest(.stream))
        #expect(try RunRequest(try command("in --hash=frames"), chain: []).destination == .digest(.frames))
    }

    @Test func engineSettingsReachTheEngine() throws {
        let configuration = try RunRequest(try command("in out --threads 5 --queue 9 --fuse off --cpu baseline"), chain: []).configuration
        #expect(configuration.threads == 5 && configuration.queueCapacity == 9 && !configuration.fuses && configuration.level == .baseline)
    }

    @Test func everyOptionStandsOnTheHelpPage() {
        let help = HelpText(registry: .test).full
        for option in CommandOption.allCases { #expect(help.contains("--\(option.rawValue)")) }
    }

    @Test func subcommandsAreKnown() throws {
        #expect(try CommandLineFront(registry: .test).parse(["filters", "blur"]) is FiltersCommand)
    }
}
