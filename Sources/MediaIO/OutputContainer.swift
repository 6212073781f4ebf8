// An output being written: the muxer, its streams, packets from two threads.
import Base
import CFFmpeg
import Glibc
import VideoFrame

/// Owns an AVFormatContext for writing. Packets come from the decoding thread (copied streams) and the encoding thread.
final class OutputContainer: @unchecked Sendable {  // `lock` guards the context once the header is written; before, one thread builds it
    let context: UnsafeMutablePointer<AVFormatContext>
    private let plan: OutputPlan
    private let lock = Locked(State())
    private var copies: [Int: (input: UnsafeMutablePointer<AVStream>, output: Int32)] = [:]
    /// What of the input the container cannot hold, one line each.
    private(set) var losses: [String] = []

    private struct State { var isOpen = false }

    init(plan: OutputPlan) throws(MediaError) {
        self.plan = plan
        var made: UnsafeMutablePointer<AVFormatContext>?
        let code = avformat_alloc_output_context2(&made, plan.muxer, nil, plan.writingPath)
        guard code >= 0, let made else { throw MediaError(.output, "\(plan.path): \(libavText(code))", call: "avformat_alloc_output_context2", code: code) }
        context = made
        // High bit depths in y4m are a libav extension, and copying FLAC into mp4 an experiment of FFmpeg 5.
        context.pointee.strict_std_compliance = FF_COMPLIANCE_EXPERIMENTAL
    }

    deinit {
        if context.pointee.oformat.pointee.flags & AVFMT_NOFILE == 0 { avio_closep(&context.pointee.pb) }
        avformat_free_context(context)
    }

    func addStream() throws(MediaError) -> UnsafeMutablePointer<AVStream> { try allocated(avformat_new_stream(context, nil), "avformat_new_stream", .output) }

    /// Makes an output stream for each other stream of `source` that the container can hold, and takes over tags and chapters.
    func copyStreams(of source: FileSource, video: UnsafeMutablePointer<AVStream>, others: Bool) throws(MediaError) {
        let input = source.container.context
        av_dict_copy(&context.pointee.metadata, input.pointee.metadata, 0)
        if let stream = source.container.stream(source.videoIndex) {
            av_dict_copy(&video.pointee.metadata, stream.pointee.metadata, 0)
            // These tell of the input's encoding.
            for stale in ["encoder", "BPS", "NUMBER_OF_BYTES", "NUMBER_OF_FRAMES", "DURATION"] { av_dict_set(&video.pointee.metadata, stale, nil, 0) }
            video.pointee.disposition = stream.pointee.disposition
            try check(cffmpeg_copy_side_data(video, stream), "av_stream_new_side_data", .output, plan.path)
        }
        if others {
            for index in 0..<source.container.streamCount where index != source.videoIndex { try copyStream(source, index) }
        }
        try copyChapters(source)
    }

    private func copyStream(_ source: FileSource, _ index: Int) throws(MediaError) {
        guard let input = source.container.stream(index), let parameters = input.pointee.codecpar else { return }
        let kind = av_get_media_type_string(parameters.pointee.codec_type).map { String(cString: $0) } ?? "data"
        let codec = String(cString: avcodec_get_name(parameters.pointee.codec_id))
        let name = "stream \(index) (\(kind), \(codec))"
        guard plan.holds(input.pointee) else {
            losses.append("\(name) is not copied: \(plan.muxerName) cannot hold it")
            return
        }
        let output = try addStream()
        try check(avcodec_parameters_copy(output.pointee.codecpar, parameters), "avcodec_parameters_copy", .output, plan.path)
        output.pointee.codecpar.pointee.codec_tag = 0
        output.pointee.time_base = input.pointee.time_base
        output.pointee.disposition = input.pointee.disposition
        output.pointee.avg_frame_rate = input.pointee.avg_frame_rate
        av_dict_copy(&output.pointee.metadata, input.pointee.metadata, 0)
        try check(cffmpeg_copy_side_data(output, input), "av_stream_new_side_data", .output, plan.path)
        copies[index] = (input, output.pointee.index)
    }

    private func copyChapters(_ source: FileSource) throws(MediaError) {
        let input = source.container.context
        // A cut run has other times; chapters of the whole would be wrong.
        guard source.options.startMicroseconds == nil, source.options.durationMicroseconds == nil, input.pointee.nb_chapters > 0 else { return }
        let count = Int(input.pointee.nb_chapters)
        let list = try allocated(av_calloc(count, MemoryLayout<UnsafeMutablePointer<AVChapter>?>.size), "av_calloc", .output)
            .assumingMemoryBound(to: UnsafeMutablePointer<AVChapter>?.self)
        context.pointee.chapters = list
        for index in 0..<count {
            guard let chapter = input.pointee.chapters[index]?.pointee else { continue }
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

    /// Opens the file under its temporary name and writes the header.
    func open() throws(MediaError) {
        if plan.muxer.pointee.flags & AVFMT_NOFILE == 0 {
            try check(avio_open(&context.pointee.pb, plan.writingPath, AVIO_FLAG_WRITE), "avio_open", .output, plan.path)
        }
        var settings: OpaquePointer?
        defer { av_dict_free(&settings) }
        if ["mp4", "mov"].contains(plan.muxerName) { av_dict_set(&settings, "movflags", "+faststart", 0) }
        if plan.isSinglePicture { av_dict_set(&settings, "update", "1", 0) }
        try check(avformat_write_header(context, &settings), "avformat_write_header", .output, plan.path)
        lock.withLock { $0.isOpen = true }
    }

    /// Writes a packet whose times are in `timeBase`; takes its content.
    func write(_ packet: UnsafeMutablePointer<AVPacket>, stream: Int32, timeBase: AVRational) throws(MediaError) {
        let code: Int32 = lock.withLock { state in
            // A packet that was on its way when the file was completed.
            guard state.isOpen else { return 0 }
            packet.pointee.stream_index = stream
            guard let output = context.pointee.streams[Int(stream)] else { return cffmpeg_error(EINVAL) }
            av_packet_rescale_ts(packet, timeBase, output.pointee.time_base)
            packet.pointee.pos = -1
            return av_interleaved_write_frame(context, packet)
        }
        try check(code, "av_interleaved_write_frame", .output, plan.path)
    }

    /// Where packets of input stream `index` go.
    func copyTarget(_ index: Int) -> (input: UnsafeMutablePointer<AVStream>, output: Int32)? { copies[index] }

    /// Writes what is held, the trailer, and makes sure it is on the disk.
    func close() throws(MediaError) {
        let code = lock.withLock { state in
            guard state.isOpen else { return Int32(0) }
            state.isOpen = false
            return av_write_trailer(context)
        }
        try check(code, "av_write_trailer", .output, plan.path)
        if plan.muxer.pointee.flags & AVFMT_NOFILE == 0 { try check(avio_closep(&context.pointee.pb), "avio_closep", .output, plan.path) }
    }
}
