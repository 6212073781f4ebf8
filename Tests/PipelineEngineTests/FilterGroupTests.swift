// Rows in motion against the reference: shapes, radii, fusion, threads, regions, time.
import Filters
import Kernels
import MediaIO
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct FilterGroupTests {
    static let formats = testFormats
    static let sizes = testSizes

    /// The first frame that `chain` makes of `picture`.
    static func run(
        _ chain: [FilterInstance], _ picture: Picture, threads: Int, fuses: Bool, level: KernelLevel = .detected, timing: FrameTiming = FrameTiming()
    )
        throws -> Picture
    {
        var configuration = PipelineConfiguration(threads: threads, level: level)
        configuration.fuses = fuses
        let pool = FramePool(), stages = try FrameChain(chain, shape: picture.shape, configuration: configuration, pool: pool)
        defer { stages.stop() }
        var made: [Picture] = []
        func keep(_ frame: consuming Frame) { made.append(Picture(frame)) }
        stages.feed(pool.frame(picture, timing: timing), keep)
        // What looks ahead gives its frame when the input has ended.
        stages.finish(keep)
        return try #require(made.first)
    }

    static func reference(_ chain: [FilterInstance], _ picture: Picture) throws -> Picture {
        var result = picture
        for instance in chain { result = try instance.reference(result) }
        return result
    }

    @Test(arguments: formats) func neighbourSumsEqualTheReference(format: PixelFormat) throws {
        for (index, (width, height)) in Self.sizes.enumerated() {
            let picture = seededPicture(FrameShape(format: format, width: width, height: height), seed: UInt64(index))
            for (rx, ry) in [(0, 0), (3, 0), (0, 4), (7, 6), (20, 2)] {
                let chain = [
                    FilterInstance(NeighbourSum(rx: rx, ry: ry)), FilterInstance(NeighbourSum(rx: 1, ry: 2)), FilterInstance(NeighbourSum(rx: 2, ry: 1)),
                ]
                let expected = try Self.reference(chain, picture)
                for threads in [1, 3] {
                    for fuses in [true, false] {
                        let result = try Self.run(chain, picture, threads: threads, fuses: fuses)
                        #expect(result == expected, "\(format) \(width)x\(height) radius \(rx),\(ry) threads \(threads) fused \(fuses)")
                    }
                }
            }
        }
    }

    @Test(arguments: formats) func regionsLeaveTheRestAlone(format: PixelFormat) throws {
        let picture = seededPicture(FrameShape(format: format, width: 67, height: 97), seed: 3)
        var generator = SeededGenerator(state: 11)
        func random(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
        for _ in 0..<40 {
            var chain: [FilterInstance] = []
            for _ in 0..<3 {
                var placement = Placement()
                let x = random(0...66), y = random(0...96)
                placement.region = .init(x: .pixels(x), y: .pixels(y), width: .pixels(random(1...67 - x)), height: .pixels(random(1...97 - y)))
                placement.shape = random(0...1) == 0 ? .rect : .ellipse
                placement.isInverted = random(0...2) == 0
                if random(0...1) == 0 { placement.feather = random(0...30) }
                if random(0...3) == 0 {
                    let mask = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: random(1...90), height: random(1...90))
                    placement.mask = MaskPicture(
                        seededPicture(mask, seed: UInt64(random(0...1000)), content: random(0...1) == 0 ? .ramp : .blackAndWhiteNoise))
                }
                chain.append(FilterInstance(NeighbourSum(rx: random(0...5), ry: random(0...5)), placement: placement))
            }
            let expected = try Self.reference(chain, picture)
            for threads in [1, 2] {
                for fuses in [true, false] {
                    let level: KernelLevel = min(KernelLevel.allCases[random(0...2)], .detected)
                    let result = try Self.run(chain, picture, threads: threads, fuses: fuses, level: level)
                    #expect(firstDifference(result, expected) == nil, "\(format) \(level) \(chain.map(\.placement.region))")
                }
            }
        }
    }

    /// Kernels that make rows in turns, two at a time or a window's worth, cost what their turns cost on average.
    @Test(arguments: 2...16) func everyPlaceOfATurnIsTimed(turn: Int) {
        #expect(Set((0..<turn).map { $0 * RowExecutor.timedEvery % turn }).count == turn)
    }

    @Test func regionOffTheFrameIsRefused() throws {
        let picture = seededPicture(FrameShape(format: Self.formats[0], width: 64, height: 48), seed: 3)
        var placement = Placement()
        placement.region = .init(x: .pixels(60), y: .pixels(0), width: .pixels(10), height: .pixels(10))
        #expect(throws: FilterError.self) {
            try Self.run([FilterInstance(NeighbourSum(rx: 1, ry: 1), placement: placement)], picture, threads: 1, fuses: true)
        }
    }

    @Test func timeWindowsAreHalfOpen() throws {
        let picture = seededPicture(FrameShape(format: Self.formats[1], width: 32, height: 32), seed: 3)
        var placement = Placement()
        placement.from = 3000
        placement.to = 7500
        let instance = FilterInstance(NeighbourSum(rx: 1, ry: 1), placement: placement)
        let filtered = try Self.reference([instance], picture)
        for (pts, isActive) in [(0, false), (2999, false), (3000, true), (7499, true), (7500, false), (100_000, false)] {
            let timing = FrameTiming(pts: Int64(pts) + 500, timeBase: Rational(1, 1000), origin: 500)
            let result = try Self.run([instance], picture, threads: 1, fuses: true, timing: timing)
            #expect(result == (isActive ? filtered : picture), "pts \(pts)")
        }
    }

    @Test func aFilterWithoutRowsRunsByItsReference() throws {
        struct Negative: VideoFilter {
            static let descriptor = FilterDescriptor(name: "negative", summary: "test", example: "--negative")
            init(_ arguments: FilterArguments) throws(FilterError) {}
            init() {}
            func reference(_ picture: Picture) -> Picture {
                var result = picture
                for plane in result.planes.indices { result.planes[plane] = result.planes[plane].map { picture.shape.format.maximum - $0 } }
                return result
            }
        }
        for format in Self.formats {
            let picture = seededPicture(FrameShape(format: format, width: 33, height: 21), seed: 9)
            let chain = [FilterInstance(NeighbourSum(rx: 2, ry: 2)), FilterInstance(Negative()), FilterInstance(NeighbourSum(rx: 1, ry: 1))]
            #expect(Planner(configuration: PipelineConfiguration(threads: 1)).groups(chain, shape: picture.shape).count == 3)
            #expect(try Self.run(chain, picture, threads: 2, fuses: true) == Self.reference(chain, picture))
        }
    }
}
