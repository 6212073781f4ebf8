// From libav's headers to a description.
import CFFmpeg
import VideoFrame

extension MediaDescription {
    /// Opens `path` as a run would and describes it. Beyond what libav reads to open it, packets are read only up to the first frame of the video, and that
    /// only where the stream itself does not tell its HDR levels. Errors: those of an input that cannot be opened; a file without a video is none.
    public init(path: String, options: SourceOptions = SourceOptions()) throws(MediaError) {
        let container = try InputContainer(path: path, options: options)
        let context = container.context
        let streams = (0..<container.streamCount).compactMap { container.stream($0).map { StreamDescription($0, in: context) } }
        let chapters = (0..<Int(context.pointee.nb_chapters)).compactMap { context.pointee.chapters[$0].map { ChapterDescription($0.pointee) } }
        self.init(path: path, container: ContainerDescription(context.pointee), chapters: chapters, streams: streams)
        addLevelsOfFirstFrame(container)
    }

    /// HEVC and AV1 carry mastering display and light level within the pictures; containers need not repeat them.
    private mutating func addLevelsOfFirstFrame(_ container: InputContainer) {
        let index = Int(av_find_best_stream(container.context, AVMEDIA_TYPE_VIDEO, -1, -1, nil, 0))
        guard streams.indices.contains(index), streams[index].kind == .video, var picture = streams[index].picture,
            picture.mastering == nil || picture.light == nil, let levels = FirstFrameLevels.read(container, stream: index)
        else { return }
        picture.mastering = picture.mastering ?? levels.mastering
        picture.light = picture.light ?? levels.light
        streams[index].picture = picture
    }
}

extension ContainerDescription {
    init(_ context: AVFormatContext) {
        self.init(
            name: context.iformat.map { String(cString: $0.pointee.name) } ?? "unknown", longName: text(context.iformat?.pointee.long_name) ?? "",
            duration: MediaTime(context.duration, Rational(cffmpeg_microseconds())), start: MediaTime(context.start_time, Rational(cffmpeg_microseconds())),
            bitRate: context.bit_rate > 0 ? context.bit_rate : nil, tags: [MediaTag](context.metadata))
    }
}

extension ChapterDescription {
    init(_ chapter: AVChapter) {
        let base = Rational(chapter.time_base)
        self.init(
            start: MediaTime(ticks: chapter.start, timeBase: base), end: MediaTime(ticks: chapter.end, timeBase: base), tags: [MediaTag](chapter.metadata))
    }
}

extension StreamDescription {
    init(_ pointer: UnsafeMutablePointer<AVStream>, in context: UnsafeMutablePointer<AVFormatContext>) {
        let stream = pointer.pointee
        let isCover = stream.disposition & AV_DISPOSITION_ATTACHED_PIC != 0
        self.init(
            index: Int(stream.index), kind: .unknown, codec: "unknown", timeBase: Rational(stream.time_base),
            dispositions: (0..<31).filter { stream.disposition & (1 << $0) != 0 }.compactMap { text(av_disposition_to_string(1 << $0)) },
            tags: [MediaTag](stream.metadata))
        start = MediaTime(stream.start_time, timeBase)
        duration = MediaTime(stream.duration, timeBase)
        frames = stream.nb_frames > 0 ? Int(stream.nb_frames) : nil
        guard let parameters = stream.codecpar?.pointee else { return }
        codec = Self.codec(parameters)
        profile = text(avcodec_profile_name(parameters.codec_id, parameters.profile))
        bitRate = parameters.bit_rate > 0 ? parameters.bit_rate : nil
        switch parameters.codec_type {
        case AVMEDIA_TYPE_VIDEO:
            kind = isCover ? .attachedPicture : .video
            picture = PictureDescription(pointer, parameters, in: context)
            if isCover {
                attachment = AttachmentDescription(name: tags["filename"], mimeType: tags["mimetype"], byteCount: Int(stream.attached_pic.size))
            }
        case AVMEDIA_TYPE_AUDIO:
            kind = .audio
            sound = SoundDescription(parameters)
        case AVMEDIA_TYPE_SUBTITLE:
            kind = .subtitle
            subtitles = Self.subtitleKind(parameters.codec_id)
        case AVMEDIA_TYPE_DATA:
            kind = .data
            // libav's mp4 reader asks not to be asked for them.
            holdsChapters = stream.discard == AVDISCARD_ALL && context.pointee.nb_chapters > 0
        case AVMEDIA_TYPE_ATTACHMENT:
            kind = .attachment
            attachment = AttachmentDescription(name: tags["filename"], mimeType: tags["mimetype"], byteCount: Int(parameters.extradata_size))
        default: break
        }
        // The first three are told as themselves; the last is the encoder's buffer, a matter of bit rate.
        let told = [
            AV_PKT_DATA_DISPLAYMATRIX, AV_PKT_DATA_MASTERING_DISPLAY_METADATA, AV_PKT_DATA_CONTENT_LIGHT_LEVEL, AV_PKT_DATA_CPB_PROPERTIES,
        ]
        otherSideData = StreamSideData(pointer).filter { item in !told.contains { $0 == item.type } }.compactMap { text(av_packet_side_data_name($0.type)) }
    }

    private static func codec(_ parameters: AVCodecParameters) -> String {
        if parameters.codec_id != AV_CODEC_ID_NONE { return String(cString: avcodec_get_name(parameters.codec_id)) }
        guard parameters.codec_tag != 0 else { return "unknown" }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(AV_FOURCC_MAX_STRING_SIZE)) { buffer in
            text(av_fourcc_make_string(buffer.baseAddress, parameters.codec_tag)) ?? "unknown"
        }
    }

    private static func subtitleKind(_ codec: AVCodecID) -> SubtitleKind? {
        guard let properties = avcodec_descriptor_get(codec)?.pointee.props else { return nil }
        return properties & Int32(AV_CODEC_PROP_TEXT_SUB) != 0 ? .text : properties & Int32(AV_CODEC_PROP_BITMAP_SUB) != 0 ? .bitmap : nil
    }
}

extension SoundDescription {
    init(_ parameters: AVCodecParameters) {
        self.init(
            sampleRate: Int(parameters.sample_rate), channels: Int(parameters.ch_layout.nb_channels),
            sampleFormat: text(av_get_sample_fmt_name(AVSampleFormat(parameters.format))))
        let own = parameters.bits_per_raw_sample > 0 ? parameters.bits_per_raw_sample : av_get_bits_per_sample(parameters.codec_id)
        bits = own > 0 ? Int(own) : nil
        guard parameters.ch_layout.order != AV_CHANNEL_ORDER_UNSPEC else { return }
        var channels = parameters.ch_layout
        layout = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            av_channel_layout_describe(&channels, buffer.baseAddress, buffer.count) > 0 ? text(buffer.baseAddress) : nil
        }
    }
}

extension MediaTime {
    /// Nil for libav's "not known".
    init?(_ ticks: Int64, _ timeBase: Rational) {
        guard ticks != CFFMPEG_NO_PTS else { return nil }
        self.init(ticks: ticks, timeBase: timeBase)
    }
}

extension [MediaTag] {
    init(_ dictionary: OpaquePointer?) {
        self.init()
        var entry: UnsafeMutablePointer<AVDictionaryEntry>?
        while let found = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX) {
            append(MediaTag(key: String(cString: found.pointee.key), value: String(cString: found.pointee.value)))
            entry = found
        }
    }
}

/// A C string that may be missing.
func text(_ pointer: UnsafePointer<CChar>?) -> String? { pointer.map { String(cString: $0) } }

func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String? { pointer.map { String(cString: $0) } }
