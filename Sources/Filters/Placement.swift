// Where and when a filter acts: region, shape and time, the same on every filter.
import VideoFrame

/// A length in pixels or in percent of the frame.
public enum Extent: Hashable, Sendable {
    case pixels(Int)
    case percent(Double)

    func resolved(of total: Int) -> Int {
        switch self {
        case .pixels(let count): return count
        case .percent(let share): return Int((share * Double(total) / 100 + 0.5).rounded(.down))
        }
    }
}

/// Where and when one filter of a chain acts. The default is everywhere and always.
public struct Placement: Hashable, Sendable {
    public enum Shape: String, CaseIterable, Hashable, Sendable { case rect, ellipse }

    public struct Region: Hashable, Sendable {
        public var x, y, width, height: Extent

        public init(x: Extent, y: Extent, width: Extent, height: Extent) {
            (self.x, self.y, self.width, self.height) = (x, y, width, height)
        }
    }

    public var region: Region?
    public var shape = Shape.rect
    public var isInverted = false
    /// Milliseconds since the input's start: from the first, up to but not including the second; nil is open.
    public var from: Int64?
    public var to: Int64?

    public init() {}

    public var isEverywhere: Bool { region == nil }

    /// Whether the filter acts on a frame at this time. Compared exactly: ticks · base · 1000 against milliseconds.
    public func isActive(at timing: FrameTiming) -> Bool {
        if from == nil && to == nil { return true }
        let (high, low) = timing.elapsedTicks.multipliedFullWidth(by: Int64(timing.timeBase.numerator) * 1000)
        let divisor = Int64(max(1, timing.timeBase.denominator))
        // Beyond some 10^14 s the quotient would not fit; such a time is past every end.
        guard high == (Int64(bitPattern: low) < 0 ? -1 : 0) else { return to == nil }
        let scaled = Int64(bitPattern: low)
        if let from, scaled < from * divisor { return false }
        if let to, scaled >= to * divisor { return false }
        return true
    }

    /// The mask on a plane of `shape`, or an error when the region does not lie on the frame. Nil: the whole plane.
    public func mask(for frame: FrameShape, plane: Int) throws(FilterError) -> PlacementMask? {
        guard let region else { return nil }
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
        let stored = orientation.stored(x: x, y: y, width: width, height: height, in: frame)
        let isChroma = frame.format.isChroma(plane: plane)
        return PlacementMask(
            x: stored.x, y: stored.y, width: stored.width, height: stored.height, shape: shape, isInverted: isInverted,
            shiftX: isChroma ? frame.format.chromaShiftX : 0, shiftY: isChroma ? frame.format.chromaShiftY : 0, size: frame.size(ofPlane: plane))
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

/// The covered samples of one plane, as spans of columns per row.
///
/// A chroma sample is covered when the luma sample at its top left corner, (x << shiftX, y << shiftY), is. An ellipse covers the samples whose centre lies in
/// the ellipse inscribed in the region: (2(x−x₀)+1−w)²·h² + (2(y−y₀)+1−h)²·w² ≤ w²·h².
public struct PlacementMask: Hashable, Sendable {
    public let x, y, width, height: Int
    public let shape: Placement.Shape
    public let isInverted: Bool
    let shiftX, shiftY: Int
    public let size: PlaneSize

    /// The one span of columns that the region (not inverted) covers in `row`; empty when none.
    public func span(row: Int) -> Range<Int> {
        let lumaRow = row << shiftY
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
        let step = (1 << shiftX) - 1
        let low = (left + step) >> shiftX, high = min((right + step) >> shiftX, size.width)
        return low < high ? low..<high : 0..<0
    }

    /// The columns of `row` on which the filter does not act, inversion included: at most two runs, either of which may be empty.
    public func uncovered(row: Int) -> (Range<Int>, Range<Int>) {
        let span = span(row: row)
        if isInverted { return (span, 0..<0) }
        return span.isEmpty ? (0..<size.width, 0..<0) : (0..<span.lowerBound, span.upperBound..<size.width)
    }

    /// Whether the filter acts on the sample, inversion included.
    public func covers(x column: Int, y row: Int) -> Bool { span(row: row).contains(column) != isInverted }

    /// Rows and columns outside which the filter's result is not needed.
    public var bounds: (rows: Range<Int>, columns: Range<Int>) {
        if isInverted { return (0..<size.height, 0..<size.width) }
        let stepX = (1 << shiftX) - 1, stepY = (1 << shiftY) - 1
        let rows = ((y + stepY) >> shiftY)..<max((y + stepY) >> shiftY, min((y + height + stepY) >> shiftY, size.height))
        let columns = ((x + stepX) >> shiftX)..<max((x + stepX) >> shiftX, min((x + width + stepX) >> shiftX, size.width))
        return (rows, columns)
    }
}
