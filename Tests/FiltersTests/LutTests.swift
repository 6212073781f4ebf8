// lut against tetrahedral interpolation written out here, and every wrong file refused in words.
import TestSupport
import Testing
import VideoFrame

@testable import Filters

@Suite struct LutTests {
    private func lut(_ text: String, strength: Double = 1) throws -> Lut { Lut(cube: try CubeTable.parse(Array(text.utf8)), strength: strength) }

    private static func identity(_ size: Int) -> String {
        var lines = ["LUT_3D_SIZE \(size)"]
        for b in 0..<size {
            for g in 0..<size { for r in 0..<size { lines.append([r, g, b].map { "\(Double($0) / Double(size - 1))" }.joined(separator: " ")) } }
        }
        return lines.joined(separator: "\n")
    }

    @Test func anIdentityChangesNothing() throws {
        for depth in [8, 10, 12, 16] {
            for size in [2, 17, 33] {
                // A place in a cell is known to 2^-14 of it: 4 codes of 16 bits where one cell is all.
                let lut = try lut(Self.identity(size)), tolerance = depth < 16 ? 0 : size == 2 ? 3 : 1
                let rgb = seededPicture(FrameShape(format: PixelFormat(family: .rgb, depth: depth, hasAlpha: true), width: 32, height: 8), seed: 1)
                let result = lut.reference(rgb)
                for plane in 0..<4 {
                    for (before, after) in zip(rgb.planes[plane], result.planes[plane]) { #expect(abs(before - after) <= tolerance) }
                }
                // Colours that R, G and B can show; odd sizes, so chroma that covers half a pair.
                let format = PixelFormat(family: .yuv, depth: depth, chromaShiftX: 1, chromaShiftY: 1)
                var yuv = seededPicture(FrameShape(format: format, width: 7, height: 5), seed: 2)
                yuv.planes[0] = yuv.planes[0].map { (110 << (depth - 8)) + $0 % (30 << (depth - 8)) }
                for plane in 1...2 { yuv.planes[plane] = yuv.planes[plane].map { (118 << (depth - 8)) + $0 % (20 << (depth - 8)) } }
                let same = lut.reference(yuv)
                for plane in 0..<3 {
                    for (a, b) in zip(yuv.planes[plane], same.planes[plane]) { #expect(abs(a - b) <= (depth == 16 ? 6 : depth == 12 ? 1 : 0)) }
                }
                #expect(try self.lut(TestCube.table(size: 3), strength: 0).reference(rgb).planes[0].elementsEqual(rgb.planes[0]) { abs($0 - $1) <= 2 })
            }
        }
    }

    /// The six tetrahedra of Kasson, Nin, Plouffe and Hafner (1995), one by one.
    @Test func interpolationIsTetrahedral() throws {
        let size = 5, text = TestCube.table(size: size), cube = try CubeTable.parse(Array(text.utf8))
        let picture = seededPicture(FrameShape(format: PixelFormat(family: .rgb, depth: 8), width: 40, height: 20), seed: 3)
        let result = Lut(cube: cube).reference(picture)
        func corner(_ r: Int, _ g: Int, _ b: Int) -> [Double] {
            cube.values[min(r, 4) + size * (min(g, 4) + size * min(b, 4))].map { min(max($0, 0), 1) }
        }
        for index in picture.planes[0].indices {
            let place = [2, 0, 1].map { Double(picture.planes[$0][index]) / 255 * 4 }, cell = place.map { min(Int($0), 3) }
            let (x, y, z) = (place[0] - Double(cell[0]), place[1] - Double(cell[1]), place[2] - Double(cell[2]))
            func c(_ r: Int, _ g: Int, _ b: Int) -> [Double] { corner(cell[0] + r, cell[1] + g, cell[2] + b) }
            func mix(_ parts: [(Double, [Double])]) -> [Double] { (0..<3).map { channel in parts.reduce(0) { $0 + $1.0 * $1.1[channel] } } }
            let wanted: [Double]
            if x > y && y > z {
                wanted = mix([(1 - x, c(0, 0, 0)), (x - y, c(1, 0, 0)), (y - z, c(1, 1, 0)), (z, c(1, 1, 1))])
            } else if x > y && x > z {
                wanted = mix([(1 - x, c(0, 0, 0)), (x - z, c(1, 0, 0)), (z - y, c(1, 0, 1)), (y, c(1, 1, 1))])
            } else if x > y {
                wanted = mix([(1 - z, c(0, 0, 0)), (z - x, c(0, 0, 1)), (x - y, c(1, 0, 1)), (y, c(1, 1, 1))])
            } else if z > y {
                wanted = mix([(1 - z, c(0, 0, 0)), (z - y, c(0, 0, 1)), (y - x, c(0, 1, 1)), (x, c(1, 1, 1))])
            } else if z > x {
                wanted = mix([(1 - y, c(0, 0, 0)), (y - z, c(0, 1, 0)), (z - x, c(0, 1, 1)), (x, c(1, 1, 1))])
            } else {
                wanted = mix([(1 - y, c(0, 0, 0)), (y - x, c(0, 1, 0)), (x - z, c(1, 1, 0)), (z, c(1, 1, 1))])
            }
            for (channel, plane) in [2, 0, 1].enumerated() { #expect(abs(wanted[channel] * 255 - Double(result.planes[plane][index])) <= 0.51) }
        }
    }

    @Test func aOneDimensionalTableIsACurveAChannel() throws {
        let text = "TITLE \"negative\"\n# red only\nLUT_1D_SIZE 2\n1 0 0\n0 1 1\n"
        let rgb = seededPicture(FrameShape(format: PixelFormat(family: .rgb, depth: 10), width: 32, height: 8), seed: 1)
        let result = try lut(text).reference(rgb)
        #expect(result.planes[0] == rgb.planes[0] && result.planes[1] == rgb.planes[1] && result.planes[2] == rgb.planes[2].map { 1023 - $0 })
        #expect(try lut(text, strength: 0.5).reference(rgb).planes[2].allSatisfy { $0 == 512 })
        // Gray: the luma of what R = G = B becomes. All three turned is the negative.
        let gray = seededPicture(FrameShape(format: PixelFormat(family: .gray, depth: 8), width: 32, height: 8), seed: 1)
        #expect(try lut("LUT_1D_SIZE 2\n1 1 1\n0 0 0").reference(gray).planes[0] == gray.planes[0].map { 255 - $0 })
        // An input range of 0...0.5: what lies above is looked up at its end.
        let half = try lut("LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE 0 0.5\n0 0 0\n1 1 1").reference(rgb)
        #expect(half.planes[0] == rgb.planes[0].map { min(2 * $0, 1023) })
    }

    static let refused: [(String, String)] = [
        ("", "neither"), ("# nothing\n", "neither"), ("LUT_3D_SIZE 2\n0 0 0\n", "has 1 of 8"), ("LUT_1D_SIZE 2\n0 0 0\n1 1 1\n1 1 1\n", "line 4: more entries"),
        ("LUT_3D_SIZE 4096\n", "out of range"), ("LUT_3D_SIZE 1\n", "out of range"), ("LUT_3D_SIZE -2\n", "out of range"),
        ("LUT_1D_SIZE 99999999999999999999\n", "out of range"),
        ("LUT_1D_SIZE 2\n0 0 nan\n1 1 1\n", "three numbers"), ("LUT_1D_SIZE 2\n0 0 inf\n", "three numbers"), ("LUT_1D_SIZE 2\nNaN 0 0\n", "no word"),
        ("LUT_1D_SIZE 2\n0 0 1e999\n", "three numbers"), ("LUT_1D_SIZE 2\n0 0\n", "three numbers"), ("0 0 0\n", "before"), ("HELLO\n", "no word"),
        ("LUT_1D_SIZE 2\nLUT_3D_SIZE 2\n", "second size"), ("LUT_1D_SIZE 2\nDOMAIN_MIN 1 1 1\n0 0 0\n1 1 1\n", "input range"),
        ("LUT_1D_SIZE 2\nDOMAIN_MAX 1e6 1 1\n0 0 0\n1 1 1\n", "input range"), ("\u{0}\u{1}\u{2}", "three numbers"),
    ]

    @Test(arguments: refused.indices) func wrongFilesAreRefused(index: Int) {
        let (text, words) = Self.refused[index], file = TestCube(text)
        let error = #expect(throws: FilterError.self) { try FilterParser(registry: .builtIn).parse(name: "lut", value: file.path) }
        #expect(error?.message.contains(words) == true || text.hasPrefix("\u{0}"), "\(error?.message ?? "")")
    }

    @Test func placesThatAreNoFilesAreRefused() {
        for (value, words) in [
            ("/nonexistent/a.cube", "No such file"), ("/tmp", "no regular file"), ("/dev/zero", "no regular file"), ("strength=1", "no file is given"),
        ] {
            let error = #expect(throws: FilterError.self) { try FilterParser(registry: .builtIn).parse(name: "lut", value: value) }
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        }
    }

    @Test func anyBytesAreReadOrRefused() {
        var generator = SeededGenerator(state: 12)
        let right = Array(TestCube.table(size: 2).utf8)
        for _ in 0..<3000 {
            var bytes = right
            for _ in 0...Int.random(in: 0...5, using: &generator) {
                let place = Int.random(in: 0..<max(1, bytes.count), using: &generator)
                switch Int.random(in: 0...3, using: &generator) {
                case 0 where !bytes.isEmpty: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + 9))
                case 2: bytes.insert(contentsOf: Array("1e9 -\n#".utf8), at: min(place, bytes.count))
                default: bytes.removeLast(min(bytes.count, 3))
                }
            }
            guard let cube = try? CubeTable.parse(bytes) else { continue }
            let picture = seededPicture(FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 2, height: 2), seed: 1)
            if cube.size < 9 { #expect(Lut(cube: cube).reference(picture).planes.count == 3) }
        }
    }
}
