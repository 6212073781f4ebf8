// Every filter of the table at every level equals its reference, bit for bit.
import Filters
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct BuiltInFilterTests {
    static let chains: [[(String, String?)]] = [
        [("blur", "0.1")], [("blur", "0.5")], [("blur", "2")], [("blur", "3.9")], [("blur", "4.5")], [("blur", "9")], [("edges", nil)],
        [("edges", "scharr")],
        [("edges", "prewitt")], [("edges", "laplacian")], [("edges", "sobel,scale=0.37")], [("edges", "laplacian,scale=2.5")], [("gray", nil)],
        [("invert", nil)], [("brightness", "-0.2")], [("contrast", "1.7")], [("gamma", "2.2")], [("blur", nil), ("edges", nil)],
        [("invert", nil), ("blur", "1"), ("gamma", "0.7"), ("contrast", "1.3"), ("edges", "scharr")],
        [("blur", "2,region=10%:10%:50%:60%"), ("edges", "sobel,region=0:0:100%:50%,shape=ellipse"), ("invert", "region=20%:0:40%:100%,invert-region=true")],
    ]

    static func instances(_ chain: [(String, String?)]) throws -> [FilterInstance] {
        let parser = FilterParser(registry: .builtIn)
        return try chain.map { try parser.parse(name: $0.0, value: $0.1) }
    }

    @Test(arguments: testFormats) func everyLevelEqualsTheReference(format: PixelFormat) throws {
        for (number, chain) in Self.chains.enumerated() {
            let instances = try Self.instances(chain)
            for (index, (width, height)) in testSizes.enumerated()
            where width >= 3 && height >= 3 || !chain.contains(where: { ($0.1 ?? "").contains("region") }) {
                let content = Content.allCases[(index + number) % Content.allCases.count]
                let picture = seededPicture(FrameShape(format: format, width: width, height: height), seed: UInt64(index), content: content)
                var expected = picture
                for instance in instances { expected = try instance.reference(expected) }
                for level in KernelLevel.allCases where level <= .detected {
                    let result = try FilterGroupTests.run(
                        instances, picture, threads: 1 + index % 3, fuses: (index + number) % 2 == 0, level: level)
                    #expect(firstDifference(result, expected) == nil, "\(chain) \(format) \(width)x\(height) \(content) \(level)")
                }
            }
        }
    }

    /// Wide enough for several bands and every unrolled loop, with odd ends.
    @Test func largePlanesEqualTheReference() throws {
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 419, height: 333)
        for content in [Content.noise, .blackAndWhiteNoise] {
            let picture = seededPicture(shape, seed: 5, content: content)
            for chain in [Self.chains[2], Self.chains[5], Self.chains[6], Self.chains[17], Self.chains[19]] {
                let instances = try Self.instances(chain)
                var expected = picture
                for instance in instances { expected = try instance.reference(expected) }
                for level in KernelLevel.allCases where level <= .detected {
                    for threads in [1, 2, 5] {
                        for fuses in [true, false] {
                            let result = try FilterGroupTests.run(instances, picture, threads: threads, fuses: fuses, level: level)
                            #expect(firstDifference(result, expected) == nil, "\(chain) \(level) threads \(threads) fused \(fuses)")
                        }
                    }
                }
            }
        }
    }

    /// Reduced by 16: pads wider than the plane, mirrored many times over.
    @Test(arguments: [8, 10, 16]) func theLargestBlursEqualTheReference(depth: Int) throws {
        let instances = try Self.instances([("blur", "60")])
        for (width, height) in [(1, 1), (9, 2), (70, 33), (301, 64)] {
            let picture = seededPicture(FrameShape(format: PixelFormat(family: .gray, depth: depth), width: width, height: height), seed: 3)
            let expected = try instances[0].reference(picture)
            for level in KernelLevel.allCases where level <= .detected {
                let result = try FilterGroupTests.run(instances, picture, threads: 2, fuses: true, level: level)
                #expect(firstDifference(result, expected) == nil, "\(width)x\(height) \(level)")
            }
        }
    }

    @Test func aRunOfTablesIsOneTable() throws {
        let instances = try Self.instances(
            Array(repeating: ("gamma", "1.1"), count: 4) + [("contrast", "1.2"), ("brightness", "0.1"), ("invert", nil), ("gamma", "0.8")])
        var graph = RowGraph(shape: FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 8, height: 8))
        for (index, instance) in instances.enumerated() {
            graph.begin(filter: index)
            instance.filter.plan(&graph, kernels: KernelTable(level: .baseline))
        }
        let node = graph.nodes[graph.planes[0]]
        guard case .table = node.kind, case .source = graph.nodes[node.inputs[0]].kind else {
            Issue.record("eight tables did not become one")
            return
        }
    }

    @Test func chromaThatEdgesThrowsAwayIsNotBlurred() throws {
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 64, height: 64)
        var graph = RowGraph(shape: shape)
        for (index, instance) in try Self.instances([("blur", nil), ("edges", nil)]).enumerated() {
            graph.begin(filter: index)
            instance.filter.plan(&graph, kernels: KernelTable(level: .baseline))
        }
        let program = GroupProgram(graph: graph, input: graph.shape, kernels: KernelTable(level: .baseline), pool: FramePool(), workers: 1)
        #expect(program.programs.count == 1)
        // Blur, which reads the source where it lies, and edges.
        #expect(program.programs[0].steps.count == 2)
    }
}
