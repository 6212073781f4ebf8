// A chain without ends gives what a run gives: several stages, frames that wait for later ones, placements that do not fit.
import Filters
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct FrameChainTests {
    private static let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 61, height: 43)

    private func chain(_ filters: [(String, String?)]) throws -> [FilterInstance] {
        try filters.map { try FilterParser(registry: .builtIn).parse(name: $0.0, value: $0.1) }
    }

    private func run(_ filters: [(String, String?)], _ pictures: [Picture], threads: Int = 1) throws -> [Picture] {
        let pool = FramePool()
        let chain = try FrameChain(try chain(filters), shape: Self.shape, configuration: PipelineConfiguration(threads: threads), pool: pool)
        defer { chain.stop() }
        var made: [Picture] = []
        for (index, picture) in pictures.enumerated() {
            chain.feed(pool.frame(picture, timing: FrameTiming(pts: Int64(index), duration: 1, sequence: index))) { made.append(Picture($0)) }
        }
        chain.finish { made.append(Picture($0)) }
        #expect(made.allSatisfy { $0.shape == chain.outputShape })
        return made
    }

    @Test(arguments: [1, 2]) func stagesInTurnEqualTheReference(threads: Int) throws {
        let filters: [(String, String?)] = [("blur", "1.5"), ("median", nil), ("equalize", nil), ("flip", "v"), ("erode", "2")]
        let pictures = (0..<3).map { seededPicture(Self.shape, seed: UInt64($0)) }
        let expected = try pictures.map { try FilterGroupTests.reference(try chain(filters), $0) }
        #expect(try run(filters, pictures, threads: threads) == expected)
    }

    @Test func framesThatWaitComeAtTheEnd() throws {
        let pictures = (0..<4).map { seededPicture(Self.shape, seed: UInt64($0)) }, filters: [(String, String?)] = [("deinterlace", "top"), ("invert", nil)]
        let expected = try chain(filters).reduce(pictures) { $1.filter.reference(sequence: $0) }
        #expect(expected != pictures)
        #expect(try run(filters, pictures).map(\.planes) == expected.map(\.planes))
    }

    @Test func anEmptyChainPassesFrames() throws {
        let picture = seededPicture(Self.shape, seed: 1)
        #expect(try run([], [picture]) == [picture])
    }

    @Test func aRegionOffTheFrameIsRefused() throws {
        #expect(throws: FilterError.self) { try run([("blur", "2,region=100:100:10:10")], []) }
    }
}
