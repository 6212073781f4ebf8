// The help page as it was last agreed on.
import Filters
import Foundation
import TestSupport
import Testing

@testable import vidproc

@Suite("help") struct HelpTests {
    /// To agree on a new page: run once with VIDPROC_UPDATE_SNAPSHOTS=1 and look at the difference.
    @Test func pageIsTheSnapshot() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Snapshots/help.txt")
        let page = HelpText(registry: .test).full
        if ProcessInfo.processInfo.environment["VIDPROC_UPDATE_SNAPSHOTS"] != nil { try page.write(to: file, atomically: true, encoding: .utf8) }
        #expect(page == (try String(contentsOf: file, encoding: .utf8)))
    }

    @Test func everyFilterIsListed() {
        let registry = FilterRegistry.builtIn
        let help = HelpText(registry: registry).full
        #expect(!registry.descriptors.isEmpty)
        for descriptor in registry.descriptors { #expect(help.contains("--\(descriptor.name) ")) }
    }

    @Test func linesFitAHundredColumns() {
        #expect(HelpText(registry: .builtIn).full.split(separator: "\n").allSatisfy { $0.count <= 110 })
    }

    @Test func filterPageNamesRangesAndWords() {
        let page = FilterHelp(registry: .test, level: .avx2).page(TestBlur.self)
        #expect(page.contains("  sigma  Width of the blur. (0.1 to 100 pixels, default 2)"))
        #expect(page.contains("  kind   How it blurs. (soft, hard; default soft)"))
        #expect(page.contains("Kernels:  none; its definition runs on whole frames"))
    }

    @Test func filterPageNamesPlanesAndLevels() {
        let page = FilterHelp(registry: .builtIn, level: .avx2).page(Edges.self)
        #expect(page.contains("Acts on:  luma, or R, G and B; chroma becomes neutral, alpha passes"))
        #expect(page.contains { $0.hasPrefix("Frames:   8 to 16 bits a sample") })
        #expect(page.contains { $0.hasPrefix("Kernels:  baseline, avx2, avx512; here avx2 is used") })
        #expect(page.contains("  vidproc in.mp4 \(Edges.descriptor.example) out.mp4"))
    }

    @Test func filtersStandUnderTheirTopics() {
        let list = FilterHelp(registry: .builtIn).list
        #expect(list.contains("  Blur and edges") && list.contains("  Light and colour"))
        #expect(FilterHelp(registry: .test).list == ["  --blur   Blurs.", "  --edges  Finds edges."])
    }

    @Test func aSubcommandHasItsOwnPage() throws {
        #expect(HelpText.page(ofSubcommand: "filters")?.hasPrefix("vidproc filters [NAME]: ") == true)
        #expect(HelpText.page(ofSubcommand: "run") == nil && HelpText.page(ofSubcommand: "in.mp4") == nil)
    }

    /// Every example on the pages must be one that works.
    @Test func examplesAreUnderstood() throws {
        let front = CommandLineFront(registry: .builtIn), cube = TestCube()
        let own = FilterRegistry.builtIn.descriptors.map { "vidproc in.mp4 \($0.example) out.mp4" }
        for command in Examples.jobs.flatMap(\.lines).map(\.command) + own {
            let start = try #require(command.range(of: "vidproc "))
            let words = command[start.upperBound...].prefix { !"|>".contains($0) }.split(separator: " ").map(String.init)
            let extracted = try ChainExtractor(registry: .builtIn).extract(words)
            for token in extracted.filters {
                // A file of the example's name lies nowhere.
                let value = token.value.map { $0.replacingOccurrences(of: "film.cube", with: cube.path) }
                _ = try FilterParser(registry: .builtIn, pictures: TestPictures()).parse(name: token.name, value: value)
            }
            let run = try #require(try front.parse(extracted.rest) as? RunCommand)
            _ = try RunRequest(run, chain: [])
        }
    }

    @Test func definitionsAreRead() {
        let root = CommandDefinition.root
        #expect(root.named.contains { $0.commandName == "filters" })
        let seen = Set(([root.run] + root.named).flatMap(\.options).compactMap(\.long))
        for option in CommandOption.allCases where option.privateSummary.isEmpty { #expect(seen.contains("--\(option.rawValue)")) }
    }
}
