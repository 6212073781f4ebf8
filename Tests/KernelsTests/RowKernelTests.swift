// Every kernel at every level: the same samples whatever the span, nothing written outside it.
import KernelInterface
import Kernels
import TestSupport
import Testing

@Suite struct RowKernelTests {
    struct Case: Sendable {
        let name: String
        let rows: Int
        let inputBytes: Int
        let outputBytes: Int
        /// Largest input sample.
        let maximum: UInt32
        let run: @Sendable (KernelTable, RowCall) -> Void
    }

    /// Weights in 2^-22 by distance.
    static func taps(_ weights: [UInt32], depth: Int, _ body: (WordTaps) -> Void) {
        let all = weights.dropFirst().reversed() + weights + [0]
        let high = stride(from: 0, to: all.count, by: 2).map { all[$0] >> 8 | (all[$0 + 1] >> 8) << 16 }
        let low = stride(from: 0, to: all.count, by: 2).map { all[$0] & 255 | (all[$0 + 1] & 255) << 16 }
        high.withUnsafeBufferPointer { high in
            low.withUnsafeBufferPointer { low in
                guard let high = high.baseAddress, let low = low.baseAddress else { return }
                body(WordTaps(high: high, low: low, radius: weights.count - 1, depth: depth))
            }
        }
    }

    static func resizeTaps(_ body: (UnsafePointer<Int16>) -> Void) {
        ([-1100, 9300, 9200, -1516, 500, 0] as [Int16]).withUnsafeBufferPointer { if let base = $0.baseAddress { body(base) } }
    }

    static let words: [UInt32] = [834_048, 735_999, 512_001, 273_151, 121_600, 37_377]

    static let cases: [Case] = {
        var cases: [Case] = [
            Case(name: "wordsAcross 12", rows: 1, inputBytes: 2, outputBytes: 2, maximum: 4095) { k, c in taps(words, depth: 12) { k.wordsAcross(c, $0) } },
            Case(name: "wordsAcross 16", rows: 1, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in taps(words, depth: 16) { k.wordsAcross(c, $0) } },
            Case(name: "wordsDown 11", rows: 11, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in taps(words, depth: 11) { k.wordsDown(c, $0) } },
            Case(name: "wordsDown 16", rows: 11, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in taps(words, depth: 16) { k.wordsDown(c, $0) } },
            Case(name: "luma8", rows: 3, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in k.luma8(c, 13933, 46871, 4732) },
            Case(name: "luma16", rows: 3, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in k.luma16(c, 13933, 46871, 4732) },
            Case(name: "table8", rows: 1, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                ((0..<256).map { UInt16(($0 * 7 + 3) & 255) }).withUnsafeBufferPointer { if let base = $0.baseAddress { k.table8(c, base) } }
            },
            Case(name: "table16", rows: 1, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in
                ((0..<65536).map { UInt16(truncatingIfNeeded: $0 * 7 + 3) }).withUnsafeBufferPointer { if let base = $0.baseAddress { k.table16(c, base) } }
            },
            Case(name: "line8", rows: 1, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                k.shapes.line8(c, TableLine(flip: 255, up: 0, down: 20, low: 3, high: 230))
            },
            Case(name: "line16", rows: 1, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in
                k.shapes.line16(c, TableLine(flip: 0, up: 900, down: 0, low: 0, high: 65535))
            },
            Case(name: "step8", rows: 1, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                k.shapes.step8(c, TableStep(edge: 128, below: 16, above: 235))
            },
            Case(name: "step16", rows: 1, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in
                k.shapes.step16(c, TableStep(edge: 40000, below: 65535, above: 1))
            },
            Case(name: "reverse8", rows: 1, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in k.geometry.reverse8(c, 300) },
            Case(name: "reverse16", rows: 1, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in k.geometry.reverse16(c, 300) },
            Case(name: "resizeRows8", rows: 5, inputBytes: 1, outputBytes: 2, maximum: 255) { k, c in
                resizeTaps { k.geometry.resizeRows8(c, ResizeRowTaps(weights: $0, count: 5, shift: 8)) }
            },
            Case(name: "resizeRows16", rows: 4, inputBytes: 2, outputBytes: 2, maximum: 4095) { k, c in
                resizeTaps { k.geometry.resizeRows16(c, ResizeRowTaps(weights: $0, count: 4, shift: 12)) }
            },
        ]
        for isSmooth in [false, true] {
            // 600 samples for 300 columns: 16-bit rows, read as bytes.
            cases.append(
                Case(name: "halfColumns8 \(isSmooth)", rows: 1, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in
                    k.geometry.halfColumns8(c, 600, isSmooth)
                })
            cases.append(
                Case(name: "halfRows8 \(isSmooth)", rows: isSmooth ? 4 : 2, inputBytes: 2, outputBytes: 1, maximum: isSmooth ? 2040 : 510) { k, c in
                    k.geometry.halfRows8(c, isSmooth)
                })
        }
        cases += ColourKernelCases.all + LayerKernelCases.all + gaussian + resizing
        for (side, centre) in [(1, 2), (3, 10), (1, 1), (0, 0)] as [(Int32, Int32)] {
            for scale in [65536, 40000] as [Int64] {
                // Rows whose ends are mirrored: by the kernel at 0 and 300, and nowhere.
                for width in [0, 300] {
                    for limit in [255, 219] as [Int32] {
                        let parameters = GradientParameters(side: side, centre: centre, scale: scale, black: 255 - limit, limit: limit, width: width)
                        cases.append(
                            Case(
                                name: "gradient8 \(side) \(centre) \(scale) \(limit) \(width)", rows: 3, inputBytes: 1, outputBytes: 1, maximum: 255
                            ) { k, c in k.gradient8(c, parameters) })
                    }
                    // The depths at which words hold the differences of all operators, of all but Scharr's, and of none.
                    for (black, limit, maximum) in [(64, 876, 1023), (0, 4095, 4095), (4096, 56064, 65535)] as [(Int32, Int32, UInt32)] {
                        let parameters = GradientParameters(side: side, centre: centre, scale: scale, black: black, limit: limit, width: width)
                        cases.append(
                            Case(
                                name: "gradient16 \(side) \(centre) \(scale) \(limit) \(width)", rows: 3, inputBytes: 2, outputBytes: 2, maximum: maximum
                            ) { k, c in k.gradient16(c, parameters) })
                    }
                }
            }
        }
        return cases + neighbourhood + bilateralWeights
    }()

    @Test(arguments: cases.indices) func spansAndLevelsAgree(index: Int) {
        let kernel = Self.cases[index]
        var generator = SeededGenerator(state: UInt64(index))
        let pad = 16, width = 300, count = width + 2 * pad
        for content in 0..<3 {
            let memory = UnsafeMutableRawPointer.allocate(byteCount: kernel.rows * count * kernel.inputBytes, alignment: 64)
            defer { memory.deallocate() }
            for i in 0..<kernel.rows * count {
                let random = generator.next() >> 33
                let value = content == 0 ? UInt32(random % UInt64(kernel.maximum + 1)) : content == 1 ? (random & 1 == 0 ? 0 : kernel.maximum) : kernel.maximum
                switch kernel.inputBytes {
                case 1: memory.storeBytes(of: UInt8(value), toByteOffset: i, as: UInt8.self)
                case 2: memory.storeBytes(of: UInt16(value), toByteOffset: 2 * i, as: UInt16.self)
                default: memory.storeBytes(of: value, toByteOffset: 4 * i, as: UInt32.self)
                }
            }
            let rows = (0..<kernel.rows).map { UnsafeRawPointer(memory + ($0 * count + pad) * kernel.inputBytes) }
            // One sample at a time takes the scalar ends of the loops.
            let expected = output(kernel, .baseline, rows, count, pad) { call in (0..<width).map { ($0, 1) }.forEach(call) }
            for level in KernelLevel.allCases where level <= .detected {
                for (x, length) in [(0, width), (0, 1), (5, 7), (3, 8), (1, 15), (2, 16), (7, 31), (9, 32), (11, 63), (13, 64), (1, 129), (0, 256), (44, 256)] {
                    let result = output(kernel, level, rows, count, pad) { call in call(x, length) }
                    for i in 0..<count * kernel.outputBytes {
                        let column = i / kernel.outputBytes - pad, isInside = column >= x && column < x + length
                        if result[i] != (isInside ? expected[i] : 0xA5) {
                            Issue.record("\(kernel.name) \(level) span \(x)+\(length) column \(column): \(result[i])")
                            return
                        }
                    }
                }
            }
        }
    }

    /// The output row's bytes with 0xA5 where nothing was written.
    private func output(
        _ kernel: Case, _ level: KernelLevel, _ rows: [UnsafeRawPointer], _ count: Int, _ pad: Int, _ spans: ((Int, Int) -> Void) -> Void
    ) -> [UInt8] {
        let table = KernelTable(level: level)
        var bytes = [UInt8](repeating: 0xA5, count: count * kernel.outputBytes)
        bytes.withUnsafeMutableBytes { buffer in
            rows.withUnsafeBufferPointer { rows in
                guard let base = buffer.baseAddress, let pointers = rows.baseAddress else { return }
                spans { x, length in kernel.run(table, RowCall(rows: pointers, output: base + pad * kernel.outputBytes, x: x, count: length)) }
            }
        }
        return bytes
    }

    /// Each sum a² + b² below 2^17 comes from some pair; the estimate and its correction must round all of them right.
    @Test func everyMagnitudeIsRoundedToNearest() {
        for level in KernelLevel.allCases where level <= .detected {
            let table = KernelTable(level: level)
            // A row pattern whose Sobel has gx = 4·a', gy = 4·b' would not reach all pairs; Prewitt of single samples does: gx = ±a, gy = ±a.
            for a in 0..<256 {
                var above = [UInt8](repeating: 0, count: 3 * 256 + 2), middle = above
                let below = above
                for b in 0..<256 {
                    middle[3 * b + 2] = UInt8(a)
                    above[3 * b + 1] = UInt8(b)
                }
                var result = [UInt8](repeating: 0, count: 3 * 256 + 2)
                above.withUnsafeBytes { a0 in
                    middle.withUnsafeBytes { m0 in
                        below.withUnsafeBytes { b0 in
                            result.withUnsafeMutableBytes { out in
                                guard let p0 = a0.baseAddress, let p1 = m0.baseAddress, let p2 = b0.baseAddress, let target = out.baseAddress else { return }
                                [p0, p1, p2].withUnsafeBufferPointer { rows in
                                    guard let pointers = rows.baseAddress else { return }
                                    let parameters = GradientParameters(side: 1, centre: 1, scale: 65536, black: 0, limit: 255)
                                    table.gradient8(RowCall(rows: pointers, output: target, x: 1, count: 3 * 256), parameters)
                                }
                            }
                        }
                    }
                }
                for b in 0..<256 {
                    let expected = min(255, Int(Double(a * a + b * b).squareRoot().rounded()))
                    if Int(result[3 * b + 1]) != expected {
                        Issue.record("\(level): √(\(a)² + \(b)²) came to \(result[3 * b + 1]), not \(expected)")
                        return
                    }
                }
            }
        }
    }

    /// All 65536 pairs of a sample and its blur.
    @Test func everyDifferenceIsSharpened() {
        let picture = (0..<65536).map { UInt8(truncatingIfNeeded: $0) }, blur = (0..<65536).map { UInt8(truncatingIfNeeded: $0 >> 8) }
        for level in KernelLevel.allCases where level <= .detected {
            let table = KernelTable(level: level)
            for (amount, threshold) in [(-512, 0), (-333, 255), (1, 1), (256, 0), (1280, 4)] {
                let parameters = UnsharpParameters(amount: Int32(amount), threshold: Int32(threshold), maximum: 255)
                var result = [UInt8](repeating: 0, count: 65536)
                picture.withUnsafeBytes { picture in
                    blur.withUnsafeBytes { blur in
                        result.withUnsafeMutableBytes { out in
                            guard let p0 = picture.baseAddress, let p1 = blur.baseAddress, let target = out.baseAddress else { return }
                            [p0, p1].withUnsafeBufferPointer { rows in
                                guard let pointers = rows.baseAddress else { return }
                                table.convolution.unsharp8(RowCall(rows: pointers, output: target, x: 0, count: 65536), parameters)
                            }
                        }
                    }
                }
                let wrong = (0..<65536).first { index in
                    let sample = index & 255, difference = sample - index >> 8
                    let change = abs(difference) < threshold ? 0 : (difference * amount + 128) >> 8
                    return Int(result[index]) != min(max(sample + change, 0), 255)
                }
                #expect(wrong == nil, "\(level): amount \(amount), threshold \(threshold)")
            }
        }
    }

    @Test func aLevelBeyondTheProcessorsIsCapped() {
        for level in KernelLevel.allCases { #expect(KernelTable(level: level).level == min(level, .detected)) }
    }
}
