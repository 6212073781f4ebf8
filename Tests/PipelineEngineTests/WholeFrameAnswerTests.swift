// Filters that look at whole frames: answers worked out by hand.
import Filters
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct WholeFrameAnswerTests {
    private func gray(_ width: Int, _ height: Int, _ samples: [Int], depth: Int = 8) -> Picture {
        Picture(shape: FrameShape(format: PixelFormat(family: .gray, depth: depth), width: width, height: height), planes: [samples])
    }

    private func run(_ filter: some VideoFilter, _ picture: Picture, threads: Int = 1) throws -> [Int] {
        try FilterGroupTests.run([FilterInstance(filter)], picture, threads: threads, fuses: true).planes[0]
    }

    /// 4 samples of 50, 2 of 60, 1 of 70, 1 of 90: above the lowest bin lie 4, so 60 becomes round(2 · 63.75) = 128 (half to even), 70 191, 90 255.
    @Test func equalizeByHand() throws {
        let picture = gray(4, 2, [50, 50, 60, 90, 70, 50, 60, 50])
        #expect(try run(Equalize(), picture) == [0, 0, 128, 255, 191, 0, 128, 0])
        #expect(try run(Equalize(), gray(2, 2, [9, 9, 9, 9])) == [9, 9, 9, 9])
    }

    /// In limited range samples beyond black and white count as them, and the result stays between.
    @Test func equalizeKeepsToTheNominalRange() throws {
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8), width: 4, height: 1)
        let picture = Picture(shape: shape, planes: [[0, 16, 100, 255], [1, 2, 3, 4], [5, 6, 7, 8]])
        let result = try FilterGroupTests.run([FilterInstance(Equalize())], picture, threads: 2, fuses: true)
        #expect(result.planes == [[16, 16, 126, 235], [1, 2, 3, 4], [5, 6, 7, 8]])
    }

    /// A dim line that turns a corner, and goes on over every seam, is an edge to its end when one sample of it is bright; else none of it is.
    @Test func hysteresisGoesRoundCorners() throws {
        for isLit in [true, false] {
            let size = 60
            var samples = [Int](repeating: 100, count: size * size)
            // A step of 20 is weak (80), one of 60 strong (240): the gradient of a straight step is 4 times as high.
            for y in 0..<size { for x in 0..<size where x >= 20 && y < 50 { samples[y * size + x] = 120 } }
            if isLit { for x in 55..<60 { for y in 40..<50 { samples[y * size + x] = 160 } } }
            let picture = gray(size, size, samples)
            let expected = Canny(low: 50, high: 150).reference(picture).planes[0]
            for threads in [1, 2, 5] { #expect(try run(Canny(low: 50, high: 150), picture, threads: threads) == expected) }
            #expect((0..<45).allSatisfy { y in (18...21).contains { expected[y * size + $0] == 255 } == isLit })
            #expect(expected.contains(255) == isLit)
        }
    }

    /// One line wound up from the rim to the middle crosses every seam many times; only its inner end is strong.
    @Test func hysteresisFollowsASpiral() throws {
        let size = 96
        var samples = [Int](repeating: 100, count: size * size), isPath = [Bool](repeating: false, count: size * size)
        var (x, y) = (4, 4), (left, top, right, bottom) = (4, 4, size - 5, size - 5)
        func walk(to end: (x: Int, y: Int)) {
            while (x, y) != end {
                isPath[y * size + x] = true
                (x, y) = (x + (end.x - x).signum(), y + (end.y - y).signum())
            }
        }
        // Walls between windings are seven samples thick.
        while right - left > 16 {
            for corner in [(right, top), (right, bottom), (left, bottom), (left, top + 8), (left + 8, top + 8)] { walk(to: corner) }
            (left, top, right, bottom) = (left + 8, top + 8, right - 8, bottom - 8)
        }
        let last = y * size + x
        for index in samples.indices where isPath[index] { samples[index] = 125 }
        for shift in [-1, 0, 1] { samples[last + shift] = 255 }
        let picture = gray(size, size, samples), filter = Canny(low: 40, high: 200), expected = filter.reference(picture).planes[0]
        #expect(expected.count { $0 == 255 } > 400)
        for threads in [1, 2, 5] { #expect(try run(filter, picture, threads: threads) == expected) }
    }

    /// A white square on black has four corners for either method, near where its sides meet, and each is marked by a cross of its opposite.
    @Test(arguments: Corners.Method.allCases) func aSquareHasFourCorners(method: Corners.Method) throws {
        let size = 48
        let samples = (0..<size * size).map { (12..<36).contains($0 % size) && (16..<32).contains($0 / size) ? 200 : 20 }
        let picture = gray(size, size, samples), filter = Corners(method: method), points = filter.referencePoints(picture)
        #expect(points.count == 4)
        for (x, y) in [(12, 16), (35, 16), (12, 31), (35, 31)] { #expect(points.contains { abs($0.x - x) <= 2 && abs($0.y - y) <= 2 }, "\(x) \(y)") }
        for tasks in [1, 3, 48] {
            let request = FrameProgramRequest(shape: picture.shape, kernels: KernelTable(level: .detected), workers: 1, tasks: tasks)
            let program = try #require(try filter.program(request) as? CornerProgram), pool = FramePool()
            let frame = pool.frame(picture, timing: FrameTiming()), output = pool.frame(picture, timing: FrameTiming())
            let pass = FramePass(input: PlaneViews(frame), output: PlaneViews(output), timing: FrameTiming(), isFirst: true)
            for phase in 0..<program.begin(pass) {
                for task in 0..<program.taskCount(pass, phase: phase) { program.run(pass, phase: phase, task: task, worker: 0) }
            }
            #expect(program.points == points)
            #expect(Picture(output) == filter.reference(picture))
        }
    }

    /// In a flat frame the one bin is cut at the limit, and the rest is shared out evenly: the sum up to code v is v + 1 parts of 256, and the limit more from v on.
    @Test func claheOfAFlatFrame() throws {
        let result = try run(Clahe(clip: 2, tiles: 8), gray(128, 128, Array(repeating: 100, count: 128 * 128)))
        // 256 samples a tile: limit 2, 254 cut off, none for each bin, one each for bins 0 … 253. Up to bin 100: 101 + 2.
        #expect(result.allSatisfy { $0 == (2 * 103 * 255 + 256) / 512 })
    }

    /// Two clusters, 10 … 12 and 200 … 202: the first code with the best split is the darker cluster's last one.
    @Test func otsuSplitsTwoClusters() throws {
        let samples = [10, 11, 12, 200, 201, 202, 11, 201]
        #expect(try run(Threshold(method: .otsu), gray(4, 2, samples)) == samples.map { $0 > 100 ? 255 : 0 })
        #expect(try run(Threshold(method: .otsu), gray(2, 1, [127, 127])) == [0, 0])
        #expect(try run(Threshold(method: .otsu), gray(2, 1, [128, 128])) == [255, 255])
    }

    /// The mean of 3x3 with mirrored borders; half of nine is never reached, so that 1/9 above the mean is above.
    @Test func meanLooksAround() throws {
        let picture = gray(3, 3, [0, 0, 0, 0, 90, 0, 0, 0, 0])
        // In the middle 90 > 10. At the corner the mirrored square holds 90 four times: 0 > 40 is false, and true with an offset of 41.
        #expect(try run(Threshold(method: .mean, radius: 1, offset: 0), picture) == [0, 0, 0, 0, 255, 0, 0, 0, 0])
        #expect(try run(Threshold(method: .mean, radius: 1, offset: 41 / 255.0), picture) == Array(repeating: 255, count: 9))
        #expect(try run(Threshold(method: .mean, radius: 1, offset: 40 / 255.0), picture) == [0, 255, 0, 255, 255, 255, 0, 255, 0])
    }

    /// Blocks of 2 × 2, and what the border leaves of them: means of what there is, half up.
    @Test func pixelateByHand() throws {
        #expect(try run(Pixelate(size: 2), gray(3, 3, [1, 2, 7, 3, 4, 8, 5, 6, 9])) == [3, 3, 8, 3, 3, 8, 6, 6, 9])
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 6, height: 2)
        let picture = Picture(shape: shape, planes: [Array(0..<12), [10, 20, 30], [1, 2, 4]])
        // Blocks of three: chroma column 0 and 1 lie at luma columns 0 and 2, in the first block; column 2 at 4, in the second.
        let result = try FilterGroupTests.run([FilterInstance(Pixelate(size: 3))], picture, threads: 1, fuses: true)
        #expect(result.planes == [[4, 4, 4, 7, 7, 7, 4, 4, 4, 7, 7, 7], [15, 15, 30], [2, 2, 4]])
    }

    /// Wide patches and searches, deep and subsampled, on pictures small enough for the definition's loops.
    @Test func nlmOfAllRadiiEqualsTheReference() throws {
        let formats = [PixelFormat(family: .gray, depth: 8), PixelFormat(family: .yuv, depth: 16, chromaShiftX: 1)]
        for (format, text) in [(formats[0], "4"), (formats[0], "50,patch=9,search=7"), (formats[1], "2,patch=7,search=5")] {
            let instances = try BuiltInFilterTests.instances([("nlm", text)])
            let picture = WholeFrameFilterTests.picture(FrameShape(format: format, width: 11, height: 9), seed: 6)
            let expected = try instances[0].reference(picture)
            for level in KernelLevel.allCases where level <= .detected {
                let result = try FilterGroupTests.run(instances, picture, threads: 2, fuses: true, level: level)
                #expect(firstDifference(result, expected) == nil, "\(text) \(format) \(level)")
            }
        }
    }

    /// More than a tile in both directions: a flat frame stays, whatever the cuts.
    @Test func nlmLeavesFlatFramesAlone() throws {
        let picture = gray(300, 40, Array(repeating: 77, count: 300 * 40))
        #expect(try run(Nlm(), picture, threads: 2) == picture.planes[0])
    }
}
