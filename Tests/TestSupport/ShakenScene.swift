// A scene of soft seeded shapes that a camera looks at from any place: what moves between frames is known exactly.
import Filters
import Glibc
import VideoFrame

/// Two octaves of seeded values on a lattice, smoothly interpolated; the same everywhere for a seed.
public struct ShakenScene: Sendable {
    /// Where the camera looks: luma samples, and degrees clockwise about the frame's middle.
    public struct Look: Sendable {
        public var x = 0.0, y = 0.0, degrees = 0.0

        public init(x: Double = 0, y: Double = 0, degrees: Double = 0) { (self.x, self.y, self.degrees) = (x, y, degrees) }
    }

    private static let side = 64
    private let lattice: [Double]

    public init(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        lattice = (0..<Self.side * Self.side).map { _ in Double.random(in: -1...1, using: &generator) }
    }

    private func octave(_ x: Double, _ y: Double) -> Double {
        let (left, top) = (x.rounded(.down), y.rounded(.down)), (f, g) = (x - left, y - top)
        func soft(_ t: Double) -> Double { t * t * t * (t * (t * 6 - 15) + 10) }
        func at(_ x: Double, _ y: Double) -> Double { lattice[(Int(y) & (Self.side - 1)) * Self.side + (Int(x) & (Self.side - 1))] }
        let above = at(left, top) + (at(left + 1, top) - at(left, top)) * soft(f)
        let below = at(left, top + 1) + (at(left + 1, top + 1) - at(left, top + 1)) * soft(f)
        return above + (below - above) * soft(g)
    }

    /// The frame that the camera sees, all planes; 0.1 to 0.9 of the code values.
    public func picture(_ shape: FrameShape, _ look: Look) -> Picture {
        let angle = look.degrees * Double.pi / 180, (cosine, sine) = (cos(angle), sin(angle))
        let (cx, cy) = (Double(shape.width - 1) / 2, Double(shape.height - 1) / 2), format = shape.format
        let planes = (0..<format.planeCount).map { plane in
            let size = shape.size(ofPlane: plane), isChroma = format.isChroma(plane: plane)
            let (shiftX, shiftY) = isChroma ? (format.chromaShiftX, format.chromaShiftY) : (0, 0)
            return (0..<size.width * size.height).map { index -> Int in
                let x = Double((index % size.width) << shiftX) - cx, y = Double((index / size.width) << shiftY) - cy
                let (u, v) = (x * cosine - y * sine + look.x, x * sine + y * cosine + look.y)
                let value = 0.5 + 0.25 * octave(u / 11 + Double(17 * plane), v / 11) + 0.15 * octave(u / 4.5 + 31, v / 4.5)
                return Int(value * Double(format.maximum))
            }
        }
        return Picture(shape: shape, planes: planes)
    }
}
