// Filters that go to the other side in the midst of a run.
import Base
import Filters
import Glibc
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct PlacementReviewTests {
    private let shape = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 40, height: 30)

    private func chain(_ filters: [String]) throws -> [FilterInstance] {
        try filters.map { try FilterParser(registry: .builtIn).parse(name: $0, value: nil) }
    }

    /// A review of filters that were thought to cost so much; going there and back costs half a millisecond each way.
    private func review(_ filters: [String], processor: [Double], device: [Double?]) throws -> PlacementReview {
        let chain = try chain(filters)
        var costs = ChainCosts(), known = MeasuredCosts()
        for (index, instance) in chain.enumerated() {
            let key = MeasuredCosts.key(instance, shape), cost = FilterCost(processor: processor[index], device: device[index], upload: 0.5, download: 0.5)
            costs.filters.append(ChainCosts.Filter(text: instance.text, key: key, isAlwaysActive: true, cost: cost))
            known.processor[key] = processor[index]
            known.device[key] = device[index].map { $0 + 1 }
        }
        return PlacementReview(
            chain, shape: shape, costs: costs, known: known, assignment: DeviceAssignment(cheapestFor: costs.costs, submission: 0), fuses: true,
            level: .detected)
    }

    /// Stages of one filter, with what each has taken so far.
    private func stages(_ frames: Int, _ totals: [Double], onDevice: [Bool]) -> [StageReport] {
        zip(totals, onDevice).map { total, isThere in
            StageReport(
                role: .filter, name: "", device: isThere ? "gpu" : "cpu", frames: frames, fps: 1, capableFPS: Double(frames) * 1000 / total, busy: 1,
                starved: 0,
                blocked: 0, queueCapacity: 4, queueMean: 0, queueNow: 0, latency: LatencyReport(),
                filters: [FilterReport(name: "", text: "", busySeconds: 0)], steals: 0)
        }
    }

    @Test func aFilterGoesWhereItHasBecomeCheaper() throws {
        var review = try review(["blur", "trails"], processor: [2, 1], device: [4, nil])
        #expect(review.assignment.onDevice == [false, false])
        #expect(review.assignment(after: stages(100, [210, 100], onDevice: [false, false])) == nil)
        // 8 ms a frame since then, against 4 and the way there and back.
        #expect(review.assignment(after: stages(200, [1010, 200], onDevice: [false, false]))?.onDevice == [true, false])
        // The first figures hold frames of both ways; then it takes what was thought.
        #expect(review.assignment(after: stages(300, [2010, 300], onDevice: [true, false])) == nil)
        #expect(review.assignment(after: stages(400, [2510, 400], onDevice: [true, false])) == nil)
    }

    @Test func aLittleGainMovesNothing() throws {
        var review = try review(["blur"], processor: [2], device: [1.5])
        #expect(review.assignment.onDevice == [false])
        // 2.6 here, 2.5 there.
        #expect(review.assignment(after: stages(100, [260], onDevice: [false])) == nil)
        #expect(review.assignment(after: stages(200, [600], onDevice: [false]))?.onDevice == [true])
    }

    @Test func whatRemembersStays() throws {
        var here = try review(["denoise"], processor: [2], device: [1.5])
        #expect(here.assignment(after: stages(100, [2000], onDevice: [false])) == nil)
        var there = try review(["denoise", "blur"], processor: [9, 9], device: [1, 1])
        #expect(there.assignment.onDevice == [true, true])
        #expect(there.assignment(after: stages(100, [9000, 9000], onDevice: [true, true])) == nil)
    }
}

extension DeviceSuites {
    @Suite struct DevicePlacementTests {
        /// Frames go on by the way that they came by, and all come out, once, with the same samples.
        @Test func filtersMoveInTheMidstOfARun() throws {
            let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 48, height: 26)
            let names = ["blur", "median", "", "canny"], sink = DigestingSink(shape: shape),
                source = SeededSource(count: 900, shape: shape, delay: 200_000)
            // The third has no shaders.
            let chain = try names.map {
                $0.isEmpty ? FilterInstance(NeighbourSum(rx: 1, ry: 1)) : try FilterParser(registry: .builtIn).parse(name: $0, value: nil)
            }
            var configuration = PipelineConfiguration(threads: 2)
            configuration.device = try ComputeDevices.device
            configuration.assignment = DeviceAssignment(onDevice: [false, false, false, false])
            let pipeline = try Pipeline(source: source, chain: chain, configuration: configuration) { _ in sink }
            let devices = Locked<Set<[String]>>([])
            let mover = NamedThread("mover") {
                var generator = SeededGenerator(state: 3)
                for _ in 0..<40 {
                    let sides = DeviceAssignment(onDevice: names.map { _ in generator.next() % 2 == 0 })
                    do { try pipeline.place(sides) } catch { Issue.record(error) }
                    usleep(4000)
                    devices.withLock { _ = $0.insert(pipeline.snapshot().stages.map(\.device)) }
                }
            }
            let report = try pipeline.run()
            mover.join()
            #expect(report.writtenFrames == 900 && report.droppedFrames == 0)
            let expected = try FilterGroupTests.reference(chain, seededPicture(shape, seed: 7)), (pts, others) = sink.kept.withLock { $0 }
            #expect(pts == (0..<900).map { Int64($0 * $0) })
            #expect(sink.first.withLock { $0 } == expected && others == 0)
            #expect(devices.withLock { $0.count } > 3)
            #expect(throws: PipelineError.self) { try pipeline.place(DeviceAssignment(onDevice: [true])) }
            #expect(try ComputeDevices.messages == [])
        }
    }
}
