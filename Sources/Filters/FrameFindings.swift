// What a filter found in a frame, besides the picture that it makes: for reports.

/// Findings of one frame, in luma samples from its top left corner.
public enum FrameFindings: Hashable, Sendable {
    /// The best first.
    case points([Corners.Point])
    /// From top to bottom.
    case areas([FoundArea])
    /// How far the picture was moved, to the right and down, and turned clockwise about its middle.
    case correction(x: Double, y: Double, degrees: Double)

    /// How many things were found.
    public var count: Int {
        switch self {
        case .points(let points): points.count
        case .areas(let areas): areas.count
        case .correction: 1
        }
    }

    /// Those of which something lies where `mask`, the first plane's, has any weight.
    public func within(_ mask: PlacementMask) -> FrameFindings {
        switch self {
        case .points(let points): .points(points.filter { mask.weight(x: $0.x, y: $0.y) > 0 })
        case .areas(let areas):
            .areas(
                areas.filter { area in
                    let columns = (area.x..<area.x + area.width).clamped(to: mask.bounds.columns)
                    return (area.y..<area.y + area.height).clamped(to: mask.bounds.rows).contains { row in
                        columns.contains { mask.weight(x: $0, y: row) > 0 }
                    }
                })
        case .correction: self
        }
    }
}

/// A rectangle in which something was found.
public struct FoundArea: Hashable, Sendable {
    public let x, y, width, height: Int
    /// Of the frame's blocks that belong to it, 0...1: at most the rectangle's own share.
    public let share: Double

    public init(x: Int, y: Int, width: Int, height: Int, share: Double) {
        (self.x, self.y, self.width, self.height, self.share) = (x, y, width, height, share)
    }
}
