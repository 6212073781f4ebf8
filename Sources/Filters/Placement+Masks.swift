// From a placement to the masks of a frame's planes.
//
// Definition. A sample has a weight w of 0...255 and becomes (input·(255 − w) + filtered·w + 127) / 255: the input itself at 0, the filter's result at 255.
// Without feather and mask w is 255 where the region covers the sample and 0 elsewhere, the other way round with invert-region. The region covers a luma sample
// (x, y) that lies in its rectangle and, if it is an ellipse, whose centre lies in the ellipse inscribed there: dx²·v² + dy²·u² ≤ u²·v² for
// u × v samples from (x₀, y₀) on, dx = 2(x − x₀) + 1 − u, dy = 2(y − y₀) + 1 − v. It covers a chroma sample when it covers the luma sample at its top left corner.
//
// With feather or mask, luma samples (and alpha's, which lie there too) get their weights first.
//     Feather lies inside the region and is the smoothstep s(t) = t²(3 − 2t) of t = min(1, d / n), d the distance in samples from the sample's centre to the
//     region's border. A rectangle is the product of s across and s down, d to the nearer side; a side on the frame's edge is no border. n is the feather, at
//     most what is room for: half the side, the whole one where only one of the two is a border. In an ellipse with half axes a and b, d is that of the nested
//     ellipse with half axes a − d and b − d through the sample's centre, n is at most the smaller half axis, and t is found by sixteen halvings.
//     The region's weight is 255·s rounded half up, 0 where it does not cover; 255 everywhere without a region. It is computed in Double, once.
//     The mask's weight (see MaskPicture) and the region's are multiplied: (a·b + 127) / 255. invert-region makes 255 − w of the result.
// A chroma sample's weight is the mean of those of the luma samples that it covers, rounded half up.
import VideoFrame

extension Placement {
    /// The masks of the planes of frames of `shape`, or nil for everywhere. Made once for a shape: this takes time.
    /// Errors: the region does not lie on the frame.
    public func masks(for frame: FrameShape) throws(FilterError) -> [PlacementMask]? {
        if isEverywhere { return nil }
        let area = try region.map { region throws(FilterError) in try PlacementArea(region, shape: shape, feather: feather, frame: frame) }
        if mask == nil, feather == 0, let area {
            return (0..<frame.format.planeCount).map { plane in
                let size = frame.size(ofPlane: plane), shift = frame.format.shifts(plane: plane)
                return PlacementMask(size: size, isInverted: isInverted) { area.span(row: $0, shift: shift, width: size.width) }
            }
        }
        var weights = mask?.weights(for: frame) ?? [UInt8](repeating: 255, count: frame.width * frame.height)
        area?.multiply(&weights, width: frame.width)
        if isInverted { for index in weights.indices { weights[index] = 255 - weights[index] } }
        let luma = PlacementMask(size: frame.size(ofPlane: 0), weights: weights)
        var chroma: PlacementMask?
        return (0..<frame.format.planeCount).map { plane in
            let shift = frame.format.shifts(plane: plane)
            if shift == (0, 0) { return luma }
            let made = chroma ?? Self.means(weights, frame, plane: plane, shift)
            chroma = made
            return made
        }
    }

    private static func means(_ weights: [UInt8], _ frame: FrameShape, plane: Int, _ shift: (x: Int, y: Int)) -> PlacementMask {
        let size = frame.size(ofPlane: plane)
        var means: [UInt8] = []
        means.reserveCapacity(size.width * size.height)
        for y in 0..<size.height {
            let rows = y << shift.y..<min((y + 1) << shift.y, frame.height)
            for x in 0..<size.width {
                let columns = x << shift.x..<min((x + 1) << shift.x, frame.width), count = rows.count * columns.count
                var sum = count / 2
                for row in rows { for column in columns { sum += Int(weights[row * frame.width + column]) } }
                means.append(UInt8(truncatingIfNeeded: sum / count))
            }
        }
        return PlacementMask(size: size, weights: means)
    }
}

/// A region as it lies in the luma plane of a frame as stored.
private struct PlacementArea {
    let x, y, width, height: Int
    let shape: Placement.Shape
    let feather: Int
    /// Of the region's sides those within the frame.
    let borders: (left: Bool, right: Bool, top: Bool, bottom: Bool)

    init(_ region: Placement.Region, shape: Placement.Shape, feather: Int, frame: FrameShape) throws(FilterError) {
        // What the user sees is what the display makes of it: a region of a film held upright lies elsewhere in its frames.
        let orientation = frame.orientation ?? .upright
        let (shownWidth, shownHeight) = orientation.swapsSides ? (frame.height, frame.width) : (frame.width, frame.height)
        let x = region.x.resolved(of: shownWidth), y = region.y.resolved(of: shownHeight)
        let width = region.width.resolved(of: shownWidth), height = region.height.resolved(of: shownHeight)
        guard x >= 0, y >= 0, width > 0, height > 0, x + width <= shownWidth, y + height <= shownHeight else {
            throw FilterError(
                "region \(x):\(y):\(width):\(height) does not lie on the \(shownWidth)x\(shownHeight) frame",
                hint: "region is X:Y:WIDTH:HEIGHT in pixels or % of the frame")
        }
        (self.x, self.y, self.width, self.height) = orientation.stored(x: x, y: y, width: width, height: height, in: frame)
        self.shape = shape
        self.feather = feather
        borders = (self.x > 0, self.x + self.width < frame.width, self.y > 0, self.y + self.height < frame.height)
    }

    /// The columns of a plane's row that the region covers; empty when none.
    func span(row: Int, shift: (x: Int, y: Int), width planeWidth: Int) -> Range<Int> {
        let lumaRow = row << shift.y
        guard lumaRow >= y, lumaRow < y + height else { return 0..<0 }
        var left = x, right = x + width
        if shape == .ellipse {
            let dy = 2 * (lumaRow - y) + 1 - height
            let limit = width * width * (height * height - dy * dy)
            // Largest |dx| with dx²·h² ≤ w²(h² − dy²), dx of the parity of 1 − w.
            var half = (width - 1)
            while half >= 0 && half * half * height * height > limit { half -= 2 }
            guard half >= 0 else { return 0..<0 }
            left = x + (width - 1 - half) / 2
            right = x + (width - 1 + half) / 2 + 1
        }
        let step = (1 << shift.x) - 1
        let low = (left + step) >> shift.x, high = min((right + step) >> shift.x, planeWidth)
        return low < high ? low..<high : 0..<0
    }

    /// Multiplies the weights of the luma plane by the region's.
    func multiply(_ weights: inout [UInt8], width planeWidth: Int) {
        let quarter = shape == .ellipse && feather > 0 ? quarter() : []
        let across = Self.ramp(width, feather, borders.left, borders.right), down = Self.ramp(height, feather, borders.top, borders.bottom)
        for row in 0..<weights.count / planeWidth {
            let span = span(row: row, shift: (0, 0), width: planeWidth), start = row * planeWidth
            for column in 0..<planeWidth where !span.contains(column) { weights[start + column] = 0 }
            if feather == 0 { continue }
            for column in span {
                let u = column - x, v = row - y
                let share = shape == .rect ? across[u] * down[v] : quarter[min(v, height - 1 - v) * ((width + 1) / 2) + min(u, width - 1 - u)]
                let weight = Int((255 * share + 0.5).rounded(.down))
                weights[start + column] = UInt8(truncatingIfNeeded: (Int(weights[start + column]) * weight + 127) / 255)
            }
        }
    }

    private static func smoothstep(_ t: Double) -> Double { t * t * (3 - 2 * t) }

    /// s by place along a side of the rectangle.
    private static func ramp(_ length: Int, _ feather: Int, _ first: Bool, _ last: Bool) -> [Double] {
        let room = first && last ? Double(length) / 2 : Double(length), reach = min(Double(feather), room)
        return (0..<length).map { place in
            let distance = min(first ? Double(place) + 0.5 : .infinity, last ? Double(length - place) - 0.5 : .infinity)
            return reach > 0 ? smoothstep(min(1, distance / reach)) : 1
        }
    }

    /// s by place in the quarter of the ellipse that the others mirror, (width + 1) / 2 to a row.
    private func quarter() -> [Double] {
        let a = Double(width) / 2, b = Double(height) / 2, reach = min(Double(feather), a, b)
        return (0..<(height + 1) / 2).flatMap { row in
            (0..<(width + 1) / 2).map { column in
                let dx = a - Double(column) - 0.5, dy = b - Double(row) - 0.5
                func isInside(_ t: Double) -> Bool {
                    let u = dx / (a - t * reach), v = dy / (b - t * reach)
                    return u * u + v * v <= 1
                }
                if isInside(1) { return 1 }
                var low = 0.0, high = 1.0
                for _ in 0..<16 {
                    let middle = (low + high) / 2
                    if isInside(middle) { low = middle } else { high = middle }
                }
                return Self.smoothstep(low)
            }
        }
    }
}

extension Orientation {
    /// Where a rectangle of the picture as it is shown lies in a frame as it is stored.
    fileprivate func stored(x: Int, y: Int, width: Int, height: Int, in frame: FrameShape) -> (x: Int, y: Int, width: Int, height: Int) {
        var result =
            switch quarterTurns {
            case 0: (x: x, y: y, width: width, height: height)
            case 1: (x: y, y: frame.height - x - width, width: height, height: width)
            case 2: (x: frame.width - x - width, y: frame.height - y - height, width: width, height: height)
            default: (x: frame.width - y - height, y: x, width: height, height: width)
            }
        if isMirrored { result.x = frame.width - result.x - result.width }
        return result
    }
}
