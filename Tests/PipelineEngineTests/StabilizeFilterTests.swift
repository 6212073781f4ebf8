// stabilize over frames: its program against its definition, what comes out against the camera.
import Filters
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct StabilizeFilterTests {
    private let scene = ShakenScene(seed: 9)

    private func instance(_ value: String) throws -> FilterInstance { try FilterParser(registry: .builtIn).parse(name: "stabilize", value: value) }

    /// A camera that pans and shakes; the scene changes at frame `cut`.
    private func pictures(_ shape: FrameShape, count: Int, cut: Int = .max, shake: Double = 2, pan: Double = 0.7) -> [Picture] {
        var generator = SeededGenerator(state: 11)
        return (0..<count).map { index in
            func shaken() -> Double { Double.random(in: -shake...shake, using: &generator) }
            return scene.picture(shape, .init(x: pan * Double(index) + shaken() + (index < cut ? 0 : 400), y: shaken(), degrees: shaken() / 4))
        }
    }

    @Test(arguments: testFormats) func everyLevelEqualsTheDefinition(format: PixelFormat) throws {
        let number = testFormats.firstIndex(of: format) ?? 0, values = ["2", "3,border=black", "1,zoom=6,limit=0", "2,zoom=3"]
        var shape = FrameShape(format: format, width: 97, height: 83)
        if number % 3 == 1 { shape.sampleAspect = Rational(4, 3) }
        let instance = try instance(values[number % values.count]), pictures = pictures(shape, count: 5, cut: 3)
        let expected = instance.filter.reference(sequence: pictures)
        #expect(expected[1] != pictures[1])
        for level in KernelLevel.allCases where level <= .detected {
            for threads in [1, 3] {
                let results = try TimeRun.run([instance], pictures, threads: threads, level: level)
                try #require(results.map(\.timing.sequence) == Array(pictures.indices))
                for (frame, (result, expected)) in zip(results.map(\.picture), expected).enumerated() {
                    #expect(firstDifference(result, expected) == nil, "\(format) \(level) threads \(threads) frame \(frame)")
                }
            }
        }
    }

    /// All three small pictures, and luma in blocks.
    @Test func largerFramesEqualTheDefinition() throws {
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 10, chromaShiftX: 1, chromaShiftY: 1), width: 702, height: 181)
        let instance = try instance("1,limit=2"), pictures = pictures(shape, count: 3, shake: 3), expected = instance.filter.reference(sequence: pictures)
        #expect(expected[1] != pictures[1])
        for level in KernelLevel.allCases where level <= .detected {
            for (result, expected) in zip(try TimeRun.run([instance], pictures, threads: 2, level: level), expected) {
                #expect(firstDifference(result.picture, expected) == nil, "\(level)")
            }
        }
    }

    @Test func aStillCameraLeavesEveryBit() throws {
        let shape = FrameShape(format: testFormats[1], width: 320, height: 180), still = scene.picture(shape, .init())
        for result in try TimeRun.run([instance("10")], Array(repeating: still, count: 14), threads: 2) { #expect(result.picture == still) }
    }

    /// Frames of a shaken camera that does not pan come to lie on each other; those of a cut do not mix.
    @Test func whatComesOutIsSteady() throws {
        let shape = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 240, height: 160), pictures = pictures(shape, count: 40, cut: 24, pan: 0)
        let results = try TimeRun.run([instance("12")], pictures, threads: 2).map(\.picture)
        func change(_ frames: [Picture], _ index: Int) -> Int {
            var sum = 0
            for y in 20..<140 { for x in 20..<220 { sum += abs(frames[index].planes[0][y * 240 + x] - frames[index - 1].planes[0][y * 240 + x]) } }
            return sum
        }
        func total(_ frames: [Picture], _ range: Range<Int>) -> Int { range.reduce(0) { $0 + change(frames, $1) } }
        for range in [4..<20, 28..<36] {
            let ratio = Double(total(pictures, range)) / Double(total(results, range))
            #expect(ratio > 10, "\(range): \(ratio)")
        }
    }

    @Test func framesAndTimesStay() throws {
        for (width, height) in testSizes {
            let shape = FrameShape(format: testFormats[1], width: width, height: height), pictures = pictures(shape, count: 5)
            for count in [1, 2, 5] {
                let times = (0..<count).map { FrameTiming(pts: Int64(7 * $0 * $0), duration: 1, sequence: $0) }
                let results = try TimeRun.run([instance("60")], Array(pictures[..<count]), times: times)
                #expect(results.map(\.timing.pts) == times.map(\.pts))
            }
        }
    }

    /// On both sides of a missing frame, and beside a pause, nothing is known of what lies beyond.
    @Test func startsAnewAtACut() throws {
        let pictures = pictures(FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 97, height: 83), count: 9), instance = try instance("2")
        func reference(_ frames: Range<Int>) -> [Picture] { instance.filter.reference(sequence: Array(pictures[frames])) }
        let expected = reference(0..<4) + reference(4..<9)
        try #require(expected != reference(0..<9))
        let early = reference(0..<2) + pictures[2...], late = pictures[..<3] + reference(3..<9)
        let times = pictures.indices.map { FrameTiming(pts: Int64($0), duration: 1, timeBase: Rational(1, 1), sequence: $0) }
        for level in KernelLevel.allCases where level <= .detected {
            let cut = try TimeRun.run([instance], pictures, numbers: [0, 1, 2, 3, 5, 6, 7, 8, 9], threads: 2, level: level)
            let to = try TimeRun.run([self.instance("2,time=-2")], pictures, times: times, level: level)
            let from = try TimeRun.run([self.instance("2,time=3-")], pictures, times: times, level: level)
            for (results, expected) in [(cut, expected), (to, early), (from, Array(late))] {
                try #require(results.count == 9)
                for (frame, result) in results.enumerated() { #expect(firstDifference(result.picture, expected[frame]) == nil, "\(level) frame \(frame)") }
            }
        }
    }

    /// The way up to a frame is made of links between earlier ones, as many as `smoothing`.
    @Test func earlierFramesMatterAsFarAsItSays() throws {
        let pictures = pictures(FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 97, height: 83), count: 9)
        var others = pictures
        others[0] = scene.picture(pictures[0].shape, .init(x: 3, y: -2))
        let a = try TimeRun.run([instance("3")], pictures, threads: 2).map(\.picture), b = try TimeRun.run([instance("3")], others, threads: 2).map(\.picture)
        #expect(a[2] != b[2] && a[4...] == b[4...])
    }

    /// Rows beyond a region are not made, and stay.
    @Test func regionsAreLaidOver() throws {
        let shape = FrameShape(format: testFormats[1], width: 97, height: 83), pictures = pictures(shape, count: 5)
        let instance = try instance("2,region=10:21:60:30,shape=ellipse"), masks = try #require(try instance.masks(for: shape))
        let whole = instance.filter.reference(sequence: pictures)
        for (index, result) in try TimeRun.run([instance], pictures, threads: 2).enumerated() {
            var expected = pictures[index]
            for plane in expected.planes.indices {
                let width = shape.size(ofPlane: plane).width
                for at in expected.planes[plane].indices {
                    expected.planes[plane][at] = masks[plane].mixed(expected.planes[plane][at], whole[index].planes[plane][at], x: at % width, y: at / width)
                }
            }
            #expect(firstDifference(result.picture, expected) == nil, "frame \(index)")
        }
    }
}
