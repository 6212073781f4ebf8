// Soft borders and mask pictures against their definitions, sample by sample.
import Filters
import TestSupport
import Testing
import VideoFrame

@Suite struct PlacementMaskTests {
    private static let gray = PixelFormat(family: .gray, depth: 8)

    private static func region(_ x: Int, _ y: Int, _ width: Int, _ height: Int) -> Placement.Region {
        .init(x: .pixels(x), y: .pixels(y), width: .pixels(width), height: .pixels(height))
    }

    /// The rectangle's share in words: the product of two smoothsteps of the distance to the nearer side that is a border.
    private static func rectangle(_ x: Int, _ y: Int, _ r: (x: Int, y: Int, width: Int, height: Int), _ frame: FrameShape, _ feather: Int) -> Double {
        func share(_ place: Int, _ start: Int, _ length: Int, _ total: Int) -> Double {
            let isFirst = start > 0, isLast = start + length < total
            var distances: [Double] = []
            if isFirst { distances.append(Double(place - start) + 0.5) }
            if isLast { distances.append(Double(start + length - place) - 0.5) }
            guard let distance = distances.min() else { return 1 }
            let t = min(1, distance / min(Double(feather), Double(length) / Double(distances.count)))
            return t * t * (3 - 2 * t)
        }
        return share(x, r.x, r.width, frame.width) * share(y, r.y, r.height, frame.height)
    }

    @Test func featherFollowsTheDefinition() throws {
        var generator = SeededGenerator(state: 4)
        func random(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
        for format in testFormats {
            let frame = FrameShape(format: format, width: 61, height: 47)
            for _ in 0..<20 {
                let x = random(0...60), y = random(0...46), width = random(1...61 - x), height = random(1...47 - y)
                var placement = Placement()
                placement.region = Self.region(x, y, width, height)
                placement.feather = random(1...40)
                placement.isInverted = random(0...2) == 0
                var luma: [Int] = []
                for row in 0..<47 {
                    for column in 0..<61 {
                        let isInside = column >= x && column < x + width && row >= y && row < y + height
                        let share = Self.rectangle(column, row, (x, y, width, height), frame, placement.feather)
                        let weight = isInside ? Int((255 * share + 0.5).rounded(.down)) : 0
                        luma.append(placement.isInverted ? 255 - weight : weight)
                    }
                }
                let masks = try #require(try placement.masks(for: frame))
                for plane in 0..<format.planeCount {
                    let size = frame.size(ofPlane: plane), isChroma = format.isChroma(plane: plane)
                    let right = isChroma ? 1 << format.chromaShiftX : 1, down = isChroma ? 1 << format.chromaShiftY : 1
                    for row in 0..<size.height {
                        for column in 0..<size.width {
                            var covered: [Int] = []
                            let end = min((column + 1) * right, 61)
                            for line in row * down..<min((row + 1) * down, 47) {
                                for place in column * right..<end { covered.append(luma[line * 61 + place]) }
                            }
                            let mean = (covered.reduce(0, +) + covered.count / 2) / covered.count
                            #expect(masks[plane].weight(x: column, y: row) == mean, "\(format) plane \(plane) \(column),\(row)")
                            if mean > 0 { #expect(masks[plane].bounds.rows.contains(row) && masks[plane].bounds.columns.contains(column)) }
                        }
                    }
                }
            }
        }
    }

    /// An ellipse is symmetrical, rises towards its middle, is full from the feather's width on and nothing where it does not cover.
    @Test(arguments: [(41, 41, 8), (60, 31, 12), (31, 60, 100), (2, 50, 3), (1, 1, 5)]) func ellipsesRiseInwards(width: Int, height: Int, feather: Int) throws {
        let frame = FrameShape(format: Self.gray, width: 70, height: 70)
        var hard = Placement()
        hard.region = Self.region(3, 4, width, height)
        hard.shape = .ellipse
        var soft = hard
        soft.feather = feather
        let covered = try #require(try hard.masks(for: frame))[0], mask = try #require(try soft.masks(for: frame))[0]
        for y in 0..<70 {
            for x in 0..<70 {
                let weight = mask.weight(x: x, y: y)
                #expect(covered.weight(x: x, y: y) == 255 || weight == 0)
                guard x >= 3, x < 3 + width, y >= 4, y < 4 + height else { continue }
                #expect(weight == mask.weight(x: 6 + width - 1 - x, y: y) && weight == mask.weight(x: x, y: 8 + height - 1 - y))
                if 2 * (x - 3) + 1 < width { #expect(weight <= mask.weight(x: x + 1, y: y)) }
            }
        }
        // Along the axes the distance is exact.
        for x in 0..<width where width % 2 == 1 && height % 2 == 1 && width > 2 * feather && height >= width {
            let t = min(1, (Double(min(x, width - 1 - x)) + 0.5) / Double(feather)), weight = 255 * t * t * (3 - 2 * t)
            #expect(abs(Double(mask.weight(x: 3 + x, y: 4 + height / 2)) - weight) < 0.51)
        }
        if width > 2 && height > 2 { #expect(mask.weight(x: 3 + width / 2, y: 4 + height / 2) > 240) }
    }

    @Test func levelsOfEveryLayout() throws {
        for format in testFormats {
            for range in [SampleRange.limited, .full, .unspecified] {
                let shape = FrameShape(format: format, width: 5, height: 3, color: ColorInfo(range: range))
                let picture = seededPicture(shape, seed: 3)
                var placement = Placement()
                placement.mask = MaskPicture(picture)
                let weights = try #require(try placement.masks(for: FrameShape(format: Self.gray, width: 5, height: 3)))[0]
                for index in 0..<15 {
                    var light = Double(picture.planes[0][index])
                    if format.family == .rgb {
                        let (g, b, r) = (light, Double(picture.planes[1][index]), Double(picture.planes[2][index]))
                        light = 0.299 * r + 0.587 * g + 0.114 * b
                    }
                    var level = min(max((light - Double(shape.black)) / Double(shape.white - shape.black), 0), 1)
                    if format.hasAlpha { level *= Double(picture.planes[format.colorPlaneCount][index]) / Double(format.maximum) }
                    let weight = Double(weights.weight(x: index % 5, y: index / 5))
                    #expect(abs(weight - 255 * level) < (format.family == .rgb ? 1.2 : 0.51), "\(format) \(range) sample \(index)")
                }
            }
        }
    }

    /// A mask of any size and aspect: even stays even, an edge becomes a ramp, nothing is turned round.
    @Test func masksAreScaledToTheFrame() throws {
        let frame = FrameShape(format: testFormats[1], width: 64, height: 48)
        for (width, height) in [(1, 1), (2, 1), (7, 300), (64, 48), (200, 5)] {
            for level in [0, 77, 255] {
                var placement = Placement()
                placement.mask = MaskPicture(
                    Picture(shape: FrameShape(format: Self.gray, width: width, height: height), planes: [[Int](repeating: level, count: width * height)]))
                for (plane, mask) in try #require(try placement.masks(for: frame)).enumerated() {
                    let size = frame.size(ofPlane: plane)
                    #expect((0..<size.width * size.height).allSatisfy { mask.weight(x: $0 % size.width, y: $0 / size.width) == level })
                    #expect(mask.bounds.rows == (level > 0 ? 0..<size.height : 0..<0))
                }
            }
        }
        var placement = Placement()
        placement.mask = MaskPicture(Picture(shape: FrameShape(format: Self.gray, width: 2, height: 1), planes: [[0, 255]]))
        let row = (0..<64).map { x in (try? placement.masks(for: frame))??[0].weight(x: x, y: 20) ?? -1 }
        #expect(row.first == 0 && row.last == 255 && row == row.sorted() && Set(row).count > 20)
    }

    /// Mask and region multiply; what is inverted is the two together.
    @Test func maskAndRegionMultiply() throws {
        let frame = FrameShape(format: Self.gray, width: 40, height: 30)
        var (both, region, mask) = (Placement(), Placement(), Placement())
        mask.mask = MaskPicture(seededPicture(FrameShape(format: Self.gray, width: 40, height: 30), seed: 1))
        (region.region, region.shape, region.feather) = (Self.region(4, 5, 30, 20), .ellipse, 6)
        (both.region, both.shape, both.feather, both.mask) = (region.region, region.shape, region.feather, mask.mask)
        for isInverted in [false, true] {
            both.isInverted = isInverted
            let a = try #require(try region.masks(for: frame))[0], b = try #require(try mask.masks(for: frame))[0]
            let product = try #require(try both.masks(for: frame))[0]
            for y in 0..<30 {
                for x in 0..<40 {
                    let weight = (a.weight(x: x, y: y) * b.weight(x: x, y: y) + 127) / 255
                    #expect(product.weight(x: x, y: y) == (isInverted ? 255 - weight : weight))
                }
            }
        }
    }

    /// A mask lies as the picture is shown: turning the frame upright first, or acting in it as it is stored, gives the same picture.
    @Test func masksOfTurnedPicturesLieWhereTheyAreSeen() throws {
        let parser = FilterParser(registry: .builtIn)
        for turns in 0..<4 {
            for isMirrored in [false, true] {
                let orientation = Orientation(isMirrored: isMirrored, quarterTurns: turns)
                var shape = FrameShape(format: Self.gray, width: 31, height: 40)
                shape.orientation = orientation
                var placement = Placement()
                placement.mask = MaskPicture(seededPicture(FrameShape(format: Self.gray, width: 11, height: 5), seed: 2))
                placement.region = Self.region(2, 0, 25, 29)
                placement.feather = 4
                let instance = FilterInstance(try parser.parse(name: "invert", value: nil).filter, placement: placement)
                let picture = Picture(shape: shape, planes: [(0..<31 * 40).map { $0 % 251 }])
                func shown(_ picture: Picture) -> Picture { Turn(orientation).reference(picture) }
                #expect(try shown(instance.reference(picture)).planes == instance.reference(shown(picture)).planes, "\(orientation)")
            }
        }
    }
}
