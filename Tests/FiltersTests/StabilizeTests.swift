// stabilize's motions and path against cameras that are known.
import TestSupport
import Testing
import VideoFrame

@testable import Filters

@Suite struct StabilizeTests {
    private let scene = ShakenScene(seed: 3)

    private func shape(_ width: Int, _ height: Int, depth: Int = 8) -> FrameShape {
        FrameShape(format: PixelFormat(family: .gray, depth: depth), width: width, height: height)
    }

    private func links(_ shape: FrameShape, _ looks: [ShakenScene.Look]) -> [FrameMotion?] {
        Stabilize().referenceLinks(looks.map { scene.picture(shape, $0) })
    }

    /// z of a frame shows scene(R·z + look); so does R'·z' + look' of the frame before.
    private func truth(_ look: ShakenScene.Look, _ before: ShakenScene.Look) -> FrameMotion {
        func motion(_ look: ShakenScene.Look) -> FrameMotion {
            let angle = look.degrees * Double.pi / 180
            return FrameMotion(re: 1 - angle * angle / 2, im: angle, x: look.x, y: look.y).rigid
        }
        return motion(before).inverse(zoom: 1).after(motion(look))
    }

    /// Over the whole frame the estimate is right within a thirtieth of a sample of the small picture.
    @Test func motionsAreThoseOfTheCamera() throws {
        let shape = shape(160, 120)
        let looks: [ShakenScene.Look] = [
            .init(), .init(x: 0.3), .init(x: 0.3, y: -0.7), .init(x: 2.4, y: 1.1, degrees: 0.5), .init(x: -9.3, y: 6.2, degrees: -0.7),
            .init(x: 4, y: 0, degrees: 1.2),
        ]
        let found = links(shape, looks)
        for index in looks.indices.dropFirst() {
            let link = try #require(found[index], "frame \(index)"), truth = truth(looks[index], looks[index - 1])
            for (x, y) in [(0.0, 0.0), (70, 50), (-70, 50), (70, -50)] {
                let (a, b) = (link.applied(x, y), truth.applied(x, y))
                #expect(abs(a.x - b.x) < 0.035 && abs(a.y - b.y) < 0.035, "frame \(index) at \(x), \(y): \(a.x - b.x) \(a.y - b.y)")
            }
        }
    }

    /// Half of the picture moves by itself.
    @Test func whatMovesInFrontIsNotTheCamera() throws {
        let shape = shape(160, 120)
        var pictures = [scene.picture(shape, .init()), scene.picture(shape, .init(x: 1.5, y: 0.5))]
        let other = [scene.picture(shape, .init(x: 300, y: 200)), scene.picture(shape, .init(x: 305, y: 197))]
        for index in 0..<2 { for y in 20..<90 { for x in 10..<70 { pictures[index].planes[0][y * 160 + x] = other[index].planes[0][y * 160 + x] } } }
        let link = try #require(Stabilize().referenceLinks(pictures)[1])
        #expect(abs(link.x - 1.5) < 0.1 && abs(link.y - 0.5) < 0.1 && abs(link.im) < 0.002, "\(link)")
    }

    @Test func cutsAndFlatFramesLinkNothing() {
        let shape = shape(160, 120)
        let flat = Picture(shape: shape, planes: [Array(repeating: 90, count: 160 * 120)])
        let pictures = [
            scene.picture(shape, .init()), scene.picture(shape, .init(x: 500, y: 900)), flat, flat, scene.picture(shape, .init()),
            seededPicture(shape, seed: 1), seededPicture(shape, seed: 2),
        ]
        #expect(Stabilize().referenceLinks(pictures).allSatisfy { $0 == nil })
        // Light that changes is no cut.
        var darker = pictures[0]
        darker.planes[0] = darker.planes[0].map { $0 * 7 / 8 - 9 }
        #expect(Stabilize().referenceLinks([pictures[0], darker])[1] != nil)
    }

    /// A pan with shake: what is left of the shake over the path that a tripod would have had.
    @Test func shakeFalls() {
        var generator = SeededGenerator(state: 5)
        let shape = shape(1280, 720), count = 200
        let shake = (0..<count).map { _ -> (x: Double, y: Double, turn: Double) in
            func drawn(_ most: Double) -> Double { Double.random(in: -most...most, using: &generator) }
            return (x: drawn(6), y: drawn(6), turn: drawn(0.4))
        }
        let looks = shake.indices.map { ShakenScene.Look(x: 3 * Double($0) + shake[$0].x, y: shake[$0].y, degrees: shake[$0].turn) }
        let links = looks.indices.map { $0 > 0 ? truth(looks[$0], looks[$0 - 1]) : nil }
        for (smoothing, factor) in [(5, 10.0), (15, 40.0), (30, 80.0)] {
            let path = StabilizePath(Stabilize(smoothing: smoothing, limit: 50), shape)
            var before = 0.0, after = 0.0, last: (x: Double, y: Double)?
            for index in 20..<180 {
                guard let correction = path.correction(at: index, link: { links.indices.contains($0) ? links[$0] : nil }) else { continue }
                // The middle of the frame shows the scene at look + what the correction takes from it.
                let shown = correction.inverse(zoom: 1), angle = looks[index].degrees * Double.pi / 180
                let x = looks[index].x - 3 * Double(index) + shown.x - angle * shown.y, y = looks[index].y + shown.y + angle * shown.x
                if let last {
                    after += (x - last.x) * (x - last.x) + (y - last.y) * (y - last.y)
                    let (dx, dy) = (shake[index].x - shake[index - 1].x, shake[index].y - shake[index - 1].y)
                    before += dx * dx + dy * dy
                }
                last = (x, y)
            }
            #expect(before > factor * factor * after, "smoothing \(smoothing): \((before / after).squareRoot())")
        }
    }

    @Test func aSteadyPanIsLeftAlone() {
        let path = StabilizePath(Stabilize(smoothing: 15), shape(1280, 720)), pan = FrameMotion(x: 7.25, y: -2)
        for index in 0..<60 { #expect(path.correction(at: index, link: { $0 > 0 && $0 < 60 ? pan : nil }) == nil, "frame \(index)") }
    }

    /// However far the camera jumps, no corner comes farther than it may.
    @Test func correctionsAreLimited() throws {
        let shape = shape(640, 360), jump = FrameMotion(re: 0.98, im: 0.1, x: 90, y: -70).rigid
        for (zoom, limit) in [(10.0, 0.0), (0, 5), (20, 10)] {
            let path = StabilizePath(Stabilize(smoothing: 10, zoom: zoom, limit: limit), shape)
            let correction = try #require(path.correction(at: 20, link: { $0 == 21 ? jump : $0 > 0 ? FrameMotion() : nil }))
            let shown = correction.inverse(zoom: path.zoom)
            for (x, y) in [(-319.5, -179.5), (319.5, -179.5), (-319.5, 179.5), (319.5, 179.5)] {
                let (u, v) = shown.applied(x, y)
                #expect(abs(u) <= 319.5 + limit * 6.4 + 1e-9 && abs(v) <= 179.5 + limit * 3.6 + 1e-9)
            }
        }
        #expect(throws: FilterError.self) { try FilterParser(registry: .builtIn).parse(name: "stabilize", value: "limit=0") }
        #expect(throws: FilterError.self) { try FilterParser(registry: .builtIn).parse(name: "stabilize", value: "2.5") }
    }
}
