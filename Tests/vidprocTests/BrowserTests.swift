// The page in a real browser, at a desk's and a phone's width. With VIDPROC_SCREENSHOTS=FOLDER what it looks like is kept there.
import Foundation
import TestSupport
import Testing

@Suite("browser", .serialized, .enabled(if: HeadlessBrowser.path != nil, "chromium is not installed")) struct BrowserTests {
    private func keep(_ browser: HeadlessBrowser, _ name: String) throws {
        let picture = try #require(browser.picture())
        #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        guard let folder = ProcessInfo.processInfo.environment["VIDPROC_SCREENSHOTS"] else { return }
        try picture.write(to: URL(fileURLWithPath: folder).appendingPathComponent("\(name).png"))
    }

    /// A digest of what the canvas shows.
    private static let sum =
        "(() => { const c = document.getElementById('picture'), d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        + " let s = 0; for (let i = 0; i < d.length; i += 97) s = (s * 31 + d[i]) % 1000003; return s; })()"

    @Test func atADesk() throws {
        let run = try ServedRun(["--blur=3", "--edges", "--loop", "--pace", "--serve"], input: BuiltCommand.clip)
        defer { run.remove() }
        let browser = try #require(HeadlessBrowser(width: 1400, height: 1000))
        browser.go(to: "http://127.0.0.1:\(run.port)/")
        #expect(browser.wait(for: "document.getElementById('empty').hidden && document.getElementById('state').textContent == 'Live'"))
        #expect(browser.value("document.getElementById('picture').width") as? Int == 1280)
        // It moves.
        let first = browser.value(Self.sum) as? Int
        #expect(browser.wait(for: "\(Self.sum) != \(first ?? -1)"))
        #expect(browser.wait(for: "document.querySelectorAll('#stages tr').length == 3 && parseFloat(document.getElementById('fps-now').value) > 5"))
        #expect(browser.value("[...document.querySelectorAll('#filters .name span')].map(e => e.textContent).join()") as? String == "blur,edges")
        // Before and after, by the keyboard alone.
        #expect(browser.value("document.getElementById('compare').focus(); document.activeElement.id") as? String == "compare")
        browser.press("Enter", code: 13)
        #expect(browser.wait(for: "document.getElementById('compare').getAttribute('aria-pressed') == 'true' && last && !!last[1]"))
        _ = browser.value("document.getElementById('divide').focus()")
        for _ in 0..<4 { browser.press("ArrowRight", code: 39) }
        #expect(browser.value("+document.getElementById('divide').value") as? Double == 52)
        #expect(browser.wait(for: "past.length > 20"))
        try keep(browser, "desk")
        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
        #expect(run.end() == 130)
        #expect(browser.wait(for: "document.getElementById('state').textContent.startsWith('Ended after')"))
        try keep(browser, "desk-ended")
    }

    @Test func onAPhone() throws {
        let run = try ServedRun(["--blur=3", "--edges", "--loop", "--pace", "--serve"], input: BuiltCommand.clip)
        defer { run.remove() }
        let browser = try #require(HeadlessBrowser(width: 390, height: 844, isPhone: true, isDark: true))
        browser.go(to: "http://127.0.0.1:\(run.port)/")
        #expect(browser.wait(for: "document.getElementById('empty').hidden && past.length > 10"))
        #expect(browser.value("document.documentElement.scrollWidth") as? Int == 390)
        // Large enough for a thumb.
        let small = "[...document.querySelectorAll('button:not(.switch):not([hidden]), #filters input[type=range]')].filter(e => e.offsetHeight < 34).length"
        #expect(browser.value(small) as? Int == 0)
        try keep(browser, "phone")
        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
        run.end()
    }
}
