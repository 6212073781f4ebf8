// Filters that look around a sample, at every level, against their references, bit for bit.
import Filters
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct NeighbourhoodFilterTests {
    /// Chains of one filter, then some that share a group.
    static let chains: [[(String, String?)]] = [
        [("erode", nil)], [("dilate", "2")], [("erode", "5")], [("open", "1,element=cross")], [("close", "3,element=ellipse")],
        [("dilate", "6,element=cross")], [("median", nil)], [("median", "2")],
        [("median", "3")], [("boxblur", nil)], [("boxblur", "1,passes=3")], [("sharpen", nil)], [("sharpen", "-1.3,sigma=0.7,threshold=9")],
        [("convolve", "0 -1 0;-1 5 -1;0 -1 0")],
        [("convolve", "-2 -1 0;-1 1 1;0 1 2,divisor=3,offset=-7")], [("convolve", "1 4 6 4 1;4 16 24 16 4;6 24 36 24 6;4 16 24 16 4;1 4 6 4 1")],
        [("convolve", "-9 7 3")], [("convolve", "1 1 1 1 1;1 1 1 1 1;1 1 1 1 1;1 1 1 1 1;1 1 1 1 1")],
        [("bilateral", "255,sigma-space=1")],
        [("bilateral", "40,sigma-space=1.4")], [("bilateral", "30,sigma-space=1.4")], [("bilateral", "9,sigma-space=0.6")],
        [("blur", "1"), ("open", "2"), ("edges", nil)], [("median", "4"), ("boxblur", "3,passes=2"), ("sharpen", nil)],
        [("dilate", "3,region=10%:10%:50%:60%"), ("erode", "5,region=0:20%:100%:50%,shape=ellipse")],
    ]

    /// Their references take long: only on few small pictures.
    static let wideChains: [[(String, String?)]] = [
        [("dilate", "9")], [("erode", "7,element=ellipse")], [("median", "5")], [("boxblur", "9")],
        [("bilateral", nil)], [("bilateral", "60,sigma-space=4.3")], [("bilateral", "200,sigma-space=3.9"), ("sharpen", nil)],
    ]

    static func compare(
        _ chain: [(String, String?)], _ picture: Picture, threads: Int, fuses: Bool, _ comment: String = "", source: SourceLocation = #_sourceLocation
    ) throws {
        let instances = try BuiltInFilterTests.instances(chain), expected = try FilterGroupTests.reference(instances, picture)
        for level in KernelLevel.allCases where level <= .detected {
            let result = try FilterGroupTests.run(instances, picture, threads: threads, fuses: fuses, level: level)
            let shape = picture.shape
            #expect(
                firstDifference(result, expected) == nil, "\(chain) \(shape.format) \(shape.width)x\(shape.height) \(level) threads \(threads) \(comment)",
                sourceLocation: source)
        }
    }

    @Test(arguments: testFormats) func everyLevelEqualsTheReference(format: PixelFormat) throws {
        for (number, chain) in Self.chains.enumerated() {
            // Of the larger sizes each chain takes every other one.
            for (index, (width, height)) in testSizes.enumerated() where index < 5 || (index + number) % 2 == 0 {
                guard width >= 3 && height >= 3 || !chain.contains(where: { ($0.1 ?? "").contains("region") }) else { continue }
                let content = Content.allCases[(index + number) % Content.allCases.count]
                let picture = seededPicture(FrameShape(format: format, width: width, height: height), seed: UInt64(index), content: content)
                try Self.compare(chain, picture, threads: 1 + index % 3, fuses: (index + number) % 2 == 0, "\(content)")
            }
        }
    }

    /// Several bands, so that state begins in the middle of the picture; several spans of one row; widths about those of the vectors.
    @Test(arguments: (chains + wideChains).indices) func bandsEqualTheReference(number: Int) throws {
        for (depth, threads, width, height) in [(8, 1, 143, 40), (12, 3, 131, 70), (8, 5, 67, 130)] {
            let format = PixelFormat(family: .gray, depth: depth)
            try Self.compare(
                (Self.chains + Self.wideChains)[number], seededPicture(FrameShape(format: format, width: width, height: height), seed: 2),
                threads: threads, fuses: true)
        }
    }

    /// Windows far larger than the plane.
    @Test(arguments: [8, 16]) func largeRadiiEqualTheReference(depth: Int) throws {
        for (index, (width, height)) in [(1, 1), (40, 3), (5, 40), (60, 11)].enumerated() {
            let picture = seededPicture(FrameShape(format: PixelFormat(family: .gray, depth: depth), width: width, height: height), seed: UInt64(index))
            for chain in [
                ("erode", "127"), ("close", "31,element=ellipse"), ("dilate", "40,element=cross"), ("boxblur", "46"), ("median", "9"),
                ("bilateral", "60,sigma-space=20"),
            ] {
                try Self.compare([chain], picture, threads: 2, fuses: true)
            }
        }
    }
}
