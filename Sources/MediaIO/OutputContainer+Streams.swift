// What goes along with the pictures: the input's other streams, tags and chapters.
import CFFmpeg
import VideoFrame

extension OutputContainer {
    /// Makes an output stream for each other stream of `source` that the container can hold, and takes over tags and chapters.
    func copyStreams(of source: FileSource, video: UnsafeMutablePointer<AVStream>, shape: FrameShape, others: Bool) throws(MediaError) {
        let input = source.container.context
        av_dict_copy(&context.pointee.metadata, input.pointee.metadata, 0)
        if let stream = source.container.stream(source.videoIndex) {
            av_dict_copy(&video.pointee.metadata, stream.pointee.metadata, 0)
            // These tell of the input's encoding.
            for stale in ["encoder", "BPS", "NUMBER_OF_BYTES", "NUMBER_OF_FRAMES", "DURATION"] { av_dict_set(&video.pointee.metadata, stale, nil, 0) }
            video.pointee.disposition = stream.pointee.disposition
            try describePictures(video, as: stream, hdr: source.hdr, isTurned: shape.orientation != source.info.shape.orientation)
        }
        if others {
            copiedPath = source.info.path
            for index in 0..<source.container.streamCount where index != source.videoIndex { try copyStream(source, index) }
        }
        if let lost = plan.lostTags(source, copied: Set(copies.keys)) { losses.append(lost) }
        try copyChapters(chapters(of: source))
    }

    /// What the container says of the pictures beside their coding. Of the rest of the input's side data nothing is true of pictures coded anew.
    private func describePictures(_ video: UnsafeMutablePointer<AVStream>, as stream: UnsafeMutablePointer<AVStream>, hdr: HDRMetadata, isTurned: Bool)
        throws(MediaError)
    {
        let kept = [AV_PKT_DATA_DISPLAYMATRIX, AV_PKT_DATA_STEREO3D, AV_PKT_DATA_SPHERICAL]
        for side in StreamSideData(stream) {
            // Turned by a filter: to turn it once more would be wrong.
            if side.type == AV_PKT_DATA_DISPLAYMATRIX && isTurned { continue }
            if kept.contains(where: { $0 == side.type }) {
                try check(cffmpeg_add_side_data(video, side.type, side.bytes, side.size), "av_stream_new_side_data", .output, plan.path)
            } else if side.type == AV_PKT_DATA_DOVI_CONF {
                losses.append("Dolby Vision is lost: no encoder here writes it; the base picture stays as it is")
            }
        }
        try check(hdr.describe(video), "av_stream_new_side_data", .output, plan.path)
    }

    private func copyStream(_ source: FileSource, _ index: Int) throws(MediaError) {
        guard let input = source.container.stream(index), let parameters = input.pointee.codecpar else { return }
        let kind = av_get_media_type_string(parameters.pointee.codec_type).map { String(cString: $0) } ?? "data"
        let codec = String(cString: avcodec_get_name(parameters.pointee.codec_id))
        let name = "stream \(index) (\(kind), \(codec))"
        if plan.makesAnew(input.pointee, chapters: Int(source.container.context.pointee.nb_chapters)) {
            streams.append("\(name): made anew")
            return
        }
        guard plan.holds(input.pointee) else {
            losses.append("\(name) is not copied: \(plan.muxerName) cannot hold it")
            streams.append("\(name): left out")
            return
        }
        streams.append("\(name): copied")
        let output = try addStream()
        try check(avcodec_parameters_copy(output.pointee.codecpar, parameters), "avcodec_parameters_copy", .output, plan.path)
        output.pointee.codecpar.pointee.codec_tag = 0
        output.pointee.time_base = input.pointee.time_base
        output.pointee.disposition = input.pointee.disposition
        output.pointee.avg_frame_rate = input.pointee.avg_frame_rate
        av_dict_copy(&output.pointee.metadata, input.pointee.metadata, 0)
        try check(cffmpeg_copy_side_data(output, input), "av_stream_new_side_data", .output, plan.path)
        if plan.isMatroska, input.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0 { return try attachCover(input, as: output) }
        // The muxer repacks by itself, but not in pieces.
        let isADTS = plan.isMovie && parameters.pointee.codec_id == AV_CODEC_ID_AAC && parameters.pointee.extradata_size == 0
        let filter: BitstreamFilter?
        if isADTS { filter = try BitstreamFilter("aac_adtstoasc", for: input) } else { filter = nil }
        copies[index] = Copy(input: input, output: output.pointee.index, filter: filter)
    }

    /// Matroska has covers among its attached files, in the stream's header: no packet is written.
    private func attachCover(_ input: UnsafeMutablePointer<AVStream>, as output: UnsafeMutablePointer<AVStream>) throws(MediaError) {
        guard let parameters = output.pointee.codecpar, let type = OutputPlan.pictureType(parameters.pointee.codec_id) else { return }
        let picture = input.pointee.attached_pic
        try check(cffmpeg_set_extradata(parameters, picture.data, Int(picture.size)), "av_mallocz", .output, plan.path)
        parameters.pointee.codec_type = AVMEDIA_TYPE_ATTACHMENT
        output.pointee.disposition = 0
        for (key, value) in [("filename", "cover.\(type.ending)"), ("mimetype", type.mime)] {
            av_dict_set(&output.pointee.metadata, key, value, Int32(AV_DICT_DONT_OVERWRITE))
        }
    }

    /// The chapters of the run: those of a cut one begin where the cut does.
    private func chapters(of source: FileSource) -> [AVChapter] {
        let input = source.container.context
        return (0..<Int(input.pointee.nb_chapters)).compactMap { index -> AVChapter? in
            guard var chapter = input.pointee.chapters[index]?.pointee else { return nil }
            let (first, end) = source.span.wanted(in: chapter.time_base)
            chapter.start = max(chapter.start, first ?? chapter.start) - (first ?? 0)
            chapter.end = min(chapter.end, end ?? chapter.end) - (first ?? 0)
            return chapter.end > chapter.start ? chapter : nil
        }
    }

    /// Gives the container copies of `chapters`; their tags are copied too.
    func copyChapters(_ chapters: [AVChapter]) throws(MediaError) {
        guard !chapters.isEmpty else { return }
        let list = try allocated(av_calloc(chapters.count, MemoryLayout<UnsafeMutablePointer<AVChapter>?>.size), "av_calloc", .output)
            .assumingMemoryBound(to: UnsafeMutablePointer<AVChapter>?.self)
        context.pointee.chapters = list
        for (index, chapter) in chapters.enumerated() {
            let copy = try allocated(av_mallocz(MemoryLayout<AVChapter>.size), "av_mallocz", .output).assumingMemoryBound(to: AVChapter.self)
            copy.pointee.id = chapter.id
            copy.pointee.time_base = chapter.time_base
            copy.pointee.start = chapter.start
            copy.pointee.end = chapter.end
            av_dict_copy(&copy.pointee.metadata, chapter.metadata, 0)
            list[index] = copy
            context.pointee.nb_chapters = UInt32(index + 1)
        }
    }
}
