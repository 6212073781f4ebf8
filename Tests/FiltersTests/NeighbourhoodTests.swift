// Divisions of boxblur over their whole range, matrices of convolve, and laws of the neighbourhood filters.
import TestSupport
import Testing
import VideoFrame

@testable import Filters

@Suite struct NeighbourhoodTests {
    /// Windows of windows leave nothing out, add nothing, and take far fewer samples than one wide one.
    @Test func windowsOfWindowsAreWhole() {
        for radius in 1...127 {
            var covered: Set<Int> = [0], taps = 0, before = 0
            for next in ComputePass.radii(to: radius) {
                #expect(next > before)
                // As the shader goes.
                let distance = next - before, places = Array(stride(from: -distance, to: distance, by: 2 * before + 1)) + [distance]
                covered = Set(places.flatMap { place in covered.map { $0 + place } })
                #expect(covered == Set(-next...next), "\(radius): \(next)")
                taps += places.count
                before = next
            }
            #expect(before == radius && taps <= 2 * radius + 1 && (radius < 50 || taps < 24), "\(radius): \(taps)")
        }
    }

    /// Every count that takes the small form, every sum.
    @Test func smallDivisionsAreExact() throws {
        var counts = 0
        for columns in stride(from: 1, through: 15, by: 2) {
            for rows in stride(from: 1, through: 15, by: 2) {
                let count = columns * rows, largest = 255 * count + count / 2
                guard let (multiplier, shift) = BoxBlur.smallDivision(by: count, upTo: largest) else { continue }
                counts += 1
                let wrong = (0...largest).first { (($0 * Int(multiplier)) >> 16) >> Int(shift) != $0 / count }
                #expect(wrong == nil, "\(count)")
            }
        }
        #expect(counts > 50)
    }

    /// On both sides of every step of the quotient, with the largest counts that each form takes.
    @Test(arguments: [(255, 89, 91), (1023, 65, 31), (4095, 73, 7), (255, 63, 127)]) func floatDivisionsAreExact(maximum: Int, columns: Int, rows: Int) {
        let count = columns * rows
        #expect(BoxBlur.Form(maximum: maximum, columns: columns, rows: rows) == .narrow)
        let window = BoxBlur.window(maximum: maximum, rx: columns / 2, ry: rows / 2, width: 1)
        for quotient in 0...maximum {
            for sum in [quotient * count - count / 2 - 1, quotient * count - count / 2, quotient * count, quotient * count + count / 2] where sum >= 0 {
                if Int((Float(sum) + window.bias) * window.inverse) != (sum + count / 2) / count { Issue.record("\(sum) / \(count)") }
            }
        }
    }

    @Test func productsAreFound() throws {
        let (column, row) = try #require(Convolve.factors([[2, -4, 6], [0, 0, 0], [-3, 6, -9]]))
        #expect(column == [2, 0, -3] && row == [1, -2, 3])
        #expect(Convolve.factors([[0, 1, 0], [1, -4, 1], [0, 1, 0]]) == nil)
        #expect(Convolve.factors([[0, 0, 0]]) == nil)
        let (_, last) = try #require(Convolve.factors([[0], [0], [5]]))
        #expect(last == [1])
    }

    @Test(arguments: ["1 2", "1 2 3;4 5 6", "1;2 3 4;5", "1 x 1", ";", "1.5", "32767:1:0", "1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1"])
    func badMatricesAreRefused(text: String) {
        #expect(throws: FilterError.self) { try FilterParser(registry: .builtIn).parse(name: "convolve", value: "matrix=\(text)") }
    }

    /// Opening and closing twice is opening and closing once; opening never brightens.
    @Test(arguments: ["rect", "cross", "ellipse"]) func openingIsIdempotent(element: String) throws {
        let picture = seededPicture(FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1), width: 30, height: 20), seed: 5)
        let parser = FilterParser(registry: .builtIn)
        for name in ["open", "close"] {
            let filter = try parser.parse(name: name, value: "2,element=\(element)"), once = try filter.reference(picture)
            #expect(try filter.reference(once) == once)
            for (before, after) in zip(picture.planes.joined(), once.planes.joined()) { #expect(name == "open" ? after <= before : after >= before) }
        }
    }

    @Test func aGreyPictureStaysGreyUnderAnyMatrix() throws {
        var picture = seededPicture(FrameShape(format: PixelFormat(family: .yuv, depth: 8), width: 12, height: 9), seed: 5)
        for plane in 1...2 { picture.planes[plane] = picture.planes[plane].map { _ in 128 } }
        let result = try FilterParser(registry: .builtIn).parse(name: "convolve", value: "0:1:0/1:-4:1/0:1:0,offset=30").reference(picture)
        #expect(result.planes[1] == picture.planes[1] && result.planes[2] == picture.planes[2])
    }
}
