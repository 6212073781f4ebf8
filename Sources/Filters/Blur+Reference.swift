// blur's definition as slow, obvious code: Blur.swift, Blur+Narrow.swift and Blur+Decimated.swift in loops over whole planes.
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
            let (sigmaX, sigmaY) = sigmas(plane: plane, format: format)
            if let narrow = narrow(plane: plane, format: format) {
                result.planes[plane] = Self.narrow(input, narrow, depth: format.depth).values
            } else if let (horizontal, vertical) = reductions(plane: plane, format: format) {
                result.planes[plane] = Self.decimated(input, horizontal, vertical).values
            } else {
                let across = Self.wordWeights(sigma: sigmaX, depth: format.depth), down = Self.wordWeights(sigma: sigmaY, depth: format.depth)
                result.planes[plane] = Self.words(input, across: across, down: down, depth: format.depth).values
            }
        }
        return result
    }

    private static func narrow(_ input: Grid, _ narrow: Narrow, depth: Int) -> Grid {
        let shift = 16 - depth
        func mean(_ a: Int, _ b: Int) -> Int { (a + b + 1) >> 1 }
        func sum(_ weights: [UInt16], _ sample: (Int) -> Int) -> Int {
            guard weights.count > 1 else { return sample(0) }
            return weights.enumerated().reduce(weights.count / 2) { sum, tap in
                sum + (mean(sample(-tap.offset), sample(tap.offset)) * Int(tap.element)) >> 16
            }
        }
        func fifth(_ sample: (Int) -> Int) -> Int {
            mean(mean(mean(mean(sample(-2), sample(2)), sample(0)), sample(0)), mean(sample(-1), sample(1)))
        }
        func doubled(_ isOdd: Bool, _ sample: (Int) -> Int) -> Int {
            isOdd ? mean(sample(0), sample(1)) : mean(sample(0), mean(sample(0), mean(sample(-1), sample(1))))
        }
        // A grid begins at place `x`, `y` of its level.
        var grid = Grid(width: input.width, height: input.height) { x, y in input[x, y] << shift }, x = 0, y = 0
        let columns = Ladder(count: input.width, levels: narrow.levels, radius: narrow.across.count - 1)
        let rows = Ladder(count: input.height, levels: narrow.levels, radius: narrow.down.count - 1)
        for level in 0..<narrow.levels {
            let source = grid, across = columns.halved[level], down = rows.halved[level], (left, top) = (x, y)
            let between = Grid(width: source.width, height: down.count) { column, row in
                fifth { source[column, 2 * (row + down.lowerBound) - top + $0] }
            }
            grid = Grid(width: across.count, height: down.count) { column, row in fifth { between[2 * (column + across.lowerBound) - left + $0, row] } }
            (x, y) = (across.lowerBound, down.lowerBound)
        }
        let source = grid, across = columns.doubled[narrow.levels], down = rows.doubled[narrow.levels]
        let between = Grid(width: source.width, height: down.count) { column, row in sum(narrow.down) { source[column, row + down.lowerBound - y + $0] } }
        grid = Grid(width: across.count, height: down.count) { column, row in sum(narrow.across) { between[column + across.lowerBound - x + $0, row] } }
        for level in (0..<narrow.levels).reversed() {
            let source = grid, across = columns.doubled[level], down = rows.doubled[level]
            let left = columns.doubled[level + 1].lowerBound, top = rows.doubled[level + 1].lowerBound
            let between = Grid(width: source.width, height: down.count) { column, row in
                let place = row + down.lowerBound
                return doubled(place & 1 == 1) { source[column, place >> 1 - top + $0] }
            }
            grid = Grid(width: across.count, height: down.count) { column, row in
                let place = column + across.lowerBound
                return doubled(place & 1 == 1) { between[place >> 1 - left + $0, row] }
            }
        }
        let result = grid
        return Grid(width: input.width, height: input.height) { x, y in (result[x, y] + 1 << (shift - 1)) >> shift }
    }

    private static func words(_ input: Grid, across: [UInt32], down: [UInt32], depth: Int) -> Grid {
        func sum(_ weights: [UInt32], _ sample: (Int) -> Int) -> Int {
            weights.enumerated().reduce(0) { $0 + ($1.offset == 0 ? sample(0) : sample(-$1.offset) + sample($1.offset)) * Int($1.element) }
        }
        let rows = Grid(width: input.width, height: input.height) { x, y in (sum(across) { input[x + $0, y] } + 1 << (depth + 5)) >> (depth + 6) }
        return Grid(width: input.width, height: input.height) { x, y in (sum(down) { rows[x, y + $0] } + 1 << (37 - depth)) >> (38 - depth) }
    }

    private static func decimated(_ input: Grid, _ horizontal: Reduction, _ vertical: Reduction) -> Grid {
        let fraction = 15, unit = 24
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
