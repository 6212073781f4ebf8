// Where and when a filter acts: region, shape, mask and time, the same on every filter. What they come to is defined in Placement+Masks.swift.
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
    /// Width in samples of the soft border inside the region.
    public var feather = 0
    public var mask: MaskPicture?
    public var isInverted = false
    /// Milliseconds since the input's start: from the first, up to but not including the second; nil is open.
    public var from: Int64?
    public var to: Int64?

    public init() {}

    public var isEverywhere: Bool { region == nil && mask == nil }

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
}
