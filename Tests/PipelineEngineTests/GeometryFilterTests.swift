// Filters that move samples: at every level, with any threads, fused or not, bit for bit as defined.
import Filters
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct GeometryFilterTests {
    static let chains: [[(String, String?)]] = [
        [("flip", "h")], [("flip", "v")], [("flip", "both")], [("rotate", "90")], [("rotate", "180")], [("rotate", "-90")], [("rotate", "33.3,fill=orange")],
        [("crop", "50%:60%")], [("crop", "100%:50%:0:0"), ("flip", "h"), ("blur", "1")], [("pad", "150%:130%:-1:-1:#4080C0")],
        [("pad", "120%:300%:0:0:white"), ("edges", nil)], [("perspective", "10%:5%:90%:0:100%:100%:0:95%")], [("undistort", "-0.3,k2=0.05")],
        [("scale", "50%")], [("scale", "50%,method=bilinear")], [("scale", "50%,method=area")], [("scale", "67%,method=bilinear")],
        [("scale", "150%:80%,method=lanczos")], [("scale", "30%,method=area")],
        [("scale", "100%:70%,method=area")], [("scale", "12%:500%,method=lanczos")], [("scale", "260%,method=bicubic"), ("invert", nil)],
        [("blur", "1"), ("scale", "60%"), ("crop", "50%:50%"), ("pad", "200%:200%"), ("edges", nil)],
    ]

    @Test(arguments: testFormats.indices) func everyLevelEqualsTheReference(number: Int) throws {
        let format = testFormats[number]
        for (index, chain) in Self.chains.enumerated() {
            let instances = try BuiltInFilterTests.instances(chain)
            // Each chain meets each size over the formats.
            for (place, (width, height)) in testSizes.enumerated() where width * height < 50 || (place + index + number) % 4 == 0 {
                let content = Content.allCases[(index + place) % Content.allCases.count]
                let picture = seededPicture(FrameShape(format: format, width: width, height: height), seed: UInt64(index), content: content)
                let expected = try FilterGroupTests.reference(instances, picture)
                for level in KernelLevel.allCases where level <= .detected {
                    let result = try FilterGroupTests.run(
                        instances, picture, threads: 1 + place % 3, fuses: (place + index) % 2 == 0, level: level)
                    #expect(firstDifference(result, expected) == nil, "\(chain) \(format) \(width)x\(height) \(content) \(level)")
                }
            }
        }
    }

    /// Several bands, several tiles, and every kind of column sums: 16 together, with weights that repeat, within one load, far apart, wide.
    @Test(arguments: [8, 10, 12, 16]) func largerPlanesEqualTheReference(depth: Int) throws {
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: depth, chromaShiftX: 1, chromaShiftY: 1), width: 195, height: 150)
        let picture = seededPicture(shape, seed: 7, content: depth == 10 ? .blackAndWhiteNoise : .noise)
        let chains: [[(String, String?)]] = [
            [("rotate", "90")], [("rotate", "270")], [("rotate", "15")], [("flip", "both")], [("flip", "h")], [("scale", "128:100,method=bilinear")],
            [("scale", "128:100,method=lanczos")], [("scale", "64:50")], [("scale", "20:140,method=area")], [("scale", "300:60,method=lanczos")],
            [("scale", "130:100,method=lanczos")], [("scale", "104:80,method=bicubic")], [("scale", "390:300,method=bilinear")],
            [("scale", "390:80,method=lanczos")], [("undistort", "0.2")], [("scale", "6:4,method=lanczos")], [("scale", "194:2,method=area")],
        ]
        for chain in chains {
            let instances = try BuiltInFilterTests.instances(chain)
            let expected = try FilterGroupTests.reference(instances, picture)
            for level in KernelLevel.allCases where level <= .detected {
                for threads in [1, 4] {
                    let result = try FilterGroupTests.run(instances, picture, threads: threads, fuses: true, level: level)
                    #expect(firstDifference(result, expected) == nil, "\(chain) \(depth) \(level) threads \(threads)")
                }
            }
        }
    }

    @Test(arguments: [("flip", "h"), ("flip", "v"), ("rotate", "180"), ("rotate", "20"), ("perspective", "5%:0:95%:5%:100%:100%:0:90%"), ("undistort", "-0.2")])
    func regionsKeepTheRest(name: String, value: String) throws {
        for format in [testFormats[1], testFormats[5]] {
            let picture = seededPicture(FrameShape(format: format, width: 90, height: 70), seed: 2)
            for place in ["region=10:20:50:30", "region=10%:0:80%:100%,shape=ellipse,invert-region=true,feather=12"] {
                let instance = try FilterParser(registry: .builtIn).parse(name: name, value: "\(value),\(place)")
                let expected = try instance.reference(picture)
                #expect(expected != picture)
                #expect(firstDifference(try FilterGroupTests.run([instance], picture, threads: 2, fuses: true), expected) == nil, "\(name) \(place) \(format)")
            }
        }
    }

    @Test(arguments: [("crop", "20:20:0:0"), ("pad", "200%:100%"), ("scale", "50%"), ("rotate", "90")])
    func changedShapesTakeNoPlacement(name: String, value: String) throws {
        let picture = seededPicture(FrameShape(format: testFormats[1], width: 90, height: 70), seed: 2)
        for place in ["region=0:0:10:10", "time=1-2"] {
            let error = #expect(throws: FilterError.self) {
                let instance = try FilterParser(registry: .builtIn).parse(name: name, value: "\(value),\(place)")
                return try FilterGroupTests.run([instance], picture, threads: 1, fuses: true)
            }
            #expect(error?.message.hasPrefix(name) == true)
        }
    }

    /// A filter behind another in the same group is asked about the frames that reach it.
    @Test func checksSeeTheShapeThatComes() throws {
        let picture = seededPicture(FrameShape(format: testFormats[1], width: 90, height: 70), seed: 2)
        func run(_ chain: [(String, String?)]) throws -> Picture {
            try FilterGroupTests.run(try BuiltInFilterTests.instances(chain), picture, threads: 1, fuses: true)
        }
        #expect(try run([("pad", "200:100"), ("crop", "150:90:0:0")]).shape.width == 150)
        let error = #expect(throws: FilterError.self) { try run([("crop", "40:40:0:0"), ("crop", "50:20:0:0")]) }
        #expect(error?.message.contains("40x40") == true)
    }

    @Test func picturesAreMadeUprightWhereAFilterNeedsIt() throws {
        for turns in 0..<4 {
            for isMirrored in [false, true] {
                var shape = FrameShape(format: testFormats[1], width: 64, height: 48, sampleAspect: Rational(4, 3))
                shape.orientation = Orientation(isMirrored: isMirrored, quarterTurns: turns)
                let isTurned = shape.orientation != .upright
                func sink(_ value: (String, String?)) throws -> KeepingSink {
                    var made: KeepingSink?
                    let pipeline = try Pipeline(
                        source: SeededSource(count: 1, shape: shape), chain: BuiltInFilterTests.instances([value]),
                        configuration: PipelineConfiguration(threads: 1)
                    ) { stream in
                        let sink = KeepingSink(shape: stream.frame, keepsPicture: true)
                        made = sink
                        return sink
                    }
                    _ = try pipeline.run()
                    #expect(pipeline.plan.stages.count == (value.0 != "invert" && isTurned ? 4 : 3))
                    return try #require(made)
                }
                // Shown: mirrored, then turned.
                let stored = seededPicture(shape, seed: 7)
                var shown = stored
                if isMirrored { shown = Flip(.h).reference(shown) }
                shown = try Rotate(degrees: Double(90 * turns)).reference(shown)
                let flipped = try sink(("flip", "h")), last = try #require(flipped.kept.withLock { $0.last })
                #expect(flipped.info.shape.orientation == .upright)
                #expect(flipped.info.shape.sampleAspect == (turns % 2 == 1 ? Rational(3, 4) : Rational(4, 3)))
                #expect(last.planes == Flip(.h).reference(shown).planes)
                #expect(try sink(("invert", nil)).info.shape == shape)
            }
        }
    }

    @Test func anUnknownTurnStaysForTheDisplay() {
        var shape = FrameShape(format: testFormats[1], width: 64, height: 48)
        shape.orientation = nil
        #expect(Planner.upright([FilterInstance(Flip(.h))], shape: shape).count == 1)
    }
}
