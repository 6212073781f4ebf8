// stabilize's search for the motion between two frames: which small pictures and blocks there are, and what follows from the blocks' sums.
import VideoFrame

/// The small pictures of frames of one shape, and the blocks in them.
struct StabilizePictures: Sendable {
    static let block = 16, step = 8, range = 8
    /// How often the motion is refined.
    static let refinements = 4

    /// log2 of the luma samples in a sample of the first picture.
    let shift: Int
    let sizes: [PlaneSize]
    var top: Int { sizes.count - 1 }

    init(_ shape: FrameShape) {
        var shift = 0
        while max(shape.width, shape.height) >> shift > 640 { shift += 1 }
        self.shift = shift
        var sizes = [PlaneSize(width: shape.width >> shift, height: shape.height >> shift)]
        while sizes.count < 3, let last = sizes.last, min(last.width, last.height) >= 80 {
            sizes.append(PlaneSize(width: last.width / 2, height: last.height / 2))
        }
        self.sizes = sizes
    }

    /// The picture in which refinement `round` is made.
    func picture(ofRound round: Int) -> Int { round < 2 ? min(top, 1) : 0 }

    func scale(_ picture: Int) -> PlaneScale { PlaneScale(side: 1 << (shift + picture)) }

    /// Blocks across and down that are looked for.
    var matches: PlaneSize {
        func count(_ length: Int) -> Int { length < Self.block ? 0 : (length - Self.block) / Self.step + 1 }
        return PlaneSize(width: count(sizes[top].width), height: count(sizes[top].height))
    }

    /// Blocks across and down by which the motion is refined.
    func blocks(_ picture: Int) -> PlaneSize {
        PlaneSize(width: max(0, sizes[picture].width - 2) / Self.block, height: max(0, sizes[picture].height - 2) / Self.block)
    }

    /// Displacements that keep a block at `place` in the picture of `length` samples.
    static func displacements(at place: Int, length: Int) -> ClosedRange<Int> { max(-range, -place)...min(range, length - block - place) }

    /// Whether block (column, row) of `picture`, moved, comes from inside.
    func isInside(_ column: Int, _ row: Int, picture: Int, _ places: LinearPlaces) -> Bool {
        let size = sizes[picture], (x, y) = (column * Self.block, row * Self.block), last = Self.block + 1
        func isIn(_ x: Int, _ y: Int) -> Bool {
            let (u, v) = places.place(x, y)
            return u >= 0 && v >= 0 && u <= Int32(size.width - 1) << 12 && v <= Int32(size.height - 1) << 12
        }
        return isIn(x, y) && isIn(x + last, y) && isIn(x, y + last) && isIn(x + last, y + last)
    }
}

/// What one block's search found: sums of differences at every displacement become a displacement, or none.
struct BlockMatch: BitwiseCopyable {
    var dx: Int16 = 0, dy: Int16 = 0
    var counts = false

    init() {}

    /// `sums` of the displacements `across` × `down` in reading order.
    init(_ sums: UnsafePointer<Int32>, across: ClosedRange<Int>, down: ClosedRange<Int>) {
        var best = Int.max, index = 0
        for y in down {
            for x in across {
                let key = Int(sums[index]) << 16 | (x * x + y * y)
                if key < best { (best, dx, dy) = (key, Int16(truncatingIfNeeded: x), Int16(truncatingIfNeeded: y)) }
                index += 1
            }
        }
        var other = Int.max
        index = 0
        for y in down {
            for x in across {
                if max(abs(x - Int(dx)), abs(y - Int(dy))) > 1 { other = min(other, Int(sums[index])) }
                index += 1
            }
        }
        let least = best >> 16
        counts = other < Int.max && other >= least + least / 8 + 256
    }
}

/// Sums of one block's refinement, in the order of the definition: x, y, e, xx, xy, yy, xe, ye, ee.
struct BlockSums: BitwiseCopyable {
    static let count = 9
    var x: Int32 = 0, y: Int32 = 0, e: Int32 = 0, xx: Int32 = 0, xy: Int32 = 0, yy: Int32 = 0, xe: Int32 = 0, ye: Int32 = 0, ee: Int32 = 0
    /// 0 where the block does not come from inside.
    var isUsed: Int32 = 0
}

/// The motion between two frames as it is being found. Belongs to one thread.
final class MotionSearch {
    let pictures: StabilizePictures
    /// By block, row after row: written by whoever looks at samples.
    let matches: Scratch<BlockMatch>
    let sums: Scratch<BlockSums>
    private(set) var motion = FrameMotion()
    private let middle: FrameMiddle
    private let longest: Double
    private let fit: MotionFit
    /// Numbers of the blocks in the fit.
    private let blocks: Scratch<Int>

    init(_ shape: FrameShape) {
        pictures = StabilizePictures(shape)
        middle = FrameMiddle(shape)
        longest = Double(max(shape.width, shape.height))
        let first = pictures.matches, second = pictures.blocks(0)
        (matches, sums) = (Scratch(first.width * first.height), Scratch(second.width * second.height))
        fit = MotionFit(capacity: max(first.width * first.height, second.width * second.height))
        blocks = Scratch(second.width * second.height)
    }

    /// Where the picture of a round comes from in the frame before.
    func places(round: Int) -> LinearPlaces { LinearPlaces(motion, pictures.scale(pictures.picture(ofRound: round)), middle) }

    func useMatches() {
        let grid = pictures.matches, scale = pictures.scale(pictures.top), middleOfBlock = Double(StabilizePictures.block - 1) / 2
        fit.removeAll()
        for index in 0..<grid.width * grid.height where matches.values[index].counts {
            let (x, y) = (index % grid.width * StabilizePictures.step, index / grid.width * StabilizePictures.step), match = matches.values[index]
            fit.add(
                at: scale.place(Double(x) + middleOfBlock, Double(y) + middleOfBlock, middle), dx: Double(match.dx) * scale.scaleX * middle.aspect,
                dy: Double(match.dy) * scale.scaleY)
        }
        motion = fit.count > 0 ? fit.solve(tolerance: scale.scaleY) : FrameMotion()
    }

    /// Applies what the sums of `round` say. Returns the motion of the link after the last round, nil where there is none.
    func useSums(round: Int) -> FrameMotion? {
        let picture = pictures.picture(ofRound: round), grid = pictures.blocks(picture), scale = pictures.scale(picture)
        let middleOfBlock = 1 + Double(StabilizePictures.block - 1) / 2
        fit.removeAll()
        for index in 0..<grid.width * grid.height where sums.values[index].isUsed != 0 {
            guard let (dx, dy) = GradientSums(sums.values[index]).displacement else { continue }
            let (x, y) = (index % grid.width * StabilizePictures.block, index / grid.width * StabilizePictures.block)
            blocks.values[fit.count] = index
            fit.add(
                at: scale.place(Double(x) + middleOfBlock, Double(y) + middleOfBlock, middle), dx: dx * scale.scaleX * middle.aspect, dy: dy * scale.scaleY)
        }
        guard fit.count >= 4 else { return nil }
        motion = motion.after(fit.solve(tolerance: scale.scaleY / 8))
        guard round == StabilizePictures.refinements - 1 else { return nil }
        var matching = 0
        for index in 0..<fit.count where fit.isKept(index) {
            let (x, y) = fit.displacement(index), found = GradientSums(sums.values[blocks.values[index]])
            if found.matches(x / (scale.scaleX * middle.aspect), y / scale.scaleY) { matching += 1 }
        }
        let length = motion.re * motion.re + motion.im * motion.im
        guard matching >= 4, 4 * matching >= fit.count, length >= 0.5, length <= 2, motion.x * motion.x + motion.y * motion.y < longest * longest else {
            return nil
        }
        return motion.rigid
    }
}

/// S' of the definition.
private struct GradientSums {
    let xx, xy, yy, xe, ye, ee: Int

    init(_ sums: BlockSums) {
        let n = StabilizePictures.block * StabilizePictures.block, (x, y, e) = (Int(sums.x), Int(sums.y), Int(sums.e))
        (xx, xy, yy) = (n * Int(sums.xx) - x * x, n * Int(sums.xy) - x * y, n * Int(sums.yy) - y * y)
        (xe, ye, ee) = (n * Int(sums.xe) - x * e, n * Int(sums.ye) - y * e, n * Int(sums.ee) - e * e)
    }

    /// In samples; nil without texture.
    var displacement: (x: Double, y: Double)? {
        let least = 256 * 4096
        guard xx > least, yy > least, Double(xx - least) * Double(yy - least) >= Double(xy) * Double(xy) else { return nil }
        let (xx, xy, yy, xe, ye) = (Double(xx), Double(xy), Double(yy), Double(xe), Double(ye)), divisor = xx * yy - xy * xy
        return (-4 * (yy * xe - xy * ye) / divisor, -4 * (xx * ye - xy * xe) / divisor)
    }

    func matches(_ u: Double, _ v: Double) -> Bool {
        let left = Double(ee) + (Double(xe) * u + Double(ye) * v) / 2 + (Double(xx) * u * u + 2 * Double(xy) * u * v + Double(yy) * v * v) / 16
        return left <= Double(xx + yy) / 16
    }
}
