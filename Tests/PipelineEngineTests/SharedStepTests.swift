// Planes that share steps are made together, each step once.
import Filters
import KernelInterface
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

/// Luma becomes its negative, and both chroma planes of a frame without subsampling become sums of that luma's neighbours: an output that other steps read.
private struct LumaEverywhere: VideoFilter {
    static let descriptor = FilterDescriptor(name: "luma-everywhere", summary: "test", example: "--luma-everywhere")

    init(_ arguments: FilterArguments) throws(FilterError) {}
    init() {}

    private func negative(_ shape: FrameShape) -> SampleTable { SampleTable(depth: shape.format.depth) { Double(shape.format.maximum - $0) } }

    func reference(_ picture: Picture) -> Picture {
        var result = picture
        result.planes[0] = picture.planes[0].map { picture.shape.format.maximum - $0 }
        for plane in 1...2 {
            result.planes[plane] = result.planes[0].indices.map { index in
                result.sample(0, index % picture.shape.width + plane, index / picture.shape.width + 2)
            }
        }
        return result
    }

    var hasRowPlan: Bool { true }

    func plan(_ graph: inout RowGraph, kernels: KernelTable) {
        graph.planes[0] = graph.table(negative(graph.shape), input: graph.planes[0])
        for plane in 1...2 { graph.planes[plane] = graph.operation(Shifted(right: plane), inputs: [graph.planes[0]]) }
    }

    private struct Shifted: RowOperation {
        let right: Int
        var bytesPerSample: Int { 1 }
        func window(input: Int, row: Int) -> Range<Int> { row + 2..<row + 3 }
        func columns(input: Int, for columns: Range<Int>) -> Range<Int> { columns.lowerBound + right..<columns.upperBound + right }
        func run(_ call: RowCall, row: Int) {
            call.output.advanced(by: call.x).copyMemory(from: call.rows[0] + call.x + right, byteCount: call.count)
        }
    }
}

@Suite struct SharedStepTests {
    @Test func anOutputThatOthersReadIsRight() throws {
        for (width, height) in testSizes + [(70, 211)] {
            let picture = seededPicture(FrameShape(format: PixelFormat(family: .yuv, depth: 8), width: width, height: height), seed: 5)
            for chain in [[FilterInstance(LumaEverywhere())], [FilterInstance(LumaEverywhere()), FilterInstance(NeighbourSum(rx: 2, ry: 3))]] {
                for threads in [1, 3] {
                    let result = try FilterGroupTests.run(chain, picture, threads: threads, fuses: true)
                    #expect(firstDifference(result, try FilterGroupTests.reference(chain, picture)) == nil, "\(width)x\(height) threads \(threads)")
                }
            }
        }
    }

    @Test func planesThatShareAStepMakeOneProgram() throws {
        func programs(_ name: String, _ format: PixelFormat) throws -> [Int] {
            var graph = RowGraph(shape: FrameShape(format: format, width: 64, height: 64))
            graph.begin(filter: 0)
            let kernels = KernelTable(level: .baseline)
            try FilterParser(registry: .builtIn).parse(name: name, value: nil).filter.plan(&graph, kernels: kernels)
            return GroupProgram(graph: graph, input: graph.shape, kernels: kernels, pool: FramePool(), workers: 1).programs.map(\.outputs.count)
        }
        let rgb = PixelFormat(family: .rgb, depth: 8), yuv = PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1)
        #expect(try programs("sepia", rgb) == [3])
        #expect(try programs("sepia", yuv) == [1, 2])
        #expect(try programs("blur", yuv) == [1, 1, 1])
    }
}
