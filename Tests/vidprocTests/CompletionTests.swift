// What completion offers, from its one source, before any shell shows it.
import Filters
import Testing

@testable import vidproc

@Suite("completion") struct CompletionTests {
    private func words(_ line: String, registry: FilterRegistry = .builtIn) -> [String] {
        Completion(registry: registry).answers(for: line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)).map(\.word)
    }

    @Test func theFirstWordIsASubcommandOrAFile() {
        #expect(words("").contains("filters") && words("").contains("<files>"))
        #expect(words("fil") == ["filters", "<files>"])
        #expect(words("pat") == ["<files>", "pattern:"])
        #expect(words("pattern:z") == ["<files>", "pattern:zoneplate=1280x720@30:10"])
    }

    @Test func laterWordsAreFiles() {
        #expect(words("in.mp4 ") == ["<files>"] && words("in.mp4 n") == ["null", "<files>"])
        #expect(words("in.mp4 out.mp4 ").isEmpty)
        #expect(words("-- --in.mp4 --o") == ["<files>"])
    }

    @Test func everyOptionAndFilterIsOffered() {
        let all = words("--")
        let others = Set(CommandDefinition.root.named.flatMap(\.options).compactMap(\.long)).subtracting(CommandDefinition.root.run.options.compactMap(\.long))
        for option in CommandOption.allCases.map({ "--\($0.rawValue)" }) where !others.contains(option) { #expect(all.contains(option), "\(option)") }
        for descriptor in FilterRegistry.builtIn.descriptors { #expect(all.contains("--\(descriptor.name)")) }
    }

    @Test func whatIsTypedOnceIsNotOfferedAgain() {
        #expect(!words("in.mp4 --crf 20 --cr").contains("--crf"))
        #expect(words("in.mp4 --blur --bl") == ["--blur"], "filters may be repeated")
        #expect(words("in.mp4 --encoder-option a=1 --encoder-o") == ["--encoder-option"])
    }

    @Test func aWholeFilterNameGoesOn() {
        #expect(words("in.mp4 --blur") == ["--blur", "--blur="])
        #expect(words("in.mp4 --hash") == ["--hash", "--hash=", "--hash-stages"])
    }

    @Test func filterKeysAndTheirWords() {
        #expect(
            words("in --edges=")
                == [
                    "sobel", "scharr", "prewitt", "laplacian", "operator=", "scale=", "region=", "shape=", "feather=", "mask=", "invert-region=", "time=",
                ].map { "--edges=\($0)" })
        #expect(words("in --edges=operator=s") == ["--edges=operator=sobel", "--edges=operator=scharr"])
        #expect(words("in --edges=sobel,s") == ["--edges=sobel,scale=", "--edges=sobel,shape="])
        #expect(words("in --edges=scale=2,operator=p") == ["--edges=scale=2,operator=prewitt"])
        #expect(words("in --blur=3,shape=") == ["--blur=3,shape=rect", "--blur=3,shape=ellipse"])
        #expect(words("in --blur=sigma=") == ["--blur=sigma=2"] && words("in --blur=sigma=3").isEmpty)
        #expect(words("in --blur=region=0:0:9:9,reg").isEmpty && words("in --blur=zzz=").isEmpty)
    }

    @Test func valuesOfOptions() {
        #expect(words("in --cpu ") == ["baseline", "avx2", "avx512"] && words("in --cpu=a") == ["--cpu=avx2", "--cpu=avx512"])
        #expect(words("in --fuse o") == ["on", "off"] && words("in --hash=f") == ["--hash=frames"])
        #expect(words("in --report ") == ["<files>"] && words("in --report=x") == ["<files>"])
        #expect(words("in --crf ").isEmpty && words("in --quiet=").isEmpty)
        #expect(words("--completion ") == ["bash", "zsh", "fish"])
    }

    @Test func wordsOfLibav() {
        #expect(words("in --encoder libx26").contains("libx264"))
        #expect(words("in --preset very") == ["veryfast", "veryslow"])
        #expect(words("in --encoder libx265 --tune f") == ["fastdecode"] && words("in --encoder=libx265 --tune f") == ["fastdecode"])
        #expect(words("in --encoder libx264 --pix-fmt yuv420p").contains("yuv420p10le") && !words("in --encoder libx264 --pix-fmt ").contains("rgb48le"))
        #expect(words("in --format matros") == ["matroska"])
        #expect(words("in --encoder-option b").contains("bf=") && words("in --encoder-option nal-hrd=v") == ["nal-hrd=vbr"])
    }

    @Test func filtersTakesAName() {
        #expect(words("filters b") == ["blur", "brightness", "bilateral", "boxblur"] && words("filters blur ").isEmpty)
        #expect(words("filters --").contains("--help") && !words("filters --").contains("--blur"))
    }

    @Test func meaningsGoAlong() {
        #expect(Completion(registry: .test).answers(for: ["in", "--ed"]).map(\.line) == ["--edges\tFinds edges."])
    }
}
