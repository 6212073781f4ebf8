// The colour kernels' cases for RowKernelTests. Kernels that change the sampling have tests of their own in the filters' suites.
import KernelInterface
import Kernels
import TestSupport

enum ColourKernelCases {
    /// Weights of a matrix with each sign, at their largest.
    private static let affine: [AffineParameters] = [
        AffineParameters(k0: 16384, k1: -9000, k2: 14000, offset: 8192 - 1_000_000, shift: 14, maximum: 255),
        AffineParameters(k0: 32767, k1: -32767, k2: 32767, offset: 2048, shift: 12, maximum: 255),
        AffineParameters(k0: -32768, k1: -1, k2: 3, offset: 1 << 22, shift: 14, maximum: 255),
    ]

    private static let columns: [UInt16] = (0..<400).map { UInt16($0 * 37 % 16384) }

    private static let weights: [UInt8] = (0..<400).map { [0, 255, 128, 1, 254][$0 % 5] &+ UInt8($0 / 2 % 3) }

    static var all: [RowKernelTests.Case] {
        var cases: [RowKernelTests.Case] = []
        for (number, parameters) in affine.enumerated() {
            var wide = parameters
            wide.maximum = 4095
            let deep = AffineParameters(k0: 1 << 24, k1: -(1 << 23), k2: 1 << 26, offset: -(1 << 38), shift: 24, maximum: 65535), words = wide
            cases += [
                .init(name: "affine8 \(number)", rows: 3, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in k.affine8(c, parameters) },
                .init(name: "affine16 \(number)", rows: 3, inputBytes: 2, outputBytes: 2, maximum: 4095) { k, c in k.affine16(c, words) },
                .init(name: "affine16 deep \(number)", rows: 3, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in k.affine16(c, deep) },
            ]
        }
        cases += [
            .init(name: "mix8", rows: 2, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                weights.withUnsafeBufferPointer { if let start = $0.baseAddress { k.mix8(c, start) } }
            },
            .init(name: "mix16", rows: 2, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in
                weights.withUnsafeBufferPointer { if let start = $0.baseAddress { k.mix16(c, start) } }
            },
        ]
        for (row, base) in [(0, 0), (16384, 16)] as [(Int32, Int32)] {
            cases += [
                .init(name: "falloff8 \(row)", rows: 1, inputBytes: 1, outputBytes: 1, maximum: 255) { k, c in
                    columns.withUnsafeBufferPointer { if let start = $0.baseAddress { k.falloff8(c, start, row, base) } }
                },
                .init(name: "falloff16 \(row)", rows: 1, inputBytes: 2, outputBytes: 2, maximum: 65535) { k, c in
                    columns.withUnsafeBufferPointer { if let start = $0.baseAddress { k.falloff16(c, start, row, base << 8) } }
                },
            ]
        }
        return cases
    }
}
