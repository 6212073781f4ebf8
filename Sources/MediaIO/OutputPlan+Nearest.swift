// Did you mean: the encoder whose name is least far from what was typed.
import Base
import CFFmpeg

extension OutputPlan {
    static func nearestEncoder(to name: String) -> String? {
        var names: [String] = []
        var state: UnsafeMutableRawPointer?
        while let codec = av_codec_iterate(&state) {
            if av_codec_is_encoder(codec) != 0, codec.pointee.type == AVMEDIA_TYPE_VIDEO { names.append(String(cString: codec.pointee.name)) }
        }
        return nearest(name, in: names)
    }
}
