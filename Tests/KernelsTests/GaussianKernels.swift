// The kernels of the Gaussian in 16-bit words, for RowKernelTests.
import KernelInterface
import Kernels

extension RowKernelTests {
    /// Radius 5 down, `radius` across, or neither.
    private static func taps(radius: Int, down: Int = 5, _ body: (MeanTaps, MeanTaps) -> Void) {
        ([13_000, 23_000, 16_000, 8_536, 3_800, 1_200] as [UInt16]).withUnsafeBufferPointer {
            guard let base = $0.baseAddress else { return }
            body(MeanTaps(weights: base, radius: down), MeanTaps(weights: base, radius: radius))
        }
    }

    static let gaussian: [Case] = {
        var cases: [Case] = []
        for radius in [0, 4, 5] {
            cases.append(
                Case(name: "gaussian direct8 \(radius)", rows: 11, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                    withState(c) { c in taps(radius: radius) { k.gaussian.direct8(c, $0, $1, LineMap(width: 300, from: 0, shift: 8)) } }
                })
            for (from, shift) in [(0, 6), (4, 0)] {
                cases.append(
                    Case(name: "gaussian direct16 \(radius) \(shift)", rows: 11, inputBytes: 2, outputBytes: 2, maximum: 65535 >> UInt32(shift)) { k, c in
                        withState(c) { c in taps(radius: radius) { k.gaussian.direct16(c, $0, $1, LineMap(width: 308, from: from, shift: shift)) } }
                    })
            }
        }
        cases.append(
            Case(name: "gaussian direct8 across", rows: 1, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                withState(c) { c in taps(radius: 5, down: 0) { k.gaussian.direct8(c, $0, $1, LineMap(width: 300, from: 0, shift: 8)) } }
            })
        // Halving and doubling; of the halved line, begun before the picture, only the middle is within the 300 columns of the test's rows.
        for from in [-70, -4] {
            cases.append(
                Case(name: "gaussian halve8 \(from)", rows: 5, inputBytes: 1, outputBytes: 2, maximum: 255) { k, c in
                    withState(c) { c in k.gaussian.halve8(c, LineMap(width: 300, from: from, shift: 8)) }
                })
            cases.append(
                Case(name: "gaussian halve16 \(from)", rows: 5, inputBytes: 2, outputBytes: 2, maximum: 1023) { k, c in
                    withState(c) { c in k.gaussian.halve16(c, LineMap(width: 299, from: from, shift: 6)) }
                })
        }
        for rows in [2, 3] {
            cases.append(
                Case(name: "gaussian double8 \(rows)", rows: rows, inputBytes: 2, outputBytes: 1, maximum: 65280) { k, c in
                    withState(c) { c in k.gaussian.double8(c, rows, LineMap(width: 300, from: 4, shift: 8)) }
                })
            for shift in [0, 6] {
                cases.append(
                    Case(name: "gaussian double16 \(rows) \(shift)", rows: rows, inputBytes: 2, outputBytes: 2, maximum: 65472) { k, c in
                        withState(c) { c in k.gaussian.double16(c, rows, LineMap(width: 300, from: 4, shift: shift)) }
                    })
            }
        }
        return cases
    }()
}
