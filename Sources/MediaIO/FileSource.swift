// Files, URLs and pipes through libavformat and libavcodec: packets in, planar frames out, other streams handed on.
import CFFmpeg
import CPlatform
import Glibc
import Synchronization
import VideoFrame

/// Decodes the best video stream of an input. `next()` is for one thread; `interrupt()` and `corruptFrames` for any.
public final class FileSource: FrameSource, @unchecked Sendable {  // everything but the atomics belongs to the decoding thread
    public let info: SourceInfo
    let container: InputContainer
    let videoIndex: Int
    let options: SourceOptions
    private let decoder: VideoDecoder
    private let packet: InputPacket
    private let pictures = DecodedPicturePool()
    private let converter: FrameConverter
    private let timeBase: AVRational
    /// First wanted pts and the first beyond, in the stream's ticks.
    private let firstTick: Int64?
    private let endTick: Int64?
    private var sequence = 0
    private var isDrained = false
    private var isDraining = false
    private var damageInARow = 0
    private let corrupt = Atomic<Int>(0)
    private var receiver: (any PacketReceiver)?
    private let origin: Int64

    /// Opens `path` (a file, a URL, `-`, an image pattern) and its decoder. Errors: side input, or usage for options.
    public init(path: String, options: SourceOptions) throws(MediaError) {
        self.options = options
        container = try InputContainer(path: path, options: options)
        let index = av_find_best_stream(container.context, AVMEDIA_TYPE_VIDEO, -1, -1, nil, 0)
        guard index >= 0, let stream = container.stream(Int(index)), stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC == 0 else {
            throw MediaError(.input, "\(path): has no video stream", call: "av_find_best_stream", code: index)
        }
        videoIndex = Int(index)
        timeBase = stream.pointee.time_base
        // libav advises against more than 16.
        let threads = options.decoderThreads > 0 ? options.decoderThreads : min(16, 3 * Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        decoder = try VideoDecoder(stream: stream, path: path, threads: threads)
        packet = try InputPacket()
        let parameters = stream.pointee.codecpar.pointee
        guard parameters.format >= 0 else {
            throw MediaError(
                .input, "\(path): its pictures cannot be read",
                hint: path == "-" ? "an mp4 whose index lies at its end cannot come through a pipe: name the file itself, or redirect it with <" : nil)
        }
        guard let layout = StoredLayout(AVPixelFormat(parameters.format)) else {
            throw MediaError(.input, "\(path): pixel format \(Self.name(ofFormat: parameters.format)) has no planar form of 8 to 16 bits")
        }
        let color = ColorInfo(
            matrix: Int(parameters.color_space.rawValue), primaries: Int(parameters.color_primaries.rawValue), transfer: Int(parameters.color_trc.rawValue),
            range: layout.isFullRange ? .full : SampleRange(parameters.color_range), chromaLocation: Int(parameters.chroma_location.rawValue))
        let shape = FrameShape(format: layout.format, width: Int(parameters.width), height: Int(parameters.height), color: color)
        converter = FrameConverter(layout: layout, shape: shape, path: path)
        origin = stream.pointee.start_time == CFFMPEG_NO_PTS ? 0 : stream.pointee.start_time
        let microseconds = cffmpeg_microseconds(), base = timeBase, origin = origin
        let start = options.startMicroseconds.map { origin + av_rescale_q($0, microseconds, base) }
        firstTick = start
        endTick = options.durationMicroseconds.map { (start ?? origin) + av_rescale_q($0, microseconds, base) }
        info = SourceInfo(
            path: path, codec: String(cString: avcodec_get_name(parameters.codec_id)), shape: shape, storedFormat: layout.name,
            frameRate: Rational(stream.pointee.avg_frame_rate), timeBase: Rational(timeBase),
            sampleAspect: Rational(av_guess_sample_aspect_ratio(container.context, stream, nil)),
            expectedFrames: Self.expectedFrames(container.context, stream, options))
        // What cannot seek (a pipe) is decoded from where it stands; frames before the start are dropped in any case.
        if let start { _ = av_seek_frame(container.context, index, start, AVSEEK_FLAG_BACKWARD) }
    }

    public var corruptFrames: Int { corrupt.load(ordering: .relaxed) }
    public func interrupt() { container.interrupt() }

    /// Where the packets of the other streams go; set before the first `next()`.
    func setReceiver(_ receiver: any PacketReceiver) { self.receiver = receiver }

    /// Ticks of the stream at which the run's first frame is wanted; 0 when everything is, so that times are kept as they are.
    var shift: Int64 { firstTick ?? 0 }

    /// Whether the stream's frames do not all last equally long, as far as its head tells.
    var isVariableRate: Bool {
        guard let stream = container.stream(videoIndex)?.pointee, stream.avg_frame_rate.num > 0, stream.r_frame_rate.num > 0 else { return false }
        return abs(av_q2d(stream.r_frame_rate) / av_q2d(stream.avg_frame_rate) - 1) > 0.01
    }

    public func next() throws(MediaError) -> Frame? {
        if let limit = options.frames, sequence >= limit { return nil }
        while !isDrained {
            let picture = try pictures.take()
            switch decoder.receive(into: picture.frame) {
            case .frame:
                let handle = SharedHandle(picture)
                let stamp = picture.frame.pointee.best_effort_timestamp
                if let firstTick, stamp != CFFMPEG_NO_PTS, stamp < firstTick { continue }
                if let endTick, stamp != CFFMPEG_NO_PTS, stamp >= endTick {
                    try readRest()
                    return nil
                }
                return try frame(picture, handle)
            case .needsPacket:
                pictures.putBackUnused(picture)
                try feed()
            case .ended:
                pictures.putBackUnused(picture)
                isDrained = true
            case .failed:
                pictures.putBackUnused(picture)
                try countDamage("avcodec_receive_frame")
            }
        }
        return nil
    }

    /// One more frame or packet that is damaged. Errors: nothing but damage for a long while.
    private func countDamage(_ call: String) throws(MediaError) {
        corrupt.wrappingAdd(1, ordering: .relaxed)
        damageInARow += 1
        // A damaged file gets past its damage, at the latest at its end; what does not would go on for ever.
        if damageInARow > 100_000 { throw MediaError(.input, "\(info.path): nothing can be decoded any more", call: call) }
    }

    private func frame(_ picture: DecodedPicture, _ handle: consuming SharedHandle) throws(MediaError) -> Frame {
        let decoded = picture.frame.pointee
        if decoded.decode_error_flags != 0 || decoded.flags & Int32(AV_FRAME_FLAG_CORRUPT) != 0 { corrupt.wrappingAdd(1, ordering: .relaxed) }
        damageInARow = 0
        let stamp = decoded.best_effort_timestamp
        let timing = FrameTiming(
            pts: stamp == CFFMPEG_NO_PTS ? nil : stamp - shift, duration: cffmpeg_frame_duration(picture.frame), timeBase: info.timeBase,
            origin: origin - shift, sequence: sequence, arrival: cplatform_nanoseconds())
        sequence += 1
        return try converter.frame(from: picture, handle: handle, timing: timing)
    }

    /// Reads one packet and hands it to the decoder or to the receiver; at the end starts draining.
    private func feed() throws(MediaError) {
        if isDraining { return }
        let code = container.isInterrupted ? cffmpeg_exit() : av_read_frame(container.context, packet.pointer)
        if code == cffmpeg_eof() || code == cffmpeg_exit() {
            isDraining = true
            decoder.drain()
            return
        }
        // Damaged or missing pieces, e.g. of an mp4 that was cut off: the demuxer goes on behind them. A device may have nothing yet.
        if code == cffmpeg_invalid_data() { return try countDamage("av_read_frame") }
        if code == cffmpeg_error(EAGAIN) {
            usleep(1000)
            return
        }
        try check(code, "av_read_frame", .input, info.path)
        defer { av_packet_unref(packet.pointer) }
        if packet.streamIndex == videoIndex {
            if !decoder.send(packet.pointer) { try countDamage("avcodec_send_packet") }
        } else if isWanted(packet) {
            try receiver?.receive(packet)
        }
    }

    /// After the last wanted frame: the other streams' packets up to the same moment are still to come.
    private func readRest() throws(MediaError) {
        isDrained = true
        guard let endTick, receiver != nil else { return }
        while av_read_frame(container.context, packet.pointer) >= 0 {
            defer { av_packet_unref(packet.pointer) }
            if packet.streamIndex == videoIndex {
                if packet.pointer.pointee.dts != CFFMPEG_NO_PTS && packet.pointer.pointee.dts >= endTick { return }
            } else if isWanted(packet) {
                try receiver?.receive(packet)
            }
        }
    }

    /// Whether a packet of another stream lies within --start and --duration.
    private func isWanted(_ packet: borrowing InputPacket) -> Bool {
        guard firstTick != nil || endTick != nil, let stream = container.stream(packet.streamIndex) else { return true }
        let stamp = packet.pointer.pointee.pts == CFFMPEG_NO_PTS ? packet.pointer.pointee.dts : packet.pointer.pointee.pts
        guard stamp != CFFMPEG_NO_PTS else { return true }
        if let firstTick, av_compare_ts(stamp, stream.pointee.time_base, firstTick, timeBase) < 0 { return false }
        if let endTick, av_compare_ts(stamp, stream.pointee.time_base, endTick, timeBase) >= 0 { return false }
        return true
    }

    private static func name(ofFormat format: Int32) -> String {
        av_get_pix_fmt_name(AVPixelFormat(format)).map { String(cString: $0) } ?? "unknown"
    }

    private static func expectedFrames(
        _ context: UnsafeMutablePointer<AVFormatContext>, _ stream: UnsafeMutablePointer<AVStream>, _ options: SourceOptions
    ) -> Int? {
        var expected = stream.pointee.nb_frames > 0 ? Int(stream.pointee.nb_frames) : nil
        let rate = av_q2d(stream.pointee.avg_frame_rate)
        let total = context.pointee.duration > 0 ? Double(context.pointee.duration) / 1e6 : nil
        if let total, rate > 0 {
            let start = Double(options.startMicroseconds ?? 0) / 1e6
            let wanted = min(options.durationMicroseconds.map { Double($0) / 1e6 } ?? .infinity, max(0, total - start))
            if expected == nil || options.startMicroseconds != nil || options.durationMicroseconds != nil { expected = Int((wanted * rate).rounded()) }
        }
        if let frames = options.frames { expected = min(expected ?? frames, frames) }
        return expected
    }
}
