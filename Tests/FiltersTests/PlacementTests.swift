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
                for plane in 0..<format.planeCount {
                    let mask = try #require(try placement.mask(for: frame, plane: plane))
                    let size = frame.size(ofPlane: plane), isChroma = format.isChroma(plane: plane)
                    for row in 0..<size.height {
                        for column in 0..<size.width {
                            let lx = column << (isChroma ? format.chromaShiftX : 0), ly = row << (isChroma ? format.chromaShiftY : 0)
                            var isInside = lx >= x && lx < x + width && ly >= y && ly < y + height
                            if placement.shape == .ellipse {
                                let dx = 2 * (lx - x) + 1 - width, dy = 2 * (ly - y) + 1 - height
                                isInside = isInside && dx * dx * height * height + dy * dy * width * width <= width * width * height * height
                            }
                            #expect(mask.covers(x: column, y: row) == (isInside != placement.isInverted))
                            if !placement.isInverted && isInside {
                                #expect(mask.bounds.rows.contains(row) && mask.bounds.columns.contains(column))
                            }
                        }
                    }
                }
            }
        }
    }

    @Test func percentIsOfTheFrame() throws {
        var placement = Placement()
        placement.region = .init(x: .percent(25), y: .percent(50), width: .percent(50), height: .percent(50))
        let mask = try #require(try placement.mask(for: FrameShape(format: testFormats[0], width: 200, height: 100), plane: 0))
        #expect((mask.x, mask.y, mask.width, mask.height) == (50, 50, 100, 50))
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
}
