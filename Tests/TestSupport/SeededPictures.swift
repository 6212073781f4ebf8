// Seeded content for tests: what stresses arithmetic, not what looks like a picture.
import Filters
import VideoFrame

/// SplitMix64 (Steele, Lea, Flood 2014): small, seedable, good enough for samples.
public struct SeededGenerator: RandomNumberGenerator {
    public var state: UInt64

    public init(state: UInt64) { self.state = state }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Kinds of hostile content.
public enum Content: CaseIterable, Sendable { case noise, blackAndWhiteNoise, zeros, maximum, blocks, ramp }

/// Every plane filled with `content`; the same seed gives the same samples.
public func seededPicture(_ shape: FrameShape, seed: UInt64, content: Content = .noise) -> Picture {
    var generator = SeededGenerator(state: seed)
    let maximum = shape.format.maximum
    let planes = (0..<shape.format.planeCount).map { plane in
        let size = shape.size(ofPlane: plane)
        return (0..<size.width * size.height).map { index -> Int in
            let x = index % max(1, size.width), y = index / max(1, size.width), random = Int(generator.next() >> 40)
            switch content {
            case .noise: return random & maximum
            case .blackAndWhiteNoise: return random & 1 == 0 ? 0 : maximum
            case .zeros: return 0
            case .maximum: return maximum
            case .blocks: return (x / 8 + y / 8) % 2 == 0 ? maximum : 0
            case .ramp: return (x * 3 + y * 5) % (maximum + 1)
            }
        }
    }
    return Picture(shape: shape, planes: planes)
}

/// Where two pictures differ first, in words; nil when they are equal.
public func firstDifference(_ a: Picture, _ b: Picture) -> String? {
    guard a.shape == b.shape else { return "shapes \(a.shape) and \(b.shape)" }
    for plane in a.planes.indices {
        guard a.planes[plane].count == b.planes[plane].count else { return "plane \(plane) has \(a.planes[plane].count) and \(b.planes[plane].count) samples" }
        let width = max(1, a.shape.size(ofPlane: plane).width)
        for index in a.planes[plane].indices where a.planes[plane][index] != b.planes[plane][index] {
            return "plane \(plane) x \(index % width) y \(index / width): \(a.planes[plane][index]) and \(b.planes[plane][index])"
        }
    }
    return nil
}

/// The layouts that every filter must serve: each family, subsampling and depth at least once.
public let testFormats: [PixelFormat] = [
    PixelFormat(family: .gray, depth: 8), PixelFormat(family: .yuv, depth: 8, chromaShiftX: 1, chromaShiftY: 1),
    PixelFormat(family: .yuv, depth: 10, chromaShiftX: 1), PixelFormat(family: .yuv, depth: 12, hasAlpha: true), PixelFormat(family: .rgb, depth: 8),
    PixelFormat(family: .rgb, depth: 16, hasAlpha: true), PixelFormat(family: .yuv, depth: 8, chromaShiftX: 2),
    PixelFormat(family: .yuv, depth: 16, chromaShiftY: 1), PixelFormat(family: .gray, depth: 9), PixelFormat(family: .gray, depth: 14),
    PixelFormat(family: .yuv, depth: 10, chromaShiftX: 1, chromaShiftY: 1, hasAlpha: true),
]

/// Width and height: one sample, one row, one column, odd, narrower than a radius, wider than several vectors.
public let testSizes: [(Int, Int)] = [(1, 1), (1, 9), (9, 1), (2, 2), (3, 5), (17, 31), (64, 40), (131, 20), (230, 12)]
