// overlay and chromakey: every level, thread count and layout against their references, and what they promise.
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import Filters
@testable import PipelineEngine

@Suite struct LayerFilterTests {
    static let gray = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 5, height: 4)
    /// By file name in the tests' chains.
    struct Pictures: PictureReader {
        func picture(at path: String) throws(FilterError) -> Picture {
            switch path {
            case "one.png": seededPicture(FrameShape(format: PixelFormat(family: .rgb, depth: 8), width: 1, height: 1), seed: 3)
            case "gray.png": seededPicture(gray, seed: 3)
            case "photo.jpg":
                seededPicture(
                    FrameShape(
                        format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 9, height: 7,
                        color: ColorInfo(matrix: 5, range: .full)),
                    seed: 4)
            case "deep.png": seededPicture(FrameShape(format: PixelFormat(family: .rgb, depth: 16, hasAlpha: true), width: 40, height: 30), seed: 4)
            default: try TestPictures().picture(at: path)
            }
        }
    }

    static let parser = FilterParser(registry: .builtIn, pictures: Pictures())

    static let overlays = [
        "logo.png", "logo.png,position=top-left,margin=3", "logo.png,position=-0:-1,opacity=0.37", "logo.png,position=5:-2,size=7", "one.png,position=0:0",
        "gray.png,position=3:1", "photo.jpg,size=60%:40%,position=center", "deep.png,position=1:1", "deep.png,position=-3:-3,opacity=0.9",
        "logo.png,position=30%:90%,size=-1:50%", "logo.png,position=500:500", "logo.png,region=20%:20%:50%:60%,position=center",
    ]
    static let keys = [
        "", "lime,similarity=0.3,blend=0.2", "#3060ff,similarity=0,blend=1,despill=0.4", "color=lime,similarity=0.2,blend=0,background=#d08020",
        "color=magenta,background=photo.jpg,similarity=0.25", "color=yellow,background=deep.png,despill=0", "color=cyan,background=none,similarity=0.4",
        "color=lime,similarity=0.3,region=10%:10%:60%:70%,shape=ellipse",
    ]

    private func check(_ name: String, _ values: [String], _ format: PixelFormat) throws {
        var number = format.depth, ran = 0
        for value in values {
            let instance = try Self.parser.parse(name: name, value: value.isEmpty ? nil : value)
            for (width, height) in testSizes where instance.placement.isEverywhere || min(width, height) > 4 {
                number += 1
                if number % 2 == 1 && width * height > 3000 && format.depth > 12 { continue }
                let color = ColorInfo(matrix: [1, 6, 9, 2][number % 4], range: number % 3 == 0 ? .full : .limited)
                let picture = seededPicture(
                    FrameShape(format: format, width: width, height: height, color: color), seed: UInt64(number), content: Content.allCases[number % 6])
                do { try instance.checkShape(picture.shape) } catch { continue }
                ran += 1
                let expected = try instance.reference(picture)
                for level in KernelLevel.allCases where level <= .detected {
                    let result = try FilterGroupTests.run([instance], picture, threads: 1 + number % 3, fuses: number % 2 == 0, level: level)
                    #expect(firstDifference(result, expected) == nil, "\(instance.text) \(picture.shape) \(level)")
                }
            }
        }
        // Gray has no colour to key by.
        #expect(ran > 0 || name == "chromakey" && format.family == .gray)
    }

    @Test(arguments: testFormats) func overlayEqualsItsReference(format: PixelFormat) throws { try check("overlay", Self.overlays, format) }
    @Test(arguments: testFormats) func chromakeyEqualsItsReference(format: PixelFormat) throws { try check("chromakey", Self.keys, format) }

    @Test(arguments: testFormats) func whatShowsNothingChangesNothing(format: PixelFormat) throws {
        let picture = seededPicture(FrameShape(format: format, width: 37, height: 23), seed: 2)
        for value in ["logo.png,opacity=0", "logo.png,position=37:0", "deep.png,position=0:23"] {
            let instance = try Self.parser.parse(name: "overlay", value: value)
            #expect(try FilterGroupTests.run([instance], picture, threads: 1, fuses: true) == picture, "\(value)")
            #expect(try instance.reference(picture) == picture)
        }
    }

    /// The same picture behind every name.
    private struct One: PictureReader {
        let picture: Picture
        func picture(at path: String) throws(FilterError) -> Picture { picture }
        func instance(_ name: String, _ value: String) throws -> FilterInstance {
            try FilterParser(registry: .builtIn, pictures: self).parse(name: name, value: value)
        }
    }

    private func expectNear(_ result: Picture, _ expected: Picture) {
        for plane in expected.planes.indices {
            let most = zip(result.planes[plane], expected.planes[plane]).map { abs($0 - $1) }.max() ?? 0
            #expect(most <= 1, "plane \(plane) is off by \(most)")
        }
    }

    /// Against scale, which is tested against others.
    @Test func picturesAreResizedAsScaleDoes() throws {
        let format = PixelFormat(family: .rgb, depth: 8), frame = seededPicture(FrameShape(format: format, width: 18, height: 21), seed: 1)
        for content in Content.allCases {
            let photo = seededPicture(FrameShape(format: format, width: 9, height: 7), seed: 6, content: content)
            let result = try One(picture: photo).instance("overlay", "a.png,position=0:0,size=18:21").reference(frame)
            expectNear(result, Scale(width: 18, height: 21).reference(photo))
        }
    }

    /// To R, G, B and back; all of the colours lie inside.
    @Test func aPictureOfYUVKeepsItsColours() throws {
        for (number, matrix) in [1, 4, 5, 7, 9].enumerated() {
            let shape = FrameShape(
                format: PixelFormat(family: .yuv, depth: 8), width: 64, height: 8, color: ColorInfo(matrix: matrix, range: number % 2 == 0 ? .limited : .full))
            var colors = seededPicture(shape, seed: 2)
            for plane in 0..<3 { colors.planes[plane] = colors.planes[plane].map { plane == 0 ? 100 + $0 % 50 : 118 + $0 % 21 } }
            expectNear(try One(picture: colors).instance("overlay", "a.png,position=0:0").reference(seededPicture(shape, seed: 9)), colors)
        }
    }

    /// What lies beyond the frame is not made: 32768 x 32768 would be 32 GiB.
    @Test func hugePicturesAreCut() throws {
        let frame = seededPicture(Self.gray, seed: 1), dot = seededPicture(FrameShape(format: Self.gray.format, width: 1, height: 1), seed: 5)
        let result = try One(picture: dot).instance("overlay", "a.png,size=32768:32768,position=30%:60%").reference(frame)
        #expect(result.planes[0].allSatisfy { $0 == dot.planes[0][0] })
        let wide = seededPicture(FrameShape(format: PixelFormat(family: .rgb, depth: 8), width: 2000, height: 1), seed: 3)
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8), width: 64, height: 40)
        for (name, value) in [("chromakey", "background=a.png"), ("overlay", "a.png,size=-1:40")] {
            let instance = try One(picture: wide).instance(name, value)
            let error = #expect(throws: FilterError.self) { try instance.checkShape(shape) }
            #expect(error?.message.contains("80000x40 is too large") == true, "\(String(describing: error))")
        }
    }

    /// A plan for another set of active filters takes the layer that is there.
    @Test func layersAreMadeOnce() throws {
        let shape = FrameShape(format: testFormats[1], width: 37, height: 23), other = FrameShape(format: testFormats[1], width: 38, height: 23)
        let overlay = try #require(Self.parser.parse(name: "overlay", value: "photo.jpg,position=0:0").filter as? Overlay)
        let key = try #require(Self.parser.parse(name: "chromakey", value: "background=photo.jpg").filter as? ChromaKey)
        guard case .picture(let background) = key.background else { throw FilterError("no picture") }
        for layer in [overlay.layer, { key.ground(background, on: $0) }] as [(FrameShape) -> [LayerPlane?]] {
            let first = try #require(layer(shape)[0]), again = try #require(layer(shape)[0]), changed = try #require(layer(other)[0])
            #expect(first.paintRow(0) == again.paintRow(0) && first.paintRow(0) != changed.paintRow(0))
        }
    }

    /// A full layer is the picture itself, whatever is below.
    @Test func anOpaquePictureOfTheFramesKindIsTheFrame() throws {
        let shape = FrameShape(format: PixelFormat(family: .rgb, depth: 8), width: 20, height: 10), shown = seededPicture(shape, seed: 8)
        let instance = try One(picture: shown).instance("overlay", "a.png,position=0:0")
        #expect(try FilterGroupTests.run([instance], seededPicture(shape, seed: 9), threads: 2, fuses: true) == shown)
    }

    /// Within one code of in · (1 − α) + p · α in Double, alpha and colour being the file's.
    @Test(arguments: [8, 10, 16]) func overlayIsNearTheExactMixture(depth: Int) throws {
        let shape = FrameShape(format: PixelFormat(family: .rgb, depth: depth), width: 12, height: 7)
        let picture = seededPicture(shape, seed: 1), over = try TestPictures().picture(at: ""), largest = Double(shape.format.maximum)
        for opacity in [1, 0.61] {
            let result = try Self.parser.parse(name: "overlay", value: "logo.png,position=0:0,opacity=\(opacity)").reference(picture)
            for plane in 0..<3 {
                for index in picture.planes[plane].indices {
                    let alpha = Double(over.planes[3][index]) / 255 * opacity
                    let exact = Double(picture.planes[plane][index]) * (1 - alpha) + Double(over.planes[plane][index]) / 255 * largest * alpha
                    // Half a code of the result, half of the paint; alpha is off by up to 2^-16.
                    #expect(abs(Double(result.planes[plane][index]) - exact) <= 1 + largest / 65536, "\(plane) \(index)")
                }
            }
        }
    }

    @Test func theKeysColourGoesAndOthersStay() throws {
        for format in testFormats where format.family != .gray {
            let shape = FrameShape(format: format, width: 8, height: 4, color: ColorInfo(matrix: 1, range: .limited))
            for (text, stays) in [("#00B140", false), ("#C08060", true), ("#808080", true), ("#2040C0", true), ("#E0E000", true)] {
                let color = try FillColor(text, filter: "test").samples(for: shape), ground = try FillColor("navy", filter: "test").samples(for: shape)
                let picture = Picture(
                    shape: shape,
                    planes: (0..<format.planeCount).map { Array(repeating: color[$0], count: shape.size(ofPlane: $0).width * shape.size(ofPlane: $0).height) })
                let result = try Self.parser.parse(name: "chromakey", value: "background=navy").reference(picture)
                for plane in 0..<format.planeCount { #expect(result.planes[plane][0] == (stays ? color : ground)[plane], "\(text) \(format) \(plane)") }
            }
        }
    }

    @Test func noneWritesAlpha() throws {
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, hasAlpha: true), width: 2, height: 1, color: ColorInfo(matrix: 1, range: .limited))
        let green = try FillColor("#00B140", filter: "test").samples(for: shape), red = try FillColor("red", filter: "test").samples(for: shape)
        let picture = Picture(shape: shape, planes: (0..<4).map { [green[$0], red[$0]] })
        let result = try Self.parser.parse(name: "chromakey", value: "background=none").reference(picture)
        #expect(result.planes[3] == [0, 255] && result.planes[0] == picture.planes[0])
    }

    @Test func framesWithoutColourOrAlphaAreRefused() throws {
        let picture = seededPicture(Self.gray, seed: 1)
        #expect(throws: FilterError.self) {
            try FilterGroupTests.run([try Self.parser.parse(name: "chromakey", value: nil)], picture, threads: 1, fuses: true)
        }
        let color = seededPicture(FrameShape(format: PixelFormat(family: .yuv, depth: 8), width: 4, height: 4), seed: 1)
        #expect(throws: FilterError.self) {
            try FilterGroupTests.run([try Self.parser.parse(name: "chromakey", value: "background=none")], color, threads: 1, fuses: true)
        }
    }

    @Test(arguments: [
        ("overlay", "a.png,position=topleft", "did you mean top-left?"), ("overlay", "a.png,position=1:2:3", "position is"),
        ("overlay", "a.png,margin=x", "margin is"), ("overlay", "a.png,margin=+5", "margin is"), ("overlay", "a.png,position=-+5:0", "position is"),
        ("overlay", "a.png,position=+5:0", "position is"), ("overlay", "a.png,size=0", "size=W:H"), ("overlay", "", "overlay=FILE"),
        ("chromakey", "gray", "color=lime"), ("chromakey", "lime,background=navi", "did you mean navy?"), ("chromakey", "lme", "did you mean lime?"),
    ])
    func wrongWordsAreTold(name: String, value: String, hint: String) {
        let error = #expect(throws: FilterError.self) { try Self.parser.parse(name: name, value: value.isEmpty ? nil : value) }
        #expect(error?.message.hasPrefix(name + ": ") == true && error?.hint?.contains(hint) == true, "\(String(describing: error))")
    }

    @Test func positionsAreThoseOfTheShownPicture() throws {
        let one = "one.png,margin=2,position="
        let picture = seededPicture(FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 11, height: 9), seed: 1, content: .zeros)
        for (word, x, y) in [("top-left", 2, 2), ("top", 5, 2), ("bottom-right", 8, 6), ("right", 8, 4), ("3:-1", 3, 7), ("100%:0%", 10, 0)] {
            let result = try Self.parser.parse(name: "overlay", value: one + word).reference(picture)
            #expect(result.planes[0].firstIndex { $0 != 0 } == y * 11 + x, "\(word)")
        }
    }
}
