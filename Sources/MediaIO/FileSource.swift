// Files, URLs and pipes through libavformat and libavcodec: packets in, planar frames out, other streams handed on.
import CFFmpeg
import CPlatform
import Glibc
import Synchronization
import VideoFrame

/// Decodes the best video stream of an input. `next()` is for one thread; `interrupt()` and `corruptFrames` for any.
public final class FileSource: FrameSource, @unchecked Sendable {  // everything but the atomics belongs to the decoding thread
    public private(set) var info: SourceInfo
    let container: InputContainer
    let videoIndex: Int
    let options: SourceOptions
    var span: InputSpan
    let others: OtherStreams
    private let decoder: VideoDecoder
    let packet: InputPacket
    private let pictures = DecodedPicturePool()
    private let converter: FrameConverter
    private var sequence = 0
    var isDrained = false
    private var isDraining = false
    private var damageInARow = 0
    private let corrupt = Atomic<Int>(0)
    /// Read ahead.
    private var early: Frame?
    private var isReadingAhead = false
    /// Time of the first picture that came out after a seek, wanted or not.
    private var landed: Int64?
    /// What an HDR display is told, from the container or from the first picture.
    private(set) var hdr = HDRMetadata()

    /// Opens `path` (a file, a URL, `-`, an image pattern) and its decoder. Errors: side input, or usage for options.
    public init(path: String, options: SourceOptions) throws(MediaError) {
        self.options = options
        container = try InputContainer(path: path, options: options)
        let index = av_find_best_stream(container.context, AVMEDIA_TYPE_VIDEO, -1, -1, nil, 0)
        guard index >= 0, let stream = container.stream(Int(index)), stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC == 0 else {
            throw MediaError(.input, "\(path): has no video stream", call: "av_find_best_stream", code: index)
        }
        videoIndex = Int(index)
        span = InputSpan(stream: stream.pointee, options: options)
        others = OtherStreams(waitsForVideo: options.frames != nil)
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
            let name = av_get_pix_fmt_name(AVPixelFormat(parameters.format)).map { String(cString: $0) } ?? "unknown"
            throw MediaError(.input, "\(path): pixel format \(name) has no planar form of 8 to 16 bits")
        }
        let color = ColorInfo(
            matrix: Int(parameters.color_space.rawValue), primaries: Int(parameters.color_primaries.rawValue), transfer: Int(parameters.color_trc.rawValue),
            range: layout.isFullRange ? .full : SampleRange(parameters.color_range), chromaLocation: Int(parameters.chroma_location.rawValue))
        let shape = FrameShape(
            format: layout.format, width: Int(parameters.width), height: Int(parameters.height), color: color,
            sampleAspect: Rational(av_guess_sample_aspect_ratio(container.context, stream, nil)), orientation: Orientation(stream: stream),
            fieldOrder: FieldOrder(parameters.field_order))
        converter = FrameConverter(layout: layout, shape: shape, path: path)
        info = SourceInfo(
            path: path, codec: String(cString: avcodec_get_name(parameters.codec_id)), shape: shape, storedFormat: layout.name,
            frameRate: Rational(stream.pointee.avg_frame_rate), timeBase: Rational(stream.pointee.time_base),
            expectedFrames: Self.expectedFrames(container.context, stream, options), isLive: InputContainer.isLive(path))
        if options.passes != 1 && !container.canSeek {
            throw MediaError(.usage, "\(path): cannot be run more than once, it has no way back", hint: "--loop needs a file")
        }
        hdr = HDRMetadata(stream: stream)
        if span.firstTick != nil && container.canSeek {
            try seekToStart()
        } else if (color.isHDR && !hdr.isComplete) || info.shape.isInterlaced {
            try readEarly()
        }
    }

    public var corruptFrames: Int { corrupt.load(ordering: .relaxed) }
    public func interrupt() { container.interrupt() }

    /// One more place where the packets of the other streams go; before the first `next()`.
    func addReceiver(_ receiver: any PacketReceiver) { others.receivers.append(receiver) }

    /// Whether the stream's frames do not all last equally long, as far as its head tells.
    var isVariableRate: Bool {
        guard let stream = container.stream(videoIndex)?.pointee, stream.avg_frame_rate.num > 0, stream.r_frame_rate.num > 0 else { return false }
        return abs(av_q2d(stream.r_frame_rate) / av_q2d(stream.avg_frame_rate) - 1) > 0.01
    }

    /// The first picture before it is asked for: only there do some streams say how bright they are, and which field is first.
    private func readEarly() throws(MediaError) {
        others.holdsAll = true
        isReadingAhead = true
        defer { (others.holdsAll, isReadingAhead) = (false, false) }
        landed = nil
        guard let frame = try next() else { return }
        if let picture = frame.shareProperties()?.owner as? DecodedPicture { learn(from: picture.frame) }
        early = consume frame
    }

    /// What the container does not say, or says otherwise: of which field is first, writers have different ideas.
    private func learn(from picture: UnsafeMutablePointer<AVFrame>) {
        hdr.complete(with: HDRMetadata(frame: picture))
        if picture.pointee.interlaced_frame != 0 { info.shape.fieldOrder = picture.pointee.top_field_first != 0 ? .topFirst : .bottomFirst }
    }

    /// Goes to the run's first frame. Formats without an index may land behind its key frame: then from further back.
    private func seekToStart() throws(MediaError) {
        let begin = container.startTick(videoIndex), wanted = span.firstTick ?? begin
        var target = wanted
        let before = sequence
        var step = Int64((2 / max(1e-9, av_q2d(span.timeBase))).rounded())
        while true {
            try container.seek(videoIndex, to: target, isBegin: target <= begin)
            decoder.restart()
            (isDraining, isDrained) = (false, false)
            try readEarly()
            if target <= begin || landed.map({ $0 <= wanted }) ?? false { return }
            early = nil
            sequence = before
            others.forget()
            target = max(begin, wanted - step)
            step *= 4
        }
    }

    public func next() throws(MediaError) -> Frame? {
        if let frame = early.take() { return frame }
        if let limit = options.frames, sequence >= limit {
            if !isDrained { try readRest() }
            return nil
        }
        while true {
            if isDrained {
                if isReadingAhead { return nil }
                guard try rewind() else {
                    if sequence == 0 && corruptFrames > 0 && span.isWhole && !container.isInterrupted {
                        throw MediaError(.input, "\(info.path): no frame of it can be decoded", call: "avcodec_receive_frame")
                    }
                    try others.release(nil)
                    return nil
                }
                return early.take()
            }
            let picture = try pictures.take()
            switch decoder.receive(into: picture.frame) {
            case .frame:
                let handle = SharedHandle(picture)
                let stamp = picture.frame.pointee.best_effort_timestamp
                if stamp != CFFMPEG_NO_PTS {
                    landed = landed ?? stamp
                    if span.isBeforeStart(stamp, span.timeBase) { continue }
                    if span.isAtEnd(stamp, span.timeBase) {
                        try readRest()
                        continue
                    }
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
    }

    /// Begins the next pass over the input. False: there is none.
    private func rewind() throws(MediaError) -> Bool {
        guard !container.isInterrupted, sequence > 0, span.beginNextPass() else { return false }
        try others.release(nil)
        let before = sequence
        try seekToStart()
        // The first frame of the pass has been read ahead.
        return sequence > before
    }

    /// One more frame or packet that is damaged. Errors: nothing but damage so often. A damaged file gets past its damage, at the latest at its end; what does
    /// not would go on for ever.
    private func countDamage(_ call: String, limit: Int = 100_000) throws(MediaError) {
        corrupt.wrappingAdd(1, ordering: .relaxed)
        damageInARow += 1
        if damageInARow > limit { throw MediaError(.input, "\(info.path): nothing can be decoded beyond frame \(sequence)", call: call) }
    }

    private func frame(_ picture: DecodedPicture, _ handle: consuming SharedHandle) throws(MediaError) -> Frame {
        let decoded = picture.frame.pointee
        if decoded.decode_error_flags != 0 || decoded.flags & Int32(AV_FRAME_FLAG_CORRUPT) != 0 { corrupt.wrappingAdd(1, ordering: .relaxed) }
        damageInARow = 0
        let stamp = decoded.best_effort_timestamp, duration = cffmpeg_frame_duration(picture.frame)
        let timing = FrameTiming(
            pts: stamp == CFFMPEG_NO_PTS ? nil : stamp + span.shift, duration: duration, timeBase: info.timeBase,
            origin: span.firstTick == nil ? span.origin : span.origin - (span.firstTick ?? 0), sequence: sequence, arrival: cplatform_nanoseconds())
        sequence += 1
        if stamp != CFFMPEG_NO_PTS {
            span.reach(stamp + duration, span.timeBase)
            if sequence == options.frames { span.end(at: stamp + max(1, duration)) }
            try others.release((stamp, span.timeBase))
        }
        return try converter.frame(from: picture, handle: handle, timing: timing)
    }

    /// Reads one packet and hands it to the decoder or to the receiver; at the end starts draining.
    private func feed() throws(MediaError) {
        if isDraining { return }
        let code = try container.read(packet)
        if code == cffmpeg_eof() || code == cffmpeg_exit() {
            isDraining = true
            decoder.drain()
            return
        }
        // Damaged or missing pieces, e.g. of an mp4 that was cut off: the demuxer goes on behind them. A device may have nothing yet.
        if code == cffmpeg_invalid_data() { return try countDamage("av_read_frame") }
        // A packet of absurd size is no lack of memory; some demuxers stay before it.
        if [EINVAL, ENOMEM, ERANGE].contains(where: { cffmpeg_error($0) == code }) { return try countDamage("av_read_frame", limit: 100) }
        if code == cffmpeg_error(EAGAIN) {
            usleep(1000)
            return
        }
        try check(code, "av_read_frame", .input, info.path)
        defer { av_packet_unref(packet.pointer) }
        if packet.streamIndex == videoIndex {
            if !decoder.send(packet.pointer) { try countDamage("avcodec_send_packet") }
        } else {
            try handOn()
        }
    }
}
