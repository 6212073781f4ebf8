// Every row of the registry, by its example and by values drawn from its descriptor, equals its reference at every level.
import Filters
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct EveryFilterTests {
    private let parser = FilterParser(registry: .builtIn, pictures: TestPictures())
    private let cube = TestCube()

    /// Without those that make frames of a typed size: out of one sample they would make a million by their slow definitions. They have tests of their own.
    private static var descriptors: [FilterDescriptor] {
        FilterRegistry.builtIn.descriptors.filter { descriptor in
            guard case .text? = descriptor.parameters.first?.kind else { return true }
            return descriptor.parameters[0].key != "size"
        }
    }

    /// The example, then `count` draws; a draw that the filter itself refuses (levels that cross) is drawn again.
    private func instances(_ descriptor: FilterDescriptor, draws: Int, _ generator: inout SeededGenerator) throws -> [FilterInstance] {
        var instances = [try parser.parse(name: descriptor.name, value: descriptor.exampleValue(file: cube.path))]
        guard !descriptor.parameters.isEmpty else { return instances }
        for _ in 0..<20 * draws where instances.count <= draws {
            if let instance = try? parser.parse(name: descriptor.name, value: descriptor.randomValue(file: cube.path, using: &generator)) {
                instances.append(instance)
            }
        }
        try #require(instances.count == draws + 1, "\(descriptor.name) refuses what its descriptor allows")
        return instances
    }

    /// False: frames of that size, or that place, do not suit the chain, which says so before anything runs.
    private func check(_ chain: [FilterInstance], _ picture: Picture, number: Int) throws -> Bool {
        do { _ = try FilterGroupTests.run(chain, picture, threads: 1, fuses: true) } catch is FilterError { return false }
        let expected = try FilterGroupTests.reference(chain, picture)
        for level in KernelLevel.allCases where level <= .detected {
            let result = try FilterGroupTests.run(chain, picture, threads: 1 + number % 3, fuses: number % 2 == 0, level: level)
            #expect(firstDifference(result, expected) == nil, "\(chain.map(\.text)) \(picture.shape) \(level)")
        }
        return true
    }

    private func shape(_ format: PixelFormat, _ size: (Int, Int), _ number: Int) -> FrameShape {
        FrameShape(
            format: format, width: size.0, height: size.1,
            color: ColorInfo(matrix: [1, 2, 6, 9][number % 4], range: [SampleRange.limited, .full, .unspecified][number % 3]))
    }

    @Test(arguments: testFormats) func equalsItsReference(format: PixelFormat) throws {
        var generator = SeededGenerator(state: UInt64(format.depth))
        var number = format.depth + format.planeCount
        // Each filter meets a fourth of the layouts, so that no run of the tests takes minutes; the families' own tests have the rest.
        let layout = testFormats.firstIndex(of: format) ?? 0
        for (place, descriptor) in Self.descriptors.enumerated() where (place + layout) % 4 == 0 {
            var ran = 0
            // Tables of 65536 entries take their time unoptimised.
            let isWide = format.depth > 12
            for (place, instance) in try instances(descriptor, draws: 1, &generator).enumerated() {
                // A draw may be dear by its definition (a Gaussian of σ = 100): small planes for those.
                let small = [(1, 1), (2, 2), (3, 5), (9, 1), (17, 9)], sizes = place == 0 ? Array(testSizes.prefix(6)) : small
                for size in [sizes[number % sizes.count], sizes[(number + 4) % sizes.count]].prefix(isWide ? 1 : 2)
                where instance.placement.isEverywhere || size.0 > 2 && size.1 > 2 {
                    let content = Content.allCases[number % Content.allCases.count]
                    if try check([instance], seededPicture(shape(format, size, number), seed: UInt64(number), content: content), number: number) { ran += 1 }
                    number += 1
                }
            }
            // Sizes that are cut to by the example may fit none of these frames, and gray has no colour to key by; those filters have tests of their own.
            let isRefused = descriptor.name == ChromaKey.descriptor.name && format.family == .gray
            #expect(ran > 0 || isRefused || descriptor.topic == .geometry, "\(descriptor.name) never ran")
        }
    }

    /// Three filters at a time, one of them in a region.
    @Test(arguments: testFormats) func chainsEqualTheirReferences(format: PixelFormat) throws {
        var generator = SeededGenerator(state: UInt64(format.depth) + 1000)
        let descriptors = Self.descriptors
        for number in 0..<(format.depth > 12 ? 2 : 6) {
            var chain: [FilterInstance] = []
            for place in 0..<3 {
                let descriptor = descriptors[Int.random(in: descriptors.indices, using: &generator)]
                guard let drawn = try instances(descriptor, draws: 1, &generator).last else { continue }
                var placement = Placement()
                if place == number % 3 {
                    placement.region = .init(x: .percent(10), y: .percent(20), width: .percent(60), height: .percent(50))
                    placement.shape = number % 2 == 0 ? .ellipse : .rect
                    placement.isInverted = number % 4 < 2
                }
                chain.append(FilterInstance(drawn.filter, text: drawn.text, placement: placement))
            }
            let size = [(17, 31), (40, 9), (70, 5)][number % 3]
            _ = try check(chain, seededPicture(shape(format, size, number), seed: UInt64(number)), number: number)
        }
    }
}
