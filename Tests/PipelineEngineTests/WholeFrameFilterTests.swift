// Filters that look at whole frames equal their references, bit for bit, whatever the level, the threads and the cuts between tasks.
import Filters
import Kernels
import TestSupport
import Testing
import VideoFrame

@testable import PipelineEngine

@Suite struct WholeFrameFilterTests {
    static let chains: [(String, String?)] = [
        ("equalize", nil), ("canny", nil), ("canny", "20,high=300"), ("clahe", nil), ("clahe", "40,tiles=3"), ("corners", nil),
        ("corners", "fast,max=7,quality=0.3"), ("threshold", "0.3"), ("threshold", "method=otsu"), ("threshold", "method=mean,radius=3,offset=-0.03"),
        ("threshold", "method=gaussian"), ("pixelate", "7"), ("pixelate", nil), ("nlm", "6,patch=3,search=3"),
        ("canny", "region=20%:10%:50%:60%"), ("equalize", "region=20%:10%:50%:60%,shape=ellipse"), ("pixelate", "3,region=20%:10%:50%:60%"),
        ("clahe", "region=20%:10%:50%:60%,feather=9"), ("nlm", "6,patch=3,search=3,region=20%:10%:50%:60%,shape=ellipse,feather=5"),
        ("pixelate", "3,region=20%:10%:50%:60%,invert-region=true"), ("nlm", "6,patch=3,search=3,region=50%:40%:20%:50%"),
    ]

    /// Content that has edges, flats and ties.
    static func picture(_ shape: FrameShape, seed: Int) -> Picture {
        let contents = Content.allCases
        if seed % (contents.count + 1) < contents.count { return seededPicture(shape, seed: UInt64(seed), content: contents[seed % (contents.count + 1)]) }
        var picture = seededPicture(shape, seed: UInt64(seed), content: .blocks)
        let noise = seededPicture(shape, seed: UInt64(seed)), step = shape.format.depth - 6
        for plane in picture.planes.indices {
            picture.planes[plane] = picture.planes[plane].indices.map { picture.planes[plane][$0] / 2 + noise.planes[plane][$0] >> step }
        }
        return picture
    }

    /// A third of the sizes for each layout and filter: all meet some layout.
    @Test(arguments: testFormats.indices) func everyLevelEqualsTheReference(number: Int) throws {
        let format = testFormats[number]
        for (filter, chain) in Self.chains.enumerated() {
            let instances = try BuiltInFilterTests.instances([chain])
            for (index, (width, height)) in testSizes.enumerated()
            where (index + number + filter) % 3 == 0 && (width >= 3 && height >= 3 || !(chain.1 ?? "").contains("region")) {
                let picture = Self.picture(FrameShape(format: format, width: width, height: height), seed: index + filter)
                let expected = try instances[0].reference(picture)
                for level in KernelLevel.allCases where level <= .detected {
                    let threads = [1, 2, 5][(index + filter + (level == .avx2 ? 1 : 0)) % 3]
                    let result = try FilterGroupTests.run(instances, picture, threads: threads, fuses: true, level: level)
                    #expect(firstDifference(result, expected) == nil, "\(chain) \(format) \(width)x\(height) \(level) threads \(threads)")
                }
            }
        }
    }

    @Test func cutsBetweenTasksChangeNothing() throws {
        for (number, format) in [testFormats[1], testFormats[5]].enumerated() {
            for (filter, chain) in Self.chains.enumerated() where chain.0 != "nlm" {
                let instances = try BuiltInFilterTests.instances([chain])
                let picture = Self.picture(FrameShape(format: format, width: 71, height: 53), seed: number + filter),
                    expected = try instances[0].reference(picture)
                for threads in [1, 2, 5] {
                    let result = try FilterGroupTests.run(instances, picture, threads: threads, fuses: true)
                    #expect(firstDifference(result, expected) == nil, "\(chain) \(format) threads \(threads)")
                }
            }
        }
    }

    /// Frames of which a thread counts more than 2^17 samples are counted as pairs: two of them, so that what the first leaves behind would show.
    @Test(arguments: [("equalize", nil), ("threshold", "method=otsu")] as [(String, String?)])
    func largeFramesEqualTheReference(chain: (String, String?)) throws {
        let shape = FrameShape(format: PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1), width: 1213, height: 911)
        let instances = try BuiltInFilterTests.instances([chain])
        let pictures = [Content.noise, .ramp].enumerated().map { seededPicture(shape, seed: UInt64($0), content: $1) }
        let expected = try pictures.map { try instances[0].reference($0) }
        for threads in [1, 2] {
            let results = try TimeRun.run(instances, pictures, threads: threads).map(\.picture)
            for (result, expected) in zip(results, expected) { #expect(firstDifference(result, expected) == nil, "\(threads) threads") }
        }
    }
}
