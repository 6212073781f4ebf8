// The help page as it was last agreed on.
import Filters
import Foundation
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
        let page = FilterHelp(registry: .test).page(TestBlur.descriptor)
        #expect(page.contains("  sigma  Width of the blur. (0.1 to 100 pixels, default 2)"))
        #expect(page.contains("  kind   How it blurs. (soft, hard; default soft)"))
    }
}
