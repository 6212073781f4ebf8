// From an mp4 in pieces, which plays at any moment of its making, to one with its index first, which seeks and streams.
import CFFmpeg

/// Copies the packets of a finished file of pieces into a file with its index in front. The pictures are not touched. Two readings: the first finds out how
/// long the index will be, so that the second writes every byte once.
struct MovieIndex {
    /// What wrote the pieces, closed by now; its streams, tags and chapters are the model of the new file's.
    let pieces: OutputContainer
    /// Where the pieces lie.
    let path: String

    /// Errors: side output; then `target` may hold anything.
    func write(to target: String) throws(MediaError) {
        let (index, end) = try measure()
        // Offsets take four bytes more each once the file, with its index in front, passes 4 GiB.
        let boundary: Int64 = 1 << 32
        let growth = end < boundary && end + index + (1 << 20) >= boundary ? Int64(pieces.packetCounts.values.reduce(0, +)) * 8 : 0
        let file = try OutputFile(path: target, isOurs: true)
        let container = try copy(.index(reserved: index + growth + 64), to: file)
        try container.close()
    }

    /// Whether a player finds anything in pieces that were broken off.
    static func isReadable(_ path: String) -> Bool {
        guard let reader = try? PieceReader(path: path), let packet = try? InputPacket() else { return false }
        return (try? reader.next(packet)) == true
    }

    private func measure() throws(MediaError) -> (index: Int64, end: Int64) {
        let file = try OutputFile.counting()
        let container = try copy(.index(reserved: 0), to: file)
        let before = file.position
        try container.close()
        return (file.position - before, file.position)
    }

    private func copy(_ layout: OutputContainer.Layout, to file: OutputFile) throws(MediaError) -> OutputContainer {
        let container = try OutputContainer(plan: pieces.plan)
        let counts = pieces.packetCounts
        guard !counts.isEmpty else {
            try container.takeStreams(of: pieces, describedBy: nil)
            try container.open(layout, on: file)
            return container
        }
        let reader = try PieceReader(path: path)
        try container.takeStreams(of: pieces, describedBy: reader)
        try container.open(layout, on: file)
        for cover in pieces.covers { try container.write(cover) }
        let packet = try InputPacket()
        var read: [Int32: Int] = [:]
        while try reader.next(packet) {
            defer { av_packet_unref(packet.pointer) }
            guard let stream = reader.track(packet.streamIndex, of: pieces) else { continue }
            read[stream, default: 0] += 1
            try container.write(packet.pointer, stream: stream, timeBase: reader.timeBase(packet.streamIndex))
        }
        try container.flush()
        for (stream, count) in counts where !pieces.isCover(stream) && read[stream] != count {
            throw MediaError(.output, "\(path): stream \(stream) has \(read[stream] ?? 0) of its \(count) packets")
        }
        return container
    }
}

/// Reads the packets of a file of our own making, with no guesses about their times.
final class PieceReader {
    private let context: UnsafeMutablePointer<AVFormatContext>
    private let path: String

    init(path: String) throws(MediaError) {
        self.path = path
        var opened = avformat_alloc_context()
        opened?.pointee.flags |= AVFMT_FLAG_NOPARSE | AVFMT_FLAG_NOFILLIN
        let code = avformat_open_input(&opened, "file:" + path, av_find_input_format("mov"), nil)
        guard code >= 0, let opened else { throw MediaError(.output, "\(path): \(libavText(code))", call: "avformat_open_input", code: code) }
        context = opened
    }

    deinit {
        var context: UnsafeMutablePointer<AVFormatContext>? = context
        avformat_close_input(&context)
    }

    /// False at the end.
    func next(_ packet: borrowing InputPacket) throws(MediaError) -> Bool {
        let code = av_read_frame(context, packet.pointer)
        if code == cffmpeg_eof() { return false }
        try check(code, "av_read_frame", .output, path)
        return true
    }

    func timeBase(_ index: Int) -> AVRational { context.pointee.streams[index]?.pointee.time_base ?? AVRational(num: 1, den: 1) }

    /// Which of the writer's streams track `index` is: tracks come in the streams' order, covers are none, and what the muxer added itself comes last.
    func track(_ index: Int, of pieces: OutputContainer) -> Int32? {
        let tracks = tracks
        guard let place = tracks.firstIndex(of: index) else { return nil }
        let streams = (0..<Int32(pieces.context.pointee.nb_streams)).filter { !pieces.isCover($0) }
        return place < streams.count ? streams[place] : nil
    }

    /// The track that `stream` was written as.
    func parameters(_ stream: Int32, of pieces: OutputContainer) -> UnsafeMutablePointer<AVCodecParameters>? {
        tracks.first { track($0, of: pieces) == stream }.flatMap { context.pointee.streams[$0]?.pointee.codecpar }
    }

    private var tracks: [Int] {
        (0..<Int(context.pointee.nb_streams)).filter { index in
            context.pointee.streams[index].map { $0.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC == 0 } ?? false
        }
    }
}

extension OutputContainer {
    /// Makes streams as `other` has them. Codec headers come from its file: there they fit the packets as they are stored now.
    func takeStreams(of other: OutputContainer, describedBy reader: PieceReader?) throws(MediaError) {
        av_dict_copy(&context.pointee.metadata, other.context.pointee.metadata, 0)
        for index in 0..<Int32(other.context.pointee.nb_streams) {
            guard let model = other.context.pointee.streams[Int(index)] else { continue }
            let stream = try addStream()
            let target: UnsafeMutablePointer<AVCodecParameters> = stream.pointee.codecpar
            try check(avcodec_parameters_copy(target, model.pointee.codecpar), "avcodec_parameters_copy", .output, plan.path)
            if let found = reader?.parameters(index, of: other), found.pointee.extradata_size > 0 {
                try check(cffmpeg_set_extradata(target, found.pointee.extradata, Int(found.pointee.extradata_size)), "av_mallocz", .output, plan.path)
            }
            stream.pointee.time_base = model.pointee.time_base
            stream.pointee.disposition = model.pointee.disposition
            stream.pointee.avg_frame_rate = model.pointee.avg_frame_rate
            stream.pointee.sample_aspect_ratio = model.pointee.sample_aspect_ratio
            av_dict_copy(&stream.pointee.metadata, model.pointee.metadata, 0)
            try check(cffmpeg_copy_side_data(stream, model), "av_stream_new_side_data", .output, plan.path)
        }
        try copyChapters((0..<Int(other.context.pointee.nb_chapters)).compactMap { other.context.pointee.chapters[$0]?.pointee })
    }
}
