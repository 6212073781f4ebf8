// The kernels of minima, maxima, medians, boxes and convolutions, for RowKernelTests.
import KernelInterface
import Kernels

extension RowKernelTests {
    /// `call` with state of its own, zero at first.
    private static func withState(_ call: RowCall, _ body: (RowCall) -> Void) {
        let state = UnsafeMutableRawPointer.allocate(byteCount: 1 << 18, alignment: 64)
        defer { state.deallocate() }
        state.initializeMemory(as: UInt8.self, repeating: 0, count: 1 << 18)
        body(RowCall(rows: call.rows, output: call.output, x: call.x, count: call.count, state: state))
    }

    private static func sum(_ taps: [Int], bias: Int, limit: Int32, _ body: (ConvolutionSum) -> Void) {
        taps.withUnsafeBufferPointer {
            guard let base = $0.baseAddress else { return }
            // Divisor 3 as convolve finds it: 2^1 < 3 ≤ 2^2.
            body(ConvolutionSum(taps: base, count: taps.count / 3, bias: bias, inverse: 1 / 3, multiplier: 43691, shift: 1, limit: limit))
        }
    }

    private static let taps = [0, -2, 5, 0, 0, -9, 1, 1, 14, 2, -1, 3, 2, 3, -2]

    static let neighbourhood: [Case] = {
        var cases: [Case] = []
        for isMaximum in [false, true] {
            for count in [3, 7, 13] {
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
            }
        }
        for radius in 1...3 {
            let window = MedianWindow(rx: radius, ry: radius)
            cases += [
                Case(name: "median network8 \(radius)", rows: 2 * radius + 1, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                    k.median.network8(c, window, 8)
                },
                Case(name: "median network16 \(radius)", rows: 2 * radius + 1, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in
                    k.median.network16(c, window, 16)
                },
            ]
        }
        let window = MedianWindow(rx: 6, ry: 4)
        cases += [
            Case(name: "median histogram8", rows: 10, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                withState(c) { k.median.histogram8($0, window, 8) }
            },
            Case(name: "median sliding16", rows: 9, inputBytes: 2, outputBytes: 2, maximum: 4095) { k, c in
                withState(c) { k.median.sliding16($0, window, 12) }
            },
            Case(name: "box columns8", rows: 1, inputBytes: 1, outputBytes: 2, maximum: 255) { k, c in withState(c) { k.box.columns8($0, 5) } },
            Case(name: "box columns16", rows: 1, inputBytes: 2, outputBytes: 2, maximum: 1023) { k, c in withState(c) { k.box.columns16($0, 5) } },
            Case(name: "box rows8", rows: 8, inputBytes: 2, outputBytes: 1, maximum: 2805) { k, c in
                withState(c) { k.box.rows8($0, BoxMean(rows: 8, bias: 38.5, inverse: 1 / 77)) }
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
