// Filters made from rows of the registry, for tests that go through all of them.
import Filters
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

extension FrameShape {
    /// For messages.
    var text: String { "\(format) \(width)x\(height)" }
}

struct FilterCases {
    private let parser = FilterParser(registry: .builtIn, pictures: TestPictures())
    private let cube = TestCube()

    /// The example, then `draws` draws; a draw that the filter itself refuses (levels that cross) is drawn again.
    func instances(_ descriptor: FilterDescriptor, draws: Int, _ generator: inout SeededGenerator) throws -> [FilterInstance] {
        var instances = [try parser.parse(name: descriptor.name, value: descriptor.exampleValue(file: cube.path))]
        guard !descriptor.parameters.isEmpty else { return instances }
        for _ in 0..<100 * draws where instances.count <= draws {
            if let instance = try? parser.parse(name: descriptor.name, value: descriptor.randomValue(file: cube.path, using: &generator)) {
                instances.append(instance)
            }
        }
        try #require(instances.count == draws + 1, "\(descriptor.name) refuses what its descriptor allows")
        return instances
    }

    /// `count` of `descriptors`, each by its example or with `draws` by values drawn, one of them placed, as `number` has it.
    func chain(_ count: Int, of descriptors: [FilterDescriptor], draws: Int, number: Int, _ generator: inout SeededGenerator) throws -> [FilterInstance] {
        try (0..<count).map { place in
            let descriptor = descriptors[Int.random(in: descriptors.indices, using: &generator)]
            let drawn = try #require(try instances(descriptor, draws: draws, &generator).last)
            var placement = Placement()
            if place == number % count {
                placement.region = .init(x: .percent(10), y: .percent(20), width: .percent(60), height: .percent(50))
                placement.shape = number % 2 == 0 ? .ellipse : .rect
                placement.isInverted = number % 4 < 2
                placement.feather = number % 3 * 2
            }
            return FilterInstance(drawn.filter, text: drawn.text, placement: placement)
        }
    }

    static func shape(_ format: PixelFormat, _ size: (Int, Int), _ number: Int) -> FrameShape {
        FrameShape(
            format: format, width: size.0, height: size.1,
            color: ColorInfo(matrix: [1, 2, 6, 9][number % 4], range: [SampleRange.limited, .full, .unspecified][number % 3]))
    }

    /// What frames of `shape` become; nil where a filter refuses them, which it says before anything runs, or where they become larger than a test has time for.
    static func output(_ chain: [FilterInstance], _ shape: FrameShape) throws -> FrameShape? {
        let planner = Planner(configuration: PipelineConfiguration(threads: 1)), groups = planner.groups(chain, shape: shape)
        let scheduler = TileScheduler(threads: 1, submitters: groups.count)
        defer { scheduler.stop() }
        do {
            let shapes = try planner.processors(groups, shape: shape, pool: FramePool(), scheduler: scheduler).map(\.outputShape)
            return shapes.allSatisfy { $0.width * $0.height <= 60_000 } ? shapes.last : nil
        } catch {
            return nil
        }
    }
}
