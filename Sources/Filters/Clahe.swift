// clahe: contrast limited adaptive histogram equalisation of luma (K. Zuiderveld, Graphics Gems IV, 1994), with the choices of cv2.createCLAHE.
//
// Definition. The frame is cut into tiles × tiles tiles of w × h samples: width / tiles and height / tiles where both divide, else both quotients are rounded
// down and one is added; what a tile has beyond the frame is mirrored. In each tile luma is counted over the nominal range, samples outside counting as black
// or white, in B bins of 2^s codes, s = max(0, depth − 10). Counts are cut at max(1, ⌊clip · w · h / B⌋). Of what is cut off each bin gets the B-th part,
// and of the R that remain the bins 0, k, 2k, … get one each, k = max(1, ⌊B / R⌋), until none is left. With S(i) the counts of bins 0 … i,
//     T(0) = black,   T(i + 1) = black + round(S(i) · (white − black) / (w · h)), half up.
// A sample of bin i that is the f-th of its codes (1 … 2^s) has between the tiles above and below the values V = (T above · (16384 − b) + T below · b + 64) >> 7
// at i and i + 1, between those (V(i) · (2^s − f) + V(i+1) · f) >> s, and across
//     out = (left · (16384 − a) + right · a + 2^20) >> 21
// with a, b = 16384 · (distance from the centre of the tile on the left or above) / (distance of the centres), half up; beyond the outermost centres their tile
// stands alone. On full-range 8-bit gray this is cv2.createCLAHE within ±1, which computes in single precision.
// Chroma and alpha pass; in RGB each of R, G and B moves by as much as luma does, clamped to the code range.
import KernelInterface
import Kernels
import VideoFrame

/// Local contrast: each part of the picture gets a histogram of its own, and no more contrast than `clip` allows.
public struct Clahe: VideoFilter {
    public static let clip = NumberParameter("clip", 0.1...100, default: 2, "largest count of a code value, in multiples of the mean count")
    public static let tiles = NumberParameter("tiles", 1...64, default: 8, "tiles across and down")
    public static let descriptor = FilterDescriptor(
        name: "clahe", summary: "local contrast by limited histograms (CLAHE)", parameters: [.number(clip), .number(tiles)], example: "--clahe=3,tiles=4",
        topic: .light, planes: .light)

    public let clip: Double
    public let tiles: Int

    public init(_ arguments: FilterArguments) throws(FilterError) {
        clip = arguments[Self.clip]
        tiles = Int(arguments[Self.tiles].rounded())
    }

    public init(clip: Double = 2, tiles: Int = 8) { (self.clip, self.tiles) = (clip, tiles) }

    /// Sizes and bins for frames of one shape.
    struct Grid: Sendable {
        let black, white, shift, bins, tileWidth, tileHeight, limit: Int

        init(_ filter: Clahe, _ shape: FrameShape) {
            (black, white) = (shape.black, shape.white)
            shift = max(0, shape.format.depth - 10)
            bins = (white - black) >> shift + 1
            let divides = shape.width % filter.tiles == 0 && shape.height % filter.tiles == 0
            tileWidth = shape.width / filter.tiles + (divides ? 0 : 1)
            tileHeight = shape.height / filter.tiles + (divides ? 0 : 1)
            limit = max(1, Int(filter.clip * Double(tileWidth * tileHeight) / Double(bins)))
        }

        /// Makes T from counts, which are changed.
        func makeTable(_ counts: UnsafeMutablePointer<UInt32>, _ table: UnsafeMutablePointer<UInt16>) {
            var rest = 0
            for bin in 0..<bins where counts[bin] > limit {
                rest += Int(counts[bin]) - limit
                counts[bin] = UInt32(limit)
            }
            let share = UInt32(rest / bins)
            rest -= Int(share) * bins
            let step = max(1, bins / max(1, rest))
            var sum = 0
            let area = tileWidth * tileHeight
            table[0] = UInt16(black)
            for bin in 0..<bins {
                var count = counts[bin] &+ share
                if rest > 0 && bin % step == 0 {
                    count += 1
                    rest -= 1
                }
                sum += Int(count)
                table[bin + 1] = UInt16(black + (2 * sum * (white - black) + area) / (2 * area))
            }
        }
    }

    /// Tile on the left of (above) the sample at `position`, the one on the other side, and that one's weight in 1/16384.
    static func neighbours(_ position: Int, size: Int, tiles: Int) -> (Int, Int, Int) {
        // In halves of a sample from the first tile's centre.
        let distance = 2 * position - size, tile = distance < 0 ? -1 : distance / (2 * size), part = distance - tile * 2 * size
        return (max(tile, 0), min(tile + 1, tiles - 1), (part * 16384 + size) / (2 * size))
    }

    public func reference(_ picture: Picture) -> Picture {
        let shape = picture.shape, luma = picture.luma, grid = Grid(self, shape), width = shape.width, shift = grid.shift
        func code(_ sample: Int) -> Int { min(max(sample, grid.black), grid.white) - grid.black }
        var tables: [[Int]] = []
        for tile in 0..<tiles * tiles {
            var counts = [UInt32](repeating: 0, count: grid.bins), table = [UInt16](repeating: 0, count: grid.bins + 1)
            for y in tile / tiles * grid.tileHeight..<(tile / tiles + 1) * grid.tileHeight {
                for x in tile % tiles * grid.tileWidth..<(tile % tiles + 1) * grid.tileWidth {
                    counts[code(luma[mirror(y, shape.height) * width + mirror(x, width)]) >> shift] += 1
                }
            }
            counts.withUnsafeMutableBufferPointer { counts in
                table.withUnsafeMutableBufferPointer { table in
                    if let from = counts.baseAddress, let to = table.baseAddress { grid.makeTable(from, to) }
                }
            }
            tables.append(table.map { Int($0) })
        }
        var light = luma
        for y in 0..<shape.height {
            let (above, below, b) = Self.neighbours(y, size: grid.tileHeight, tiles: tiles)
            for x in 0..<width {
                let (left, right, a) = Self.neighbours(x, size: grid.tileWidth, tiles: tiles)
                let code = code(luma[y * width + x]), bin = code >> shift, part = code & (1 << shift - 1) + 1
                func value(_ column: Int) -> Int {
                    func blend(_ bin: Int) -> Int { (tables[above * tiles + column][bin] * (16384 - b) + tables[below * tiles + column][bin] * b + 64) >> 7 }
                    return (blend(bin) * (1 << shift - part) + blend(bin + 1) * part) >> shift
                }
                light[y * width + x] = (value(left) * (16384 - a) + value(right) * a + 1 << 20) >> 21
            }
        }
        var result = picture
        result.moveLight(to: light)
        return result
    }

    public func computePlan(_ graph: inout RowGraph, kernels: KernelTable) -> Bool {
        let grid = Grid(self, graph.shape), luma = graph.luma(kernels: kernels), count = tiles * tiles
        let numbers = [grid.black, grid.white, grid.shift, grid.tileWidth, grid.tileHeight, tiles]
        let make = ComputePass(
            .tiletable, numbers + [grid.limit], size: PlaneSize(width: grid.bins + 1, height: count), bytesPerSample: 2,
            groups: PlaneSize(width: count, height: 1))
        let tables = graph.computed(make, inputs: [luma])
        graph.moveLight(from: luma, to: graph.computed(ComputePass(.betweentiles, numbers), inputs: [luma, tables]))
        return true
    }

    public func program(_ request: FrameProgramRequest) throws(FilterError) -> (any FrameProgram)? { ClaheProgram(self, request) }
}
