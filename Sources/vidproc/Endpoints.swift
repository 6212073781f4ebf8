// The one place where options become MediaIO's words and both ends are opened.
import MediaIO
import VideoFrame

struct Endpoints: Sendable {
    let request: RunRequest
    let results: ResultOutput

    static var libraryVersion: String { Media.libraryVersion }

    /// What can be refused before the input is opened.
    func check() throws(Failure) {
        var taken = [request.input]
        if case .file(let output) = request.destination { taken.append(output) }
        for (path, option) in [(request.reportPath, CommandOption.report), (request.tracePath, .trace)] {
            guard let path else { continue }
            try TextFile.check(path, for: option, against: taken)
            taken.append(path)
        }
    }

    func openSource() throws(MediaError) -> any FrameSource { try MediaIO.openSource(request.input, options: request.source) }

    func openSink(for source: any FrameSource, shape: FrameShape) throws(MediaError) -> any FrameSink {
        switch request.destination {
        case .file(let path): return try MediaIO.openSink(path, from: source, shape: shape, options: request.encoder)
        case .pipe: return try MediaIO.openSink("-", from: source, shape: shape, options: request.encoder)
        case .nothing, .bench: return NullSink(shape: shape)
        case .digest(let mode): return try DigestSink(shape: shape, perFrame: mode == .frames) { [results] line in results.write(line: line) }
        }
    }
}

extension SourceOptions {
    init(_ part: InputOptions) {
        self.init()
        format = part.format
        startMicroseconds = part.start.map { $0.milliseconds * 1000 }
        durationMicroseconds = part.duration.map { $0.milliseconds * 1000 }
        frames = part.frames
    }
}

extension EncoderOptions {
    init(_ making: OutputOptions) {
        self.init()
        encoder = making.encoder
        crf = making.crf
        preset = making.preset
        tune = making.tune
        bitrate = making.bitrate.map { Int(clamping: $0.bitsPerSecond) }
        gop = making.gop
        options = making.encoderOptions.map { (key: $0.key, value: $0.value) }
        pixelFormat = making.pixelFormat
        copiesStreams = !making.noAudio
        overwrites = making.overwrite
    }
}
