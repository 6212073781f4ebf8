// Which of an input's other streams a container can hold.
import CFFmpeg

extension OutputPlan {
    /// Whether packets of `stream` can be copied into the container.
    func holds(_ stream: AVStream) -> Bool {
        guard let parameters = stream.codecpar?.pointee else { return false }
        // A picture's muxer would store any packet as one more numbered file.
        if muxerName == "image2" { return false }
        // Fonts and the like: Matroska stores any file that has a name and a type.
        if parameters.codec_type == AVMEDIA_TYPE_ATTACHMENT {
            return isMatroska && av_dict_get(stream.metadata, "filename", nil, 0) != nil && av_dict_get(stream.metadata, "mimetype", nil, 0) != nil
        }
        if stream.disposition & AV_DISPOSITION_ATTACHED_PIC != 0 {
            // Matroska stores a cover as an attached file; others would make a film of one frame of it.
            if isMatroska { return Self.pictureType(parameters.codec_id) != nil && stream.attached_pic.size > 0 }
            if !["mp4", "mov", "ipod"].contains(muxerName) { return false }
        }
        guard parameters.codec_id != AV_CODEC_ID_NONE else { return false }
        let answer = avformat_query_codec(muxer, parameters.codec_id, FF_COMPLIANCE_EXPERIMENTAL)
        if answer >= 0 { return answer == 1 }
        // The muxer does not say.
        return muxerName == "mpegts" && Self.transportCodecs.contains { $0 == parameters.codec_id }
    }

    /// Whether the muxer makes the stream by itself: the time code from its tag, and the track in which mp4 keeps the names of its chapters.
    func makesAnew(_ stream: AVStream, chapters: Int) -> Bool {
        guard let parameters = stream.codecpar?.pointee, parameters.codec_type == AVMEDIA_TYPE_DATA else { return false }
        let isTimeCode = parameters.codec_tag == 0x6463_6D74  // "tmcd"
        if isTimeCode { return ["mp4", "mov"].contains(muxerName) || isMatroska }
        // libav's reader asks not to be asked for it.
        return chapters > 0 && stream.discard == AVDISCARD_ALL && (isMovie || isMatroska)
    }

    /// Whether video of `codec` can be written. Muxers of one bare stream do not say; they hold what they are named for.
    static func holds(_ codec: AVCodecID, _ muxer: UnsafePointer<AVOutputFormat>) -> Bool {
        let answer = avformat_query_codec(muxer, codec, FF_COMPLIANCE_EXPERIMENTAL), format = muxer.pointee
        if answer >= 0 { return answer == 1 }
        let isBare = format.codec_tag == nil && format.audio_codec == AV_CODEC_ID_NONE && format.flags & AVFMT_NOFILE == 0
        return !isBare || format.video_codec == codec
    }

    /// MIME type and ending of a picture's file; nil for codecs that are no pictures.
    static func pictureType(_ codec: AVCodecID) -> (mime: String, ending: String)? {
        switch codec {
        case AV_CODEC_ID_MJPEG: ("image/jpeg", "jpg")
        case AV_CODEC_ID_PNG: ("image/png", "png")
        case AV_CODEC_ID_GIF: ("image/gif", "gif")
        case AV_CODEC_ID_BMP: ("image/bmp", "bmp")
        default: nil
        }
    }

    private static var transportCodecs: [AVCodecID] {
        [
            AV_CODEC_ID_MP1, AV_CODEC_ID_MP2, AV_CODEC_ID_MP3, AV_CODEC_ID_AAC, AV_CODEC_ID_AAC_LATM, AV_CODEC_ID_AC3, AV_CODEC_ID_EAC3, AV_CODEC_ID_DTS,
            AV_CODEC_ID_TRUEHD, AV_CODEC_ID_OPUS, AV_CODEC_ID_S302M, AV_CODEC_ID_DVB_SUBTITLE, AV_CODEC_ID_DVB_TELETEXT, AV_CODEC_ID_H264, AV_CODEC_ID_HEVC,
            AV_CODEC_ID_MPEG2VIDEO,
        ]
    }
}
