// text: every level, thread count and layout against its reference, frame by frame, and what it says.
import CAllocationCounter
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import Filters
@testable import PipelineEngine

@Suite struct TextTests {
    static let parser = FilterParser(registry: .builtIn)
    static let values = [
        "{frame}", "A\\, b\\n{time} {fps},position=bottom-right,box=0.6", "pts {pts},size=9,color=#c02040,opacity=0.5,position=center",
        "Wide\\{\\} words that end beyond the frame,size=60%,box=1,margin=0,color=black", "AVAV {frame},position=-3:-1,size=70%",
        "{frame},position=60:1,box=0.3", "x,region=20%:20%:50%:60%,size=80%,position=center,box=1",
    ]

    @Test(arguments: testFormats) func equalsItsReference(format: PixelFormat) throws {
        var number = format.depth
        for value in Self.values {
            let instance = try Self.parser.parse(name: "text", value: value)
            for (width, height) in testSizes where instance.placement.isEverywhere || min(width, height) > 4 {
                number += 1
                if number % 3 != 0 { continue }
                let shape = FrameShape(format: format, width: width, height: height, color: ColorInfo(matrix: 1, range: .limited))
                let pictures = TimeRun.pictures(shape, count: 3, seed: UInt64(number)), numbers = [8, 9, 10]
                let text = try #require(instance.filter as? Text), masks = try instance.masks(for: shape)
                for level in KernelLevel.allCases where level <= .detected {
                    let results = try TimeRun.run([instance], pictures, numbers: numbers, threads: 1 + number % 3, level: level)
                    for (index, result) in results.enumerated() {
                        let whole = text.reference(pictures[index], result.timing, frameRate: Rational(0, 1))
                        var expected = pictures[index]
                        for plane in 0..<format.planeCount {
                            let across = shape.size(ofPlane: plane).width
                            for at in expected.planes[plane].indices {
                                let input = expected.planes[plane][at], drawn = whole.planes[plane][at]
                                expected.planes[plane][at] = masks?[plane].mixed(input, drawn, x: at % across, y: at / across) ?? drawn
                            }
                        }
                        #expect(firstDifference(result.picture, expected) == nil, "\(value) \(shape) \(level) frame \(index)")
                    }
                }
            }
        }
    }

    @Test func nothingIsDrawnWithoutOpacity() throws {
        let picture = seededPicture(FrameShape(format: testFormats[1], width: 37, height: 23), seed: 2)
        let instance = try Self.parser.parse(name: "text", value: "{frame},opacity=0,box=1,size=50%")
        #expect(try FilterGroupTests.run([instance], picture, threads: 1, fuses: true) == picture)
    }

    @Test func wordsAreThoseOfTheFrame() throws {
        func written(_ text: String, _ timing: FrameTiming, rate: Rational = Rational(30000, 1001)) throws -> String {
            let template = try TextTemplate(text, date: { "2026-03-01 14:05:09" }).resolved(frameRate: rate)
            return String(String.UnicodeScalarView(Text.written(template, timing)))
        }
        let timing = FrameTiming(pts: 90_123_456, duration: 1, timeBase: Rational(1, 25000), origin: 123_456, sequence: 41)
        #expect(try written("{frame}|{time}|{pts}|{fps}|{date}", timing) == "41|1:00:00.000|90123456|29.97|2026-03-01 14:05:09")
        #expect(try written("{time}", FrameTiming(pts: -1, timeBase: Rational(1, 1000))) == "-0:00:00.001")
        // The quotient's rounding does not leave 64 bits.
        #expect(try written("{time}", FrameTiming(pts: .min / 1000, timeBase: Rational(1, 1_000_000))) == "-2562047:47:16.855")
        #expect(try written("{time} {pts}", FrameTiming(duration: 1, sequence: 26)) == "0:00:01.040 ?")
        #expect(try written("\\{a\\}\\nb\\\\", timing) == "{a}\nb\\")
        for (rate, text) in [(Rational(24000, 1001), "23.976"), (Rational(25, 1), "25"), (Rational(25, 2), "12.5"), (Rational(0, 1), "?")] {
            #expect(try written("{fps}", timing, rate: rate) == text)
        }
    }

    /// The program's own writer, at the ends of 64 bits.
    @Test func longNumbersFit() throws {
        let instance = try Self.parser.parse(name: "text", value: "{frame}{time}{pts},size=8"), text = try #require(instance.filter as? Text)
        let picture = seededPicture(FrameShape(format: testFormats[0], width: 400, height: 12), seed: 1)
        for timing in [
            FrameTiming(pts: .min, timeBase: Rational(1, 1), sequence: .max), FrameTiming(pts: .max, timeBase: Rational(1, 1000), sequence: 1_000_000),
        ] {
            let result = try FilterGroupTests.run([instance], picture, threads: 1, fuses: true, timing: timing)
            #expect(firstDifference(result, text.reference(picture, timing, frameRate: Rational(0, 1))) == nil)
        }
    }

    @Test(arguments: [
        ("{fram}", "did you mean {frame}?"), ("{x", "words are"), ("a\\q", "\\n begins a line"), ("a\\", "\\n begins"), ("a,size=0", "size is"),
        ("a,size=-1", "size is"), ("a,font=No Such Font", "fc-list"), ("a,font=/nowhere.ttf", "font is"), ("\u{E000}", "font="),
        ("a,color=wite", "did you mean white?"),
    ])
    func wrongWordsAreTold(value: String, hint: String) {
        let error = #expect(throws: FilterError.self) { try Self.parser.parse(name: "text", value: value) }
        #expect(error?.message.hasPrefix("text: ") == true && error?.hint?.contains(hint) == true, "\(String(describing: error))")
    }

    /// What may be typed again gives the same filter, commas and all.
    @Test func aCommaIsEscaped() throws {
        let instance = try Self.parser.parse(name: "text", value: "a\\,b\\\\,size=9")
        #expect(instance.text == "text=text=a\\,b\\\\,size=9")
        let again = try Self.parser.parse(name: "text", value: String(instance.text.dropFirst(5)))
        #expect(again.text == instance.text)
    }

    @Test func allocatesNothingAfterWarmUp() throws {
        let shape = FrameShape(format: testFormats[1], width: 320, height: 180), pool = FramePool(), scheduler = TileScheduler(threads: 1, submitters: 1)
        defer { scheduler.stop() }
        let instance = try Self.parser.parse(name: "text", value: "frame {frame}\\n{time} {fps},box=0.5")
        let planner = Planner(configuration: PipelineConfiguration(threads: 1))
        let processor = try planner.processors([[instance]], shape: shape, frameRate: Rational(25, 1), pool: pool, scheduler: scheduler)[0]
        func pass(_ index: Int) {
            let frame = processor.process(
                Frame(shape: shape, timing: FrameTiming(pts: Int64(index), duration: 1, sequence: index), planes: pool.planes(for: shape)))
            _ = consume frame
        }
        for index in 0..<20 { pass(index) }
        let before = allocation_counter_value()
        for index in 95..<110 { pass(index) }
        #if DEBUG
            // Unoptimised code boxes captures on the heap: `Tools/check allocations` counts in an optimised build.
            _ = before
        #else
            #expect(allocation_counter_value() == before)
        #endif
    }
}
