// Ways of running a chain: equal where they are, and told where they are not.
import Filters
import Kernels
import MediaIO
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

/// Adds one to the samples of the first plane but at the baseline level: a broken kernel.
private struct LevelBug: VideoFilter {
    static let descriptor = FilterDescriptor(name: "levelbug", summary: "", parameters: [], example: "--levelbug", topic: .light, planes: .all)
    init(_ arguments: FilterArguments) {}
    init() {}
    func reference(_ picture: Picture) -> Picture { picture }
    var hasRowPlan: Bool { true }
    func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        let isWrong = kernels.level != .baseline
        graph.planes[0] = graph.table(SampleTable(depth: 8) { Double($0 == 7 && isWrong ? 8 : $0) }, input: graph.planes[0])
    }
}

extension DeviceSuites {
    @Suite struct ChainVerifierTests {
        private let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 32, height: 16)

        private func results(_ chain: [FilterInstance]) throws -> [VerifiedResult] {
            var device = PipelineConfiguration(threads: 2)
            device.device = try ComputeDevices.device
            let ways = [
                VerifiedWay("plain", PipelineConfiguration(threads: 1, level: .baseline)), VerifiedWay("best", PipelineConfiguration(threads: 2)),
                VerifiedWay("device", device),
            ]
            let source = try MediaIO.openSource("pattern:noise=32x16@25:1", options: SourceOptions())
            let verifier = try ChainVerifier(chain, shape: source.info.shape, ways: ways)
            try verifier.run(source) { false }
            return verifier.results
        }

        @Test func equalWaysAreEqual() throws {
            let parser = FilterParser(registry: .builtIn)
            for chain in [[("blur", "5"), ("equalize", nil), ("median", nil)], [("stabilize", nil), ("fps", "50")]] as [[(String, String?)]] {
                let results = try results(chain.map { try parser.parse(name: $0.0, value: $0.1) })
                #expect(results.allSatisfy { $0.first == nil && $0.differing == 0 && $0.frames == results[0].frames && $0.samples == results[0].samples })
                #expect(results[0].frames >= 25 && results[0].samples == results[0].frames * 32 * 16 * 3 / 2)
            }
        }

        @Test func aWrongLevelIsTold() throws {
            try #require(KernelLevel.detected > .baseline)
            let results = try results([FilterInstance(LevelBug())])
            #expect(results[0].first == nil)
            // Noise: one sample in 256 is a 7.
            for way in 1...2 {
                #expect(results[way].differing > 20 && results[way].differing < 100, "\(results[way].differing)")
                #expect(results[way].first?.hasPrefix("frame ") == true && results[way].first?.contains("plane 0") == true)
            }
        }
    }
}
