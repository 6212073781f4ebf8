// An opened input: the demuxer, what it found, and the way to interrupt it.
import CFFmpeg
import Glibc
import Synchronization

/// Owns an AVFormatContext. Read by one thread; `interrupt()` from any.
final class InputContainer: @unchecked Sendable {  // the context is touched by the reading thread alone, the flag is atomic
    let context: UnsafeMutablePointer<AVFormatContext>
    let path: String
    private let interruption: Interruption

    private final class Interruption: Sendable { let isSet = Atomic<Bool>(false) }

    /// Errors: one line with the path and the cause, side input.
    init(path: String, format: String?) throws(MediaError) {
        cffmpeg_silence()
        self.path = path
        let isFile = path != "-" && !path.contains("://") && !path.contains("%")
        if isFile { try Self.checkFile(path) }
        var demuxer: UnsafePointer<AVInputFormat>?
        if let format {
            demuxer = av_find_input_format(format)
            if demuxer == nil { throw MediaError(.usage, "unknown input format '\(format)'") }
        }
        let interruption = Interruption()
        self.interruption = interruption
        var opened: UnsafeMutablePointer<AVFormatContext>? = try allocated(avformat_alloc_context(), "avformat_alloc_context", .input)
        opened?.pointee.interrupt_callback = AVIOInterruptCB(
            callback: { argument in
                guard let argument else { return 0 }
                return Unmanaged<Interruption>.fromOpaque(argument).takeUnretainedValue().isSet.load(ordering: .relaxed) ? 1 : 0
            }, opaque: Unmanaged.passUnretained(interruption).toOpaque())
        // On failure libav frees the context.
        let code = avformat_open_input(&opened, path == "-" ? "pipe:0" : path, demuxer, nil)
        guard code >= 0, let context = opened else {
            let cause = code == cffmpeg_invalid_data() ? "not a video or damaged beyond recognition" : libavText(code)
            throw MediaError(.input, "\(path): \(cause)", call: "avformat_open_input", code: code)
        }
        self.context = context
        let found = avformat_find_stream_info(context, nil)
        if found < 0 {
            var context: UnsafeMutablePointer<AVFormatContext>? = context
            avformat_close_input(&context)
            throw MediaError(.input, "\(path): \(libavText(found))", call: "avformat_find_stream_info", code: found)
        }
    }

    deinit {
        var context: UnsafeMutablePointer<AVFormatContext>? = context
        avformat_close_input(&context)
    }

    func interrupt() { interruption.isSet.store(true, ordering: .relaxed) }

    var streamCount: Int { Int(context.pointee.nb_streams) }

    /// Nil beyond the last.
    func stream(_ index: Int) -> UnsafeMutablePointer<AVStream>? { index < streamCount ? context.pointee.streams[index] : nil }

    /// libav opens directories and empty files with odd messages; say what they are.
    private static func checkFile(_ path: String) throws(MediaError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw MediaError(.input, "\(path): \(String(cString: strerror(errno)))", call: "stat", code: -errno) }
        if status.st_mode & S_IFMT == S_IFDIR { throw MediaError(.input, "\(path): is a directory") }
        guard access(path, R_OK) == 0 else { throw MediaError(.input, "\(path): \(String(cString: strerror(errno)))", call: "access", code: -errno) }
        if status.st_mode & S_IFMT == S_IFREG && status.st_size == 0 { throw MediaError(.input, "\(path): is empty (0 bytes)") }
    }
}
