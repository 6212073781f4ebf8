// Keys of a terminal: what its bytes mean, and what a key makes of the chain.
import Filters
import PipelineEngine
import Testing

@testable import vidproc

@Suite("keys") struct KeyTests {
    private func keys(_ text: String) -> [TerminalKey] {
        var decoder = TerminalKeyDecoder()
        return decoder.keys(from: text.utf8)
    }

    @Test(
        arguments: [
            ("12 9", [.digit(1), .digit(2), .digit(9)]), ("0\u{7F}\u{8}\u{1B}[3~", [.back, .back, .back, .back]),
            ("\u{1B}[A\u{1B}OB\u{1B}[C\u{1B}OD", [.previous, .next, .more, .less]), ("kjhl-+", [.previous, .next, .less, .more, .less, .more]),
            ("\u{1B}[1;2C\u{1B}[1;2DHL", [.muchMore, .muchLess, .muchLess, .muchMore]), ("\u{1B}[5~\u{1B}[6~", [.muchMore, .muchLess]), ("?q", [.help, .end]),
        ] as [(String, [TerminalKey])])
    func known(text: String, expected: [TerminalKey]) {
        #expect(keys(text) == expected)
        // The same, a byte at a time.
        var decoder = TerminalKeyDecoder()
        #expect(text.utf8.flatMap { decoder.keys(from: [$0]) } == expected)
        #expect(!decoder.isInside)
    }

    /// Function keys, other modifiers' letters, mouse reports, letters with Alt, pasted text's brackets, letters that are no key: no part of them is taken for one.
    @Test(arguments: [
        "\u{1B}[15~", "\u{1B}OP", "\u{1B}[200~", "\u{1B}[201~", "\u{1B}[<0;12;3M", "\u{1B}q", "\u{1B}1", "\u{1B}[I", "\u{1B}[?1;2c", "xyzé日", "\u{1B}[1;5H",
    ])
    func unknown(text: String) { #expect(keys(text + "3") == [.digit(3)]) }

    @Test func anEscapeAloneIsForgottenAfterAPause() {
        var decoder = TerminalKeyDecoder()
        #expect(decoder.keys(from: [0x1B]) == [] && decoder.isInside)
        decoder.pause()
        #expect(decoder.keys(from: "q".utf8) == [.end])
        // A sequence without an end does not swallow keys for ever.
        #expect(decoder.keys(from: "\u{1B}[".utf8 + Array(repeating: UInt8(ascii: ";"), count: 40)) == [])
        #expect(decoder.keys(from: "q".utf8) == [.end])
    }

    @Test func stepsFitTheRangeAndLeadBack() {
        let sigma = NumberStep(0.1...100, usual: 2), angle = NumberStep(-360...360, usual: 0), share = NumberStep(0...1, usual: 0.5)
        func steps(_ step: NumberStep, from start: Double, _ count: Int, up: Bool = true, large: Bool = false) -> [Double] {
            (0..<count).reduce(into: [start]) { values, _ in values.append(step.value(after: values[values.count - 1], isUp: up, isLarge: large)) }
        }
        #expect(steps(sigma, from: 2, 3) == [2, 2.1, 2.2, 2.3])
        #expect(steps(sigma, from: 9.8, 3) == [9.8, 9.9, 10, 11] && steps(sigma, from: 11, 3, up: false) == [11, 10, 9.9, 9.8])
        #expect(steps(sigma, from: 2.13, 1) == [2.13, 2.2] && steps(sigma, from: 2, 2, large: true) == [2, 3, 4])
        #expect(steps(sigma, from: 0.11, 2, up: false) == [0.11, 0.1, 0.1] && steps(sigma, from: 99, 2) == [99, 100, 100])
        #expect(steps(angle, from: 0, 2, up: false) == [0, -5, -10] && steps(angle, from: 0, 1, large: true) == [0, 50])
        #expect(steps(share, from: 0.5, 3) == [0.5, 0.51, 0.52, 0.53] && steps(share, from: 0.95, 1, large: true) == [0.95, 1])
        let radius = NumberStep(1...255, usual: 2), passes = NumberStep(1...5, usual: 1), quality = NumberStep(0...1, usual: 0.01)
        #expect(steps(radius, from: 1, 2) == [1, 2, 3] && steps(radius, from: 2, 1, large: true) == [2, 10] && steps(passes, from: 4, 2) == [4, 5, 5])
        #expect(steps(quality, from: 0, 2) == [0, 0.0001, 0.0002] && steps(quality, from: 0.0001, 2, up: false) == [0.0001, 0, 0])
    }

    /// Every number of every filter: from its usual value to each end, and no value on the way that the filter's own reader refuses.
    @Test func everyNumberReachesItsEnds() throws {
        for descriptor in FilterRegistry.builtIn.descriptors {
            for parameter in descriptor.parameters {
                guard case .number(let range, let usual, _) = parameter.kind else { continue }
                let step = NumberStep(range, usual: usual)
                for isUp in [false, true] {
                    var value = usual, count = 0
                    while value != (isUp ? range.upperBound : range.lowerBound), count < 2000 {
                        let next = step.value(after: value, isUp: isUp, isLarge: false)
                        #expect(isUp ? next > value : next < value, "\(descriptor.name) \(parameter.key) stays at \(value)")
                        guard next != value else { break }
                        (value, count) = (next, count + 1)
                        #expect(
                            FilterParser.number(shortNumber(value)) == value && shortNumber(value).count <= 8, "\(descriptor.name) \(parameter.key) \(value)")
                    }
                    #expect(count < 2000, "\(descriptor.name) \(parameter.key)")
                }
            }
        }
    }

    private func entries(_ texts: String...) -> [ChainEntry] { texts.map { ChainEntry(text: $0) } }

    private func dial(_ entries: [ChainEntry]) -> ChainDial { ChainDial(entries, registry: .builtIn) }

    @Test func whatIsChosenChanges() {
        var chain = entries("blur=2,region=0:0:8:8", "invert", "edges=operator=scharr")
        var dial = dial(chain)
        #expect(dial.line(chain).hasPrefix("> 1 blur  sigma 2 pixels  [0.1 … 100]"))
        chain = dial.press(.more, chain)
        #expect(chain[0].text == "blur=sigma=2.1,region=0:0:8:8")
        chain = dial.press(.muchMore, chain)
        #expect(chain[0].text == "blur=sigma=3,region=0:0:8:8")
        chain = dial.press(.back, chain)
        #expect(chain[0].text == "blur=sigma=2,region=0:0:8:8")
        for _ in 0..<9 { chain = dial.press(.previous, chain) }
        #expect(dial.line(chain).hasPrefix("> 1 blur"))
        // Filters without numbers are passed over.
        chain = dial.press(.next, chain)
        #expect(dial.line(chain).hasPrefix("> 3 edges  operator scharr  [sobel scharr"), "\(dial.line(chain))")
        chain = dial.press(.less, dial.press(.less, dial.press(.less, chain)))
        #expect(chain[2].text == "edges=operator=sobel" && chain[1].text == "invert")
        #expect(dial.press(.back, chain)[2].text == "edges=operator=scharr")
        chain = dial.press(.digit(3), chain)
        #expect(chain.map(\.isOn) == [true, true, false] && dial.line(chain) == "> 3 edges: off")
        chain = dial.press(.previous, chain)
        chain = dial.press(.next, chain)
        #expect(dial.line(chain).hasPrefix("> 3 edges (off)  operator sobel"))
        #expect(dial.press(.digit(4), chain) == chain && dial.line(chain) == "> the chain has 3 filters")
        #expect(dial.press(.help, chain) == chain && dial.line(chain) == "> \(ChainDial.help)" && dial.line(chain).columns <= 79)
    }

    /// A file that is watched, a window or a page may change it between two keys.
    @Test func theChainMayBecomeAnother() {
        var dial = dial(entries("blur=3", "edges"))
        for _ in 0..<9 { _ = dial.press(.next, entries("blur=3", "edges")) }
        let other = entries("gamma=2")
        #expect(dial.line(other).hasPrefix("> 1 gamma  gamma 2  [0.1 … 10]"))
        #expect(dial.press(.more, other) == entries("gamma=gamma=2.1"))
        // There is no value of gamma that the run began with.
        #expect(dial.press(.back, other) == entries("gamma"))
        let none = entries("invert")
        #expect(dial.press(.more, none) == none && dial.line(none) == "> no filter has a number or word to change")
        #expect(dial.press(.more, []) == [] && dial.press(.digit(1), []) == [])
        dial.refuse(PipelineError(stage: "chain", message: "no"))
        #expect(dial.line(none) == "> no")
    }

    @Test func theChosenLineStandsAboveTheBar() {
        let text = ProgressText(report: .sample(), width: 40, choice: "> 1 blur  sigma 2 pixels  [0.1 … 100]  ? keys")
        let lines = text.lines()
        #expect(lines.count == 6 && lines[4].hasPrefix("> 1 blur") && lines.allSatisfy { $0.columns <= 40 })
        #expect(text.lines(atMost: 3) == [lines[3], lines[4], lines[5]] && text.lines(atMost: 1) == [lines[5]] && text.lines(atMost: 0).isEmpty)
    }
}
