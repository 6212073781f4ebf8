// What filters find, as a report gets it: known corners, a square that moves, a camera that shakes.
import Filters
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct FindingsTests {
    private let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 160, height: 96)

    /// A white square of 32 samples on black, its top left corner at (x, y).
    private func square(_ x: Int, _ y: Int) -> Picture {
        var picture = seededPicture(shape, seed: 0, content: .zeros)
        for row in y..<y + 32 { for column in x..<x + 32 { picture.planes[0][row * shape.width + column] = 235 } }
        return picture
    }

    private func found(_ chain: [(String, String?)], _ pictures: [Picture], capacity: Int = 1 << 20) throws -> FindingsRecorder {
        let recorder = FindingsRecorder(capacity: capacity), instances = try BuiltInFilterTests.instances(chain)
        let times = pictures.indices.map { FrameTiming(pts: Int64($0) * 2, duration: 2, timeBase: Rational(1, 50), sequence: $0) }
        _ = try TimeRun.run(instances, pictures, times: times, threads: 2, findings: recorder)
        return recorder
    }

    @Test func cornersOfASquare() throws {
        let entries = try found([("corners", "max=4")], [square(40, 30), square(50, 20)]).entries
        try #require(entries.map(\.frame) == [0, 1])
        #expect(entries.map(\.time) == [0, 0.04])
        for (entry, (x, y)) in zip(entries, [(40, 30), (50, 20)]) {
            guard case .points(let points) = entry.findings else { return #expect(Bool(false), "no points") }
            try #require(points.count == 4)
            for (cx, cy) in [(x, y), (x + 31, y), (x, y + 31), (x + 31, y + 31)] {
                #expect(points.contains { abs($0.x - cx) <= 1 && abs($0.y - cy) <= 1 }, "\(cx), \(cy) in \(points)")
            }
        }
    }

    /// What was black and is white moves, and what was white and is black: two strips of the square's step.
    @Test func areasOfAMovingSquare() throws {
        let entries = try found([("invert", nil), ("motion", "area=2")], [square(40, 32), square(40, 32), square(40, 48)]).entries
        try #require(entries.map(\.frame) == [2])
        #expect(entries[0].filter == "motion" && entries[0].place == 1)
        let blocks = 20.0 * 12
        let strips = [32, 64].map { FoundArea(x: 40, y: $0, width: 32, height: 16, share: 8 / blocks) }
        #expect(entries[0].findings == .areas(strips))
        let upper = try found([("motion", "area=2,region=0:0:160:48")], [square(40, 32), square(40, 32), square(40, 48)]).entries
        #expect(upper.map(\.findings) == [.areas([strips[0]])])
    }

    @Test func correctionsOfAShakenCamera() throws {
        let scene = ShakenScene(seed: 1), shakes = [0.0, 0, 0, 0, 4, 0, 0, 0, 0]
        let entries = try found([("stabilize", "4")], shakes.map { scene.picture(shape, .init(x: $0)) }).entries
        for entry in entries {
            guard case .correction(let x, let y, let degrees) = entry.findings else { return #expect(Bool(false), "no correction") }
            #expect(abs(y) < 0.2 && abs(degrees) < 0.1)
            // The camera went to the right, the picture to the left: it is moved back.
            if entry.frame == 4 { #expect(x > 2.5 && x < 4) }
        }
        #expect(entries.contains { $0.frame == 4 })
    }

    @Test func whatIsKeptIsBounded() throws {
        let recorder = try found([("corners", "max=4")], (0..<5).map { square(40 + $0, 30) }, capacity: 10)
        #expect(recorder.entries.map(\.frame) == [0, 1] && recorder.leftOut == 3)
        #expect(try found([("corners", nil)], [seededPicture(shape, seed: 0, content: .zeros)]).entries.isEmpty)
    }
}
