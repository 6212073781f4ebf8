// Kernels of scale, for RowKernelTests: each number of taps that has a loop of its own, and halves in one step beside halves in two.
import KernelInterface
import Kernels

extension RowKernelTests {
    static let resizing: [Case] =
        [1, 2, 3, 4, 6, 7, 8, 9, 12, 13, 128, 130].map { count in
            // About one in sum, some below zero, and both digits of each in use.
            let weights = (0..<(count + 1) / 2 * 2).map { $0 < count ? Int16(16384 / count + ($0 % 3 - 1) * (count > 1 ? 700 : 0)) : 0 }
            return Case(name: "resizeRows8 of \(count)", rows: count, inputBytes: 1, outputBytes: 2, maximum: 255) { k, c in
                weights.withUnsafeBufferPointer {
                    if let base = $0.baseAddress { k.geometry.resizeRows8(c, ResizeRowTaps(weights: base, count: count, shift: 8)) }
                }
            }
        }
        + [false, true].map { isSmooth in
            // 16-bit rows, read as 600 bytes.
            Case(name: "half8 \(isSmooth)", rows: isSmooth ? 4 : 2, inputBytes: 2, outputBytes: 1, maximum: 65535) { k, c in half(k, c, isSmooth) }
        }

    private static func half(_ kernels: KernelTable, _ call: RowCall, _ isSmooth: Bool) {
        if let kernel = kernels.geometry.half8 { return kernel(call, 600, isSmooth) }
        let rows = isSmooth ? 4 : 2
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: rows * 320) { sums in
            withUnsafeTemporaryAllocation(of: UnsafeRawPointer.self, capacity: rows) { pointers in
                guard let sums = sums.baseAddress, let pointers = pointers.baseAddress else { return }
                for row in 0..<rows {
                    let output = UnsafeMutableRawPointer(sums + row * 320)
                    kernels.geometry.halfColumns8(RowCall(rows: call.rows + row, output: output, x: call.x, count: call.count), 600, isSmooth)
                    (pointers + row).initialize(to: UnsafeRawPointer(output))
                }
                kernels.geometry.halfRows8(RowCall(rows: pointers, output: call.output, x: call.x, count: call.count), isSmooth)
            }
        }
    }
}
