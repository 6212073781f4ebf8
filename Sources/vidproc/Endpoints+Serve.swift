// What `--serve` needs of the two ends: the server, the chain's end that it shows, and where recordings go.
import Glibc
import LiveServer
import MediaIO
import VideoFrame

extension Endpoints {
    /// What of `--serve` can be refused before the input is opened.
    func checkServing() throws(Failure) {
        guard request.serve != nil else { return }
        let instead: CommandOption? =
            switch request.destination {
            case .bench: .bench
            case .stageDigests: .hashStages
            case .verify: .verify
            case .file, .pipe, .nothing, .digest, .window, .page: nil
            }
        if let instead { throw Failure(.usage, "--serve and --\(instead.rawValue) exclude each other", hint: "leave out one of the two") }
        var status = stat()
        guard stat(request.recordings, &status) == 0 else { throw Failure(.output, "\(request.recordings): \(String(cString: strerror(errno)))") }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw Failure(.usage, "\(request.recordings) is no folder", hint: "--recordings names the folder for them")
        }
    }

    /// Listens; nil without `--serve`. Errors: the port is taken, the address is not this machine's.
    func openServer() throws(LiveServerError) -> LiveServer? {
        guard let address = request.serve, !request.plansOnly else { return nil }
        return try LiveServer(address)
    }

    func liveSink(for source: any FrameSource, stream: StreamShape) -> (any FrameSink)? {
        guard let server else { return nil }
        // Nothing may be recorded where nothing can be written.
        guard access(request.recordings, W_OK) == 0 else { return server.makeSink(stream: stream, recording: nil) }
        var options = request.encoder
        (options.format, options.overwrites, options.isStrict, options.segmentMicroseconds) = (nil, false, false, nil)
        // It must keep up with what is shown.
        if options.encoder == nil && options.preset == nil { options.preset = "veryfast" }
        let pictures = PicturesAlone(info: source.info)
        let plan = RecordingPlan(folder: request.recordings) { [options] path throws(MediaError) in
            try MediaIO.openSink(path, from: pictures, stream: stream, options: options)
        }
        return server.makeSink(stream: stream, recording: plan)
    }
}

/// Stands for the source of a recording that begins somewhere in the midst of it: without its other streams.
private final class PicturesAlone: FrameSource {
    let info: SourceInfo

    init(info: SourceInfo) { self.info = info }

    var corruptFrames: Int { 0 }
    func next() throws(MediaError) -> Frame? { nil }
    func interrupt() {}
}
