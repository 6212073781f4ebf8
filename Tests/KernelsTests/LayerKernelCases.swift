// The kernels of layers and keys as cases for RowKernelTests.
import KernelInterface
import Kernels

enum LayerKernelCases {
    private static let alpha: [UInt16] = (0..<400).map { (index: Int) -> UInt16 in
        if index % 5 == 0 { return 0 }
        return index % 7 == 0 ? 32768 : UInt16(index * 12_347 % 32769)
    }
    private static let bytes: [UInt8] = (0..<400).map { UInt8($0 * 91 & 255) }
    private static let words: [UInt16] = (0..<400).map { UInt16($0 * 9_109 & 65535) }

    private static func blend<Sample>(_ paint: [Sample], _ body: (UnsafePointer<UInt16>, UnsafeRawPointer) -> Void) {
        alpha.withUnsafeBufferPointer { alpha in
            paint.withUnsafeBytes { paint in
                if let alpha = alpha.baseAddress, let paint = paint.baseAddress { body(alpha, paint) }
            }
        }
    }

    static var all: [RowKernelTests.Case] {
        var cases: [RowKernelTests.Case] = [
            .init(name: "blend8", rows: 1, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in blend(bytes) { k.layer.blend8(c, $0, $1) } },
            .init(name: "blend16", rows: 1, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in blend(words) { k.layer.blend16(c, $0, $1) } },
        ]
        let near = KeyParameters(down: 0, u: 80, v: 200, inner: 500, ramp: 9000, shift: 0, scale: 238_609)
        let far = KeyParameters(down: 4, u: 4095, v: 0, inner: 0, ramp: 33_538_050, shift: 9, scale: 32785)
        let hard = KeyParameters(down: 0, u: 0, v: 255, inner: 70_000, ramp: 1, shift: 0, scale: 1 << 31)
        for (number, parameters) in [near, far, hard].enumerated() {
            cases += [
                .init(name: "key8 \(number)", rows: 2, inputBytes: 1, outputBytes: 2, maximum: 255) { k, c in k.layer.key8(c, parameters) },
                .init(name: "key16 \(number)", rows: 2, inputBytes: 2, outputBytes: 2, maximum: number == 1 ? 65535 : 4095) { k, c in
                    k.layer.key16(c, parameters)
                },
            ]
        }
        for weight in [-1024, 1900] as [Int32] {
            let byte = SpillParameters(u: -10_000, v: 12_980, neutral: 128, weight: weight, maximum: 255)
            let word = SpillParameters(u: 16_384, v: 0, neutral: 32768, weight: weight, maximum: 65535)
            cases += [
                .init(name: "spill8 \(weight)", rows: 3, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in k.layer.spill8(c, byte) },
                .init(name: "spill16 \(weight)", rows: 3, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in k.layer.spill16(c, word) },
            ]
        }
        return cases
    }
}
