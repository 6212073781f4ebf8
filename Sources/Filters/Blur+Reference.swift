// blur's definition as slow, obvious code: Blur.swift and Blur+Decimated.swift in loops over whole planes.
import VideoFrame

/// A plane of numbers between two steps.
private struct Grid {
    var width: Int
    var height: Int
    var values: [Int]

    /// A grid of `width` × `height` made sample by sample.
    init(width: Int, height: Int, _ value: (Int, Int) -> Int) {
        self.width = width
        self.height = height
        values = []
        values.reserveCapacity(width * height)
        for y in 0..<height { for x in 0..<width { values.append(value(x, y)) } }
    }

    /// Mirrored beyond the edges.
    subscript(x: Int, y: Int) -> Int { values[mirror(y, height) * width + mirror(x, width)] }
}

extension Blur {
    public func reference(_ picture: Picture) -> Picture {
        var result = picture
        let format = picture.shape.format
        for plane in 0..<format.planeCount {
            let size = picture.shape.size(ofPlane: plane)
            let input = Grid(width: size.width, height: size.height) { x, y in picture.planes[plane][y * size.width + x] }
            if let (horizontal, vertical) = reductions(plane: plane, format: format) {
                result.planes[plane] = Self.decimated(input, horizontal, vertical, isByte: format.depth == 8).values
                continue
            }
            let taps = taps(plane: plane, format: format)
            if !taps.isIdentity { result.planes[plane] = Self.direct(input, taps, depth: format.depth).values }
        }
        return result
    }

    private static func direct(_ input: Grid, _ taps: Taps, depth: Int) -> Grid {
        let shift = 15 - depth
        func sum(_ weights: [UInt32], scale: Int, _ sample: (Int) -> Int) -> Int {
            var sum = taps.isNarrow ? weights.count / 2 : 0
            for (k, weight) in weights.enumerated() {
                let product = (k == 0 ? sample(0) : sample(-k) + sample(k)) * scale * Int(weight)
                sum += taps.isNarrow ? product >> 16 : product
            }
            return sum
        }
        let rows = Grid(width: input.width, height: input.height) { x, y in
            let value = sum(taps.horizontal, scale: taps.isNarrow ? 1 << shift : 1) { input[x + $0, y] }
            return taps.isNarrow ? value : (value + 256) >> 9
        }
        return Grid(width: input.width, height: input.height) { x, y in
            let value = sum(taps.vertical, scale: 1) { rows[x, y + $0] }
            return taps.isNarrow ? (value + 1 << (shift - 1)) >> shift : (value + 1 << 38) >> 39
        }
    }

    private static func decimated(_ input: Grid, _ horizontal: Reduction, _ vertical: Reduction, isByte: Bool) -> Grid {
        let fraction = isByte ? 8 : 15, unit = isByte ? 16 : 24
        func rounded(_ sum: Int, _ shift: Int) -> Int { (sum + 1 << (shift - 1)) >> shift }
        func sum(_ weights: some Collection<UInt32>, _ sample: (Int) -> Int) -> Int {
            weights.enumerated().reduce(0) { $0 + sample($1.offset) * Int($1.element) }
        }
        var grid: Grid
        if vertical.step > 1 {
            grid = Grid(width: input.width, height: vertical.reduced(input.height)) { x, y in
                rounded(sum(vertical.decimation) { input[x, vertical.step * y + vertical.decimationOffset + $0] }, unit - fraction)
            }
        } else {
            grid = Grid(width: input.width, height: input.height) { x, y in input[x, y] << fraction }
        }
        if horizontal.step > 1 {
            let source = grid
            grid = Grid(width: horizontal.reduced(input.width), height: grid.height) { x, y in
                rounded(sum(horizontal.decimation) { source[horizontal.step * x + horizontal.decimationOffset + $0, y] }, unit)
            }
        }
        let columns = grid
        grid = Grid(width: horizontal.step > 1 ? horizontal.interpolated(input.width) : input.width, height: grid.height) { x, y in
            rounded(sum(horizontal.filter) { columns[x + $0 - (horizontal.step > 1 ? 0 : horizontal.filterRadius), y] }, unit)
        }
        let rows = grid
        grid = Grid(width: grid.width, height: vertical.step > 1 ? vertical.interpolated(input.height) : input.height) { x, y in
            rounded(sum(vertical.filter) { rows[x, y + $0 - (vertical.step > 1 ? 0 : vertical.filterRadius)] }, unit)
        }
        if horizontal.step > 1 {
            let source = grid, count = 2 * horizontal.reach + 1
            grid = Grid(width: input.width, height: grid.height) { x, y in
                let phase = x % horizontal.step
                return rounded(sum(horizontal.interpolation[phase * count..<(phase + 1) * count]) { source[x / horizontal.step + $0, y] }, unit)
            }
        }
        let source = grid, count = 2 * vertical.reach + 1
        return Grid(width: input.width, height: input.height) { x, y in
            guard vertical.step > 1 else { return rounded(source[x, y], fraction) }
            let phase = y % vertical.step
            return rounded(sum(vertical.interpolation[phase * count..<(phase + 1) * count]) { source[x, y / vertical.step + $0] }, unit + fraction)
        }
    }
}
