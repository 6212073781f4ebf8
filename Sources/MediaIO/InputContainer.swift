// An opened input: the demuxer, what it found, and the way to interrupt it.
import Base
import CFFmpeg
import CPlatform
import Glibc
import Synchronization

/// Owns an AVFormatContext. Read by one thread; `interrupt()` from any.
final class InputContainer: @unchecked Sendable {  // the context is touched by the reading thread alone, the flag is atomic
    let context: UnsafeMutablePointer<AVFormatContext>
    let path: String
    private let interruption: Interruption
    /// Standard input or a named pipe; must outlive the context.
    private let stream: StreamInput?

    /// What ends a wait inside libav. All of it may be touched by any thread.
    final class Interruption: Sendable {
        let isSet = Atomic<Bool>(false)
        /// Nanoseconds of the monotonic clock; 0: none.
        private let deadline = Atomic<UInt64>(0)
        private let hasTimedOut = Atomic<Bool>(false)

        var isTimedOut: Bool { hasTimedOut.load(ordering: .relaxed) }

        /// From now on a wait may last so long; nil: for ever.
        func allow(seconds: Double?) {
            deadline.store(seconds.map { cplatform_nanoseconds() + UInt64($0 * 1e9) } ?? 0, ordering: .relaxed)
        }

        /// Called by libav while it waits.
        func isDue() -> Bool {
            if isSet.load(ordering: .relaxed) { return true }
            let deadline = deadline.load(ordering: .relaxed)
            guard deadline > 0, cplatform_nanoseconds() > deadline else { return false }
            hasTimedOut.store(true, ordering: .relaxed)
            return true
        }
    }

    /// Seconds that libav may wait for the network; nil for files and pipes.
    private let patience: Double?

    /// Errors: one line with the path and the cause, side input.
    init(path: String, options: SourceOptions) throws(MediaError) {
        cffmpeg_silence()
        self.path = path
        let format = options.format
        var status = stat()
        let exists = stat(path, &status) == 0
        // What is not there may be an image pattern, a URL, or a name that only the demuxer asked for understands.
        let isFile = exists || (path != "-" && !path.contains("://") && !path.contains("%") && format == nil)
        if isFile { try Self.checkFile(path) }
        var demuxer: UnsafePointer<AVInputFormat>?
        if let format {
            demuxer = av_find_input_format(format)
            if demuxer == nil {
                let near = nearest(format, in: Media.inputFormats).map { "did you mean \($0)?" }
                throw MediaError(.usage, "unknown input format '\(format)'", hint: near ?? "ffmpeg -demuxers lists libav's names")
            }
        }
        let interruption = Interruption()
        patience = path.contains("://") && !path.hasPrefix("file://") ? options.timeoutSeconds : nil
        interruption.allow(seconds: patience)
        self.interruption = interruption
        stream = path == "-" || (exists && status.st_mode & S_IFMT == S_IFIFO) ? try StreamInput(path: path, interruption: interruption) : nil
        let isBytes = stream != nil || (exists && status.st_mode & S_IFMT == S_IFREG)
        var opened: UnsafeMutablePointer<AVFormatContext>? = try allocated(avformat_alloc_context(), "avformat_alloc_context", .input)
        opened?.pointee.interrupt_callback = interruption.callback
        if let stream { opened?.pointee.pb = stream.context }
        // On failure libav frees the context.
        var settings: OpaquePointer?
        defer { av_dict_free(&settings) }
        for (key, value) in options.formatOptions { try check(av_dict_set(&settings, key, value, 0), "av_dict_set", .input, path) }
        let code = avformat_open_input(&opened, stream == nil ? Self.address(path, isFile: isFile) : nil, demuxer, &settings)
        guard code >= 0, let context = opened else {
            if interruption.isTimedOut { throw Self.timeout(path, patience) }
            throw Self.refused(path, code, options, isBytes: isBytes)
        }
        self.context = context
        // From here on `deinit` closes, also when this initialiser throws.
        if let refusal = Self.refusal(context, path, settings, isFormatGiven: format != nil) { throw refusal }
        let found = avformat_find_stream_info(context, nil)
        if interruption.isTimedOut { throw Self.timeout(path, patience) }
        if found < 0 { throw Self.refused(path, found, options, isBytes: isBytes) }
    }

    deinit {
        var context: UnsafeMutablePointer<AVFormatContext>? = context
        avformat_close_input(&context)
    }

    /// The next packet, or libav's code. Errors: the network was silent too long.
    func read(_ packet: borrowing InputPacket) throws(MediaError) -> Int32 {
        interruption.allow(seconds: patience)
        let code = isInterrupted ? cffmpeg_exit() : av_read_frame(context, packet.pointer)
        if code < 0 && interruption.isTimedOut { throw Self.timeout(path, patience) }
        return code
    }

    /// Whether what the path names comes at its own pace and never again.
    static func isLive(_ path: String) -> Bool { ["rtsp", "rtsps", "rtp", "udp", "srt", "rtmp", "rtmps"].contains { path.hasPrefix("\($0)://") } }

    private static func timeout(_ path: String, _ seconds: Double?) -> MediaError {
        let text = seconds.map { $0 == $0.rounded() ? String(Int($0)) : String($0) } ?? "some"
        return MediaError(.input, "\(path): no answer for \(text) s", call: "av_read_frame", hint: "--timeout SECONDS waits longer")
    }

    func interrupt() { interruption.isSet.store(true, ordering: .relaxed) }
    var isInterrupted: Bool { interruption.isSet.load(ordering: .relaxed) }

    /// Whether there is a way back; devices and pipes have none.
    var canSeek: Bool {
        guard let io = context.pointee.pb else { return context.pointee.iformat.pointee.flags & AVFMT_NOFILE != 0 && !path.hasPrefix("/dev/") }
        return io.pointee.seekable & AVIO_SEEKABLE_NORMAL != 0
    }

    /// Goes to the key frame at or before `tick` of a stream. Errors: there is no way back.
    func seek(_ index: Int, to tick: Int64, isBegin: Bool) throws(MediaError) {
        // Formats that seek by guessing at the times between two bytes may miss the first of them.
        let guesses = context.pointee.iformat.pointee.flags & AVFMT_TS_DISCONT != 0
        let code =
            isBegin && guesses
            ? av_seek_frame(context, -1, 0, AVSEEK_FLAG_BYTE) : av_seek_frame(context, Int32(index), tick, AVSEEK_FLAG_BACKWARD)
        try check(code, "av_seek_frame", .input, path)
    }

    /// First tick of a stream.
    func startTick(_ index: Int) -> Int64 {
        guard let stream = stream(index), stream.pointee.start_time != CFFMPEG_NO_PTS else { return 0 }
        return stream.pointee.start_time
    }

    var streamCount: Int { Int(context.pointee.nb_streams) }

    /// Nil beyond the last.
    func stream(_ index: Int) -> UnsafeMutablePointer<AVStream>? { index < streamCount ? context.pointee.streams[index] : nil }

    /// libav takes what stands before a colon for a protocol; a file's name may have one.
    private static func address(_ path: String, isFile: Bool) -> String { isFile && path.contains(":") ? "file:" + path : path }

    /// Why an input cannot be opened. `isBytes`: it is a file or a pipe, which could be read so far; then most of libav's codes mean what stands in it, and
    /// their texts (of a y4m of impossible size "Device or resource busy") would lead astray.
    private static func refused(_ path: String, _ code: Int32, _ options: SourceOptions, isBytes: Bool) -> MediaError {
        let place = path == "-" ? "standard input" : path, call = "avformat_open_input"
        if code == cffmpeg_error(EINVAL), !options.formatOptions.isEmpty {
            if let name = options.formatOptions.first(where: { $0.key == "pixel_format" })?.value, av_get_pix_fmt(name) == AV_PIX_FMT_NONE {
                return OutputPlan.refusedPixelFormat(name, AV_PIX_FMT_NONE, of: place, accepted: [])
            }
            let asked = options.formatOptions.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            return MediaError(.usage, "\(place): libav cannot read it with \(asked)", call: call, code: code)
        }
        let cause: String
        if code == cffmpeg_invalid_data() {
            cause = "not a video or damaged beyond recognition"
        } else if isBytes, code == cffmpeg_eof() {
            cause = "ends before its header does"
        } else if isBytes, code == cffmpeg_error(EIO) {
            cause = "its header cannot be read (\(libavText(code)))"
        } else if isBytes, code > -256, ![ENOENT, EACCES, EMFILE, ENFILE, EBADF].contains(where: { cffmpeg_error($0) == code }) {
            cause = "its header declares what cannot be"
        } else {
            cause = libavText(code)
        }
        return MediaError(.input, "\(place): \(cause)", call: call, code: code, hint: hint(path, code))
    }

    /// What helps where an input cannot be opened.
    private static func hint(_ path: String, _ code: Int32) -> String? {
        if path == "-" && code == cffmpeg_invalid_data() { return "--format names its container where libav cannot tell" }
        if path.contains("%") && code == cffmpeg_error(ENOENT) { return "no picture of this name has a number from 0 to 4" }
        return nil
    }

    /// What was opened and is yet no video, or not as asked for.
    private static func refusal(
        _ context: UnsafeMutablePointer<AVFormatContext>, _ path: String, _ settings: OpaquePointer?, isFormatGiven: Bool
    ) -> MediaError? {
        let name = context.pointee.iformat.map { String(cString: $0.pointee.name) } ?? "unknown"
        if let left = av_dict_get(settings, "", nil, AV_DICT_IGNORE_SUFFIX) {
            return MediaError(.usage, "input format \(name) has no option '\(String(cString: left.pointee.key))'")
        }
        // libav draws any text as a terminal would; nobody means that who does not ask for it.
        if name == "tty" && !isFormatGiven { return MediaError(.input, "\(path): is text, not a video", call: "avformat_open_input") }
        return nil
    }

    /// libav opens directories and empty files with odd messages; say what they are.
    private static func checkFile(_ path: String) throws(MediaError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw MediaError(.input, "\(path): \(String(cString: strerror(errno)))", call: "stat", code: -errno) }
        if status.st_mode & S_IFMT == S_IFDIR { throw MediaError(.input, "\(path): is a directory") }
        guard access(path, R_OK) == 0 else { throw MediaError(.input, "\(path): \(String(cString: strerror(errno)))", call: "access", code: -errno) }
        if status.st_mode & S_IFMT == S_IFREG && status.st_size == 0 { throw MediaError(.input, "\(path): is empty (0 bytes)") }
    }
}
