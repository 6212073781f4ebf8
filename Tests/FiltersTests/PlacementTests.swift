// Spans against the definition, sample by sample; percent and time.
import Filters
import TestSupport
import Testing
import VideoFrame

@Suite struct PlacementTests {
    @Test func spansFollowTheDefinition() throws {
        var generator = SeededGenerator(state: 2)
        for format in testFormats {
            let frame = FrameShape(format: format, width: 61, height: 47)
            for _ in 0..<60 {
                var placement = Placement()
                let x = Int.random(in: 0...60, using: &generator), y = Int.random(in: 0...46, using: &generator)
                let width = Int.random(in: 1...61 - x, using: &generator), height = Int.random(in: 1...47 - y, using: &generator)
                placement.region = .init(x: .pixels(x), y: .pixels(y), width: .pixels(width), height: .pixels(height))
                placement.shape = Bool.random(using: &generator) ? .rect : .ellipse
                placement.isInverted = Bool.random(using: &generator)
                let masks = try #require(try placement.masks(for: frame))
                for plane in 0..<format.planeCount {
                    let mask = masks[plane]
                    let size = frame.size(ofPlane: plane), isChroma = format.isChroma(plane: plane)
                    for row in 0..<size.height {
                        for column in 0..<size.width {
                            let lx = column << (isChroma ? format.chromaShiftX : 0), ly = row << (isChroma ? format.chromaShiftY : 0)
                            var isInside = lx >= x && lx < x + width && ly >= y && ly < y + height
                            if placement.shape == .ellipse {
                                let dx = 2 * (lx - x) + 1 - width, dy = 2 * (ly - y) + 1 - height
                                isInside = isInside && dx * dx * height * height + dy * dy * width * width <= width * width * height * height
                            }
                            let isCovered = isInside != placement.isInverted
                            #expect(mask.weight(x: column, y: row) == (isCovered ? 255 : 0))
                            if isCovered { #expect(mask.bounds.rows.contains(row) && mask.bounds.columns.contains(column)) }
                        }
                    }
                }
            }
        }
    }

    @Test func percentIsOfTheFrame() throws {
        var placement = Placement()
        placement.region = .init(x: .percent(25), y: .percent(50), width: .percent(50), height: .percent(50))
        let mask = try #require(try placement.masks(for: FrameShape(format: testFormats[0], width: 200, height: 100)))[0]
        #expect(mask.bounds.columns == 50..<150 && mask.bounds.rows == 50..<100)
    }

    @Test func timeIsExactForAnyBase() {
        var placement = Placement()
        placement.from = 1001
        // Frame 30 of 29.97 fps is at exactly 1001 ms.
        let base = Rational(1001, 30000)
        #expect(!placement.isActive(at: FrameTiming(pts: 29, timeBase: base)))
        #expect(placement.isActive(at: FrameTiming(pts: 30, timeBase: base)))
        placement.to = 2002
        #expect(placement.isActive(at: FrameTiming(pts: 59, timeBase: base)))
        #expect(!placement.isActive(at: FrameTiming(pts: 60, timeBase: base)))
        #expect(!placement.isActive(at: FrameTiming(pts: .max, timeBase: base)))
        #expect(!placement.isActive(at: FrameTiming(pts: -5, timeBase: base)))
    }

    /// A region says where the picture is seen: turning the frame upright first, or acting in it as it is stored, gives the same picture.
    @Test func regionsOfTurnedPicturesLieWhereTheyAreSeen() throws {
        let parser = FilterParser(registry: .builtIn)
        let instance = try parser.parse(name: "invert", value: "region=3:5:20:11,shape=ellipse")
        for turns in 0..<4 {
            for isMirrored in [false, true] {
                let orientation = Orientation(isMirrored: isMirrored, quarterTurns: turns)
                var shape = FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 31, height: 40)
                shape.orientation = orientation
                let picture = Picture(shape: shape, planes: [(0..<31 * 40).map { $0 % 251 }])
                // The display's doing as filters: mirrored first, then turned clockwise.
                func shown(_ picture: Picture) throws -> Picture {
                    var result = Picture(shape: FrameShape(format: shape.format, width: 31, height: 40), planes: picture.planes)
                    if isMirrored { result = try parser.parse(name: "flip", value: "h").reference(result) }
                    return turns == 0 ? result : try parser.parse(name: "rotate", value: "\(90 * turns)").reference(result)
                }
                let filtered = try instance.reference(picture)
                #expect(filtered != picture)
                #expect(try shown(filtered).planes == instance.reference(shown(picture)).planes, "\(orientation)")
            }
        }
    }
}
