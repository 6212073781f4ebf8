// stabilize's definition of what is seen in the samples, slow and obvious.
import VideoFrame

extension Stabilize {
    /// By frame: the motion to the one before.
    func referenceLinks(_ sequence: [Picture]) -> [FrameMotion?] {
        guard let shape = sequence.first?.shape else { return [] }
        let search = MotionSearch(shape), smalls = sequence.map { Self.smallPictures($0, search.pictures) }
        return smalls.indices.map { $0 > 0 ? Self.link(search, before: smalls[$0 - 1], now: smalls[$0]) : nil }
    }

    private static func smallPictures(_ picture: Picture, _ pictures: StabilizePictures) -> [[Int]] {
        let luma = picture.luma, side = 1 << pictures.shift
        func shrunk(_ samples: [Int], width: Int, side: Int, shift: Int, to size: PlaneSize) -> [Int] {
            (0..<size.width * size.height).map { index in
                let x = index % size.width * side, y = index / size.width * side
                var sum = 0
                for row in y..<y + side { for column in x..<x + side { sum += samples[row * width + column] } }
                return sum >> shift
            }
        }
        var smalls = [
            shrunk(luma, width: picture.shape.width, side: side, shift: 2 * pictures.shift + picture.shape.format.depth - 8, to: pictures.sizes[0])
        ]
        for index in pictures.sizes.indices.dropFirst() {
            smalls.append(shrunk(smalls[index - 1], width: pictures.sizes[index - 1].width, side: 2, shift: 2, to: pictures.sizes[index]))
        }
        return smalls
    }

    private static func link(_ search: MotionSearch, before: [[Int]], now: [[Int]]) -> FrameMotion? {
        let pictures = search.pictures, grid = pictures.matches
        for index in 0..<grid.width * grid.height {
            let (x, y) = (index % grid.width * StabilizePictures.step, index / grid.width * StabilizePictures.step)
            search.matches.values[index] = match(pictures, x, y, before, now)
        }
        search.useMatches()
        var link: FrameMotion?
        for round in 0..<StabilizePictures.refinements {
            let picture = pictures.picture(ofRound: round), size = pictures.sizes[picture], blocks = pictures.blocks(picture)
            let places = search.places(round: round), moved = places.grid(size).sampled(before[picture], size, fill: 0)
            for index in 0..<blocks.width * blocks.height {
                let (column, row) = (index % blocks.width, index / blocks.width)
                var sums = BlockSums()
                if pictures.isInside(column, row, picture: picture, places) {
                    sums = Self.sums(column * StabilizePictures.block + 1, row * StabilizePictures.block + 1, moved, now[picture], width: size.width)
                }
                search.sums.values[index] = sums
            }
            link = search.useSums(round: round)
        }
        return link
    }

    private static func match(_ pictures: StabilizePictures, _ x: Int, _ y: Int, _ before: [[Int]], _ now: [[Int]]) -> BlockMatch {
        let size = pictures.sizes[pictures.top], before = before[pictures.top], now = now[pictures.top], block = StabilizePictures.block
        let across = StabilizePictures.displacements(at: x, length: size.width), down = StabilizePictures.displacements(at: y, length: size.height)
        var sums: [Int32] = []
        for dy in down {
            for dx in across {
                var sum = 0
                for row in y..<y + block {
                    for column in x..<x + block { sum += abs(now[row * size.width + column] - before[(row + dy) * size.width + column + dx]) }
                }
                sums.append(Int32(sum))
            }
        }
        return BlockMatch(sums, across: across, down: down)
    }

    private static func sums(_ x: Int, _ y: Int, _ moved: [Int], _ now: [Int], width: Int) -> BlockSums {
        var sums = [Int](repeating: 0, count: BlockSums.count)
        for row in y..<y + StabilizePictures.block {
            for column in x..<x + StabilizePictures.block {
                let at = row * width + column
                func both(_ at: Int) -> Int { moved[at] + now[at] }
                let gx = both(at + 1) - both(at - 1), gy = both(at + width) - both(at - width), e = moved[at] - now[at]
                for (index, value) in [gx, gy, e, gx * gx, gx * gy, gy * gy, gx * e, gy * e, e * e].enumerated() { sums[index] += value }
            }
        }
        let s = sums.map { Int32($0) }
        return BlockSums(x: s[0], y: s[1], e: s[2], xx: s[3], xy: s[4], yy: s[5], xe: s[6], ye: s[7], ee: s[8], isUsed: 1)
    }
}
