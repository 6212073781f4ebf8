// The one place where options become MediaIO's words and both ends are opened.
import Display
import LiveServer
import MediaIO
import VideoFrame

struct Endpoints: Sendable {
    let request: RunRequest
    let results: ResultOutput
    /// For the window; nil where nothing is shown.
    var display: WindowDisplay?
    /// Where the run is shown; nil: nowhere.
    var server: LiveServer?

    static var libraryVersion: String { Media.libraryVersion }

    /// What can be refused before the input is opened.
    func check() throws(Failure) {
        if request.input.isEmpty { throw Failure(.usage, "INPUT is an empty word", hint: "perhaps a variable of the shell that is not set") }
        var taken = [request.input]
        try checkOutputs()
        try checkServing()
        for case .file(let output) in [request.destination] + request.also { taken.append(output) }
        for (path, option) in [(request.reportPath, CommandOption.report), (request.tracePath, .trace)] {
            guard let path else { continue }
            try TextFile.check(path, for: option, against: taken)
            taken.append(path)
        }
    }

    /// Connects to the display if there is to be a window. Errors: there is none.
    mutating func openDisplay() throws(MediaError) { if request.shows && !request.plansOnly { display = try WindowDisplay() } }

    /// `frames`: no more than so many. `tell` gets what happens to the source during the run.
    func openSource(frames: Int? = nil, tell: @escaping @Sendable (String) -> Void = { _ in }) throws(MediaError) -> any FrameSource {
        var options = request.source
        options.tell = tell
        if let frames { options.frames = min(options.frames ?? frames, frames) }
        return try MediaIO.openSource(request.input, options: options)
    }
}

extension SourceOptions {
    /// `--format` is for what goes through a pipe: the input's where nothing does.
    init(_ part: InputOptions, readsPipe: Bool, writesPipe: Bool) {
        self.init()
        format = readsPipe || !writesPipe ? part.format.map(Self.demuxer) : nil
        if let size = part.size { formatOptions.append(("video_size", "\(size.width)x\(size.height)")) }
        if let rate = part.rate { formatOptions.append(("framerate", rate.text)) }
        if let pixels = part.inputFormat { formatOptions.append(("pixel_format", pixels)) }
        camera.wish = CameraWish(
            size: part.size.map { PlaneSize(width: $0.width, height: $0.height) }, rate: part.rate?.rational, format: part.inputFormat)
        camera.controls = part.controls.map { (name: $0.key, value: $0.value) }
        passes = part.loop.map(\.passes) ?? 1
        timeoutSeconds = part.timeout ?? timeoutSeconds
        startMicroseconds = part.start.map { $0.milliseconds * 1000 }
        durationMicroseconds = part.duration.map { $0.milliseconds * 1000 }
        frames = part.frames
    }
}

extension SourceOptions {
    /// The names that people use for libav's.
    static func demuxer(_ name: String) -> String { ["y4m": "yuv4mpegpipe", "raw": "rawvideo", "mkv": "matroska"][name] ?? name }
}

extension EncoderOptions {
    init(_ making: OutputOptions, pipeFormat: String?) {
        self.init()
        format = (making.format ?? pipeFormat).map(SourceOptions.demuxer)
        isStrict = making.strict
        encoder = making.encoder
        crf = making.crf
        preset = making.preset
        tune = making.tune
        bitrate = making.bitrate.map { Int(clamping: $0.bitsPerSecond) }
        gop = making.gop
        segmentMicroseconds = making.segment.map { $0.milliseconds * 1000 }
        options = making.encoderOptions.map { (key: $0.key, value: $0.value) }
        pixelFormat = making.pixelFormat
        copiesStreams = !making.noAudio
        overwrites = making.overwrite
    }
}
