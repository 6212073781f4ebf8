// Field orders to libav's and back.
import CFFmpeg
import VideoFrame

extension FieldOrder {
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
    var shown: AVFieldOrder { isInterlaced ? (showsTopFirst ? AV_FIELD_TT : AV_FIELD_BB) : AV_FIELD_PROGRESSIVE }
}
