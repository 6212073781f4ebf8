// Every row of the registry, by its example and by values drawn from its descriptor, equals its reference at every level.
import Filters
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct EveryFilterTests {
    private let cases = FilterCases()

    /// False: frames of that size, or that place, do not suit the chain.
    private func check(_ chain: [FilterInstance], _ picture: Picture, number: Int) throws -> Bool {
        guard try FilterCases.output(chain, picture.shape) != nil else { return false }
        let expected = try FilterGroupTests.reference(chain, picture)
        for level in KernelLevel.allCases where level <= .detected {
            let result = try FilterGroupTests.run(chain, picture, threads: 1 + number % 3, fuses: number % 2 == 0, level: level)
            #expect(firstDifference(result, expected) == nil, "\(chain.map(\.text)) \(picture.shape.text) \(level)")
        }
        return true
    }

    @Test(arguments: testFormats) func equalsItsReference(format: PixelFormat) throws {
        var generator = SeededGenerator(state: UInt64(format.depth))
        var number = format.depth + format.planeCount
        // Each filter meets a fourth of the layouts with several sizes and a draw of values, the others with its example on one small frame: else a run of the
        // tests takes minutes.
        let layout = testFormats.firstIndex(of: format) ?? 0
        for (place, descriptor) in FilterRegistry.builtIn.descriptors.enumerated() {
            let isFull = (place + layout) % 4 == 0
            var ran = 0
            for (draw, instance) in try cases.instances(descriptor, draws: isFull ? 1 : 0, &generator).enumerated() {
                for size in sizes(isFull: isFull, draw: draw, number, format) where instance.placement.isEverywhere || size.0 > 2 && size.1 > 2 {
                    let content = Content.allCases[number % Content.allCases.count]
                    if try check([instance], seededPicture(FilterCases.shape(format, size, number), seed: UInt64(number), content: content), number: number) {
                        ran += 1
                    }
                    number += 1
                }
            }
            // Gray has no colour to key by.
            let isRefused = descriptor.name == ChromaKey.descriptor.name && format.family == .gray
            #expect(ran > 0 || isRefused || !isFull, "\(descriptor.name) never ran")
        }
    }

    /// A draw may be dear by its definition (a Gaussian of σ = 100): small planes for those, and few where tables have 65536 entries.
    private func sizes(isFull: Bool, draw: Int, _ number: Int, _ format: PixelFormat) -> ArraySlice<(Int, Int)> {
        guard isFull else { return [[(9, 5), (131, 3), (33, 7)][number % 3]] }
        let sizes = draw == 0 ? testSizes.prefix(6) + [(131, 20)] : [(1, 1), (2, 2), (3, 5), (9, 1), (17, 9)]
        return [sizes[number % sizes.count], sizes[(number + 4) % sizes.count]].prefix(format.depth > 12 ? 1 : 2)
    }

    /// Three filters at a time, one of them in a region.
    @Test(arguments: testFormats) func chainsEqualTheirReferences(format: PixelFormat) throws {
        var generator = SeededGenerator(state: UInt64(format.depth) + 1000)
        let descriptors = FilterRegistry.builtIn.descriptors
        for number in 0..<(format.depth > 12 ? 2 : 6) {
            let chain = try cases.chain(3, of: descriptors, draws: 1, number: number, &generator)
            let size = [(17, 31), (40, 9), (70, 5)][number % 3]
            _ = try check(chain, seededPicture(FilterCases.shape(format, size, number), seed: UInt64(number)), number: number)
        }
    }
}
