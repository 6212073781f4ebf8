// Interlaced pictures: two moments in one frame, its odd and its even rows.
import CFFmpeg

/// How the rows of an interlaced picture are stored and shown. The raw values are ffprobe's.
public enum FieldOrder: String, Sendable {
    case progressive
    case topFirst = "tt"
    case bottomFirst = "bb"
    case topCodedBottomShownFirst = "tb"
    case bottomCodedTopShownFirst = "bt"

    public var isInterlaced: Bool { self != .progressive }

    /// Nil where libav does not know.
    init?(_ order: AVFieldOrder) {
        switch order {
        case AV_FIELD_PROGRESSIVE: self = .progressive
        case AV_FIELD_TT: self = .topFirst
        case AV_FIELD_BB: self = .bottomFirst
        case AV_FIELD_TB: self = .topCodedBottomShownFirst
        case AV_FIELD_BT: self = .bottomCodedTopShownFirst
        default: return nil
        }
    }

    /// The order of a picture that is coded as it is shown.
    var shown: AVFieldOrder {
        switch self {
        case .progressive: AV_FIELD_PROGRESSIVE
        case .topFirst, .bottomCodedTopShownFirst: AV_FIELD_TT
        case .bottomFirst, .topCodedBottomShownFirst: AV_FIELD_BB
        }
    }
}
