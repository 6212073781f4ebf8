// Every row of the registry has its page of documentation, and all of them say what the filters say.
import Filters
import Foundation
import Testing

@testable import vidproc

@Suite("pages of filters") struct FilterPageTests {
    private let pages = FilterRegistry.builtIn.types.map { FilterPage(type: $0) }

    /// Tools/pages writes them anew.
    @Test func textsAreUpToDate() throws {
        let texts = [("Filters.md", FilterPage.index(.builtIn))] + pages.map { ($0.name + ".md", $0.text) }
        let folder = FilterPage.folder
        if ProcessInfo.processInfo.environment["VIDPROC_UPDATE_SNAPSHOTS"] != nil {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for (name, text) in texts { try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8) }
        }
        for (name, text) in texts {
            let written = try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            #expect(written == text, "\(name) is not what the filter says now; run Tools/pages")
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".md") }
        #expect(Set(files) == Set(texts.map(\.0)), "pages without a filter")
    }

    @Test func picturesAreSmall() throws {
        var total = 0
        for page in pages where page.pictured != nil {
            let picture = try? Data(contentsOf: FilterPage.folder.appendingPathComponent(page.name + ".jpg"))
            let size = try #require(picture?.count, "\(page.name) has no picture; run Tools/pages")
            #expect((1_000...25_000).contains(size), "\(page.name).jpg has \(size) bytes")
            total += size
        }
        #expect(total < 1_200_000)
    }

    /// A definition is more than its headline.
    @Test func everyPageDefines() {
        for page in pages {
            let definition = page.text.components(separatedBy: "## Definition\n")[1]
            #expect(definition.count > 120 && !definition.contains("no file"), "\(page.name): \(definition)")
        }
    }

    @Test func markdownMeansNothing() {
        #expect(FilterPage.escaped("a * b_c `d * e` [f] <g>") == "a \\* b\\_c `d * e` \\[f\\] \\<g\\>")
    }
}
