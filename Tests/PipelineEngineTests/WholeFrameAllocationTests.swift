// After warm-up the programs of filters that look at whole frames allocate nothing.
import CAllocationCounter
import Filters
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct WholeFrameAllocationTests {
    @Test(arguments: WholeFrameFilterTests.chains.indices) func noneAFrameAfterWarmUp(number: Int) throws {
        let chain = WholeFrameFilterTests.chains[number], instances = try BuiltInFilterTests.instances([chain])
        for format in [PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), PixelFormat(family: .rgb, depth: 10)] {
            let shape = FrameShape(format: format, width: 96, height: 54), pool = FramePool()
            let scheduler = TileScheduler(threads: 1, submitters: 1)
            defer { scheduler.stop() }
            let planner = Planner(configuration: PipelineConfiguration(threads: 1))
            let processor = try planner.processors([instances], shape: shape, pool: pool, scheduler: scheduler)[0]
            let planes = pool.planes(for: shape)
            for plane in 0..<format.planeCount {
                let view = planes.view(plane)
                for y in 0..<view.size.height {
                    for x in 0..<view.size.width * format.bytesPerSample { view.row(y).storeBytes(of: UInt8(x * y & 3), toByteOffset: x, as: UInt8.self) }
                }
            }
            func pass(_ index: Int) {
                var shared = PlaneSet()
                for plane in 0..<format.planeCount { shared.set(plane, planes.share(plane)) }
                let frame = processor.process(Frame(shape: shape, timing: FrameTiming(pts: Int64(index), duration: 1, sequence: index), planes: shared))
                _ = consume frame
            }
            for index in 0..<4 { pass(index) }
            let before = allocation_counter_value()
            for index in 4..<14 { pass(index) }
            #if DEBUG
                // Unoptimised code boxes captures on the heap: `Tools/check allocations` counts in an optimised build.
                _ = before
            #else
                #expect(allocation_counter_value() == before, "\(chain) \(format)")
            #endif
        }
    }
}
