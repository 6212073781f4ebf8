// Numbers and times as text.
import Testing

@testable import vidproc

@Suite("formatting") struct FormattingTests {
    @Test(arguments: [(0.0, 2, "0.00"), (1.005, 1, "1.0"), (12.999, 2, "13.00"), (-1.5, 1, "-1.5"), (-0.001, 1, "0.0"), (7.0, 0, "7"), (0.07, 2, "0.07")])
    func decimals(value: Double, places: Int, text: String) {
        #expect(fixed(value, places) == text)
    }

    @Test func numbersThatAreNone() {
        #expect(fixed(.nan, 2) == "-" && fixed(.infinity, 1) == "-" && rate(0) == "-" && rate(.infinity) == "-")
        #expect(clock(-1) == "-:--" && clock(.nan) == "-:--")
    }

    @Test(arguments: [(0.0, "0:00"), (9.4, "0:09"), (65.0, "1:05"), (3599.6, "1:00:00"), (3725.4, "1:02:05")])
    func clocks(seconds: Double, text: String) {
        #expect(clock(seconds) == text)
    }

    @Test func rates() {
        #expect(rate(8.254) == "8.25" && rate(68.44) == "68.4" && rate(1812.3) == "1812")
    }

    @Test func cuts() {
        #expect("abcdef".cut(4) == "abc…" && "abc".cut(4) == "abc")
        #expect("/a/very/long/path/clip.mp4".cutInMiddle(16).count == 16)
        #expect("/a/very/long/path/clip.mp4".cutInMiddle(16).hasSuffix("clip.mp4"))
    }
}
