// Standard input and named pipes: read so that a wait can be ended, which libav's own reading of them cannot.
import CFFmpeg
import Glibc

/// A descriptor behind an AVIOContext. Read by the thread that uses the demuxer; seekable when the descriptor is (`< file`).
final class StreamInput {
    private let io: CallbackIO

    private final class Reader: ByteStream {
        private let interruption: InputContainer.Interruption

        init(descriptor: Int32, ownsDescriptor: Bool, interruption: InputContainer.Interruption) {
            self.interruption = interruption
            super.init(descriptor: descriptor, ownsDescriptor: ownsDescriptor)
        }

        /// Looks every 100 ms whether it is to give up.
        override func read(_ buffer: UnsafeMutablePointer<UInt8>, _ count: Int32) -> Int32 {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            while true {
                if interruption.isSet.load(ordering: .relaxed) { return cffmpeg_exit() }
                let ready = poll(&entry, 1, 100)
                if ready == 0 || (ready < 0 && errno == EINTR) { continue }
                if ready < 0 { return cffmpeg_error(errno) }
                let got = Glibc.read(descriptor, buffer, Int(count))
                if got < 0 && (errno == EINTR || errno == EAGAIN) { continue }
                if got < 0 { return cffmpeg_error(errno) }
                return got == 0 ? cffmpeg_eof() : Int32(got)
            }
        }
    }

    /// Standard input for `-`, else the named pipe `path`, whose opening waits for a writer.
    init(path: String, interruption: InputContainer.Interruption) throws(MediaError) {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw MediaError(.input, "\(path): \(String(cString: strerror(errno)))", call: "open", code: -errno) }
        let reader = Reader(descriptor: descriptor, ownsDescriptor: path != "-", interruption: interruption)
        io = try CallbackIO(reader, isWriting: false, bufferSize: 1 << 16, .input)
    }

    /// What libav reads from; lives as long as the input.
    var context: UnsafeMutablePointer<AVIOContext> { io.context }
}
