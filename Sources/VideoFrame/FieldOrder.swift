// Interlaced pictures: two moments in one frame, its odd and its even rows.

/// How the rows of an interlaced picture are stored and shown. The raw values are ffprobe's.
public enum FieldOrder: String, Hashable, Sendable {
    case progressive
    case topFirst = "tt"
    case bottomFirst = "bb"
    case topCodedBottomShownFirst = "tb"
    case bottomCodedTopShownFirst = "bt"

    public var isInterlaced: Bool { self != .progressive }

    /// Whether the even rows, counted from 0, are shown first.
    public var showsTopFirst: Bool { self == .topFirst || self == .bottomCodedTopShownFirst }
}
