// An output being written: the muxer, its streams, packets from two threads.
import Base
import CFFmpeg
import Glibc
import VideoFrame

/// Owns an AVFormatContext for writing. Packets come from the decoding thread (copied streams) and the encoding thread.
final class OutputContainer: @unchecked Sendable {  // `lock` guards the context once the header is written; before, one thread builds it
    /// How a file is laid out where its format leaves a choice.
    enum Layout: Equatable {
        case usual
        /// mp4 in pieces of about a second: plays at any moment, needs no way back.
        case fragments
        /// mp4 with its index first, in so many bytes kept free for it; 0: at its end.
        case index(reserved: Int64)
    }

    /// Where packets of one of the input's streams go, and what is done to them on the way.
    struct Copy {
        let input: UnsafeMutablePointer<AVStream>
        let output: Int32
        let filter: BitstreamFilter?
    }

    let context: UnsafeMutablePointer<AVFormatContext>
    let plan: OutputPlan
    private let lock = Locked(State())
    private var file: OutputFile?
    /// Ends waits for whoever takes what is sent to an address; nil for files.
    let interruption: InputContainer.Interruption?
    var copies: [Int: Copy] = [:]
    /// Where the copied streams come from.
    var copiedPath: String?
    /// What of the input the container cannot hold, one line each.
    var losses: [String] = []
    /// What becomes of the input's other streams, one line each.
    var streams: [String] = []
    /// The packets of pictures that stand for the whole, such as an album's cover: no track holds them, so they are kept. Guarded by `lock`.
    private var keptCovers: [Cover] = []

    final class Cover {
        let packet: InputPacket
        let stream: Int32
        let timeBase: AVRational

        init(copyOf packet: UnsafeMutablePointer<AVPacket>, stream: Int32, timeBase: AVRational) throws(MediaError) {
            self.packet = try InputPacket()
            self.stream = stream
            self.timeBase = timeBase
            try check(av_packet_ref(self.packet.pointer, packet), "av_packet_ref", .output, "cover")
        }
    }

    private struct State {
        var isOpen = false
        var packets: [Int32: Int] = [:]
        /// By stream, in its ticks.
        var lastDTS: [Int32: Int64] = [:]
        /// Copied packets by stream: those whose times had to be moved, and those that are left out.
        var moved: [Int32: Int] = [:]
        var misfits: [Int32: Int] = [:]
    }

    init(plan: OutputPlan) throws(MediaError) {
        self.plan = plan
        var made: UnsafeMutablePointer<AVFormatContext>?
        let code = avformat_alloc_output_context2(&made, plan.muxer, nil, plan.address)
        guard code >= 0, let made else { throw MediaError(.output, "\(plan.path): \(libavText(code))", call: "avformat_alloc_output_context2", code: code) }
        context = made
        interruption = Self.interruption(plan, made)
        // High bit depths in y4m are a libav extension, and copying FLAC into mp4 an experiment of FFmpeg 5.
        context.pointee.strict_std_compliance = FF_COMPLIANCE_EXPERIMENTAL
    }

    deinit {
        if file != nil { context.pointee.pb = nil } else if usesProtocol { avio_closep(&context.pointee.pb) }
        avformat_free_context(context)
    }

    /// Whether libav opens the output by itself: a URL. Numbered pictures open their own files.
    private var usesProtocol: Bool { plan.muxer.pointee.flags & AVFMT_NOFILE == 0 && plan.writingPath.contains("://") }

    func addStream() throws(MediaError) -> UnsafeMutablePointer<AVStream> { try allocated(avformat_new_stream(context, nil), "avformat_new_stream", .output) }

    /// Opens the output, by default under its temporary name, and writes the header.
    func open(_ layout: Layout, on given: OutputFile? = nil) throws(MediaError) {
        if usesProtocol {
            try openAddress()
        } else if plan.muxer.pointee.flags & AVFMT_NOFILE == 0 {
            let file: OutputFile
            if let given { file = given } else { file = try OutputFile(path: plan.writingPath, isOurs: plan.partPath != nil) }
            self.file = file
            context.pointee.pb = file.context
            // Whoever reads a pipe waits for each frame.
            if plan.partPath == nil { context.pointee.flags |= AVFMT_FLAG_FLUSH_PACKETS }
        }
        isOpened = true
        var settings: OpaquePointer?
        defer { av_dict_free(&settings) }
        switch layout {
        case .usual: break
        case .fragments:
            // The index of the first piece waits for the first packets, which tell the edit list.
            av_dict_set(&settings, "movflags", "+frag_keyframe+delay_moov+default_base_moof", 0)
            av_dict_set(&settings, "frag_duration", "1000000", 0)
        case .index(let reserved):
            if reserved > 0 { av_dict_set(&settings, "moov_size", String(reserved), 0) }
        }
        // A killed run loses at most what has not been written as a cluster.
        if plan.isMatroska { av_dict_set(&settings, "cluster_time_limit", "2000", 0) }
        if plan.isSinglePicture { av_dict_set(&settings, "update", "1", 0) }
        for (key, value) in NetworkOutput.settings(muxer: plan.muxerName, isLive: plan.isLive) { av_dict_set(&settings, key, value, 0) }
        allowWait()
        try succeeded(avformat_write_header(context, &settings), "avformat_write_header")
        lock.withLock { $0.isOpen = true }
    }

    /// Writes a packet whose times are in `timeBase`; takes its content. `isCopied`: the times are the input's, which may run backwards.
    func write(_ packet: UnsafeMutablePointer<AVPacket>, stream: Int32, timeBase: AVRational, isCopied: Bool = false) throws(MediaError) {
        if isCover(stream) {
            let cover = try Cover(copyOf: packet, stream: stream, timeBase: timeBase)
            lock.withLock { _ in keptCovers.append(cover) }
        }
        let code: Int32 = lock.withLock { state in
            // A packet that was on its way when the file was completed.
            guard state.isOpen else { return 0 }
            packet.pointee.stream_index = stream
            guard let output = context.pointee.streams[Int(stream)] else { return cffmpeg_error(EINVAL) }
            av_packet_rescale_ts(packet, timeBase, output.pointee.time_base)
            packet.pointee.pos = -1
            if isCopied && !order(packet, output, &state) { return 0 }
            state.packets[stream, default: 0] += 1
            allowWait()
            return av_interleaved_write_frame(context, packet)
        }
        try succeeded(code, "av_interleaved_write_frame")
    }

    /// Muxers refuse packets that go back in time, which joined and damaged files have. One that goes back a little, as the priming of sound does where two files
    /// were joined, is moved behind the one before, as little as will do. False: it goes back further, and is left out.
    private func order(_ packet: UnsafeMutablePointer<AVPacket>, _ stream: UnsafeMutablePointer<AVStream>, _ state: inout State) -> Bool {
        guard packet.pointee.dts != CFFMPEG_NO_PTS else { return true }
        let index = packet.pointee.stream_index, base = stream.pointee.time_base
        let isLoose =
            plan.muxer.pointee.flags & AVFMT_TS_NONSTRICT != 0
            || [AVMEDIA_TYPE_SUBTITLE, AVMEDIA_TYPE_DATA].contains { $0 == stream.pointee.codecpar.pointee.codec_type }
        let wanted = (packet.pointee.dts, packet.pointee.pts)
        if packet.pointee.pts != CFFMPEG_NO_PTS { packet.pointee.dts = min(packet.pointee.dts, packet.pointee.pts) }
        if let last = state.lastDTS[index] {
            let least = last + (isLoose ? 0 : 1)
            if Double(least - packet.pointee.dts) * av_q2d(base) > Self.longestStepBack {
                state.misfits[index, default: 0] += 1
                return false
            }
            packet.pointee.dts = max(packet.pointee.dts, least)
        }
        if packet.pointee.pts != CFFMPEG_NO_PTS { packet.pointee.pts = max(packet.pointee.pts, packet.pointee.dts) }
        state.lastDTS[index] = packet.pointee.dts
        if wanted != (packet.pointee.dts, packet.pointee.pts) { state.moved[index, default: 0] += 1 }
        return true
    }

    /// Seconds.
    private static let longestStepBack = 0.5

    /// One more packet that `stream` does not get.
    func countMisfit(_ stream: Int32) { lock.withLock { $0.misfits[stream, default: 0] += 1 } }

    func write(_ cover: Cover) throws(MediaError) {
        let packet = try InputPacket()
        try check(av_packet_ref(packet.pointer, cover.packet.pointer), "av_packet_ref", .output, plan.path)
        try write(packet.pointer, stream: cover.stream, timeBase: cover.timeBase)
    }

    /// Writes what waits for packets of other streams.
    func flush() throws(MediaError) {
        let code: Int32 = lock.withLock { state in state.isOpen ? av_interleaved_write_frame(context, nil) : 0 }
        try succeeded(code, "av_interleaved_write_frame")
    }

    var covers: [Cover] { lock.withLock { _ in keptCovers } }

    func isCover(_ stream: Int32) -> Bool { (context.pointee.streams[Int(stream)]?.pointee.disposition ?? 0) & AV_DISPOSITION_ATTACHED_PIC != 0 }

    /// What was done to copied packets whose times run backwards or that are damaged, a line a stream.
    var complaints: [String] {
        let (moved, misfits) = lock.withLock { ($0.moved, $0.misfits) }
        func lines(_ counts: [Int32: Int], _ what: String) -> [String] {
            counts.sorted { $0.key < $1.key }.map { stream, count in
                let name = copies.first { $0.value.output == stream }.map { "stream \($0.key)" } ?? "the video"
                return "\(plan.path): \(count) packet\(count == 1 ? "" : "s") of \(name) \(what)"
            }
        }
        return lines(moved, "would go back in time: moved behind the one before") + lines(misfits, "left out: damaged, or far back in time")
    }

    /// Whether something may have been written: what another run is writing has been left alone.
    private(set) var isOpened = false

    /// How many packets each stream has got.
    var packetCounts: [Int32: Int] { lock.withLock { $0.packets } }

    /// Writes what is held and the trailer, and makes sure that all is on the disk.
    func close() throws(MediaError) {
        let code = lock.withLock { state in
            guard state.isOpen else { return Int32(0) }
            state.isOpen = false
            allowWait()
            return av_write_trailer(context)
        }
        try succeeded(code, "av_write_trailer")
        if let file {
            try file.sync(plan.path)
        } else if usesProtocol {
            try check(avio_closep(&context.pointee.pb), "avio_closep", .output, plan.path)
        }
    }

    /// libav passes on a failed write late, or as another one: the file knows best.
    private func succeeded(_ code: Int32, _ call: String) throws(MediaError) {
        if let failure = file?.failure(plan.path) { throw failure }
        if code < 0, let timeout { throw timeout }
        if let copiedPath, !copies.isEmpty, code == cffmpeg_invalid_data() || code == cffmpeg_error(EINVAL) {
            throw MediaError(
                .input, "\(copiedPath): \(plan.muxerName) refuses what is to be copied from it beside the video: it is damaged", call: call, code: code,
                hint: "--no-audio leaves the other streams out")
        }
        try check(code, call, .output, plan.path)
    }
}
