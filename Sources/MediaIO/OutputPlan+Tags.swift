// Which tags a container has a place for, as found by writing each with FFmpeg 5.1's muxers and reading it back.
import CFFmpeg

extension MediaTag {
    /// Brands and the encoder's name of the file that was written, and the statistics of mkvmerge and libav (also as `BPS-eng`): of no use in another file.
    public var isMadeByMuxer: Bool {
        let key = key.lowercased()
        let names = ["encoder", "major_brand", "minor_version", "compatible_brands", "vendor_id", "duration"]
        return names.contains(key) || ["duration-", "bps", "number_of_", "_statistics_"].contains { key.hasPrefix($0) }
    }

    /// A track's name that a muxer gives to every track of its kind.
    public var isUsualHandler: Bool {
        ["", "VideoHandler", "SoundHandler", "SubtitleHandler", "DataHandler", "TimeCodeHandler", "ClosedCaptionHandler"].contains(value)
    }

    /// Whether a person may miss it.
    fileprivate var matters: Bool {
        if isMadeByMuxer || value.isEmpty { return false }
        switch key.lowercased() {
        case "handler_name": return !isUsualHandler
        case "language": return value != "und"
        // Of the input's file, and which program of a transport stream that was.
        case "creation_time", "variant_bitrate": return false
        default: return true
        }
    }
}

extension OutputPlan {
    /// The tags of `source` that will be missing, as words of a warning; nil: none.
    func lostTags(_ source: FileSource, copied: Set<Int>) -> String? {
        var lost = Self.lost([MediaTag](source.container.context.pointee.metadata), in: fileTags)
        for index in copied.union([source.videoIndex]).sorted() {
            guard let stream = source.container.stream(index)?.pointee else { continue }
            var tags = [MediaTag](stream.metadata)
            // A cover's file is named anew.
            if stream.disposition & AV_DISPOSITION_ATTACHED_PIC != 0 {
                tags.removeAll { ["filename", "mimetype", "title", "comment"].contains($0.key.lowercased()) }
            }
            let missing = Self.lost(tags, in: streamTags(stream.codecpar.pointee.codec_type))
            lost += missing.map { "\($0) of stream \(index)" }
        }
        return lost.isEmpty ? nil : "\(muxerName) has no place for tags: \(lost.joined(separator: ", "))"
    }

    private static func lost(_ tags: [MediaTag], in known: Set<String>?) -> [String] {
        guard let known else { return [] }
        // A key with a language, `title-eng`, goes where the plain one goes.
        return tags.filter { $0.matters && !known.contains($0.key.lowercased().prefix { $0 != "-" }.description) }.map(\.key)
    }

    /// Nil: any.
    private var fileTags: Set<String>? {
        switch muxerName {
        case "matroska", "webm", "flv", "nut": nil
        case "ogg": []
        case "mp4", "ipod":
            [
                "title", "artist", "album_artist", "composer", "album", "date", "comment", "genre", "copyright", "grouping", "lyrics", "description",
                "synopsis", "show", "episode_id", "network", "keywords", "episode_sort", "season_number", "media_type", "hd_video", "gapless_playback",
                "compilation", "track", "disc", "location", "creation_time", "timecode",
            ]
        case "mov": ["title", "artist", "album", "date", "comment", "genre", "copyright", "make", "model", "location", "creation_time", "timecode"]
        case "avi": ["artist", "comment", "copyright", "date", "genre", "language", "title", "album", "track", "software", "timecode", "encoded_by"]
        case "mpegts": ["service_name", "service_provider"]
        default: []
        }
    }

    private func streamTags(_ kind: AVMediaType) -> Set<String>? {
        switch muxerName {
        case "matroska", "webm", "ogg", "nut": nil
        case "mp4", "mov", "ipod", "3gp": ["language", "handler_name", "creation_time", "timecode"]
        case "avi": ["title"]
        case "mpegts": kind == AVMEDIA_TYPE_VIDEO ? [] : ["language"]
        default: []
        }
    }
}
