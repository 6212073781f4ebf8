// What filters that move samples must mean, whatever their arithmetic.
import Filters
import TestSupport
import Testing
import VideoFrame

@Suite struct GeometryTests {
    static let parser = FilterParser(registry: .builtIn)

    static func filter(_ name: String, _ value: String) throws -> FilterInstance { try parser.parse(name: name, value: value) }

    static func apply(_ chain: [(String, String)], to picture: Picture) throws -> Picture {
        try chain.reduce(picture) { try filter($1.0, $1.1).reference($0) }
    }

    @Test(arguments: testFormats) func turnsComeBack(format: PixelFormat) throws {
        for (width, height) in testSizes {
            let picture = seededPicture(
                FrameShape(format: format, width: width, height: height, sampleAspect: Rational(4, 3)), seed: UInt64(width))
            for chain in [
                [("flip", "h"), ("flip", "h")], [("flip", "v"), ("flip", "v")], [("flip", "both"), ("rotate", "180")],
                [("flip", "h"), ("flip", "v"), ("flip", "both")],
                Array(repeating: ("rotate", "90"), count: 4), [("rotate", "-90"), ("rotate", "90")], [("rotate", "270"), ("rotate", "-270")],
                [("rotate", "360")], [("scale", "100%")], [("crop", "100%:100%")],
            ] {
                #expect(firstDifference(try Self.apply(chain, to: picture), picture) == nil, "\(chain) \(format) \(width)x\(height)")
            }
        }
    }

    @Test func quarterTurnsAreClockwise() throws {
        let shape = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 3, height: 2, sampleAspect: Rational(4, 3))
        let picture = Picture(shape: shape, planes: [[1, 2, 3, 4, 5, 6]])
        let turned = try Self.apply([("rotate", "90")], to: picture)
        #expect(turned.planes[0] == [4, 1, 5, 2, 6, 3])
        #expect(turned.shape.width == 2 && turned.shape.height == 3 && turned.shape.sampleAspect == Rational(3, 4))
        #expect(try Self.apply([("flip", "h")], to: picture).planes[0] == [3, 2, 1, 6, 5, 4])
        #expect(try Self.apply([("flip", "v")], to: picture).planes[0] == [4, 5, 6, 1, 2, 3])
    }

    @Test func subsamplingTurnsToo() throws {
        var shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1), width: 8, height: 6)
        shape.color.chromaLocation = 1
        let turned = try Self.apply([("rotate", "90")], to: seededPicture(shape, seed: 1)).shape
        #expect(turned.format == PixelFormat(family: .yuv, depth: 8, chromaShiftY: 1))
        #expect(turned.color.chromaLocation == 4)
        #expect(turned.size(ofPlane: 1) == PlaneSize(width: 6, height: 4))
    }

    @Test(arguments: testFormats) func cropOfPadIsIdentity(format: PixelFormat) throws {
        let picture = seededPicture(FrameShape(format: format, width: 44, height: 28), seed: 3)
        let padded = try Self.apply([("pad", "84:64:8:12:red")], to: picture)
        #expect(padded.shape.width == 84 && padded.shape.height == 64)
        #expect(firstDifference(try Self.apply([("crop", "44:28:8:12")], to: padded), picture) == nil)
    }

    @Test func coloursUseTheFramesMatrix() throws {
        func samples(_ color: String, matrix: Int, range: SampleRange, depth: Int = 8, family: PixelFormat.Family = .yuv) throws -> [Int] {
            let format = PixelFormat(family: family, depth: depth)
            return try FillColor(color, filter: "pad").samples(
                for: FrameShape(format: format, width: 8, height: 8, color: ColorInfo(matrix: matrix, range: range)))
        }
        // The primaries' codes as BT.601 and BT.709 have them.
        #expect(try samples("red", matrix: 6, range: .limited) == [81, 90, 240])
        #expect(try samples("blue", matrix: 6, range: .limited) == [41, 240, 110])
        #expect(try samples("red", matrix: 1, range: .limited) == [63, 102, 240])
        #expect(try samples("#00FF00", matrix: 1, range: .limited) == [173, 42, 26])
        #expect(try samples("white", matrix: 1, range: .limited, depth: 10) == [940, 512, 512])
        #expect(try samples("white", matrix: 1, range: .full) == [255, 128, 128])
        #expect(try samples("black", matrix: 2, range: .unspecified) == [16, 128, 128])
        #expect(try samples("#FF8000", matrix: 0, range: .full, depth: 16, family: .rgb) == [32896, 0, 65535])
    }

    @Test(arguments: [
        ("crop", "31:20:0:0", "31", "30 or 32"), ("crop", "30:20:3:0", "offset", "2 or 4"), ("crop", "300:20:0:0", "64x48", ""), ("crop", "0:10", "empty", ""),
        ("crop", "a:b", "'a'", "W:H"), ("crop", "10:10:60:0", "does not lie", ""), ("pad", "32:48", "does not fit", ""),
        ("pad", "101:60", "101", "100 or 102"),
        ("pad", "100:60:-1:-1:blak", "colour", "black"), ("pad", "100:60:1:0", "offset", "0 or 2"), ("scale", "33:20", "33", "32 or 34"),
        ("scale", "-1:-1", "no size", ""),
        ("scale", "640x480", "no length", "W:H"), ("scale", "99999:10", "no length", ""), ("perspective", "0:0:10:0", "four corners", ""),
        ("perspective", "0:0:0:100%:100%:100%:100%:0", "convex", "clockwise"), ("rotate", "400", "out of range", ""),
        ("rotate", "20,fill=#12345", "colour", ""),
    ]) func refusesWithTheNearestThatSuits(name: String, value: String, message: String, hint: String) throws {
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 64, height: 48)
        let error = #expect(throws: FilterError.self) { try Self.filter(name, value).checkShape(shape) }
        #expect(error?.message.contains(message) == true && error?.message.hasPrefix(name) == true, "\(error?.message ?? "")")
        #expect(hint.isEmpty || error?.hint?.contains(hint) == true, "\(error?.hint ?? "")")
    }

    /// A turn by nearly nothing, a map onto itself and a lens without distortion leave the middle alone; a whole turn of small steps moves a spot round.
    @Test(arguments: [("perspective", "0:0:100%:0:100%:100%:0:100%"), ("undistort", "0,k2=0"), ("rotate", "0.0001")])
    func nothingIsNothing(name: String, value: String) throws {
        let picture = seededPicture(FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 70, height: 50), seed: 5)
        #expect(firstDifference(try Self.apply([(name, value)], to: picture), picture) == nil)
    }

    @Test func freeRotationIsClockwise() throws {
        let shape = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 101, height: 101)
        var picture = seededPicture(shape, seed: 1, content: .zeros)
        // A spot above the middle comes to lie to the upper right of it.
        for y in 18...22 { for x in 48...52 { picture.planes[0][y * 101 + x] = 255 } }
        let turned = try Self.apply([("rotate", "45")], to: picture).planes[0]
        let bright = turned.indices.filter { turned[$0] > 200 }
        #expect(!bright.isEmpty && bright.allSatisfy { abs($0 % 101 - 71) < 5 && abs($0 / 101 - 29) < 5 })
    }

    @Test func fourCornersComeToLieInTheFrames() throws {
        let shape = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 200, height: 120)
        var picture = seededPicture(shape, seed: 1, content: .zeros)
        for y in 30..<90 { for x in 50..<150 { picture.planes[0][y * 200 + x] = 200 } }
        // The bright rectangle fills the frame, but for the outermost half sample.
        let result = try Self.apply([("perspective", "50:30:150:30:150:90:50:90")], to: picture).planes[0]
        for y in 2..<118 { for x in 2..<198 { #expect(result[y * 200 + x] == 200) } }
    }
}
