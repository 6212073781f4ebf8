// The outputs of a run: which go together, and how each is made.
import Display
import MediaIO
import PipelineEngine
import VideoFrame

extension Endpoints {
    /// What of the outputs can be refused before the input is opened.
    func checkOutputs() throws(Failure) {
        let isFile = ([request.destination] + request.also).contains { if case .file = $0 { true } else { false } }
        if request.encoder.segmentMicroseconds != nil, !isFile { throw Failure(.usage, "--segment has no file to cut", hint: "name an OUTPUT file") }
        guard let first = request.also.first else { return }
        let instead: CommandOption? =
            switch request.destination {
            case .bench: .bench
            case .stageDigests: .hashStages
            case .verify: .verify
            case .file, .pipe, .nothing, .digest, .window, .page: nil
            }
        if let instead { throw Failure(.usage, "--\(instead.rawValue) takes no output, but --also \(first.words) was given", hint: "leave out one of the two") }
        var seen: [RunRequest.Destination] = []
        for output in [request.destination] + request.also {
            if seen.contains(output), output != .nothing {
                throw Failure(.usage, "the output \(output.words) is given twice", hint: "leave out one of the two")
            }
            seen.append(output)
        }
        if case .digest = request.destination, request.also.contains(.pipe) {
            throw Failure(.usage, "--hash and --also - would both write to standard output", hint: "leave out one of the two")
        }
    }

    /// The run's outputs as one. `isTrial`: nothing is written.
    func openSink(
        for source: any FrameSource, stream: StreamShape, isTrial: Bool = false, tell: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(MediaError) -> any FrameSink {
        var options = request.encoder
        let isLive = source.info.isLive || request.configuration.paces
        options.reconnects = isLive && !isTrial
        options.tell = tell
        let main = try openSink(request.destination, options, source, stream, isTrial)
        let hasSideWindow = request.shows && request.destination != .window
        let shown = isTrial || request.destination == .page ? nil : liveSink(for: source, stream: stream)
        guard !request.also.isEmpty || hasSideWindow || shown != nil else { return main }
        // Each goes by its own ending.
        options.format = nil
        var others: [SideOutput] = []
        for output in request.also {
            // A network that is slow shall not cost a recording its frames.
            let isLoose = isLive && Media.isAddress(output.words)
            let sink = try openSink(output, options, source, stream, isTrial)
            others.append(SideOutput(sink, drop: isLoose ? .latest : .never, queueCapacity: request.configuration.queueCapacity ?? 4))
        }
        // It takes what is newest, so that no output waits for a display.
        if hasSideWindow { others.append(SideOutput(window(source, stream, isTrial), drop: .latest, queueCapacity: 1)) }
        // A camera does not wait for a recording; a file does.
        if let shown { others.append(SideOutput(shown, drop: source.info.isLive ? .latest : .never)) }
        return FanOutSink(main: main, others: others)
    }

    /// A file is played when nothing else waits for its frames.
    private func window(_ source: any FrameSource, _ stream: StreamShape, _ isTrial: Bool) -> any FrameSink {
        guard let display, !isTrial else { return NullSink(shape: stream.frame, path: "window") }
        let isAlone = request.destination == .window && request.also.isEmpty
        let timing: WindowSink.Timing = !isAlone ? .beside : source.info.isLive ? .newest : .played
        return WindowSink(display: display, source: source.info, stream: stream, timing: timing)
    }

    private func openSink(
        _ destination: RunRequest.Destination, _ options: EncoderOptions, _ source: any FrameSource, _ stream: StreamShape, _ isTrial: Bool
    ) throws(MediaError) -> any FrameSink {
        var options = options
        options.isTrial = isTrial
        switch destination {
        case .file(let path): return try MediaIO.openSink(path, from: source, stream: stream, options: options)
        case .pipe: return try MediaIO.openSink("-", from: source, stream: stream, options: options.uncut)
        case .window: return window(source, stream, isTrial)
        case .page: return (isTrial ? nil : liveSink(for: source, stream: stream)) ?? NullSink(shape: stream.frame)
        case .nothing, .bench, .stageDigests, .verify: return NullSink(shape: stream.frame)
        case .digest(let mode):
            return try DigestSink(shape: stream.frame, perFrame: mode == .frames) { [results] line in if !isTrial { results.write(line: line) } }
        }
    }
}

extension RunRequest.Destination {
    /// As it is typed, where it is an output.
    var words: String {
        switch self {
        case .file(let path): path
        case .pipe: "-"
        default: "null"
        }
    }
}

extension EncoderOptions {
    /// For an output that is no file.
    fileprivate var uncut: EncoderOptions {
        var options = self
        options.segmentMicroseconds = nil
        return options
    }
}
