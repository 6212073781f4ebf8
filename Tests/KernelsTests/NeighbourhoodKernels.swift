// The kernels of minima, maxima, medians, boxes and convolutions, for RowKernelTests.
import KernelInterface
import Kernels

extension RowKernelTests {
    /// `call` with state of its own, zero at first.
    static func withState(_ call: RowCall, _ body: (RowCall) -> Void) {
        let state = UnsafeMutableRawPointer.allocate(byteCount: 1 << 18, alignment: 64)
        defer { state.deallocate() }
        state.initializeMemory(as: UInt8.self, repeating: 0, count: 1 << 18)
        body(RowCall(rows: call.rows, output: call.output, x: call.x, count: call.count, state: state))
    }

    /// The second of two calls of `rows` rows each, with the row that leaves and the row that enters. Single samples, by which others are judged, begin there.
    private static func continued(_ call: RowCall, rows: Int, _ body: (RowCall) -> Void) {
        if call.count == 1 { return withState(RowCall(rows: call.rows + 1, output: call.output, x: call.x, count: 1), body) }
        withState(call) { first in
            body(first)
            [call.rows[1], call.rows[rows]].withUnsafeBufferPointer {
                guard let ends = $0.baseAddress else { return }
                body(RowCall(rows: ends, output: call.output, x: call.x, count: call.count, state: first.state, continues: true))
            }
        }
    }

    /// The last of `row` + 1 calls, each a row further down with all rows of its window. Single samples, by which others are judged, begin there.
    private static func downTo(_ row: Int, _ call: RowCall, _ body: (RowCall) -> Void) {
        withState(call) { first in
            for k in (call.count == 1 ? row : 0)...row {
                body(
                    RowCall(
                        rows: call.rows + k, output: call.output, x: call.x, count: call.count, state: first.state, continues: call.count > 1 && k > 0))
            }
        }
    }

    private static func sum(_ taps: [Int], bias: Int, limit: Int32, _ body: (ConvolutionSum) -> Void) {
        taps.withUnsafeBufferPointer {
            guard let base = $0.baseAddress else { return }
            // Divisor 3 as convolve finds it: 2^1 < 3 ≤ 2^2.
            body(ConvolutionSum(taps: base, count: taps.count / 3, bias: bias, inverse: 1 / 3, multiplier: 43691, shift: 1, limit: limit))
        }
    }

    // A window of radius 2, as bilateral finds it for σc = 30 and σs = 1.4 of 8 bits.
    private static let curve = BilateralCurve(cap: 16999, shift: 1, factor: 63162, coefficients: [32699, 19949, 5918, 922])
    private static let pairPlaces: [Int32] = [1, -1, 1, 0, 1, 1, 2, 0, 0, -2, 0, 1]
    private static let pairRoots: [UInt32] = [0x1836_1836, 0x1b81_1b81, 0x1836_1836, 0x12c1_12c1, 0x1b81_12c1, 0x12c1_1b81]
    /// What the polynomial gives for the differences of 8 bits.
    private static let pairTable = (0..<256).map { difference in
        func times(_ a: Int, _ b: Int) -> Int { (a * b + 1 << 14) >> 15 }
        let y = ((min(difference << 7, 16999) << 1) * 63162) >> 16, u = times(y, y)
        return UInt16((0..<3).reduce(32699 - times(u, 19949 - times(u, 5918 - times(u, 922)))) { h, _ in times(h, h) })
    }

    /// Not short: sums as of a large window.
    private static func pairs(depth: Int, isShort: Bool, _ body: (BilateralPairs) -> Void) {
        pairPlaces.withUnsafeBufferPointer { places in
            pairRoots.withUnsafeBufferPointer { roots in
                pairTable.withUnsafeBufferPointer { table in
                    guard let places = places.baseAddress, let roots = roots.baseAddress, let table = table.baseAddress else { return }
                    body(
                        BilateralPairs(
                            radiusX: 2, radiusY: 2, depth: depth, count: 6, places: places, roots: roots, table: table, curve: curve, centre: 63_000_000,
                            isShort: isShort))
                }
            }
        }
    }

    private static let weights = (0..<65536).map { UInt32((1 << 28) >> ($0 >> 8)) }
    private static let weighted = [1, 0, 65536, 0, -2, 30000, 1, 2, 40001, 2, 0, 50000]

    private static func bilateralTaps(_ body: (BilateralTaps) -> Void) {
        weighted.withUnsafeBufferPointer { taps in
            weights.withUnsafeBufferPointer { table in
                guard let taps = taps.baseAddress, let table = table.baseAddress else { return }
                body(BilateralTaps(taps: taps, count: 4, middle: 1, table: table))
            }
        }
    }

    private static let taps = [0, -2, 5, 0, 0, -9, 1, 1, 14, 2, -1, 3, 2, 3, -2]

    static let neighbourhood: [Case] = {
        var cases: [Case] = []
        for isMaximum in [false, true] {
            for count in [3, 5, 7, 13] {
                let one = ExtremeParameters(count: count, isMaximum: isMaximum)
                let joined = ExtremeParameters(count: count, isMaximum: isMaximum, joinsSecond: true)
                cases += [
                    Case(name: "extreme rows8 \(count)", rows: count, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in k.extreme.rows8(c, one) },
                    Case(name: "extreme rows16 \(count)", rows: count, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in k.extreme.rows16(c, one) },
                    Case(name: "extreme running8 \(count)", rows: count, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                        withState(c) { k.extreme.runningRows8($0, one) }
                    },
                    Case(name: "extreme running16 \(count)", rows: count, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in
                        withState(c) { k.extreme.runningRows16($0, one) }
                    },
                    Case(name: "extreme columns8 \(count)", rows: 2, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                        withState(c) { k.extreme.columns8($0, joined) }
                    },
                    Case(name: "extreme columns16 \(count)", rows: 1, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in
                        withState(c) { k.extreme.columns16($0, one) }
                    },
                ]
                for radius in Set([min(4, count / 2), 1 + count % 3]) {
                    let square = ExtremeSquare(rows: count, radius: radius, width: 300, isMaximum: isMaximum)
                    cases += [
                        Case(name: "extreme square8 \(count) \(radius)", rows: count, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                            k.extreme.square8(c, square)
                        },
                        Case(name: "extreme square16 \(count) \(radius)", rows: count, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in
                            k.extreme.square16(c, square)
                        },
                    ]
                }
            }
        }
        for radius in 1...3 {
            let window = MedianWindow(rx: radius, ry: radius)
            cases += [
                Case(name: "median network8 \(radius)", rows: 2 * radius + 2, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                    withState(c) { k.median.network8($0, window, 8) }
                },
                Case(name: "median network16 \(radius)", rows: 2 * radius + 2, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in
                    withState(c) { k.median.network16($0, window, 16) }
                },
            ]
            // Rows are made in pairs: row 1 is a second one, row 2 begins a pair anew.
            for row in 1...2 {
                cases += [
                    Case(name: "median network8 \(radius) row \(row)", rows: 2 * radius + 4, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                        downTo(row, c) { k.median.network8($0, window, 8) }
                    },
                    Case(name: "median network16 \(radius) row \(row)", rows: 2 * radius + 4, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in
                        downTo(row, c) { k.median.network16($0, window, 16) }
                    },
                ]
            }
        }
        let window = MedianWindow(rx: 6, ry: 4), mirrored = MedianWindow(rx: 1, ry: 1, width: 300)
        cases += [
            Case(name: "median network8 mirrored", rows: 3, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in k.median.network8(c, mirrored, 8) },
            Case(name: "median network16 mirrored", rows: 3, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in k.median.network16(c, mirrored, 16) },
            Case(name: "median histogram8", rows: 10, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                withState(c) { k.median.histogram8($0, window, 8) }
            },
            Case(name: "median sliding16", rows: 9, inputBytes: 2, outputBytes: 2, maximum: 4095) { k, c in
                withState(c) { k.median.sliding16($0, window, 12) }
            },
            Case(name: "box columns8", rows: 1, inputBytes: 1, outputBytes: 2, maximum: 255) { k, c in withState(c) { k.box.columns8($0, 5) } },
            Case(name: "box columns16", rows: 1, inputBytes: 2, outputBytes: 2, maximum: 1023) { k, c in withState(c) { k.box.columns16($0, 5) } },
            Case(name: "box means8", rows: 8, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                withState(c) { k.box.means8($0, BoxWindow(rows: 8, radius: 5, width: 300, bias: 38.5, inverse: 1 / 77, multiplier: 0, shift: 0)) }
            },
            Case(name: "box means16", rows: 4, inputBytes: 2, outputBytes: 2, maximum: 1023) { k, c in
                withState(c) { k.box.means16($0, BoxWindow(rows: 4, radius: 7, width: 300, bias: 22.5, inverse: 1 / 45, multiplier: 0, shift: 0)) }
            },
            // Samples above their depth spoil no neighbour.
            Case(name: "box means16 beyond", rows: 4, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in
                withState(c) { k.box.means16($0, BoxWindow(rows: 4, radius: 7, width: 300, bias: 22.5, inverse: 1 / 45, multiplier: 0, shift: 0)) }
            },
            Case(name: "box means8 continued", rows: 9, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                continued(c, rows: 8) { k.box.means8($0, BoxWindow(rows: 8, radius: 5, width: 300, bias: 38.5, inverse: 1 / 77, multiplier: 0, shift: 0)) }
            },
            Case(name: "box direct16 continued", rows: 5, inputBytes: 2, outputBytes: 2, maximum: 1023) { k, c in
                continued(c, rows: 4) { k.box.means16($0, BoxWindow(rows: 4, radius: 1, width: 300, bias: 4.5, inverse: 1 / 9, multiplier: 58255, shift: 3)) }
            },
            Case(name: "box direct8", rows: 6, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                // 25 samples: 41944 / 2^20.
                withState(c) { k.box.means8($0, BoxWindow(rows: 6, radius: 2, width: 300, bias: 12.5, inverse: 1 / 25, multiplier: 41944, shift: 4)) }
            },
            Case(name: "box direct16", rows: 4, inputBytes: 2, outputBytes: 2, maximum: 1023) { k, c in
                withState(c) { k.box.means16($0, BoxWindow(rows: 4, radius: 1, width: 300, bias: 4.5, inverse: 1 / 9, multiplier: 58255, shift: 3)) }
            },
            Case(name: "convolve narrow8", rows: 3, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                sum(taps, bias: -77, limit: 255) { k.convolution.narrow8(c, $0) }
            },
            Case(name: "convolve narrow16", rows: 3, inputBytes: 2, outputBytes: 2, maximum: 700) { k, c in
                sum(taps, bias: 77, limit: 1023) { k.convolution.narrow16(c, $0) }
            },
            Case(name: "convolve wide16", rows: 3, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in
                sum(taps, bias: 77, limit: 65535) { k.convolution.wide16(c, $0) }
            },
            Case(name: "bilateral pairs8", rows: 5, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                pairs(depth: 8, isShort: true) { window in withState(c) { k.bilateral.pairs8($0, window) } }
            },
            Case(name: "bilateral pairs16", rows: 5, inputBytes: 2, outputBytes: 2, maximum: 1023) { k, c in
                pairs(depth: 10, isShort: false) { window in withState(c) { k.bilateral.pairs16($0, window) } }
            },
            Case(name: "bilateral taps16", rows: 3, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in
                bilateralTaps { k.bilateral.taps16(c, $0) }
            },
            Case(name: "unsharp8", rows: 2, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                k.convolution.unsharp8(c, UnsharpParameters(amount: -333, threshold: 4, maximum: 255))
            },
            Case(name: "unsharp16", rows: 2, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in
                k.convolution.unsharp16(c, UnsharpParameters(amount: 1280, threshold: 4, maximum: 65535))
            },
        ]
        return cases
    }()
}
