// After warm-up the filter path allocates nothing: not in the group, not in the pool, not in a ring.
import CAllocationCounter
import Filters
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct AllocationTests {
    @Test(arguments: [
        "blur+edges", "region", "time", "tables", "large blur", "neighbours", "histograms", "scale", "turn", "rotate", "soft", "soft rotate", "layers",
    ])
    func noneAFrameAfterWarmUp(kind: String) throws {
        let parser = FilterParser(registry: .builtIn, pictures: TestPictures())
        let chain: [FilterInstance] = try {
            switch kind {
            case "blur+edges": [try parser.parse(name: "blur", value: nil), try parser.parse(name: "edges", value: nil)]
            case "region": [try parser.parse(name: "blur", value: "3,region=10%:10%:50%:50%,shape=ellipse")]
            case "time": [try parser.parse(name: "blur", value: "time=1-2"), try parser.parse(name: "invert", value: "time=1.5-3")]
            case "tables": [try parser.parse(name: "gamma", value: "2"), try parser.parse(name: "contrast", value: "1.5")]
            case "neighbours":
                [
                    try parser.parse(name: "erode", value: "7"), try parser.parse(name: "close", value: "2,element=ellipse"),
                    try parser.parse(name: "median", value: nil), try parser.parse(name: "sharpen", value: nil),
                    try parser.parse(name: "convolve", value: nil), try parser.parse(name: "bilateral", value: nil),
                ]
            case "histograms": [try parser.parse(name: "median", value: "6"), try parser.parse(name: "boxblur", value: "9,passes=2")]
            case "scale":
                [try parser.parse(name: "crop", value: "300:160"), try parser.parse(name: "scale", value: "50%"), try parser.parse(name: "flip", value: nil)]
            case "layers": [try parser.parse(name: "chromakey", value: "background=a.png"), try parser.parse(name: "overlay", value: "a.png")]
            case "turn": [try parser.parse(name: "rotate", value: "90")]
            case "rotate": [try parser.parse(name: "rotate", value: "20,region=0:0:50%:100%")]
            case "soft": [try parser.parse(name: "blur", value: "3,region=10%:10%:50%:50%,shape=ellipse,feather=20")]
            case "soft rotate": [try parser.parse(name: "rotate", value: "20,region=0:0:50%:100%,feather=20")]
            default: [try parser.parse(name: "blur", value: "9")]
            }
        }()
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 320, height: 180)
        let pool = FramePool()
        let scheduler = TileScheduler(threads: 1, submitters: 1)
        defer { scheduler.stop() }
        let group = try Planner(configuration: PipelineConfiguration(threads: 1)).processors([chain], shape: shape, pool: pool, scheduler: scheduler)[0]
        let ring = RingBuffer<StreamItem>(capacity: 2)
        let metrics = StageMetrics()
        func pass(_ index: Int) {
            let timing = FrameTiming(pts: Int64(index), duration: 1, timeBase: Rational(1, 25), sequence: index)
            let frame = group.process(Frame(shape: shape, timing: timing, planes: pool.planes(for: shape)))
            metrics.note(busy: 1_000_000)
            guard ring.push(.frame(frame)), let item = ring.pop() else { return }
            _ = consume item
        }
        for index in 0..<100 { pass(index) }
        try #require(allocation_counter_value() != 0, "nothing was counted at all")
        let before = allocation_counter_value()
        for index in 0..<100 { pass(index) }
        let after = allocation_counter_value()
        #if DEBUG
            // Unoptimised code boxes captures on the heap: `Tools/check allocations` counts in an optimised build.
            let allowed = 2000
        #else
            let allowed = 0
        #endif
        #expect(after - before <= allowed, "\(after - before) allocations in 100 frames")
    }

    /// Every row of the registry by its example, on two layouts; frames are given as a run gives them.
    @Test(arguments: FilterValidatorTests.names) func noneAFrameInAnyFilter(name: String) throws {
        let place = try #require(FilterValidatorTests.names.firstIndex(of: name)), descriptor = FilterRegistry.builtIn.descriptors[place]
        var generator = SeededGenerator(state: 1)
        // The second draw stands in where the example needs larger frames.
        let instances = try FilterCases().instances(descriptor, draws: descriptor.parameters.isEmpty ? 0 : 1, &generator)
        var ran = 0
        for format in [testFormats[place % testFormats.count], testFormats[(place + 5) % testFormats.count]] {
            let shape = FrameShape(format: format, width: 96, height: 56)
            guard let instance = try instances.first(where: { try FilterCases.output([$0], shape) != nil }) else { continue }
            ran += 1
            let pool = FramePool(), scheduler = TileScheduler(threads: 1, submitters: 1)
            defer { scheduler.stop() }
            let planner = Planner(configuration: PipelineConfiguration(threads: 1))
            let processor = try planner.processors([[instance]], shape: shape, pool: pool, scheduler: scheduler)[0]
            let planes = pool.frame(seededPicture(shape, seed: 3))
            func pass(_ index: Int) {
                var shared = PlaneSet()
                for plane in 0..<format.planeCount { shared.set(plane, planes.planes.share(plane)) }
                let timing = FrameTiming(pts: Int64(index), duration: 1, timeBase: Rational(1, 25), sequence: index)
                _ = processor.feed(Frame(shape: shape, timing: timing, planes: shared)) { frame in
                    _ = consume frame
                    return true
                }
            }
            #if DEBUG
                // Unoptimised code boxes captures on the heap: nothing is counted, and the sanitizers see every filter's kernels.
                for index in 0..<3 { pass(index) }
            #else
                // As many as an average holds, and more.
                for index in 0..<80 { pass(index) }
                let before = allocation_counter_value()
                for index in 80..<120 { pass(index) }
                #expect(allocation_counter_value() == before, "\(instance.text) \(shape.text)")
            #endif
        }
        #expect(ran > 0, "\(name) never ran")
    }

    @Test(arguments: ["framediff", "trails", "average", "denoise", "motion", "deinterlace", "fps", "stabilize"]) func noneAFrameOverTime(name: String) throws {
        let instance = try FilterParser(registry: .builtIn).parse(name: name, value: nil)
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 320, height: 180)
        let pool = FramePool(), scheduler = TileScheduler(threads: 1, submitters: 1)
        defer { scheduler.stop() }
        let planner = Planner(configuration: PipelineConfiguration(threads: 1))
        let processor = try planner.processors([[instance]], shape: shape, pool: pool, scheduler: scheduler)[0]
        // Two frames by turns, so that something moves.
        let scene = ShakenScene(seed: 1), first = pool.planes(for: shape), second = pool.planes(for: shape)
        for plane in 0..<3 {
            scene.picture(shape, .init()).store(plane: plane, in: first.view(plane))
            scene.picture(shape, .init(x: 3, y: 1, degrees: 0.5)).store(plane: plane, in: second.view(plane))
        }
        func pass(_ index: Int) {
            var planes = PlaneSet()
            for plane in 0..<3 { planes.set(plane, index % 2 == 0 ? first.share(plane) : second.share(plane)) }
            let timing = FrameTiming(pts: Int64(index), duration: 1, timeBase: Rational(1, 25), sequence: index)
            _ = processor.feed(Frame(shape: shape, timing: timing, planes: planes)) { frame in
                _ = consume frame
                return true
            }
        }
        for index in 0..<100 { pass(index) }
        let before = allocation_counter_value()
        for index in 100..<200 { pass(index) }
        let after = allocation_counter_value()
        #if DEBUG
            let allowed = 200_000
        #else
            let allowed = 0
        #endif
        #expect(after - before <= allowed, "\(after - before) allocations in 100 frames")
    }
}
