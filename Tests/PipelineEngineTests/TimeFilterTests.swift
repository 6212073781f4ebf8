// Filters over time: equal to their references over seeded frames with a pause, at every level, size and layout.
import Filters
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct TimeFilterTests {
    static let filters: [(String, String?)] = [
        ("framediff", nil), ("framediff", "3.7"), ("trails", nil), ("trails", "0.5,mode=blend"), ("average", "2"), ("average", "3"),
        ("denoise", nil), ("denoise", "20"),
        ("motion", "0.02,area=2"), ("motion", "0,rate=0.5,area=1,mark=mask"),
        ("deinterlace", nil), ("deinterlace", "bottom"), ("stabilize", "2"), ("stabilize", "3,zoom=7,limit=5,border=black"),
    ]

    @Test(arguments: testFormats) func everyLevelEqualsTheReference(format: PixelFormat) throws {
        for (number, (name, value)) in Self.filters.enumerated() {
            let instance = try FilterParser(registry: .builtIn).parse(name: name, value: value)
            // Each filter on all small sizes, and on half of the larger ones, which take time.
            for (index, (width, height)) in testSizes.enumerated() where width * height < 20 || (index + number + format.depth) % 2 == 0 {
                let pictures = TimeRun.pictures(
                    FrameShape(format: format, width: width, height: height), count: 6, seed: UInt64(index),
                    content: Content.allCases[(index + number) % Content.allCases.count])
                // Frame 4 is missing: what follows begins anew.
                let numbers = [0, 1, 2, 3, 5, 6]
                let expected = instance.filter.reference(sequence: Array(pictures[0..<4])) + instance.filter.reference(sequence: Array(pictures[4...]))
                for level in KernelLevel.allCases where level <= .detected {
                    let results = try TimeRun.run([instance], pictures, numbers: numbers, threads: 1 + index % 3, level: level)
                    try #require(results.map(\.timing.sequence) == numbers)
                    for (frame, (result, expected)) in zip(results.map(\.picture), expected).enumerated() {
                        #expect(firstDifference(result, expected) == nil, "\(name) \(value ?? "") \(format) \(width)x\(height) \(level) frame \(frame)")
                    }
                }
            }
        }
    }

    @Test func aRegionShowsTheInputElsewhere() throws {
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 60, height: 44)
        let pictures = TimeRun.pictures(shape, count: 4, seed: 5)
        for (name, value) in Self.filters where name != "deinterlace" {
            for place in ["region=10:8:24:20", "region=10:8:24:20,shape=ellipse,feather=5"] {
                let instance = try FilterParser(registry: .builtIn).parse(name: name, value: (value.map { $0 + "," } ?? "") + place)
                let whole = instance.filter.reference(sequence: pictures), masks = try #require(try instance.masks(for: shape))
                for (index, result) in try TimeRun.run([instance], pictures, threads: 2).enumerated() {
                    for plane in 0..<3 {
                        let width = shape.size(ofPlane: plane).width, before = pictures[index].planes[plane], after = whole[index].planes[plane]
                        let isRight = result.picture.planes[plane].indices.allSatisfy { at in
                            result.picture.planes[plane][at] == masks[plane].mixed(before[at], after[at], x: at % width, y: at / width)
                        }
                        #expect(isRight, "\(name) \(place) frame \(index) plane \(plane)")
                    }
                }
            }
        }
    }

    // Known answers, on one sample of 8-bit luma of full range.
    private func run(_ name: String, _ value: String?, _ samples: [Int], range: SampleRange = .full) throws -> [Int] {
        let shape = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 1, height: 1, color: ColorInfo(range: range))
        let instance = try FilterParser(registry: .builtIn).parse(name: name, value: value)
        return try TimeRun.run([instance], samples.map { Picture(shape: shape, planes: [[$0]]) }, threads: 1).map { $0.picture.planes[0][0] }
    }

    @Test func differencesStandOnBlack() throws {
        #expect(try run("framediff", nil, [10, 10, 30, 20, 255, 0]) == [0, 0, 20, 10, 235, 255])
        #expect(try run("framediff", "2", [10, 10, 30, 20, 255, 0]) == [0, 0, 40, 20, 255, 255])
        #expect(try run("framediff", nil, [16, 16, 36, 255, 0], range: .limited) == [16, 16, 36, 235, 235])
    }

    @Test func trailsFade() throws {
        #expect(try run("trails", "0.5", [200, 0, 0, 0, 120, 0]) == [200, 100, 50, 25, 120, 60])
        #expect(try run("trails", "0", [200, 0, 90]) == [200, 0, 90])
        #expect(try run("trails", "0.5,mode=blend", [0, 200, 200, 200]) == [0, 100, 150, 175])
        // A still picture is reached, and nothing of the past stays.
        #expect(try run("trails", "0.9,mode=blend", [0] + Array(repeating: 200, count: 90)).last == 200)
        #expect(try run("trails", "0.9", [255] + Array(repeating: 0, count: 90)).last == 0)
    }

    @Test func meansOfTheLastFrames() throws {
        #expect(try run("average", "3", [10, 20, 40, 80, 81, 255]) == [10, 15, 23, 47, 67, 139])
        #expect(try run("average", "64", Array(repeating: 255, count: 140)).allSatisfy { $0 == 255 })
        #expect(throws: FilterError.self) { try run("average", "2.5", [1]) }
    }

    @Test func motionFindsAreas() throws {
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 61, height: 45)
        let still = Picture(
            shape: shape,
            planes: (0..<3).map {
                let size = shape.size(ofPlane: $0); return Array(repeating: 100, count: size.width * size.height)
            })
        var moved = still
        for y in 0..<45 { for x in 0..<61 where (8..<24).contains(x) && (16..<24).contains(y) || x >= 50 && y >= 40 { moved.planes[0][y * 61 + x] = 180 } }
        let kernels = KernelTable(level: .detected)
        for (least, count) in [(1, 2), (2, 2), (3, 0)] {
            let program = try #require(
                try Motion(area: least).program(FrameProgramRequest(shape: shape, kernels: kernels, workers: 1, tasks: 2)) as? MotionProgram)
            let pool = FramePool(), output = pool.planes(for: shape)
            for (index, picture) in [still, moved].enumerated() {
                let frame = pool.frame(picture)
                var views = PlaneViews()
                for plane in 0..<3 { views[plane] = output.view(plane) }
                let pass = FramePass(input: PlaneViews(frame), output: views, timing: FrameTiming(), isFirst: index == 0)
                for phase in 0..<program.begin(pass) {
                    for task in 0..<program.taskCount(pass, phase: phase) { program.run(pass, phase: phase, task: task, worker: 0) }
                }
                #expect(program.areas.count == (index == 0 ? 0 : count))
            }
            if count == 2 {
                // Two of 8x6 blocks each.
                #expect(program.areas.map(\.share) == [2.0 / 48, 2.0 / 48])
                #expect(program.areas.map { [$0.x, $0.y, $0.width, $0.height] } == [[8, 16, 16, 8], [48, 40, 13, 5]])
            }
        }
    }

    /// Every count and both ends of the sums: the multiplication stands for the division exactly.
    @Test func quotientsAreExact() {
        for (exponent, largest) in [(20, 255), (28, 65535)] {
            for count in 1...64 {
                let multiplier = ((1 << exponent) + count - 1) / count, last = largest * count + count / 2
                // The excess grows with the sum, so the last sums before a multiple are where it would show.
                let sums = Set([count - 1, last / count * count - 1, last]).filter { $0 <= last }
                #expect(sums.allSatisfy { ($0 * multiplier) >> exponent == $0 / count }, "\(count) frames")
            }
        }
    }
}
